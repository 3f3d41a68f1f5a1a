import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consultations.appointment_enums import HOLDING, AppointmentState
from consultations.models import Appointment
from tests.appointment_factories import AppointmentFactory, RoomFactory, tomorrow_at
from tests.factories import OutreachSessionFactory

CREATE = "appointments:appointment_create"
S = AppointmentState


def test_an_appointment_is_booked_with_its_first_step(book, consultant, center, room):
    answer = book(room=str(room.pk))

    appointment = Appointment.objects.get()
    assert answer.url == reverse("appointments:appointment_detail", args=[appointment.pk])
    assert (appointment.center, appointment.room, appointment.worker) == (center, room, consultant)
    assert (appointment.starts_at, appointment.ends_at) == (tomorrow_at(10), tomorrow_at(11))
    assert (appointment.alias, appointment.person, appointment.state) == (
        "見本 葉子",
        None,
        S.BOOKED,
    )
    [step] = appointment.steps.all()
    assert (step.state, step.recorded_by) == (S.BOOKED, consultant)


def test_without_an_end_it_takes_an_hour(book):
    book(ends="", starts="13時半")

    appointment = Appointment.objects.get()
    assert (appointment.starts_at, appointment.ends_at) == (
        tomorrow_at(13, 30),
        tomorrow_at(14, 30),
    )


def test_it_may_last_until_midnight_and_not_past_it(book):
    assert book(starts="23:00", ends="0:00").status_code == 302
    assert book(starts="23:00", ends="0:15", worker="").status_code == 422

    appointment = Appointment.objects.get()
    assert appointment.ends_at - appointment.starts_at == dt.timedelta(hours=1)
    assert timezone.localdate(appointment.ends_at) == appointment.held_on + dt.timedelta(days=1)


def test_it_may_begin_at_midnight(book, tomorrow):
    book(starts="0:00", ends="0:30")

    assert Appointment.objects.get().held_on == tomorrow


def test_somebody_of_the_registry_is_named_by_number_alone(book, mother):
    book(caller=str(mother.memberships.get().pk), caller_name="花子")

    appointment = Appointment.objects.get()
    assert (appointment.person, appointment.alias) == (mother, "")


def test_anonymous_has_neither_name_nor_number(book):
    book(is_anonymous="on", caller_name="")

    appointment = Appointment.objects.get()
    assert (appointment.person, appointment.alias) == (None, "")


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"held_on": "きのう"}, "held_on", "読み取れません"),
        ({"held_on": "R7.4.1"}, "held_on", "過ぎた日です"),
        ({"held_on": "R30.4.1"}, "held_on", "1年より先"),
        ({"starts": "25:00"}, "starts", "25:00"),
        ({"ends": "10:00"}, "ends", "後の時刻"),
        ({"ends": "9:00"}, "ends", "後の時刻"),
        ({"caller_name": ""}, "caller_name", "匿名を選んでください"),
        ({"is_anonymous": "on"}, "caller_name", "どちらかを消して"),
        ({"caller": "99999999"}, "caller_name", "もう一度探して"),
        ({"caller_name": "0312345678"}, "caller_name", "氏名を入力"),
        ({"reminder_wish": "phone"}, "reminder_contact", "連絡先を入力"),
        (
            {"reminder_wish": "phone", "reminder_contact": "あいう"},
            "reminder_contact",
            "電話番号を確認",
        ),
        (
            {"reminder_wish": "email", "reminder_contact": "あいう"},
            "reminder_contact",
            "メールアドレスを確認",
        ),
        (
            {"reminder_wish": "sms", "reminder_contact": "03-1234-5678"},
            "reminder_contact",
            "携帯電話の番号",
        ),
        ({"mode": "telepathy"}, "mode", "選択"),
        ({"worker": "99999999"}, "worker", "選択"),
        ({"purpose": "あ" * 101}, "purpose", "100"),
        ({"submission_key": "x"}, "submission_key", "開き直して"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(book, changes, field, message):
    answer = book(**changes)

    assert answer.status_code == 422
    assert message in "".join(answer.context["form"].errors[field])
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("wish", "contact"),
    [
        ("phone", "03-1234-5678（夜だけ）"),
        ("phone", "０９０１２３４５６７８"),  # noqa: RUF001 -- as an IME sends it
        ("sms", "+81 90-1234-5678"),
        ("email", "name@example.jp"),
    ],
)
def test_a_reminder_contact_is_taken_as_it_is_told(book, wish, contact):
    book(reminder_wish=wish, reminder_contact=contact)

    assert Appointment.objects.filter(reminder_contact=contact).count() == 1


def test_rooms_workers_and_sessions_of_another_center_are_not_offered(
    book, other_center, stranger, tomorrow
):
    room = RoomFactory(center=other_center)
    session = OutreachSessionFactory(center=other_center, held_on=tomorrow)

    answer = book(
        room=str(room.pk),
        worker=str(stranger.pk),
        outreach_session=str(session.pk),
        mode="outreach",
    )

    assert {"room", "worker", "outreach_session"} <= set(answer.context["form"].errors)


def test_a_room_out_of_use_is_not_booked(book, center, tomorrow):
    later = RoomFactory(center=center, starts_on=tomorrow + dt.timedelta(days=1))

    assert "room" in book(room=str(later.pk)).context["form"].errors


