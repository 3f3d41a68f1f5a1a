"""The form of an appointment, for a new time and for another one in its place."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime, make_aware

from accounts.models import User
from centers.models import Center, OutreachSession, Room
from consultations.appointment_actions import may_take_appointments
from consultations.appointment_enums import AppointmentMode, ReminderWish
from consultations.forms.caller import NEW, CallerForm
from consultations.forms.consultation import SEARCH_WHILE_TYPING
from consultations.forms.of_appointment import membership_of
from consultations.forms.reminder_contact import contact_fault
from consultations.models import Appointment, HouseholdMembership
from shared.access import Capability
from shared.clock_time import format_clock
from shared.form_fields import (
    ClockTimeField,
    LinkedDateField,
    NameField,
    PlainTextField,
    name_what_is_missing,
)
from shared.idempotency import SubmissionKeyMixin
from shared.wareki import format_wareki

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MIDNIGHT = time(0)
SESSIONS_AHEAD = timedelta(days=366)
NOBODY = [("", "決めない")]
COMPARED = (
    "center_id",
    "room_id",
    "outreach_session_id",
    "worker_id",
    "starts_at",
    "ends_at",
    "mode",
    "person_id",
    "alias",
    "purpose",
    "reminder_wish",
)
NOT_OF_CENTER = "選んだセンターのものではありません。選び直してください。"


class AppointmentForm(SubmissionKeyMixin, CallerForm):
    """Fields in the order in which somebody asks on the telephone."""

    is_abuse_suspected = None  # type: ignore[assignment]  # the log's question, not this one

    held_on = LinkedDateField(label="予約日")
    starts = ClockTimeField(label="開始時刻", help_text="15分刻みが目安です。例：10:00、1015")
    ends = ClockTimeField(label="終了時刻", required=False, help_text="空欄は1時間後")
    mode = forms.ChoiceField(label="方法", choices=AppointmentMode.choices)
    is_anonymous = forms.BooleanField(label="匿名", required=False)
    caller_name = NameField(
        label="氏名・仮名",
        required=False,
        help_text="登録済みの人は、電話番号・生年月日でも探せます",
    )
    purpose = PlainTextField(
        label="用件",
        required=False,
        max_length=100,
        help_text="短く。例：離乳食のこと。くわしいことは相談記録に書きます。",
    )
    center = forms.ModelChoiceField(
        label="センター", queryset=Center.objects.none(), empty_label=None
    )
    room = forms.ModelChoiceField(
        label="部屋", queryset=Room.objects.none(), required=False, empty_label="使わない"
    )
    outreach_session = forms.ModelChoiceField(
        label="出張相談",
        queryset=OutreachSession.objects.none(),
        required=False,
        empty_label="出張相談ではない",
    )
    worker = forms.TypedChoiceField(label="担当者", required=False, coerce=int, empty_value=None)
    reminder_wish = forms.ChoiceField(
        label="リマインドの希望", choices=ReminderWish.choices, initial=ReminderWish.NONE
    )
    reminder_contact = PlainTextField(
        label="リマインドの連絡先",
        required=False,
        max_length=100,
        help_text="登録していない人だけ。登録された人には、世帯の記録の連絡先を使います。",
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        now: datetime,
        earlier: Appointment | None = None,
        **kwargs: Any,
    ) -> None:
        self.user, self.now, self.earlier = user, localtime(now), earlier
        super().__init__(*args, **kwargs)
        caller = self.find_caller(user, self.initial.get("caller"))
        if caller is not None:
            self.initial.setdefault("caller_name", caller.person.registered_name)
        self._offer_choices()
        box = self.fields["caller_name"].widget.attrs
        box |= SEARCH_WHILE_TYPING | {
            "hx-post": reverse("appointments:person_search"),
            "data-next": "id_purpose",
        }
        self.fields["is_anonymous"].widget.attrs["aria-keyshortcuts"] = "Alt+A"
        self.fields["held_on"].widget.attrs["autofocus"] = True
        name_what_is_missing(self.fields)

    def _offer_choices(self) -> None:
        centers = Center.objects.visible_to(self.user, Capability.APPOINTMENT_WRITE)
        if self.earlier is not None:
            centers = centers.filter(pk=self.earlier.center_id)
        self.centers = list(centers.operating_on(self.now.date()).order_by("code", "pk"))
        self._offer("center", self.centers)
        if len(self.centers) == 1:
            self.fields["center"].widget = forms.HiddenInput()
            self.initial.setdefault("center", self.centers[0].pk)
        numbers = [center.pk for center in self.centers]
        names = {
            center.pk: f"{center.name}：" if len(numbers) > 1 else "" for center in self.centers
        }
        rooms = Room.objects.filter(center__in=numbers).exclude(ends_on__lt=self.now.date())
        self._offer("room", list(rooms.in_order()), lambda each: names[each.center_id] + each.name)
        self.pairs = may_take_appointments(numbers, self.now.date())
        workers = {user.pk: user.name for _, user in self.pairs}
        worker: Any = self.fields["worker"]
        worker.choices = [*NOBODY, *workers.items()]
        if self.earlier is None and self.user.pk in workers:
            self.initial.setdefault("worker", self.user.pk)
        self._offer("outreach_session", self._sessions(numbers), _session_text)

    def _sessions(self, center_ids: list[int]) -> list[OutreachSession]:
        day = self.now.date()
        wanted = Q(superseded_at=None, held_on__range=(day, day + SESSIONS_AHEAD))
        if self.earlier is not None and self.earlier.outreach_session_id is not None:
            wanted |= Q(pk=self.earlier.outreach_session_id)
        found = OutreachSession.objects.filter(wanted, center__in=center_ids)
        return list(found.order_by("held_on", "pk"))

    def _offer(self, name: str, rows: list[Any], text: Any = str) -> None:
        """The same rows for the page and for what comes back: one query."""
        field: Any = self.fields[name]
        field.queryset = field.queryset.model.objects.filter(pk__in=[row.pk for row in rows])
        first = [("", field.empty_label)] if field.empty_label else []
        field.choices = [*first, *((row.pk, text(row)) for row in rows)]

    @property
    def caller_shown(self) -> HouseholdMembership | None:
        return self.find_caller(self.user, self["caller"].value())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_whom(cleaned)
        self._check_time(cleaned)
        self._check_place(cleaned)
        if {"center", "starts_at", "ends_at"} <= cleaned.keys() and not self.errors:
            self._check_free(cleaned)
        return cleaned

    def _check_whom(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("caller") == NEW:
            cleaned["caller"] = ""
        name = cleaned.get("caller_name")
        if cleaned.get("is_anonymous"):
            if name:
                message = "匿名を選んでいますが、氏名も入力されています。どちらかを消してください。"
                self.add_error("caller_name", message)
        elif name == "":
            self.add_error("caller_name", "氏名・仮名を入力するか、匿名を選んでください。")
        elif name:
            self.check_caller(cleaned, self.user)
        self._check_contact(cleaned)

    def _check_contact(self, cleaned: dict[str, Any]) -> None:
        contact, wish = cleaned.get("reminder_contact"), cleaned.get("reminder_wish")
        if self.found is None and contact == "" and wish not in (None, ReminderWish.NONE):
            if not (self.earlier and self.earlier.reminder_contact):
                self.add_error("reminder_contact", "リマインドの連絡先を入力してください。")
        elif self.found is not None and contact:
            message = "登録された人の連絡先は、世帯の記録を使います。ここは空欄にしてください。"
            self.add_error("reminder_contact", message)
        elif contact and wish:
            fault = contact_fault(contact, ReminderWish(wish))
            if fault:
                self.add_error("reminder_contact", fault)

    def _check_time(self, cleaned: dict[str, Any]) -> None:
        day, starts, ends = (cleaned.get(name) for name in ("held_on", "starts", "ends"))
        if not isinstance(day, date) or starts is None or "ends" in self.errors:
            return
        if day < self.now.date():
            self.add_error("held_on", "過ぎた日です。きょう以後の日付を入力してください。")
            return
        if day > self.now.date() + SESSIONS_AHEAD:
            self.add_error("held_on", "1年より先の日付です。予約日を確かめてください。")
            return
        starts_at = datetime.combine(day, starts)
        if ends is None:
            ends_at = starts_at + AN_HOUR
        elif ends == MIDNIGHT and starts != MIDNIGHT:  # 24:00
            ends_at = datetime.combine(day + A_DAY, MIDNIGHT)
        else:
            ends_at = datetime.combine(day, ends)
        if ends_at <= starts_at:
            self.add_error("ends", "開始時刻より後の時刻を入力してください。")
            return
        cleaned["starts_at"], cleaned["ends_at"] = make_aware(starts_at), make_aware(ends_at)

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        center, day = cleaned.get("center"), cleaned.get("held_on")
        room, session = cleaned.get("room"), cleaned.get("outreach_session")
        if center is None:
            return
        if room is not None and room.center_id != center.pk:
            self.add_error("room", NOT_OF_CENTER)
        elif room is not None and day and not _in_use(room, day):
            self.add_error("room", "この日には使っていない部屋です。選び直してください。")
        if session is not None and session.center_id != center.pk:
            self.add_error("outreach_session", NOT_OF_CENTER)
        elif session is not None and day and session.held_on != day:
            message = (
                f"この出張相談は{format_wareki(session.held_on)}です。予約日を確かめてください。"
            )
            self.add_error("outreach_session", message)
        elif session is not None and cleaned.get("mode") != AppointmentMode.OUTREACH:
            self.add_error("mode", "出張相談を選んだときは、方法を「出張」にしてください。")
        worker = cleaned.get("worker")
        if worker and (center.pk, worker) not in {(each, user.pk) for each, user in self.pairs}:
            self.add_error("worker", "選んだセンターの担当者ではありません。選び直してください。")

    def _check_free(self, cleaned: dict[str, Any]) -> None:
        """The time of what is in the way, and nobody's name: it may be of another center."""
        taken = Appointment.objects.overlapping(cleaned["starts_at"], cleaned["ends_at"])
        if self.earlier is not None:
            taken = taken.exclude(pk=self.earlier.pk)
        if cleaned.get("submission_key"):  # of the same form, sent before
            taken = taken.exclude(submission_key=cleaned["submission_key"])
        for name, words in (("room", "この部屋"), ("worker", "この担当者")):
            if not cleaned.get(name):
                continue
            other = taken.filter(**{name: cleaned[name]}).in_order().first()
            if other is not None:
                self.add_error(name, f"{words}は、{_hours(other)}に別の予約があります。")

    def says_the_same_as(self, saved: Appointment) -> bool:
        """Whether the form tells what is booked; an empty contact tells nothing of the contact."""
        told, contact = self.appointment(), self.cleaned_data["reminder_contact"]
        if contact and not Appointment.objects.filter(pk=saved.pk, reminder_contact=contact):
            return False
        return all(getattr(told, name) == getattr(saved, name) for name in COMPARED)

    def appointment(self) -> Appointment:
        """What is asked for, not yet booked."""
        told = self.cleaned_data
        person = self.found.person if self.found is not None else None
        return Appointment(
            center=told["center"],
            room=told["room"],
            outreach_session=told["outreach_session"],
            worker_id=told["worker"],
            starts_at=told["starts_at"],
            ends_at=told["ends_at"],
            mode=told["mode"],
            person=person,
            alias="" if person or told["is_anonymous"] else told["caller_name"],
            purpose=told["purpose"],
            reminder_wish=told["reminder_wish"],
            reminder_contact=told["reminder_contact"],
            submission_key=told["submission_key"],
        )


