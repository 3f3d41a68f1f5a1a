"""Facts of staff: people posted on the day, and what the qualification ledger says of them."""

import datetime as dt

import pytest

from staffing.enums import Course, ExemptionRow, LicenceKind, PostingRole
from subsidies.facts import Query, gather
from subsidies.facts.staff import whole_months
from tests.factories import (
    CareerRecordFactory,
    CenterDesignationFactory,
    LicenceFactory,
    PostingFactory,
    StaffMemberFactory,
    TrainingExemptionFactory,
    TrainingRecordFactory,
)

DAY = dt.date(2025, 10, 1)


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center


def staff_of(center):
    [gathered] = gather([center], Query(DAY))
    return gathered.facts["staff"]


def test_one_person_in_two_roles_is_one_entry(basic_center):
    base = PostingFactory(center=basic_center, is_dedicated=False)
    PostingFactory(
        center=basic_center,
        staff_member=base.staff_member,
        role=PostingRole.OUTREACH,
        is_dedicated=True,
    )

    [entry] = staff_of(basic_center)
    assert entry == {
        "id": base.staff_member.number,
        "dedicated": True,
        "fulltime": True,
        "roles": ["base", "outreach"],
    }


def test_nothing_about_a_person_is_guessed(basic_center):
    PostingFactory(center=basic_center, is_dedicated=None, is_full_time=None)

    [entry] = staff_of(basic_center)
    assert set(entry) == {"id", "roles"}


def test_when_all_have_left_nobody_is_posted(basic_center):
    PostingFactory(center=basic_center, ends_on=dt.date(2025, 9, 30))

    assert staff_of(basic_center) == []


def test_training_completed_later_is_not_completed_on_the_day(basic_center):
    member = PostingFactory(center=basic_center).staff_member
    TrainingRecordFactory(staff_member=member, completed_on=DAY)
    TrainingRecordFactory(
        staff_member=member, course=Course.BASIC_TYPE_COURSE, completed_on=dt.date(2025, 10, 2)
    )
    TrainingRecordFactory(
        staff_member=member, course=Course.SPECIFIC_TYPE_COURSE, completed_on=None
    )

    [entry] = staff_of(basic_center)
    assert entry["training"] == {
        "basic_course": True,
        "basic_type_course": False,
        "specific_type_course": False,
    }


@pytest.mark.parametrize(
    ("kind", "licensed"),
    [
        (LicenceKind.NURSERY_TEACHER, True),
        (LicenceKind.OTHER, False),
        (LicenceKind.NONE, False),
    ],
)
def test_licence_of_personal_support(basic_center, kind, licensed):
    LicenceFactory(staff_member=PostingFactory(center=basic_center).staff_member, kind=kind)

    [entry] = staff_of(basic_center)
    assert entry["licensed"] is licensed
    assert entry["child_family_social_worker"] is False


def test_an_exemption_says_its_row_and_since_when(basic_center):
    member = PostingFactory(center=basic_center).staff_member
    TrainingExemptionFactory(
        staff_member=member,
        row=ExemptionRow.ENGAGED_BEFORE,
        engaged_from=dt.date(2015, 4, 1),
    )

    [entry] = staff_of(basic_center)
    assert entry["exemption"] == {"row": 2, "attested": True, "engaged_from": "2015-04-01"}


def test_careers_add_up_to_the_day(basic_center):
    member = PostingFactory(center=basic_center).staff_member
    CareerRecordFactory(staff_member=member)
    CareerRecordFactory(staff_member=member, starts_on=dt.date(2025, 4, 1), ends_on=None)

    [entry] = staff_of(basic_center)
    assert entry["experience_months"] == 24 + 6


def test_facts_never_carry_a_name(basic_center):
    member = StaffMemberFactory(municipality=basic_center.municipality, name="見本 秘密")
    PostingFactory(center=basic_center, staff_member=member)

    assert "秘密" not in str(staff_of(basic_center))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2024-04-01", "2025-03-31", 12),
        ("2024-04-01", "2025-03-30", 11),
        ("2024-04-15", "2025-04-14", 12),
        ("2024-04-15", "2024-05-13", 0),
    ],
)
def test_whole_months(first, last, months):
    assert whole_months(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == months
