"""A period loaded once: its days tell what each day, gathered alone, tells."""

import datetime as dt
from decimal import Decimal

import pytest

from centers.enums import ActivityKind, CenterType, DocumentKind, FactKind, Service
from centers.models import Center
from staffing.enums import Course, PostingRole
from subsidies.facts import Query, gather, load
from tests.factories import (
    ActivityPlanFactory,
    CareerRecordFactory,
    CenterDesignationFactory,
    CenterFactory,
    ConsultationFactory,
    DocumentFactory,
    LicenceFactory,
    MunicipalityFactFactory,
    NationalFactFactory,
    NationalHolidayOpeningFactory,
    OpenDayFactory,
    OpeningHoursFactory,
    OutreachSessionFactory,
    PostingFactory,
    TrainingExemptionFactory,
    TrainingRecordFactory,
)

FIRST, LAST = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
JAPAN = dt.timezone(dt.timedelta(hours=9))


def day(month, number):
    return dt.date(2025 if month > 3 else 2026, month, number)


def at(month, number, hour=10):
    return dt.datetime.combine(day(month, number), dt.time(hour), tzinfo=JAPAN)


@pytest.fixture
def busy_center(center):
    """Something of every kind changes in the course of the year."""
    CenterDesignationFactory(center=center, ends_on=day(6, 30))
    CenterDesignationFactory(center=center, subtype="Ⅱ", starts_on=day(7, 1))
    OpeningHoursFactory(center=center, ends_on=day(8, 31))
    OpeningHoursFactory(center=center, weekday=6, starts_on=day(9, 1))
    OpeningHoursFactory(center=center, service=Service.SPECIAL_CONSIDERATION, starts_on=day(9, 15))
    NationalHolidayOpeningFactory(center=center, is_open=True, starts_on=day(5, 1))
    OpenDayFactory(center=center, held_on=day(4, 7))
    for month, number, hour in ((4, 7, 10), (4, 8, 19), (5, 3, 10)):
        ConsultationFactory(center=center, occurred_at=at(month, number, hour))
    member = PostingFactory(center=center, ends_on=day(10, 31)).staff_member
    PostingFactory(center=center, role=PostingRole.OUTREACH, starts_on=day(10, 1))
    LicenceFactory(staff_member=member, acquired_on=day(5, 20))
    TrainingRecordFactory(staff_member=member, completed_on=day(6, 20))
    TrainingRecordFactory(staff_member=member, course=Course.ORIENTATION, completed_on=None)
    TrainingExemptionFactory(staff_member=member, starts_on=day(4, 10), ends_on=day(6, 19))
    CareerRecordFactory(staff_member=member, starts_on=dt.date(2024, 7, 1), ends_on=None)
    kind, months = FactKind.EXPERIENCE_MONTHS_LICENSED, Decimal(12)
    municipality = center.municipality
    MunicipalityFactFactory(municipality=municipality, kind=kind, holds=None, value=months)
    MunicipalityFactFactory(municipality=municipality, ends_on=day(12, 31))
    NationalFactFactory(starts_on=day(10, 1), ends_on=day(10, 1))
    specific = CenterFactory(municipality=municipality)
    CenterDesignationFactory(
        center=specific, type=CenterType.SPECIFIC, subtype="", starts_on=day(8, 1)
    )
    DocumentFactory(center=center, dated_on=day(7, 15))
    DocumentFactory(center=center, kind=DocumentKind.OUTREACH_PLAN, exists=False)
    OutreachSessionFactory(center=center)
    ActivityPlanFactory(center=center, kind=ActivityKind.INTERPRETER)
    return center


def facts_of(gathered):
    return [(each.type, each.subtype, each.facts) for each in gathered]


def turns_of(center):
    return load([center], FIRST, LAST).turns(center)


def test_each_day_of_the_period_tells_what_it_tells_alone(busy_center):
    evidence = load([busy_center], FIRST, LAST)

    for turn in [*evidence.turns(busy_center), *evidence.turns(busy_center)[:1]]:
        for each in (turn.day - dt.timedelta(days=1), turn.day):
            alone = facts_of(gather([busy_center], Query(each)))
            assert facts_of(evidence.facts_on(each)) == alone


