"""Suspicion of abuse: taken up at once, with a clock that runs from the acceptance."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consultations.models import AbuseIntake, Consultation, IntakeClock
from shared.wareki import format_wareki
from tests.desk_factories import AbuseIntakeFactory, IntakeClockFactory
from tests.factories import ConsultationFactory

TODAY, DETAIL = "consultations:today", "intakes:intake_detail"


def ago(**times):
    return timezone.now() - dt.timedelta(**times)


@pytest.fixture
def intake(record, colleague):
    return AbuseIntakeFactory(consultation=record, accepted_at=ago(hours=3), accepted_by=colleague)


@pytest.fixture
def late(record, colleague):
    return AbuseIntakeFactory(consultation=record, accepted_at=ago(days=3), accepted_by=colleague)


@pytest.fixture
def note(client_for, consultant):
    client = client_for(consultant)

    def send(intake, **said):
        now = timezone.localtime()
        data = {"day": format_wareki(now.date()), "clock": f"{now:%H:%M}", **said}
        return client.post(reverse(DETAIL, args=[intake.pk]), data)

    return send


def test_one_box_takes_it_up_and_restricts_the_record(log, only_record, consultant):
    response = log(is_abuse_suspected="on")

    record, intake = only_record(), AbuseIntake.objects.get()
    assert response.status_code == 302
    assert intake.consultation == record
    assert intake.accepted_at == record.occurred_at
    assert intake.confirm_until - intake.accepted_at == dt.timedelta(hours=48)
    assert record.is_restricted
    assert record.named_readers.get().user == consultant


def test_the_same_form_twice_takes_up_once(client_for, consultant, filled):
    client, data = client_for(consultant), filled(is_abuse_suspected="on")

    for _ in range(2):
        client.post(reverse("consultations:consultation_create"), data)

    assert (Consultation.objects.count(), AbuseIntake.objects.count()) == (1, 1)


def test_the_hours_are_those_set_for_the_day_of_acceptance(log, municipality, consultant):
    IntakeClockFactory(municipality=municipality, hours=24, starts_on=dt.date(2025, 4, 1))
    IntakeClockFactory(municipality=municipality, hours=12, starts_on=dt.date(2099, 4, 1))

    log(is_abuse_suspected="on")

    assert AbuseIntake.objects.get().clock_hours == 24


def test_a_saved_record_is_taken_up_later_with_its_own_moment(
    client_for, consultant, record, colleague
):
    url = reverse("consultations:intake_raise", args=[record.pk])
    client = client_for(consultant)

    early = client.post(url, {"day": "R1.5.1", "clock": "9:00"})
    ahead = client.post(url, {"day": "R40.5.1", "clock": "9:00"})
    taken = client.post(url, {"day": "R7.10.2", "clock": "9:00"})

    intake = AbuseIntake.objects.get()
    record.refresh_from_db()
    assert [early.status_code, ahead.status_code, taken.status_code] == [422, 422, 302]
    assert timezone.localtime(intake.accepted_at).hour == 9
    assert record.is_restricted
    assert {reader.user for reader in record.named_readers.all()} == {colleague, consultant}
    assert set(record.corrections.get().changes) == {"abuse_intake", "confidentiality"}
    assert client.get(url).status_code == 302


def test_safety_is_confirmed_once_with_who_and_how(note, intake, consultant):
    assert note(intake, safety_check="").status_code == 422
    assert note(intake, safety_check="seen_at_home").status_code == 302
    note(intake, safety_check="by_agency")

    intake.refresh_from_db()
    assert intake.safety_confirmed_by == consultant
    assert intake.safety_check == "seen_at_home"
    assert intake.missed_reason == ""
    assert "安全確認" in intake.consultation.corrections.get().changes["abuse_intake"]["after"]


def test_what_is_late_needs_a_reason(note, late):
    assert note(late, safety_check="seen_at_home").status_code == 422
    assert note(late, safety_check="", missed_reason="").status_code == 422
    assert note(late, safety_check="", missed_reason="不在が続いた").status_code == 302
    late.refresh_from_db()
    assert (late.safety_confirmed_at, late.missed_reason) == (None, "不在が続いた")

    assert note(late, safety_check="by_agency", missed_reason="不在が続いた").status_code == 302
    late.refresh_from_db()
    assert late.was_late


def test_confirmed_before_the_end_is_not_late_though_noted_after(note, late):
    seen = timezone.localtime(late.accepted_at + dt.timedelta(hours=5))

    answer = note(
        late,
        safety_check="seen_at_center",
        day=format_wareki(seen.date()),
        clock=f"{seen:%H:%M}",
    )

    late.refresh_from_db()
    assert answer.status_code == 302
    assert not late.was_late


def test_nobody_was_seen_before_the_acceptance(note, intake):
    answer = note(intake, safety_check="seen_at_home", day="R7.4.1")

    assert answer.status_code == 422
    assert "より前の日時です。" in answer.content.decode()


def test_the_database_wants_a_reason_too(late, consultant):
    late.safety_confirmed_at, late.safety_confirmed_by = timezone.now(), consultant
    late.safety_check = "seen_at_home"

    with pytest.raises(IntegrityError), transaction.atomic():
        late.save()


def test_what_is_overdue_stands_on_the_day_of_the_chief_coordinator(
    client_for, chief_coordinator, consultant, late, stranger
):
    Consultation.objects.filter(pk=late.consultation_id).update(confidentiality="restricted")

    def shown_to(user):
        return client_for(user).get(reverse(TODAY)).content.decode()

    text = shown_to(chief_coordinator)
    assert "安全確認の期限を過ぎています" in text
    assert "期限を過ぎた理由が未登録です" in text
    assert "notice-error" in text
    for user in (consultant, stranger):  # neither named nor of the center
        assert "安全確認" not in shown_to(user)


def test_what_was_raised_by_mistake_is_withdrawn_with_a_reason(client_for, consultant, intake):
    client = client_for(consultant)
    url = reverse("intakes:intake_withdraw", args=[intake.pk])

    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "押し間違い"})

    intake.refresh_from_db()
    assert intake.withdrawn_by == consultant
    assert not AbuseIntake.objects.unconfirmed().exists()
    assert intake.consultation.corrections.get().reason == "押し間違い"


def test_a_withdrawn_record_is_not_taken_up(client_for, consultant, center):
    record = ConsultationFactory(
        center=center, withdrawn_at=timezone.now(), withdrawn_by=consultant
    )

    client_for(consultant).post(
        reverse("consultations:intake_raise", args=[record.pk]), {"day": "R7.10.2", "clock": "9:00"}
    )

    assert not AbuseIntake.objects.exists()


def test_the_officer_sets_the_hours_with_day_and_reason(
    client_for, municipal_officer, municipality
):
    client, url = client_for(municipal_officer), reverse("intakes:clock_edit")
    said = {"hours": "24", "starts_on": format_wareki(timezone.localdate()), "reason": "要領第5条"}

    refused = [
        client.post(url, said | wrong).status_code
        for wrong in ({"hours": "0"}, {"hours": "169"}, {"reason": ""}, {"starts_on": "R7.4.1"})
    ]
    taken = client.post(url, said)

    assert refused == [422] * 4
    assert taken.status_code == 302
    assert IntakeClock.objects.get().municipality == municipality
    assert "要領第5条" in client.get(url).content.decode()


def test_a_suspicion_ticked_when_the_form_is_sent_again_is_taken_up(client_for, consultant, filled):
    client, data = client_for(consultant), filled()
    create = reverse("consultations:consultation_create")
    client.post(create, data)

    again = client.post(
        create, data | {"is_abuse_suspected": "on", "view_consent": "given"}, follow=True
    )

    record = Consultation.objects.get()
    assert AbuseIntake.objects.get().consultation == record
    assert record.is_restricted
    assert record.consents.get().purpose == "view"
    assert "虐待の疑いを受理しました。" in again.content.decode()