def test_a_session_asks_for_its_own_day_and_mode(book, center, tomorrow):
    session = OutreachSessionFactory(center=center, held_on=tomorrow)
    after = OutreachSessionFactory(center=center, held_on=tomorrow + dt.timedelta(days=1))

    assert "mode" in book(outreach_session=str(session.pk)).context["form"].errors
    wrong_day = book(outreach_session=str(after.pk), mode="outreach")
    assert "outreach_session" in wrong_day.context["form"].errors
    assert book(outreach_session=str(session.pk), mode="outreach").status_code == 302


def test_more_than_the_session_takes_is_remarked_and_kept(book, center, tomorrow, browser):
    session = OutreachSessionFactory(center=center, held_on=tomorrow, capacity=1)
    AppointmentFactory(center=center, outreach_session=session)

    answer = book(outreach_session=str(session.pk), mode="outreach")

    assert "定員（1組）を超えて" in browser.get(answer.url).content.decode()
    assert Appointment.objects.count() == 2


class TestOneAtATime:
    @pytest.mark.parametrize(
        ("starts", "ends", "is_free"),
        [
            ("9:00", "10:00", True),  # ends when the other begins
            ("11:00", "12:00", True),  # begins when the other ends
            ("9:00", "10:01", False),
            ("10:59", "12:00", False),
            ("10:15", "10:30", False),
            ("9:00", "12:00", False),
        ],
    )
    @pytest.mark.parametrize("what", ["room", "worker"])
    def test_touching_is_free_and_a_minute_is_not(
        self, book, center, room, consultant, what, starts, ends, is_free
    ):
        taken = {"room": room} if what == "room" else {"worker": consultant}
        AppointmentFactory(center=center, **taken)
        asked = {"room": str(room.pk), "worker": ""} if what == "room" else {}

        answer = book(starts=starts, ends=ends, **asked)

        assert answer.status_code == (302 if is_free else 422)
        if not is_free:
            [error] = answer.context["form"].errors[what]
            assert "10:00～11:00に別の予約" in error
            assert "見本 葉子" not in error

    def test_a_worker_is_not_in_two_centers_at_once_and_no_name_is_told(
        self, book, other_center, consultant
    ):
        AppointmentFactory(center=other_center, worker=consultant, alias="金糸雀")

        answer = book()

        assert answer.status_code == 422
        assert "10:00～11:00に別の予約" in answer.content.decode()
        assert "金糸雀" not in answer.content.decode()

    @pytest.mark.parametrize("state", S)
    def test_the_database_itself_refuses_while_the_other_holds(self, center, room, state):
        AppointmentFactory(center=center, room=room, state=state)

        if state in HOLDING:
            with pytest.raises(IntegrityError, match="appointment_room"), transaction.atomic():
                AppointmentFactory(center=center, room=room)
        else:
            AppointmentFactory(center=center, room=room)

    def test_whoever_comes_second_in_a_race_gets_the_message(self, book, center, room, monkeypatch):
        AppointmentFactory(center=center, room=room)
        form = "consultations.forms.appointment.AppointmentForm._check_free"
        monkeypatch.setattr(form, lambda *_: None)

        answer = book(room=str(room.pk))

        assert answer.status_code == 422
        assert "同じ時間に別の予約があります" in answer.content.decode()
        assert Appointment.objects.count() == 1

    def test_the_same_form_twice_is_one_appointment(self, book):
        key = str(uuid.uuid4())
        book(submission_key=key)

        answer = book(submission_key=key)

        assert answer.status_code == 302
        assert Appointment.objects.count() == 1


class TestOutsideTheHours:
    def remarks(self, browser, answer):
        return browser.get(answer.url).content.decode()

    @pytest.mark.usefixtures("open_daily")
    def test_within_them_nothing_is_said(self, book, browser):
        assert "このまま予約しています" not in self.remarks(browser, book())

    @pytest.mark.usefixtures("open_daily")
    def test_outside_it_is_said_and_booked(self, book, browser):
        text = self.remarks(browser, book(starts="16:30", ends="17:01"))

        assert "開所時間（9:00～17:00）の外の時間です" in text
        assert Appointment.objects.count() == 1

    def test_a_closed_day_is_said(self, book, browser):
        assert "開所日ではありません" in self.remarks(browser, book())


def test_links_of_the_calendar_fill_in_the_form(browser, center, room, tomorrow):
    query = f"?held_on={tomorrow.isoformat()}&starts=13:00&room={room.pk}&center={center.pk}"

    form = browser.get(reverse(CREATE) + query).context["form"]

    assert form["starts"].value() == "13:00"
    assert str(form["room"].value()) == str(room.pk)


def test_the_page_of_a_household_leads_to_the_form_with_its_member(browser, mother, household):
    page = browser.get(reverse("households:household_detail", args=[household.pk]))
    link = f"{reverse(CREATE)}?caller={mother.memberships.get().pk}"

    assert link in page.content.decode()
    form = browser.get(link).context["form"]
    assert form["caller_name"].value() == "見本 花子"


def test_the_box_finds_somebody_and_registers_nobody(browser, mother):
    answer = browser.post(reverse("appointments:person_search"), {"caller_name": "見本 花"})

    text = answer.content.decode()
    assert "見本 花子" in text
    assert "新しい世帯として登録" not in text


def test_without_scripts_the_button_searches(browser, booked, mother):
    answer = browser.post(reverse(CREATE), booked(caller_name="見本 花", find="1"))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "見本 花子" in text
    assert "離乳食のこと" in text
    assert not Appointment.objects.exists()
