"""申立て as rows and as facts: signed, used while the wording holds, withdrawn, never changed."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from centers.models import Center
from subsidies.actions import create_judgement_sheet, publish_version
from subsidies.attestation_actions import (
    NotAttestableError,
    WithdrawnMeanwhileError,
    sign_attestation,
    signer_of,
    withdraw_attestation,
)
from subsidies.facts import Query, gather
from subsidies.facts.attestations import AttestationSource, revised_key, used_key
from subsidies.facts.query import Period
from subsidies.judge.attesting import attestable_conditions
from subsidies.judge.rulebook import Force
from subsidies.judge.versions import load_versions, version_on
from subsidies.judgement import judge_centers
from subsidies.models import Attestation, AttestationWithdrawal
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
    StaffMemberFactory,
    UserFactory,
)
from tests.subsidy_factories import AttestationFactory

DAY = dt.date(2025, 10, 1)
CONDITION = "night_opening.daily_hours"
SIGNED = dt.datetime(2025, 4, 10, tzinfo=dt.UTC)
LATER = dt.datetime(2025, 9, 1, tzinfo=dt.UTC)
OTHER_WORDING = "0" * 64


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center


def facts_of(center, day=DAY, **query):
    [gathered] = gather([center], Query(day, **query))
    return gathered


def told(center, day=DAY, **query):
    return facts_of(center, day, **query).facts.get("attestations", [])


def withdrawn(attestation, at=LATER):
    withdraw_attestation(attestation, reason="誤り", by=UserFactory(), at=at)
    attestation.refresh_from_db()
    return attestation


def unsaved(center, **more):
    values = {
        "municipality": center.municipality,
        "center": center,
        "condition": CONDITION,
        "decision": True,
        "starts_on": dt.date(2025, 4, 1),
        "ends_on": dt.date(2026, 3, 31),
        "reason": "理由",
        "document": "文書",
        "submission_key": uuid.uuid4(),
    }
    return Attestation(**values | more)


class TestSigning:
    def test_what_is_signed_is_the_wording_of_the_first_day(self, center, municipal_officer):
        made, is_new = sign_attestation(unsaved(center), by=municipal_officer, at=SIGNED)

        assert is_new
        assert made.rule_version == "R7"
        assert made.content_digest == AttestationFactory.build().content_digest
        assert (made.signed_by, made.signed_at) == (municipal_officer, SIGNED)

    def test_the_signer_is_told_by_office_and_staff_number(self, municipal_officer):
        assert signer_of(municipal_officer) == "所管課"

        StaffMemberFactory(user=municipal_officer, number="S00042")
        assert signer_of(municipal_officer) == "所管課（職員S00042）"

    def test_the_same_submission_is_recorded_once(self, center, municipal_officer):
        key = uuid.uuid4()
        first, _ = sign_attestation(
            unsaved(center, submission_key=key), by=municipal_officer, at=SIGNED
        )

        again, is_new = sign_attestation(
            unsaved(center, submission_key=key), by=municipal_officer, at=SIGNED
        )

        assert (again, is_new) == (first, False)
        assert Attestation.objects.count() == 1

    def test_the_submission_of_somebody_else_is_not_taken_for_ones_own(
        self, center, municipal_officer
    ):
        taken = AttestationFactory(center=center, condition="outreach.planned")

        with pytest.raises(ValidationError, match="画面が古く"):
            sign_attestation(
                unsaved(center, submission_key=taken.submission_key),
                by=municipal_officer,
                at=SIGNED,
            )

    @pytest.mark.parametrize(
        ("condition", "day", "message"),
        [
            ("night_opening.night_days", dt.date(2025, 4, 1), "記録だけで判定します"),
            (CONDITION, dt.date(2024, 4, 1), "本文が登録されていない"),
            (CONDITION, dt.date(2019, 4, 1), "適用される要綱が登録されていません"),
            ("specific.needs", dt.date(2025, 4, 1), "この条件がありません"),
        ],
    )
    def test_what_no_person_is_asked_cannot_be_signed(
        self, center, municipal_officer, condition, day, message
    ):
        attestation = unsaved(center, condition=condition, starts_on=day)

        with pytest.raises(NotAttestableError, match=message):
            sign_attestation(attestation, by=municipal_officer, at=SIGNED)

    def test_principle_and_about_may_be_attested_and_plain_figures_not(self):
        version = version_on(DAY)
        signable = {condition.id for condition in attestable_conditions(version)}

        for rule in version.rules:
            for condition in rule.conditions:
                left_open = condition.force in {Force.PRINCIPLE, Force.ABOUT}
                assert (condition.id in signable) == (left_open or condition.attestable)

    def test_where_no_text_is_held_nothing_may_be_attested(self):
        [r6] = [version for version in load_versions() if not version.text_held]

        assert attestable_conditions(r6) == []


class TestStanding:
    def test_two_that_stand_do_not_overlap(self, center):
        AttestationFactory(center=center)

        with pytest.raises(IntegrityError, match="do_not_overlap"), transaction.atomic():
            AttestationFactory(center=center, starts_on=dt.date(2026, 3, 31))

    def test_nor_do_two_of_a_municipality(self, municipality):
        AttestationFactory(center=None, municipality=municipality)

        with pytest.raises(IntegrityError, match="do_not_overlap"), transaction.atomic():
            AttestationFactory(center=None, municipality=municipality)

    @pytest.mark.parametrize(
        "more",
        [
            {"starts_on": dt.date(2026, 4, 1), "ends_on": dt.date(2027, 3, 31)},
            {"condition": "holiday_opening.days"},
            {"content_digest": OTHER_WORDING},
        ],
        ids=["next year", "another condition", "another wording"],
    )
    def test_what_is_about_something_else_stands_beside(self, center, more):
        AttestationFactory(center=center)

        AttestationFactory(center=center, **more)

        assert Attestation.objects.standing().count() == 2

    def test_a_center_and_its_municipality_may_both_decide(self, center):
        AttestationFactory(center=center)

        AttestationFactory(center=None, municipality=center.municipality)

        assert Attestation.objects.standing().count() == 2

    def test_after_a_withdrawal_another_may_stand(self, center):
        withdrawn(AttestationFactory(center=center))

        AttestationFactory(center=center)

        assert Attestation.objects.standing().count() == 1
        assert Attestation.objects.withdrawn().count() == 1

    def test_a_center_of_another_municipality_is_refused(self, center):
        stranger = CenterFactory()

        AttestationFactory(center=center, municipality=stranger.municipality)

        with pytest.raises(IntegrityError, match="tied"):
            connection.check_constraints()


class TestNeverChanged:
    def test_a_withdrawal_is_a_row_of_its_own_and_marks_the_attestation(self, center):
        attestation = withdrawn(AttestationFactory(center=center))

        assert attestation.withdrawn_at == attestation.withdrawal.withdrawn_at == LATER
        assert attestation.withdrawn_by == attestation.withdrawal.withdrawn_by
        assert attestation.withdrawal.municipality == center.municipality

    def test_it_is_withdrawn_once(self, center):
        attestation = withdrawn(AttestationFactory(center=center))

        with pytest.raises(WithdrawnMeanwhileError):
            withdraw_attestation(attestation, reason="再度", by=UserFactory(), at=LATER)
        assert AttestationWithdrawal.objects.get().reason == "誤り"

    def test_it_is_not_withdrawn_before_it_was_signed(self, center):
        attestation = AttestationFactory(center=center)

        with pytest.raises(IntegrityError, match="withdrawn_after_signing"):
            withdrawn(attestation, at=SIGNED - dt.timedelta(days=1))

    @pytest.mark.parametrize(
        "change",
        [
            {"decision": False},
            {"reason": "別の理由"},
            {"ends_on": dt.date(2027, 3, 31)},
            {"withdrawn_at": LATER},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_even_the_owner_of_the_table_changes_nothing(self, center, change):
        attestation = AttestationFactory(center=center)
        if "withdrawn_at" in change:
            change = change | {"withdrawn_by": attestation.signed_by}

        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Attestation.objects.filter(pk=attestation.pk).update(**change)
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            attestation.delete()

    def test_a_withdrawal_is_neither_changed_nor_undone(self, center):
        attestation = withdrawn(AttestationFactory(center=center))

        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            AttestationWithdrawal.objects.update(reason="別の理由")
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            AttestationWithdrawal.objects.all().delete()
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Attestation.objects.filter(pk=attestation.pk).update(
                withdrawn_at=None, withdrawn_by=None
            )


class TestFacts:
    def test_a_decision_is_told_as_the_scenario_says(self, basic_center):
        AttestationFactory(center=basic_center)

        assert told(basic_center) == [
            {
                "condition": CONDITION,
                "decision": True,
                "reason": "祝日の前日だけ短い",
                "document": "令和7年度事業計画書",
                "by": "所管課（職員S00001）",
                "on": "2025-04-10",
            }
        ]

    def test_the_page_of_the_decision_is_referred_to(self, basic_center):
        attestation = AttestationFactory(center=basic_center)

        [reference] = facts_of(basic_center).references[used_key(CONDITION)]
        assert (reference.url_name, dict(reference.kwargs)) == (
            "subsidies:attestation_detail",
            {"pk": attestation.pk},
        )

    @pytest.mark.parametrize("day", [dt.date(2025, 3, 31), dt.date(2026, 4, 1)])
    def test_outside_its_period_it_says_nothing(self, basic_center, day):
        AttestationFactory(center=basic_center)

        assert told(basic_center, day) == []

    def test_the_decision_of_the_municipality_is_told_for_each_center(self, basic_center):
        AttestationFactory(center=None, municipality=basic_center.municipality, decision=False)
        neighbour = CenterFactory(municipality=basic_center.municipality)
        stranger = CenterFactory()
        for each in (neighbour, stranger):
            CenterDesignationFactory(center=each)

        assert [len(told(each)) for each in (basic_center, neighbour, stranger)] == [1, 1, 0]

    def test_the_decision_on_the_center_itself_comes_last_and_counts(self, basic_center):
        AttestationFactory(center=basic_center, decision=True)
        AttestationFactory(
            center=None,
            municipality=basic_center.municipality,
            decision=False,
            signed_at=SIGNED + dt.timedelta(days=30),
        )

        assert [row["decision"] for row in told(basic_center)] == [False, True]

    def test_what_was_known_then_is_what_had_been_signed_and_not_withdrawn(self, basic_center):
        withdrawn(AttestationFactory(center=basic_center))
        second = dt.timedelta(seconds=1)

        known = [
            len(told(basic_center, known_at=moment))
            for moment in (SIGNED - second, SIGNED, LATER - second, LATER, None)
        ]
        assert known == [0, 1, 1, 0, 0]

    def test_another_wording_asks_for_another_decision(self, basic_center):
        AttestationFactory(center=basic_center, content_digest=OTHER_WORDING)

        gathered = facts_of(basic_center)
        assert "attestations" not in gathered.facts
        assert revised_key(CONDITION) in gathered.references
        assert used_key(CONDITION) not in gathered.references

    def test_the_same_wording_in_the_next_version_is_not_asked_again(self, basic_center):
        AttestationFactory(center=basic_center, starts_on=dt.date(2021, 4, 1), rule_version="R3")

        assert len(told(basic_center, dt.date(2022, 4, 1))) == 1
        assert len(told(basic_center, DAY)) == 1

    def test_where_no_text_is_held_nothing_is_told(self, basic_center):
        AttestationFactory(center=basic_center, starts_on=dt.date(2023, 4, 1))

        assert told(basic_center, dt.date(2024, 10, 1)) == []

    def test_600_centers_take_one_query(self, django_assert_num_queries):
        for center in CenterFactory.create_batch(3):
            AttestationFactory(center=center)
            AttestationFactory(center=center, condition="holiday_opening.days")
        centers = list(Center.objects.select_related("municipality"))

        with django_assert_num_queries(1):
            source = AttestationSource(centers, Period(DAY, DAY), load_versions())
            parts = source.parts(Query(DAY))

        assert {len(part.facts["attestations"]) for part in parts.values()} == {2}


class TestJudgement:
    @pytest.fixture
    def short_days(self, basic_center):
        """Exactly six hours a day: 「原則として」 more than six is not reached."""
        MunicipalityFactFactory(municipality=basic_center.municipality)
        for weekday in (1, 2, 3):
            OpeningHoursFactory(
                center=basic_center, weekday=weekday, opens_at=dt.time(14), closes_at=dt.time(20)
            )
        return basic_center

    def status_of(self, center):
        [judgement] = judge_centers([center], Query(DAY))
        findings = judgement.result("night_opening").findings
        return next(each for each in findings if each.condition_id == CONDITION)

    def test_only_a_signed_decision_lifts_the_principle(self, short_days):
        assert self.status_of(short_days).status == "not_met"

        AttestationFactory(center=short_days)
        found = self.status_of(short_days)

        assert found.status == "met"
        assert "所管課（職員S00001）の申立てにより" in found.reason

    def test_the_judgement_sheet_keeps_it_with_the_office_and_no_name(
        self, short_days, municipal_officer
    ):
        for version in load_versions():
            publish_version(version, by=None, at=SIGNED)
        sign_attestation(unsaved(short_days), by=municipal_officer, at=SIGNED)
        [judgement] = judge_centers([short_days], Query(DAY))

        sheet, _ = create_judgement_sheet(
            judgement, fiscal_year=2025, by=municipal_officer, at=timezone.now()
        )

        [kept] = sheet.snapshot.facts["attestations"]
        assert (kept["condition"], kept["by"]) == (CONDITION, "所管課")
        assert "所管課の申立てにより" in str(sheet.content)
        assert municipal_officer.name not in str([sheet.content, sheet.snapshot.facts])

    def test_withdrawn_it_lifts_no_more(self, short_days):
        withdrawn(AttestationFactory(center=short_days), at=timezone.now())

        assert self.status_of(short_days).status == "not_met"
