from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ages import age_in_months, age_in_years, age_label, school_year


@pytest.mark.parametrize(
    ("born_on", "day", "years", "months"),
    [
        (date(2019, 1, 15), date(2025, 1, 14), 5, 71),
        (date(2019, 1, 15), date(2025, 1, 15), 6, 72),
        (date(2025, 1, 31), date(2025, 2, 28), 0, 0),
        (date(2025, 1, 31), date(2025, 3, 1), 0, 1),
        (date(2024, 2, 29), date(2025, 2, 28), 0, 11),
        (date(2024, 2, 29), date(2025, 3, 1), 1, 12),
        (date(2025, 4, 1), date(2025, 4, 1), 0, 0),
    ],
)
def test_age_turns_on_the_birthday(born_on, day, years, months):
    assert age_in_years(born_on, day) == years
    assert age_in_months(born_on, day) == months


@pytest.mark.parametrize("age", [age_in_months, age_in_years])
def test_nobody_has_an_age_before_birth(age):
    with pytest.raises(ValueError, match="生年月日より前の日の年齢は計算できません。"):
        age(date(2025, 4, 2), date(2025, 4, 1))


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2019, 1, 14), "出生前"),
        (date(2019, 1, 15), "生後0日"),
        (date(2019, 2, 14), "生後30日"),
        (date(2019, 2, 15), "0歳1か月"),
        (date(2025, 4, 15), "6歳3か月"),
    ],
)
def test_an_age_is_written_as_caseworkers_say_it(day, label):
    assert age_label(date(2019, 1, 15), day) == label


@pytest.mark.parametrize(
    ("born_on", "grade"),
    [
        (date(2025, 10, 1), "0歳児クラス"),
        (date(2024, 4, 2), "0歳児クラス"),
        (date(2024, 4, 1), "1歳児クラス"),
        (date(2022, 4, 2), "2歳児クラス"),
        (date(2022, 4, 1), "年少"),
        (date(2020, 4, 2), "年中"),
        (date(2019, 4, 2), "年長"),
        (date(2019, 4, 1), "小1"),
        (date(2018, 4, 2), "小1"),
        (date(2012, 4, 2), "中1"),
        (date(2013, 4, 2), "小6"),
        (date(2010, 4, 1), "高1相当"),
        (date(2007, 4, 2), "高3相当"),
        (date(2007, 4, 1), ""),
        (date(1980, 4, 1), ""),
        (date(2025, 12, 1), ""),
    ],
)
def test_the_school_year_of_children_in_fiscal_2025(born_on, grade):
    assert school_year(born_on, date(2025, 11, 1)) == grade


def test_the_school_year_turns_on_the_first_of_april():
    assert school_year(date(2018, 10, 1), date(2025, 3, 31)) == "年長"
    assert school_year(date(2018, 10, 1), date(2025, 4, 1)) == "小1"


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 40_000))
def test_nobody_grows_younger_or_by_more_than_a_month_in_a_day(born_on, lived):
    day = born_on + timedelta(days=lived)

    assert age_in_months(born_on, day + timedelta(days=1)) - age_in_months(born_on, day) in {0, 1}
