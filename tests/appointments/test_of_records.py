"""From an arrived appointment to the log, and back."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.appointment_enums import AppointmentState
from consultations.models import Consultation
from tests.appointment_factories import AppointmentFactory
from tests.factories import ConsultationDraftFactory, ConsultationFactory

CREATE = reverse("consultations:consultation_create")
S = AppointmentState


@pytest.fixture
def todays(center, consultant, mother):
    return AppointmentFactory(
        center=center,
        worker=consultant,
        person=mother,
        alias="",
        starts_at=timezone.now() - dt.timedelta(minutes=10),
        mode="visit",
    )


def test_the_log_opens_with_caller_method_and_worker(browser, todays, mother):
    answer = browser.get(f"{CREATE}?appointment={todays.pk}")

    form, text = answer.context["form"], answer.content.decode()
    assert form["caller_name"].value() == "見本 花子"
    assert form["caller"].value() == str(mother.memberships.get().pk)
    assert form["method"].value() == "visit"
    assert f"担当 {todays.worker.name}" in text


def test_an_alias_and_nobody_are_filled_in_too(browser, center):
    named = AppointmentFactory(center=center, alias="花ママ")
    nobody = AppointmentFactory(center=center, alias="")

    form = browser.get(f"{CREATE}?appointment={named.pk}").context["form"]
    assert (form["caller_name"].value(), form["is_anonymous"].value()) == ("花ママ", False)
    form = browser.get(f"{CREATE}?appointment={nobody.pk}").context["form"]
    assert (form["caller_name"].value(), form["is_anonymous"].value()) == ("", True)


def test_saving_points_to_the_appointment_and_marks_it_attended(browser, filled, todays, mother):
    caller = str(mother.memberships.get().pk)

    browser.post(
        CREATE,
        filled(appointment=str(todays.pk), is_anonymous=None, caller=caller, caller_name="見本"),
    )

    record = Consultation.objects.get()
    todays.refresh_from_db()
    assert record.appointment == todays
    assert record.caller == mother
    assert todays.state == S.ATTENDED
    assert todays.steps.get().state == S.ATTENDED
    page = browser.get(reverse("consultations:consultation_detail", args=[record.pk]))
    assert f"予約 {todays.pk}" in page.content.decode()


def test_the_same_form_twice_is_one_record(browser, filled, todays):
    data = filled(appointment=str(todays.pk))
    browser.post(CREATE, data)

    assert browser.post(CREATE, data).status_code == 302
    assert Consultation.objects.count() == 1


def test_one_appointment_has_one_record(browser, filled, todays):
    browser.post(CREATE, filled(appointment=str(todays.pk)))

    answer = browser.post(CREATE, filled(appointment=str(todays.pk)))

    assert answer.status_code == 422
    assert "結び付けを外しました" in answer.content.decode()
    assert answer.context["form"]["appointment"].value() == ""
    assert Consultation.objects.count() == 1
    assert browser.get(f"{CREATE}?appointment={todays.pk}").status_code == 404


def test_a_withdrawn_record_makes_room_for_another(browser, filled, todays, center, consultant):
    ConsultationFactory(
        center=center,
        appointment=todays,
        withdrawn_at=timezone.now(),
        withdrawn_by=consultant,
    )

    assert browser.post(CREATE, filled(appointment=str(todays.pk))).status_code == 302
    assert Consultation.objects.standing().get().appointment == todays


@pytest.mark.parametrize("state", [S.CHANGED, S.CANCELLED])
def test_what_no_longer_stands_is_let_go_and_nothing_is_lost(browser, filled, center, state):
    gone = AppointmentFactory(center=center, state=state)

    answer = browser.post(CREATE, filled(appointment=str(gone.pk), content="離乳食。"))

    assert answer.status_code == 422
    assert "離乳食。" in answer.content.decode()
    assert not Consultation.objects.exists()


def test_somebody_elses_appointment_does_not_exist(browser, filled, other_center):
    beyond = AppointmentFactory(center=other_center)

    assert browser.get(f"{CREATE}?appointment={beyond.pk}").status_code == 404
    assert browser.post(CREATE, filled(appointment=str(beyond.pk))).status_code == 422
    beyond.refresh_from_db()
    assert beyond.state == S.BOOKED


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "1.5", "\uff11"])
def test_nonsense_for_a_number_is_nothing(browser, typed):
    assert browser.get(f"{CREATE}?appointment={typed}").status_code == 404


def test_the_draft_of_another_talk_is_not_mixed_with_an_appointment(browser, consultant, todays):
    ConsultationDraftFactory(
        author=consultant,
        form_key="new",
        payload={"content": "別の人の話", "caller_name": "別の人"},
    )

    answer = browser.get(f"{CREATE}?appointment={todays.pk}")

    text = answer.content.decode()
    assert "別の相談の下書きがあるため" in text
    assert "別の人の話" in text
    assert "見本 花子" not in text
    assert not answer.context["form"]["appointment"].value()


def test_the_draft_of_this_very_appointment_goes_on(browser, consultant, todays):
    ConsultationDraftFactory(
        author=consultant,
        form_key="new",
        payload={"content": "途中まで", "appointment": str(todays.pk)},
    )

    form = browser.get(f"{CREATE}?appointment={todays.pk}").context["form"]

    assert form["content"].value() == "途中まで"
    assert form["appointment"].value() == str(todays.pk)