def test_between_two_turns_nothing_changes_but_the_counts(busy_center):
    evidence = load([busy_center], FIRST, LAST)
    days = [FIRST + dt.timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    turning = {turn.day for turn in evidence.turns(busy_center)} | {day(7, 1)}

    before = None
    for each in days:
        facts = facts_of(evidence.facts_on(each, counted_until=LAST))
        settled = [_without_months(entry) for entry in facts]
        if before is not None and each not in turning:
            assert settled == before, each
        before = settled


def _without_months(entry):
    """Months of experience grow; only those that the municipality asks for are a turn."""
    kind, subtype, facts = entry
    staff = [
        person | {"experience_months": person.get("experience_months", 0) >= 12}
        for person in facts.get("staff", [])
    ]
    return kind, subtype, facts | {"staff": staff}


def test_a_period_over_two_years_counts_each_from_its_april(center):
    CenterDesignationFactory(center=center)
    for moment in (at(2, 10), dt.datetime(2026, 4, 2, 10, tzinfo=JAPAN)):
        ConsultationFactory(center=center, occurred_at=moment)

    evidence = load([center], day(3, 1), dt.date(2026, 4, 30))

    [march], [april] = (evidence.facts_on(each) for each in (LAST, dt.date(2026, 4, 30)))
    assert march.facts["activity"]["consultations"] == 1
    assert april.facts["activity"]["consultations"] == 1


def test_a_day_that_was_not_loaded_is_refused(center):
    evidence = load([center], FIRST, LAST)

    with pytest.raises(ValueError, match="was not loaded"):
        evidence.facts_on(LAST + dt.timedelta(days=1))


def test_counts_may_be_told_as_of_the_end_of_the_month(center):
    CenterDesignationFactory(center=center)
    ConsultationFactory(center=center, occurred_at=at(5, 30))
    evidence = load([center], FIRST, LAST)

    [early] = evidence.facts_on(day(5, 1))
    [counted] = evidence.facts_on(day(5, 1), counted_until=day(5, 31))

    assert early.facts["activity"]["consultations"] == 0
    assert counted.facts["activity"]["consultations"] == 1


def test_a_posting_turns_on_its_first_day_and_on_the_day_after_its_last(center):
    CenterDesignationFactory(center=center)
    posting = PostingFactory(center=center, starts_on=day(6, 1), ends_on=day(10, 31))

    begins, ends = turns_of(center)

    number = posting.staff_member.number
    assert (begins.day, begins.on) == (day(6, 1), day(6, 1))
    assert (ends.day, ends.on) == (day(11, 1), day(10, 31))
    assert ends.happened == f"専任の職員（No.{number}）の配置（基本配置）が終わった"
    assert posting.staff_member.name not in begins.happened + ends.happened


def test_months_of_experience_turn_when_those_asked_for_are_full(center):
    CenterDesignationFactory(center=center)
    member = PostingFactory(center=center).staff_member
    CareerRecordFactory(staff_member=member, starts_on=dt.date(2024, 7, 1), ends_on=None)
    MunicipalityFactFactory(
        municipality=center.municipality,
        kind=FactKind.EXPERIENCE_MONTHS_LICENSED,
        holds=None,
        value=Decimal(12),
    )

    [turn] = turns_of(center)

    assert turn.day == day(6, 30)
    assert turn.happened.endswith("の実務経験が12か月になった")


def test_what_lasts_over_the_whole_period_is_no_turn(center):
    CenterDesignationFactory(center=center)
    PostingFactory(center=center, starts_on=FIRST, ends_on=LAST)
    OpeningHoursFactory(center=center)

    assert turns_of(center) == []


@pytest.mark.parametrize("center_count", [1, 60])
@pytest.mark.parametrize("months", [1, 12])
def test_loading_takes_the_same_queries_for_any_number_of_centers_and_months(
    center_count, months, municipality, django_assert_num_queries
):
    for each in CenterFactory.create_batch(center_count, municipality=municipality):
        CenterDesignationFactory(center=each)
        PostingFactory(center=each, ends_on=day(10, 31))
        ConsultationFactory(center=each)
    centers = list(Center.objects.all())
    ends = [day(4, 30), LAST]

    # the same 22 as for one day, see test_facts.py
    with django_assert_num_queries(33):
        evidence = load(centers, FIRST, ends[months > 1])

    with django_assert_num_queries(0):
        for month in range(4, 4 + months):
            on = dt.date(2025 + (month > 12), (month - 1) % 12 + 1, 1)
            assert len(evidence.facts_on(on)) == center_count
        for each in centers:
            evidence.turns(each)


class TestFamilyCenter:
    @pytest.fixture
    def family_center(self, municipality):
        center = CenterFactory(municipality=municipality, name="見本こども家庭センター")
        CenterDesignationFactory(center=center, type=CenterType.FAMILY_CENTER, subtype="")
        return center

    @staticmethod
    def facts(center):
        [gathered] = gather([center], Query(day(10, 1)))
        return gathered.facts

    def test_the_name_and_the_roles_are_told(self, family_center):
        director = PostingFactory(center=family_center, role=PostingRole.DIRECTOR)
        coordinator = PostingFactory(center=family_center, role=PostingRole.CHIEF_COORDINATOR)
        PostingFactory.create_batch(2, center=family_center, role=PostingRole.ABUSE_RESPONSE)

        facts = self.facts(family_center)

        assert facts["name_ok"] is True
        assert facts["chief"] == director.staff_member.number
        assert facts["chief_coordinator"] == coordinator.staff_member.number
        assert facts["abuse_response_assigned"] == 2

    def test_a_role_nobody_ever_had_stays_unknown(self, family_center):
        PostingFactory(center=family_center)

        unknown = {"chief", "chief_coordinator", "abuse_response_assigned", "maternal_child_staff"}
        assert not unknown & set(self.facts(family_center))
        assert "on_duty" not in self.facts(family_center)

    def test_a_role_that_all_have_left_is_empty(self, family_center):
        for role in (PostingRole.ABUSE_RESPONSE, PostingRole.MATERNAL_CHILD):
            PostingFactory(center=family_center, role=role, ends_on=day(9, 30))

        facts = self.facts(family_center)

        assert facts["abuse_response_assigned"] == 0
        assert facts["maternal_child_staff"] == []

    def test_another_name_is_for_a_person_to_judge(self, center):
        CenterDesignationFactory(center=center, type=CenterType.FAMILY_CENTER, subtype="")

        assert "name_ok" not in self.facts(center)

    def test_one_licence_is_told_several_leave_it_open(self, family_center):
        one, two = (
            PostingFactory(center=family_center, role=PostingRole.MATERNAL_CHILD).staff_member
            for _ in range(2)
        )
        LicenceFactory(staff_member=one, kind="public_health_nurse")
        LicenceFactory(staff_member=two, kind="public_health_nurse")
        LicenceFactory(staff_member=two, kind="midwife")

        staff = self.facts(family_center)["maternal_child_staff"]

        assert staff == [{"licence": "保健師", "dedicated": True}, {"dedicated": True}]
