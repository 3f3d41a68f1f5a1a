import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consultations.appointment_actions import AppointmentMovedOnError, become
from consultations.appointment_enums import AppointmentState
from consultations.models import Appointment
from shared.wareki import format_wareki
from tests.appointment_factories import AppointmentFactory, AppointmentStepFactory, tomorrow_at
from tests.factories import ConsultationFactory

S = AppointmentState
ALLOWED = {
    (S.BOOKED, S.ATTENDED),
    (S.BOOKED, S.NO_SHOW),
    (S.BOOKED, S.CANCELLED),
    (S.NO_SHOW, S.ATTENDED),
    (S.NO_SHOW, S.BOOKED),
    (S.ATTENDED, S.BOOKED),
    (S.CANCELLED, S.BOOKED),
}


@pytest.fixture
def over(center, consultant):
    """An appointment of this morning's first hour of the day, long over or not."""
    return AppointmentFactory(
        center=center, worker=consultant, starts_at=timezone.now() - dt.timedelta(hours=25)
    )


@pytest.fixture
def say(browser):
    def send(appointment, state, **data):
        url = reverse("appointments:appointment_state", args=[appointment.pk])
        return browser.post(url, {"state": state, "reason": "", "follow_up_on": ""} | data)

    return send


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_only_what_may_follow_follows(over, consultant, before, after):
    Appointment.objects.filter(pk=over.pk).update(state=before)

    def go():
        become(over, after, reason="誤り", by=consultant, at=timezone.now())

    if (before, after) in ALLOWED:
        go()
        over.refresh_from_db()
        assert over.state == after
        assert over.steps.get().state == after
    else:
        with pytest.raises(AppointmentMovedOnError):
            go()
        assert not over.steps.exists()


def test_a_no_show_with_a_day_to_call_stands_on_today_until_somebody_is_reached(say, over, browser):
    day = timezone.localdate()
    say(over, "no_show", follow_up_on=format_wareki(day))

    page = browser.get(reverse("consultations:today")).content.decode()
    assert "来なかった人への連絡" in page

    remind = reverse("appointments:reminder_create", args=[over.pk])
    browser.post(remind, {"means": "phone", "result": "not_reached"})
    over.refresh_from_db()
    assert over.follow_up_on == day
    browser.post(remind, {"means": "phone", "result": "reached"})
    over.refresh_from_db()
    assert over.follow_up_on is None
    assert (
        "来なかった人への連絡" not in browser.get(reverse("consultations:today")).content.decode()
    )


def test_cancelling_asks_why(say, appointment):
    answer = say(appointment, "cancelled")

    assert answer.status_code == 422
    assert "理由を入力" in answer.content.decode()
    say(appointment, "cancelled", reason="こどもの発熱")
    appointment.refresh_from_db()
    assert appointment.state == S.CANCELLED
    assert appointment.steps.get().reason == "こどもの発熱"


def test_nobody_fails_to_come_before_the_time(say, appointment):
    assert say(appointment, "no_show").status_code == 422
    assert say(appointment, "attended").status_code == 422


@pytest.mark.parametrize("state", ["changed", "booked", "", "nothing"])
def test_what_is_not_offered_is_refused(say, appointment, state):
    assert say(appointment, state).status_code == 422


def test_back_to_booked_only_if_the_time_is_still_free(say, center, room):
    gone = AppointmentFactory(center=center, room=room, state=S.CANCELLED)
    AppointmentFactory(center=center, room=room)

    answer = say(gone, "booked", reason="取消の誤り")

    assert answer.status_code == 422
    assert "同じ時間に別の予約" in answer.content.decode()


def test_with_a_record_it_is_not_taken_back(say, over, center):
    Appointment.objects.filter(pk=over.pk).update(state=S.ATTENDED)
    ConsultationFactory(center=center, appointment=over)

    say(over, "booked", reason="誤り")

    over.refresh_from_db()
    assert over.state == S.ATTENDED


def test_another_time_keeps_the_earlier_one_with_the_reason(browser, booked, appointment):
    url = reverse("appointments:appointment_change", args=[appointment.pk])

    answer = browser.post(url, booked(starts="10:30", ends="11:30", reason="都合が変わった"))

    appointment.refresh_from_db()
    later = appointment.later
    assert answer.url == reverse("appointments:appointment_detail", args=[later.pk])
    assert (appointment.state, later.state) == (S.CHANGED, S.BOOKED)
    assert (appointment.starts_at, later.starts_at) == (tomorrow_at(10), tomorrow_at(10, 30))
    assert appointment.steps.get().reason == "都合が変わった"
    page = browser.get(answer.url).content.decode()
    assert f"予約 {appointment.pk}" in page


