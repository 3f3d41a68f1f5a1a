"""One person proposes, another approves; the database holds both to it."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from retention.actions import (
    DecidedError,
    NothingDueError,
    OpenDisposalError,
    SamePersonError,
    approve_disposal,
    lift_hold,
    propose_disposal,
    reject_disposal,
)
from retention.enums import DisposalStatus
from retention.models import Disposal, DisposalItem
from tests.factories import ConsultationFactory
from tests.retention.family import NOW, TODAY, YEAR, proposed
from tests.retention.test_due import THEN
from tests.retention_factories import (
    DisposalItemFactory,
    LegalHoldFactory,
    RetentionRuleFactory,
)


@pytest.fixture
def record(center, rules):
    return ConsultationFactory(center=center, occurred_at=THEN)


@pytest.fixture
def disposal(record, municipality, municipal_officer):
    return proposed(municipality, municipal_officer)


def test_a_proposal_names_what_has_run_out(disposal, record):
    item = DisposalItem.objects.get()

    assert (item.kind, item.record_id, item.state) == ("consultation", record.pk, "waiting")
    assert (item.rule.years, item.disposal) == (3, disposal)
    assert str(item.kept_until) == "2029-03-31"


def test_nobody_approves_what_they_proposed(disposal, municipal_officer):
    with pytest.raises(SamePersonError):
        approve_disposal(disposal, by=municipal_officer, at=NOW)

    disposal.refresh_from_db()
    assert disposal.status == DisposalStatus.PROPOSED


def test_the_database_lets_nobody_do_both(disposal, municipal_officer):
    one = Disposal.objects.filter(pk=disposal.pk)

    with pytest.raises(IntegrityError, match="approved_by_a_second_person"), transaction.atomic():
        one.update(status="approved", decided_at=NOW, decided_by=municipal_officer)


def test_another_approves_and_then_it_is_decided(disposal, second_officer, municipal_officer):
    approve_disposal(disposal, by=second_officer, at=NOW)

    with pytest.raises(DecidedError):
        reject_disposal(disposal, reason="見直し", by=municipal_officer, at=NOW)
    disposal.refresh_from_db()
    assert (disposal.status, disposal.decided_by) == (DisposalStatus.APPROVED, second_officer)


def test_whoever_proposed_may_take_it_back(disposal, municipal_officer):
    reject_disposal(disposal, reason="年数の誤り", by=municipal_officer, at=NOW)

    disposal.refresh_from_db()
    assert (disposal.status, disposal.reason) == (DisposalStatus.REJECTED, "年数の誤り")


@pytest.mark.parametrize(
    "change",
    [
        {"fiscal_year": 2020},
        {"status": "carried_out", "carried_out_at": NOW},
        {"note": "書き換え"},
    ],
)
def test_a_disposal_changes_by_its_decision_alone(disposal, second_officer, change):
    approve_disposal(disposal, by=second_officer, at=NOW)
    one = Disposal.objects.filter(pk=disposal.pk)

    with pytest.raises(IntegrityError, match="変更も削除もできません"), transaction.atomic():
        one.update(**change)


def test_nothing_is_slipped_in_among_what_was_approved(disposal, second_officer):
    approve_disposal(disposal, by=second_officer, at=NOW)
    rule = DisposalItem.objects.get().rule

    with pytest.raises(IntegrityError, match="廃棄の対象は変更できません"), transaction.atomic():
        DisposalItemFactory(disposal=disposal, rule=rule)


def test_one_disposal_is_open_at_a_time(disposal, municipality, second_officer):
    with pytest.raises(OpenDisposalError) as refused:
        proposed(municipality, second_officer)

    assert refused.value.disposal == disposal


def test_the_same_form_proposes_once(record, municipality, municipal_officer):
    key = uuid.uuid4()
    again = [
        propose_disposal(
            municipality,
            fiscal_year=YEAR,
            note="",
            submission_key=key,
            by=municipal_officer,
            at=NOW,
            today=TODAY,
        )
        for _ in range(2)
    ]

    assert [is_new for _, is_new in again] == [True, False]
    assert Disposal.objects.count() == 1


def test_there_is_nothing_to_propose_without_a_rule(center, municipality, municipal_officer):
    ConsultationFactory(center=center, occurred_at=THEN)

    with pytest.raises(NothingDueError):
        proposed(municipality, municipal_officer)


def test_a_hold_is_lifted_once(municipality, municipal_officer):
    hold = LegalHoldFactory(municipality=municipality)

    lift_hold(hold, reason="裁判が終わった", by=municipal_officer, at=NOW)

    with pytest.raises(DecidedError):
        lift_hold(hold, reason="もう一度", by=municipal_officer, at=NOW)


@pytest.mark.parametrize("factory", [LegalHoldFactory, RetentionRuleFactory])
def test_a_rule_and_a_hold_stay_as_they_were_written(factory):
    row = factory()

    for change in (
        lambda: type(row).objects.filter(pk=row.pk).update(starts_on=TODAY),
        row.delete,
    ):
        with pytest.raises(IntegrityError, match="できません"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "wrong",
    [
        {"years": 0},
        {"years": 101},
        {"years": None},
        {"event": ""},
        {"ordinance": ""},
    ],
)
def test_a_rule_says_how_long_from_when_and_by_what(wrong):
    with pytest.raises(IntegrityError, match="retention_rule"), transaction.atomic():
        RetentionRuleFactory(**wrong)
