"""The moment of acceptance put right, and a withdrawn intake raised again: nothing disappears."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import AbuseIntake, Consultation
from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.desk_factories import AbuseIntakeFactory, IntakeClockFactory


def ago(**times):
    return (timezone.now() - dt.timedelta(**times)).replace(second=0, microsecond=0)


def at(moment):
    local = timezone.localtime(moment)
    return {"day": format_wareki(local.date()), "clock": f"{local:%H:%M}"}


@pytest.fixture
def intake(record, colleague):
    Consultation.objects.filter(pk=record.pk).update(occurred_at=ago(days=9))
    return AbuseIntakeFactory(consultation=record, accepted_at=ago(days=3), accepted_by=colleague)


@pytest.fixture
def correct(client_for, consultant, intake):
    def send(moment, **changes):
        data = {
            "reason": "時計の読み違い",
            "missed_reason": "",
            "seen": intake.accepted_at.isoformat(),
        }
        url = reverse("intakes:acceptance_correct", args=[intake.pk])
        return client_for(consultant).post(url, data | at(moment) | changes)

    return send


def test_the_clock_runs_from_the_new_moment_and_the_earlier_one_is_shown(
    correct, intake, client_for, consultant
):
    before, moment = intake.accepted_at, ago(days=1)

    answer = correct(moment)

    intake.refresh_from_db()
    assert answer.url == reverse("intakes:intake_detail", args=[intake.pk])
    assert intake.accepted_at == moment
    assert intake.confirm_until == moment + dt.timedelta(hours=48)
    [entry] = intake.consultation.corrections.all()
    assert (entry.reason, entry.corrected_by) == ("時計の読み違い", consultant)
    shown = text_of(client_for(consultant).get(answer.url))
    assert "受理の経過" in shown
    assert entry.changes["abuse_intake"]["before"] in shown
    assert (
        format_wareki(timezone.localtime(before).date()) in entry.changes["abuse_intake"]["before"]
    )


def test_the_hours_are_those_set_for_the_new_day(correct, intake):
    IntakeClockFactory(
        municipality=intake.consultation.municipality,
        hours=24,
        starts_on=timezone.localdate(ago(days=5)),
    )

    correct(ago(days=2))

    intake.refresh_from_db()
    assert intake.clock_hours == 24
    assert intake.confirm_until == intake.accepted_at + dt.timedelta(hours=24)


@pytest.mark.parametrize(
    ("days", "changes", "text"),
    [
        (1, {"reason": ""}, "訂正の理由を入力してください。"),
        (10, {}, "相談より前の日時です。"),
        (-1, {}, "まだ来ていない日時です。"),
        (3, {}, "受理日時が変わっていません。"),
        (1, {"clock": "99"}, "時刻"),
        (1, {"seen": "x"}, "画面が古くなっています。"),
        (1, {"seen": "2026-01-01T00:00:00"}, "画面が古くなっています。"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(correct, intake, days, changes, text):
    answer = correct(ago(days=days), **changes)

    assert answer.status_code == 422
    assert text in text_of(answer)
    assert AbuseIntake.objects.get().accepted_at == intake.accepted_at
    assert not intake.consultation.corrections.exists()


def test_somebody_elses_correction_is_not_overwritten(correct, intake):
    correct(ago(days=2))

    answer = correct(ago(days=1), reason="二度と打てない理由")

    assert answer.status_code == 422
    assert "ほかの人がこの受理を変更しました。" in text_of(answer)
    assert "二度と打てない理由" in text_of(answer)
    assert AbuseIntake.objects.get().accepted_at == ago(days=2)


class TestConfirmed:
    @pytest.fixture(autouse=True)
    def _seen_safe(self, intake, consultant):
        intake.safety_confirmed_at, intake.safety_confirmed_by = ago(days=2), consultant
        intake.safety_check = "seen_at_home"
        intake.save()

    def test_acceptance_does_not_follow_the_confirmation(self, correct):
        answer = correct(ago(days=1))

        assert "安全を確認した日時より後です。" in text_of(answer)

    def test_what_is_late_by_the_new_deadline_needs_its_reason(self, correct, intake):
        refused = correct(ago(days=6))
        accepted = correct(ago(days=6), missed_reason="家庭が不在だった")

        intake.refresh_from_db()
        assert "期限を過ぎた理由を入力してください。" in text_of(refused)
        assert accepted.status_code == 302
        assert intake.was_late
        assert intake.missed_reason == "家庭が不在だった"


class TestRaisedAgain:
    @pytest.fixture(autouse=True)
    def _withdrawn(self, intake, consultant):
        intake.withdrawn_at, intake.withdrawn_by = ago(hours=5), consultant
        intake.missed_reason = "古い理由"
        intake.save()

    def test_a_withdrawn_one_is_raised_again_for_the_same_record(
        self, client_for, consultant, intake
    ):
        url = reverse("consultations:intake_raise", args=[intake.consultation_id])
        client = client_for(consultant)
        shown = client.get(reverse("intakes:intake_detail", args=[intake.pk]))

        answer = client.post(url, at(ago(hours=1)))

        intake.refresh_from_db()
        assert "もう一度受理する" in text_of(shown)
        assert answer.url == reverse("intakes:intake_detail", args=[intake.pk])
        assert (intake.withdrawn_at, intake.withdrawn_by, intake.missed_reason) == (None, None, "")
        assert intake.accepted_at == ago(hours=1)
        assert intake.accepted_by == consultant
        change = intake.consultation.corrections.get().changes["abuse_intake"]
        assert change["before"] == "取下げ"
        assert list(AbuseIntake.objects.standing()) == [intake]

    def test_its_moment_is_not_corrected_before(self, correct, intake):
        answer = correct(ago(days=1))

        assert answer.url == reverse("intakes:intake_detail", args=[intake.pk])
        assert AbuseIntake.objects.get().withdrawn_at is not None


@pytest.mark.parametrize("role", ["municipal_officer", "finance_clerk", "auditor"])
def test_nobody_else_corrects_it(request, client_for, role, intake):
    client = client_for(request.getfixturevalue(role))

    answer = client.post(reverse("intakes:acceptance_correct", args=[intake.pk]), {})

    assert answer.status_code == 403