def test_a_change_asks_why_and_without_it_nothing_moves(browser, booked, appointment):
    url = reverse("appointments:appointment_change", args=[appointment.pk])

    assert browser.post(url, booked(starts="14:00", ends="15:00")).status_code == 422

    assert Appointment.objects.get().state == S.BOOKED


def test_a_change_to_a_taken_time_leaves_everything_as_it_was(
    browser, booked, appointment, center, room, monkeypatch
):
    AppointmentFactory(center=center, room=room, starts_at=tomorrow_at(14))
    monkeypatch.setattr(
        "consultations.forms.appointment.AppointmentForm._check_free", lambda *_: None
    )
    url = reverse("appointments:appointment_change", args=[appointment.pk])

    answer = browser.post(
        url, booked(starts="14:30", ends="15:00", room=str(room.pk), reason="都合")
    )

    assert answer.status_code == 422
    appointment.refresh_from_db()
    assert appointment.state == S.BOOKED
    assert not appointment.steps.exists()


def test_after_a_no_show_another_time_is_booked_and_the_no_show_stays(browser, booked, over):
    Appointment.objects.filter(pk=over.pk).update(
        state=S.NO_SHOW, follow_up_on=timezone.localdate()
    )
    url = reverse("appointments:appointment_change", args=[over.pk])

    browser.post(url, booked(reason="電話で取り直し"))

    over.refresh_from_db()
    assert (over.state, over.follow_up_on, over.later.state) == (S.NO_SHOW, None, S.BOOKED)


def test_what_is_followed_by_another_is_not_followed_twice(browser, booked, appointment):
    url = reverse("appointments:appointment_change", args=[appointment.pk])
    browser.post(url, booked(starts="14:00", ends="15:00", reason="都合"))

    answer = browser.post(
        url,
        booked(starts="16:00", ends="17:00", reason="夕方なら来られる", purpose="別の用件"),
    )

    text, later = answer.content.decode(), appointment.later
    assert Appointment.objects.count() == 2
    assert answer.status_code == 409
    for typed in ('value="16:00"', 'value="夕方なら来られる"', "別の用件"):
        assert typed in text
    assert "ほかの人が先に変更しました" in text
    assert "14:00～15:00" in text
    assert f'action="{reverse("appointments:appointment_change", args=[later.pk])}"' in text

    again = booked(starts="16:00", ends="17:00", reason="夕方なら来られる")
    browser.post(reverse("appointments:appointment_change", args=[later.pk]), again)
    assert Appointment.objects.get(earlier=later).starts_at.astimezone().hour in {7, 16}


def test_a_second_tab_with_the_key_of_the_first_keeps_its_words_too(browser, booked, appointment):
    url = reverse("appointments:appointment_change", args=[appointment.pk])
    first = booked(starts="14:00", ends="15:00", reason="都合")
    browser.post(url, first)
    assert browser.post(url, first).status_code == 302

    answer = browser.post(url, first | {"starts": "16:00", "ends": "17:00"})

    assert answer.status_code == 409
    assert 'value="16:00"' in answer.content.decode()
    key = answer.context["form"]["submission_key"].value()
    assert key != first["submission_key"]


def test_a_new_appointment_sent_again_with_other_words_is_asked_about(browser, booked):
    create, first = reverse("appointments:appointment_create"), booked()
    browser.post(create, first)

    answer = browser.post(create, first | {"starts": "16:00", "ends": "17:00"})

    assert answer.status_code == 422
    assert "別の内容で保存済みです" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_what_was_attended_meanwhile_is_offered_as_a_new_appointment(browser, booked, appointment):
    Appointment.objects.filter(pk=appointment.pk).update(state=S.ATTENDED)
    url = reverse("appointments:appointment_change", args=[appointment.pk])

    answer = browser.post(url, booked(starts="16:00", ends="17:00", reason="都合"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="16:00"' in text
    assert f'action="{reverse("appointments:appointment_create")}"' in text
    assert Appointment.objects.count() == 1


def test_a_name_left_out_of_the_registry_keeps_its_contact_when_the_time_changes(
    browser, booked, center, consultant
):
    told = AppointmentFactory(
        center=center, worker=consultant, reminder_wish="phone", reminder_contact="0312345678"
    )
    url = reverse("appointments:appointment_change", args=[told.pk])

    browser.post(url, booked(starts="14:00", ends="15:00", reason="都合", reminder_wish="phone"))

    assert told.reminder_contact == Appointment.objects.get(earlier=told).reminder_contact


def test_the_database_refuses_a_step_away_without_a_reason(appointment):
    with pytest.raises(IntegrityError, match="appointment_step_away"), transaction.atomic():
        AppointmentStepFactory(appointment=appointment, state=S.CANCELLED)
