"""What has run out by a day: nothing without a rule, and nothing before its time."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.enums import CaseStatus
from consultations.models import Consultation
from retention.due import due_kinds, kept_until
from retention.enums import CountedFrom
from retention.models import RetentionRule
from shared.retention import kinds, kinds_with_rules
from tests.case_factories import CaseFactory, CaseLinkFactory, CaseRecordFactory
from tests.desk_factories import AbuseIntakeFactory, FollowUpFactory
from tests.factories import ConsultationFactory, MunicipalityFactory, RecordAccessFactory
from tests.household_factories import (
    AddressProtectionFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
)
from tests.retention.family import TODAY, rules_for
from tests.retention_factories import LegalHoldFactory, RetentionRuleFactory
from tests.sharing_factories import ReferralFactory, WaitingListFollowUpFactory

THEN = dt.datetime(2025, 6, 2, 1, tzinfo=dt.UTC)


def due(municipality, code, *, today=TODAY, until=TODAY):
    [found] = [
        each
        for each in due_kinds(municipality.pk, until=until, today=today)
        if each.kind.code == code
    ]
    return found


def reasons(municipality, code="consultation"):
    return [record.reasons for record in due(municipality, code).records]


@pytest.fixture
def record(center):
    return ConsultationFactory(center=center, occurred_at=THEN)


@pytest.mark.parametrize(
    ("counted_from", "event_on", "years", "last"),
    [
        (CountedFrom.NEXT_FISCAL_YEAR, dt.date(2025, 4, 1), 3, dt.date(2029, 3, 31)),
        (CountedFrom.NEXT_FISCAL_YEAR, dt.date(2026, 3, 31), 3, dt.date(2029, 3, 31)),
        (CountedFrom.NEXT_FISCAL_YEAR, dt.date(2026, 4, 1), 3, dt.date(2030, 3, 31)),
        (CountedFrom.NEXT_DAY, dt.date(2025, 6, 2), 3, dt.date(2028, 6, 2)),
        (CountedFrom.NEXT_DAY, dt.date(2024, 2, 29), 1, dt.date(2025, 2, 28)),
        (CountedFrom.NEXT_DAY, dt.date(2024, 2, 28), 1, dt.date(2025, 2, 28)),
        (CountedFrom.NEXT_DAY, dt.date(2024, 2, 28), 4, dt.date(2028, 2, 28)),
        (CountedFrom.NEXT_DAY, dt.date(2023, 2, 28), 1, dt.date(2024, 2, 29)),
    ],
)
def test_the_last_day_of_a_period(counted_from, event_on, years, last):
    rule = RetentionRule(years=years, counted_from=counted_from)

    assert kept_until(rule, event_on) == last


def test_without_a_rule_nothing_ever_runs_out(municipality, record):
    found = due_kinds(municipality.pk, until=dt.date(2099, 4, 1), today=dt.date(2098, 4, 1))

    assert [(each.rule, each.records) for each in found] == [(None, [])] * len(kinds_with_rules())


@pytest.mark.parametrize(
    "rule",
    [
        {"starts_on": TODAY + dt.timedelta(days=1)},
        {"kind": "case", "event": "ended"},
        {"event": "no_longer_known"},
    ],
    ids=["not yet", "of another kind", "of an event that is unknown"],
)
def test_a_rule_that_does_not_hold_disposes_of_nothing(municipality, record, rule):
    RetentionRuleFactory(municipality=municipality, **rule)

    assert reasons(municipality) == []


def test_a_rule_of_another_municipality_disposes_of_nothing(municipality, record):
    RetentionRuleFactory(municipality=MunicipalityFactory())

    assert reasons(municipality) == []


def test_a_rule_that_is_taken_back_disposes_of_nothing(municipality, record):
    RetentionRuleFactory(municipality=municipality)
    RetentionRuleFactory(municipality=municipality, years=None, event="")

    assert reasons(municipality) == []


def test_a_record_runs_out_the_day_after_its_last_day(municipality, record):
    RetentionRuleFactory(municipality=municipality)
    last = dt.date(2029, 3, 31)

    assert due(municipality, "consultation", until=last).records == []
    [found] = due(municipality, "consultation", until=last + dt.timedelta(days=1)).records
    assert (found.record_id, found.event_on, found.kept_until) == (
        record.pk,
        dt.date(2025, 6, 2),
        last,
    )
    assert (found.center, found.reasons) == (record.center.name, ())


def test_years_may_count_from_the_last_consultation_of_the_household(municipality, center):
    home = HouseholdFactory(center=center)
    ConsultationFactory(center=center, household=home, occurred_at=THEN)
    ConsultationFactory(
        center=center, household=home, occurred_at=dt.datetime(2027, 6, 1, tzinfo=dt.UTC)
    )
    alone = ConsultationFactory(center=center, occurred_at=THEN)
    RetentionRuleFactory(municipality=municipality, event="last_of_household")

    found = due(municipality, "consultation").records

    assert [record.record_id for record in found] == [alone.pk]


def _case(record):
    CaseRecordFactory(case=CaseFactory(center=record.center), consultation=record)


def _referral(record):
    ReferralFactory(household=None, consultation=record, consent__consultation=record)


@pytest.mark.parametrize(
    ("held_by", "reason"),
    [
        (lambda record: FollowUpFactory(consultation=record), "済んでいない次の対応があります"),
        (
            lambda record: AbuseIntakeFactory(consultation=record),
            "安全確認が済んでいない虐待の疑いがあります",
        ),
        (
            lambda record: RecordAccessFactory(consultation=record),
            "点検の済んでいない理由付き閲覧があります",
        ),
        (_referral, "返事を待っているつなぎがあります"),
        (_case, "ケースが残っています"),
        (
            lambda record: CaseFactory(center=record.center, opened_from=record),
            "ケースが残っています",
        ),
        (
            lambda record: LegalHoldFactory(municipality=record.municipality, record_id=record.pk),
            "廃棄の停止の登録があります",
        ),
    ],
    ids=["follow-up", "intake", "access", "referral", "case", "origin of a case", "hold"],
)
def test_what_is_not_finished_holds_a_record_back(municipality, record, held_by, reason):
    RetentionRuleFactory(municipality=municipality)
    held_by(record)

    assert reasons(municipality) == [(reason,)]


@pytest.mark.parametrize(
    "hold",
    [
        {"ends_on": TODAY - dt.timedelta(days=1)},
        {"starts_on": TODAY + dt.timedelta(days=1)},
        {"kind": "case"},
    ],
    ids=["over", "not yet", "of all cases"],
)
def test_a_hold_that_does_not_hold_leaves_the_record_on_the_list(municipality, record, hold):
    RetentionRuleFactory(municipality=municipality)
    LegalHoldFactory(municipality=municipality, **hold)

    assert reasons(municipality) == [()]


def test_a_case_that_goes_with_the_list_holds_nothing_back(municipality, center, record):
    RetentionRuleFactory(municipality=municipality)
    RetentionRuleFactory(municipality=municipality, kind="case", event="ended")
    case = CaseFactory(
        center=center,
        household=None,
        alias="仮",
        opened_on=dt.date(2025, 6, 2),
        status=CaseStatus.CLOSED,
        closing_reason="improved",
        ended_on=dt.date(2025, 7, 1),
    )
    CaseRecordFactory(case=case, consultation=record)

    assert reasons(municipality) == [()]

    CaseLinkFactory(case=CaseFactory(center=center), other=case)
    assert reasons(municipality, "case") == [("関連するケースが続いています",)]
    assert reasons(municipality) == [("ケースが残っています",)]


@pytest.mark.parametrize(
    ("held_by", "reason"),
    [
        (lambda one: AddressProtectionFactory(person=one.person), "DV等支援措置が続いています"),
        (
            lambda one: WaitingListFollowUpFactory(child=one.person),
            "入所保留児フォローが続いています",
        ),
        (
            lambda one: LegalHoldFactory(
                municipality=one.municipality, kind="person", record_id=one.person_id
            ),
            "廃棄の停止の登録があります",
        ),
        (
            lambda one: ConsultationFactory(
                center=one.household.center,
                household=one.household,
                occurred_at=dt.datetime(2025, 4, 1, 3, tzinfo=dt.UTC),
            ),
            "相談記録が残っています",
        ),
    ],
    ids=["protection", "waiting list", "hold on a member", "record"],
)
def test_a_household_stays_while_anything_of_it_stands(municipality, center, held_by, reason):
    home = HouseholdFactory(center=center, recorded_at=THEN)
    one = HouseholdMembershipFactory(household=home, starts_on=dt.date(2025, 6, 2))
    RetentionRuleFactory(municipality=municipality, kind="household", event="last_record")

    assert reasons(municipality, "household") == [()]
    held_by(one)
    assert reasons(municipality, "household") == [(reason,)]


def test_a_household_is_counted_from_its_last_member_if_so_set(municipality, center):
    left, stays = (HouseholdFactory(center=center, recorded_at=THEN) for _ in range(2))
    HouseholdMembershipFactory(household=left, ends_on=dt.date(2025, 6, 2))
    HouseholdMembershipFactory(household=stays, ends_on=dt.date(2025, 6, 2))
    HouseholdMembershipFactory(household=stays)
    RetentionRuleFactory(municipality=municipality, kind="household", event="all_left")

    found = due(municipality, "household").records

    assert [record.record_id for record in found] == [left.pk]


def test_a_household_remembers_the_last_record_that_went(municipality, center):
    """Its own time is longer than that of its records, and goes on from the last of them."""
    home = HouseholdFactory(center=center, recorded_at=THEN, last_record_on=dt.date(2026, 4, 1))
    HouseholdMembershipFactory(household=home, starts_on=dt.date(2025, 6, 2))
    RetentionRuleFactory(municipality=municipality, kind="household", event="last_record")

    assert reasons(municipality, "household") == []


def test_the_list_takes_as_many_queries_for_three_as_for_one(municipality, center):
    rules_for(municipality)
    numbers = []
    for _ in range(2):
        home = HouseholdFactory(center=center, recorded_at=THEN)
        ConsultationFactory(center=center, household=home, occurred_at=THEN)
        with CaptureQueriesContext(connection) as queries:
            due_kinds(municipality.pk, until=TODAY, today=TODAY)
        numbers.append(len(queries))

    assert numbers == [1 + len(kinds_with_rules())] * 2  # the rules, then one for each kind
    assert Consultation.objects.count() == 2


def test_kinds_go_in_an_order_in_which_nothing_is_missed():
    codes = [kind.code for kind in kinds()]

    assert set(codes[:2]) == {"draft", "maternity_import"}
    for earlier, later in (
        ("case", "conference"),
        ("case", "consultation"),
        ("task", "conference"),
        ("pregnancy", "household"),
        ("consultation", "appointment"),
        ("complaint", "household"),
        ("consultation", "household"),
    ):
        assert codes.index(earlier) < codes.index(later)
    assert codes[-1] == "person"