class ChangeForm(AppointmentForm):
    """予約の変更: the same once more, with the reason."""

    reason = PlainTextField(label="変更の理由", max_length=300)


def _session_text(session: OutreachSession) -> str:
    clock = f" {format_clock(session.opens_at)}" if session.opens_at else ""
    return f"{format_wareki(session.held_on)}{clock} {session.place}"


def _in_use(room: Room, day: date) -> bool:
    return room.starts_on <= day and (room.ends_on is None or day <= room.ends_on)


def _hours(appointment: Appointment) -> str:
    first, last = localtime(appointment.starts_at), localtime(appointment.ends_at)
    return f"{format_clock(first.time())}～{format_clock(last.time())}"


def initial_of(appointment: Appointment, user: User) -> dict[str, Any]:
    """An appointment in the words of the form; of a person beyond reach nothing."""
    first, last = localtime(appointment.starts_at), localtime(appointment.ends_at)
    caller = membership_of(appointment, user)
    name = caller.person.registered_name if caller else appointment.alias
    return {
        "held_on": first.date(),
        "starts": first.time(),
        "ends": last.time(),
        "mode": appointment.mode,
        "is_anonymous": not name and appointment.person_id is None,
        "caller": str(caller.pk) if caller else "",
        "caller_name": name,
        "purpose": appointment.purpose,
        "center": appointment.center_id,
        "room": appointment.room_id,
        "outreach_session": appointment.outreach_session_id,
        "worker": appointment.worker_id,
        "reminder_wish": appointment.reminder_wish,
    }
