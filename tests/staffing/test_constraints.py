"""Each constraint broken on purpose: the database itself refuses, and says so in Japanese."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from staffing import models
from tests.factories import (
    CareerRecordFactory,
    CenterFactory,
    LicenceFactory,
    PostingFactory,
    StaffMemberFactory,
    TrainingExemptionFactory,
    TrainingRecordFactory,
)

BEFORE = dt.date(2010, 3, 31)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LEDGERS = {
    "career_record": CareerRecordFactory,
    "licence": LicenceFactory,
    "posting": PostingFactory,
    "training_exemption": TrainingExemptionFactory,
    "training_record": TrainingRecordFactory,
}

# constraint: (factory, the fields that break it)
BROKEN = {
    "posting_ends_after_it_starts": (PostingFactory, {"ends_on": BEFORE}),
    "career_record_ends_after_it_starts": (CareerRecordFactory, {"ends_on": BEFORE}),
    "training_exemption_ends_after_it_starts": (TrainingExemptionFactory, {"ends_on": BEFORE}),
    "training_exemption_engaged_before_says_since_when": (TrainingExemptionFactory, {"row": 2}),
    **{
        f"{name}_superseded_after_recorded": (factory, {"superseded_at": LONG_AGO})
        for name, factory in LEDGERS.items()
    },
}

# constraint: (factory, what makes the second row another one that still collides)
COLLIDING = {
    "licence_is_recorded_once": (LicenceFactory, {"acquired_on": BEFORE}),
    "training_is_recorded_once": (TrainingRecordFactory, {"completed_on": None}),
    "career_records_do_not_overlap": (CareerRecordFactory, {"starts_on": dt.date(2020, 3, 31)}),
    "training_exemptions_do_not_overlap": (TrainingExemptionFactory, {"row": 1}),
}


def refused_by(make):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    return refusal.value.__cause__.diag.constraint_name


def test_every_constraint_is_broken_below():
    names = {
        constraint.name
        for model in map(models.__dict__.get, models.__all__)
        for constraint in model._meta.constraints
    }

    apart = {"posting_periods_do_not_overlap", "staff_number_is_unique_in_municipality"}
    assert names == {*BROKEN, *COLLIDING, *apart}


@pytest.mark.parametrize("name", BROKEN)
def test_database_refuses_what_cannot_be(name):
    factory, fields = BROKEN[name]

    assert refused_by(lambda: factory(**fields)) == name


@pytest.mark.parametrize("name", COLLIDING)
def test_database_refuses_a_second_row_for_the_same_thing(name):
    factory, changes = COLLIDING[name]
    member = factory().staff_member

    assert refused_by(lambda: factory(staff_member=member, **changes)) == name


@pytest.mark.parametrize("name", COLLIDING)
def test_replaced_row_and_another_person_do_not_collide(name):
    factory, changes = COLLIDING[name]
    member = factory(superseded_at=timezone.now()).staff_member
    factory()

    assert factory(staff_member=member, **changes).pk


@pytest.mark.parametrize("name", COLLIDING)
def test_collision_is_explained_before_the_database_is_asked(name):
    factory, changes = COLLIDING[name]
    second = factory.build(staff_member=factory().staff_member, **changes)

    with pytest.raises(ValidationError) as refusal:
        second.full_clean(exclude={"recorded_by"})

    constraint = next(c for c in second._meta.constraints if c.name == name)
    assert refusal.value.messages == [constraint.violation_error_message]


def test_postings_in_one_role_at_one_center_do_not_overlap():
    first = PostingFactory(ends_on=dt.date(2025, 3, 31))
    same = {"staff_member": first.staff_member, "center": first.center}

    name = refused_by(lambda: PostingFactory(**same, starts_on=dt.date(2025, 3, 31)))

    assert name == "posting_periods_do_not_overlap"
    assert PostingFactory(**same, starts_on=dt.date(2025, 4, 1)).pk


def test_another_role_or_center_may_be_held_at_once():
    first = PostingFactory()
    neighbour = CenterFactory(municipality=first.center.municipality)

    assert PostingFactory(staff_member=first.staff_member, center=neighbour).pk
    assert PostingFactory(staff_member=first.staff_member, center=first.center, role="director").pk


def test_staff_number_is_unique_within_its_municipality():
    member = StaffMemberFactory()
    StaffMemberFactory(number=member.number)

    name = refused_by(
        lambda: StaffMemberFactory(municipality=member.municipality, number=member.number)
    )

    assert name == "staff_number_is_unique_in_municipality"
