"""Each constraint broken on purpose: the database itself refuses, and says so in Japanese."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from centers import models
from centers.enums import FactKind
from tests.appointment_factories import OutreachPublicityFactory, RoomFactory
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    CenterFactory,
    ClosureFactory,
    ContractFactory,
    DocumentFactory,
    ExtraOpeningFactory,
    MunicipalityFactFactory,
    MunicipalityFactory,
    NationalFactFactory,
    NationalHolidayOpeningFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    OutreachSessionFactory,
)

# tests/directory/test_constraints.py breaks theirs
OF_THE_DIRECTORY = {"LocalResource", "ResourceVacancy", "PartnerAgency", "ResourceImport"}
BEFORE = dt.date(2019, 3, 31)  # before every factory's first day
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
OF_CENTER = {
    "activity_plan": ActivityPlanFactory,
    "center_designation": CenterDesignationFactory,
    "closure": ClosureFactory,
    "contract": ContractFactory,
    "document": DocumentFactory,
    "extra_opening": ExtraOpeningFactory,
    "national_holiday_opening": NationalHolidayOpeningFactory,
    "open_day": OpenDayFactory,
    "opening_hours": OpeningHoursFactory,
    "outreach_session": OutreachSessionFactory,
}
LEDGERS = {
    **OF_CENTER,
    "municipality_fact": MunicipalityFactFactory,
    "national_fact": NationalFactFactory,
}

# constraint: (factory, the fields that break it)
BROKEN = {
    "center_closes_after_opening": (CenterFactory, {"closed_on": BEFORE}),
    "center_commissioned_names_its_contractor": (CenterFactory, {"operation": "commissioned"}),
    "municipality_code_has_six_digits": (MunicipalityFactory, {"code": "99001x"}),
    "center_designation_ends_after_it_starts": (CenterDesignationFactory, {"ends_on": BEFORE}),
    "center_designation_subtype_is_for_basic": (CenterDesignationFactory, {"type": "specific"}),
    "opening_hours_end_after_they_start": (OpeningHoursFactory, {"ends_on": BEFORE}),
    "opening_hours_close_after_opening": (OpeningHoursFactory, {"closes_at": dt.time(9)}),
    "national_holiday_opening_ends_after_it_starts": (
        NationalHolidayOpeningFactory,
        {"ends_on": BEFORE},
    ),
    "contract_ends_after_it_starts": (ContractFactory, {"ends_on": BEFORE}),
    "closure_ends_after_it_starts": (ClosureFactory, {"ends_on": BEFORE}),
    "extra_opening_closes_after_opening": (ExtraOpeningFactory, {"closes_at": dt.time(10)}),
    "outreach_session_is_publicised_before": (
        OutreachSessionFactory,
        {"publicised_on": dt.date(2025, 6, 11)},
    ),
    "outreach_session_closes_after_opening": (
        OutreachSessionFactory,
        {"opens_at": dt.time(12), "closes_at": dt.time(10)},
    ),
    "outreach_publicity_has_evidence": (OutreachPublicityFactory, {"evidence": ""}),
    "outreach_publicity_superseded_after_recorded": (
        OutreachPublicityFactory,
        {"superseded_at": LONG_AGO},
    ),
    "room_ends_after_it_starts": (RoomFactory, {"ends_on": BEFORE}),
    "room_has_a_name_and_takes_somebody": (RoomFactory, {"capacity": 0}),
    "municipality_fact_ends_after_it_starts": (MunicipalityFactFactory, {"ends_on": BEFORE}),
    "municipality_fact_has_one_value": (MunicipalityFactFactory, {"value": 1}),
    "municipality_fact_value_is_not_negative": (
        MunicipalityFactFactory,
        {"kind": FactKind.POPULATION, "holds": None, "value": -1},
    ),
    "national_fact_ends_after_it_starts": (NationalFactFactory, {"ends_on": BEFORE}),
    **{
        f"{name}_superseded_after_recorded": (factory, {"superseded_at": LONG_AGO})
        for name, factory in LEDGERS.items()
    },
}

# constraint: (factory, what makes the second row another one that still collides)
COLLIDING = {
    "center_designations_do_not_overlap": (
        CenterDesignationFactory,
        {"starts_on": dt.date(2025, 4, 1)},
    ),
    "opening_hours_do_not_overlap": (
        OpeningHoursFactory,
        {"opens_at": dt.time(16, 59), "closes_at": dt.time(18)},
    ),
    "national_holiday_openings_do_not_overlap": (NationalHolidayOpeningFactory, {"is_open": True}),
    "contracts_do_not_overlap": (ContractFactory, {"contractor": "別の会"}),
    "closures_do_not_overlap": (ClosureFactory, {"starts_on": dt.date(2026, 1, 3)}),
    "activity_plan_is_recorded_once": (ActivityPlanFactory, {"is_carried_out": False}),
    "open_day_is_recorded_once": (
        OpenDayFactory,
        {"held_on": dt.date(2025, 4, 1), "is_open": False},
    ),
}


def refused_by(make):
    """The name of the constraint that the database refuses by."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    return refusal.value.__cause__.diag.constraint_name


