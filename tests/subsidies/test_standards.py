import datetime as dt
from fractions import Fraction

import pytest

from centers.enums import CenterType
from subsidies.standards import average_standard
from tests.factories import CenterDesignationFactory


@pytest.mark.parametrize(
    ("day", "is_verified"),
    [
        (dt.date(2020, 4, 1), True),
        (dt.date(2022, 3, 31), True),
        (dt.date(2022, 4, 1), False),
        (dt.date(2025, 4, 1), True),
    ],
)
def test_the_average_comes_from_the_version_in_force(day, is_verified):
    standard = average_standard(day)

    assert standard.per_day == Fraction(5)
    assert standard.clause == "4(1)④キ(ア)"
    assert standard.is_verified is is_verified
    assert (standard.text, standard.two_decimals) == ("5", "5.00")


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2020, 3, 31),  # before every version
        dt.date(2024, 4, 1),  # R6: the text is not held
        dt.date(2025, 3, 31),
    ],
)
def test_without_the_text_there_is_no_standard(day):
    assert average_standard(day) is None


@pytest.mark.parametrize(
    ("center_type", "subtype", "applies"),
    [
        (CenterType.BASIC, "Ⅰ", True),
        (CenterType.BASIC, "Ⅱ", True),
        (CenterType.BASIC, "Ⅲ", False),
        (CenterType.BASIC, "", True),
        (CenterType.SPECIFIC, "", True),
        (CenterType.FAMILY_CENTER, "", False),
        (CenterType.PREGNANCY_SUPPORT, "", False),
    ],
)
def test_the_standard_is_for_the_types_that_the_rule_names(center_type, subtype, applies):
    designation = CenterDesignationFactory.build(type=center_type, subtype=subtype)

    assert average_standard(dt.date(2025, 10, 1)).is_for([designation]) is applies


def test_a_center_without_a_type_is_asked_for_nothing():
    assert average_standard(dt.date(2025, 10, 1)).is_for([]) is False


def test_one_type_that_the_rule_names_is_enough():
    basic = CenterDesignationFactory.build(type=CenterType.BASIC, subtype="Ⅰ")
    family = CenterDesignationFactory.build(type=CenterType.FAMILY_CENTER, subtype="")

    assert average_standard(dt.date(2025, 10, 1)).is_for([family, basic]) is True