def test_every_constraint_is_broken_below():
    names = {
        constraint.name
        for model in map(models.__dict__.get, set(models.__all__) - OF_THE_DIRECTORY)
        for constraint in model._meta.constraints
    }

    apart = {
        "center_code_is_unique_in_municipality",
        "municipality_facts_do_not_overlap",
        "national_facts_do_not_overlap",
        "room_name_is_unique_in_center",
    }
    assert names == {*BROKEN, *COLLIDING, *apart}


def test_rooms_of_a_center_have_names_of_their_own(center):
    RoomFactory(center=center, name="相談室")

    name = refused_by(lambda: RoomFactory(center=center, name="相談室"))

    assert name == "room_name_is_unique_in_center"


@pytest.mark.parametrize("name", BROKEN)
def test_database_refuses_what_cannot_be(name):
    factory, fields = BROKEN[name]

    assert refused_by(lambda: factory(**fields)) == name


@pytest.mark.parametrize("name", COLLIDING)
def test_database_refuses_a_second_row_for_the_same_thing(center, name):
    factory, changes = COLLIDING[name]
    first = {field: value for field, value in changes.items() if field == "held_on"}
    factory(center=center, **first)

    assert refused_by(lambda: factory(center=center, **changes)) == name


@pytest.mark.parametrize("name", COLLIDING)
def test_replaced_row_and_another_center_do_not_collide(center, name):
    factory, changes = COLLIDING[name]
    first = {field: value for field, value in changes.items() if field == "held_on"}
    factory(center=center, **first, superseded_at=timezone.now())
    factory(center=CenterFactory(), **first)

    assert factory(center=center, **changes).pk


@pytest.mark.parametrize("name", COLLIDING)
def test_collision_is_explained_before_the_database_is_asked(center, name):
    factory, changes = COLLIDING[name]
    first = {field: value for field, value in changes.items() if field == "held_on"}
    factory(center=center, **first)
    second = factory.build(center=center, **changes)

    with pytest.raises(ValidationError) as refusal:
        second.full_clean(exclude={"recorded_by"})

    constraint = next(c for c in second._meta.constraints if c.name == name)
    assert refusal.value.messages == [constraint.violation_error_message]


def test_center_code_is_unique_within_its_municipality(center):
    twin = {"municipality": center.municipality, "code": center.code}

    name = refused_by(lambda: CenterFactory(**twin))

    assert name == "center_code_is_unique_in_municipality"


def test_facts_of_a_municipality_do_not_overlap(municipality):
    MunicipalityFactFactory(municipality=municipality)
    MunicipalityFactFactory(municipality=municipality, kind=FactKind.NEEDS_INCREASE)

    name = refused_by(lambda: MunicipalityFactFactory(municipality=municipality, holds=False))

    assert name == "municipality_facts_do_not_overlap"


def test_national_facts_do_not_overlap():
    NationalFactFactory()

    name = refused_by(lambda: NationalFactFactory(starts_on=dt.date(2024, 3, 31)))

    assert name == "national_facts_do_not_overlap"


def test_hours_that_touch_do_not_overlap(center):
    OpeningHoursFactory(center=center, closes_at=dt.time(12))

    assert OpeningHoursFactory(center=center, opens_at=dt.time(12)).pk


def test_two_types_may_hold_at_once(center):
    CenterDesignationFactory(center=center)

    assert CenterDesignationFactory(center=center, type="family_center", subtype="").pk


def test_fact_without_the_answer_its_kind_asks_for_is_explained(municipality):
    fact = MunicipalityFactFactory.build(
        municipality=municipality, kind=FactKind.POPULATION, holds=True
    )

    with pytest.raises(ValidationError) as refusal:
        fact.full_clean(exclude={"recorded_by"})

    assert refusal.value.message_dict["value"] == ["この種別では必ず入力してください。"]
