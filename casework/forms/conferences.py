"""Calling a conference, changing it, its attendees and their secrecy."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from accounts.models import User
from casework.conference_actions import Calling, ItemWanted, duty_of_agency, duty_of_staff
from casework.conference_enums import (
    INTAKE_KINDS,
    NAMED_DUTIES,
    OF_ONE_CASE,
    Attendance,
    AttendeeKind,
    ConferenceKind,
    SecrecyDuty,
)
from casework.enums import CaseStatus
from casework.forms.fields import CASE_ENDED, NamedForm, UserChoiceField, VersionedForm
from casework.models import Case, Conference, ConferenceAttendee, ConferenceItem
from centers.models import Center, PartnerAgency
from shared.form_fields import ClockTimeField, PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin

IS_DECIDED = (
    "受理の決定を登録した会議の開催日は、変更できません。ケースの状況の変更日と合わなくなります。"
)
CANCELLED = "この会議は取りやめになっています。"
COUNCIL_CHECK = "要対協の会議と重ならないことを確かめ、印を付けてください。"
PLACED = ("kind", "held_on", "begins", "place", "chair", "purpose")
OF_CENTER = tuple(kind for kind in ConferenceKind if kind not in OF_ONE_CASE)


class _PlaceForm(NamedForm):
    held_on = WarekiDateField(label="開催日")
    begins = ClockTimeField(label="開始時刻")
    place = PlainTextField(label="場所", max_length=100)
    chair = UserChoiceField(label="進行する人")
    purpose = PlainTextField(label="目的", max_length=300, required=False)

    def offer_staff(self, staff: Sequence[User]) -> None:
        field: Any = self.fields["chair"]
        field.offer(staff)


class CaseConferenceForm(SubmissionKeyMixin, _PlaceForm):
    """会議の招集: for one case; a registered case asks for one more look."""

    kind = forms.ChoiceField(label="会議の種類", choices=(), widget=forms.RadioSelect)
    reason = PlainTextField(
        label="諮る理由", max_length=300, help_text="例：調査が終わったため、支援の方針を決める。"
    )
    has_checked_council = forms.BooleanField(
        label="要対協の会議と重ならないことを確かめた", required=False
    )

    def __init__(
        self, *args: Any, case: Case, staff: Sequence[User], is_warned: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.is_warned = case, is_warned
        self.offer_staff(staff)
        is_new = case.status == CaseStatus.RECEIVED
        field: Any = self.fields["kind"]
        field.choices = [
            (kind.value, kind.label)
            for kind in ConferenceKind
            if kind in OF_ONE_CASE and (is_new or kind not in INTAKE_KINDS)
        ]
        field.error_messages = {
            "required": "会議の種類を選んでください。",
            "invalid_choice": "このケースでは開けない会議です。選び直してください。",
        }
        held_on: Any = self.fields["held_on"]
        held_on.earliest = case.opened_on
        if not is_warned:
            del self.fields["has_checked_council"]
        self.order_fields(["kind", "held_on", "begins", "place", "chair", "reason", "purpose"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.case.has_ended:  # by somebody else meanwhile: what was typed stays to be copied
            self.add_error(None, CASE_ENDED)
        if self.is_warned and not cleaned.get("has_checked_council"):
            self.add_error("has_checked_council", COUNCIL_CHECK)
        return cleaned

    def calling(self) -> Calling:
        said = self.cleaned_data
        return Calling(
            center=self.case.center,
            items=[ItemWanted(case=self.case, reason=said["reason"])],
            **{name: said[name] for name in PLACED},
        )


class CenterConferenceForm(SubmissionKeyMixin, _PlaceForm):
    """会議の招集: of a center; its agenda is chosen afterwards."""

    center = forms.ModelChoiceField(
        label="センター", queryset=Center.objects.none(), empty_label="選んでください"
    )
    kind = forms.ChoiceField(
        label="会議の種類",
        choices=[(kind.value, kind.label) for kind in OF_CENTER],
        widget=forms.RadioSelect,
        error_messages={"required": "会議の種類を選んでください。"},
    )

    def __init__(self, *args: Any, centers: Any, staff: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["center"]
        field.queryset = centers
        if len(centers) == 1:
            field.initial, field.empty_label = centers[0].pk, None
        self.offer_staff(staff)
        self.order_fields(["center", "kind"])

    def calling(self) -> Calling:
        said = self.cleaned_data
        return Calling(center=said["center"], **{name: said[name] for name in PLACED})


class ConferenceForm(VersionedForm, _PlaceForm):
    """会議の変更: not to before the cases of `items` were opened; one that was held, not ahead."""

    next_on = WarekiDateField(label="次回の予定日", required=False)

    COLUMNS = ("held_on", "begins", "place", "chair", "purpose", "next_on")

    def __init__(
        self,
        *args: Any,
        conference: Conference,
        items: Sequence[ConferenceItem],
        staff: Sequence[User],
        **kwargs: Any,
    ) -> None:
        self.conference = conference
        self.is_decided = any(item.decision for item in items)
        kwargs["initial"] = {
            **{name: getattr(conference, name) for name in self.COLUMNS},
            "chair": str(conference.chair_id),
            "version": conference.version,
        }
        super().__init__(*args, **kwargs)
        standing = {user.pk: user for user in staff} | {conference.chair_id: conference.chair}
        self.offer_staff(list(standing.values()))
        held_on: Any = self.fields["held_on"]
        opened = [item.case.opened_on for item in items if item.case]
        held_on.earliest = min(max(opened), conference.held_on) if opened else None
        held_on.latest = max(localdate(), conference.held_on) if conference.is_held else None

    def clean_held_on(self) -> date:
        held_on: date = self.cleaned_data["held_on"]
        if self.is_decided and held_on != self.conference.held_on:
            raise forms.ValidationError(IS_DECIDED)
        return held_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        held_on, next_on = cleaned.get("held_on"), cleaned.get("next_on")
        if held_on and next_on and next_on <= held_on:
            self.add_error("next_on", "次回の予定日は、開催日より後の日付にしてください。")
        return cleaned


class CancelForm(VersionedForm):
    """会議の取りやめ."""

    reason = PlainTextField(
        label="取りやめの理由",
        max_length=300,
        error_messages={"required": "取りやめの理由を入力してください。"},
    )


class AttendeeForm(NamedForm):
    """会議の出席者: with what binds them; left open, the register of agencies answers."""

    kind = forms.ChoiceField(
        label="出席者の別",
        choices=AttendeeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "出席者の別を選んでください。"},
    )
    user = UserChoiceField(label="職員", required=False)
    agency = forms.ModelChoiceField(
        label="関係機関",
        queryset=PartnerAgency.objects.none(),
        required=False,
        empty_label="選ばない",
    )
    name = PlainTextField(
        label="職・氏名",
        required=False,
        max_length=100,
        help_text="関係機関とその他の出席者のとき。例：主任児童委員　見本 花子",
    )
    secrecy_duty = forms.ChoiceField(
        label="守秘義務の根拠",
        choices=[("", "センター・関係機関の登録から決める"), *SecrecyDuty.choices],
        required=False,
    )
    secrecy_note = PlainTextField(
        label="根拠の条文・文書",
        required=False,
        max_length=200,
        help_text="「その他の法令」と「誓約書」では必ず入力します。例：民生委員法第15条、誓約書（令和8年4月1日）",
    )

    def __init__(
        self, *args: Any, conference: Conference, staff: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        user: Any = self.fields["user"]
        user.offer(staff)
        agency: Any = self.fields["agency"]
        agency.queryset = PartnerAgency.objects.filter(
            municipality=conference.municipality_id, closed_on=None
        ).for_listing()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = {
            AttendeeKind.STAFF: ("user", "職員を選んでください。"),
            AttendeeKind.AGENCY: ("agency", "関係機関を選んでください。"),
            AttendeeKind.OTHER: ("name", "職・氏名を入力してください。"),
        }
        kind = cleaned.get("kind")
        if kind in wanted and not cleaned.get(wanted[kind][0]):
            self.add_error(*wanted[kind])
        require_note(self, cleaned)
        return cleaned

    def attendee(self) -> ConferenceAttendee:
        said, kind = self.cleaned_data, self.cleaned_data["kind"]
        agency = said["agency"] if kind == AttendeeKind.AGENCY else None
        duty, note = self._duty(kind, agency)
        return ConferenceAttendee(
            kind=kind,
            user=said["user"] if kind == AttendeeKind.STAFF else None,
            agency=agency,
            name="" if kind == AttendeeKind.STAFF else said["name"],
            secrecy_duty=duty,
            secrecy_note=note,
        )

    def _duty(self, kind: str, agency: PartnerAgency | None) -> tuple[str, str]:
        said = self.cleaned_data
        if said["secrecy_duty"]:
            return said["secrecy_duty"], said["secrecy_note"]
        if agency is not None:
            duty, note = duty_of_agency(agency)
            return duty, said["secrecy_note"] or note
        if kind == AttendeeKind.STAFF:
            return duty_of_staff(self.conference.center), said["secrecy_note"]
        return SecrecyDuty.UNCONFIRMED, said["secrecy_note"]


def require_note(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """Which law, which pledge: a word alone binds nobody."""
    if cleaned.get("secrecy_duty") in NAMED_DUTIES and not cleaned.get("secrecy_note"):
        form.add_error("secrecy_note", "守秘義務の根拠となる条文・文書を入力してください。")


class SecrecyForm(VersionedForm):
    """守秘義務の確認, of somebody on the list, and whether they are called at all."""

    secrecy_duty = forms.ChoiceField(label="守秘義務の根拠", choices=SecrecyDuty.choices)
    secrecy_note = PlainTextField(label="根拠の条文・文書", required=False, max_length=200)
    attendance = forms.ChoiceField(label="出欠", choices=Attendance.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        require_note(self, cleaned)
        return cleaned


class AttendanceForm(VersionedForm):
    """出席の記録: that the conference took place, and with whom."""

    def __init__(self, *args: Any, attendees: Sequence[ConferenceAttendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendees = attendees
        for each in attendees:
            was = each.attendance
            self.fields[f"attendee_{each.pk}"] = forms.ChoiceField(
                label=each.label,
                choices=[
                    (one.value, one.label) for one in (Attendance.ATTENDED, Attendance.ABSENT)
                ],
                initial=Attendance.ATTENDED if was == Attendance.EXPECTED else was,
                error_messages={"required": "出欠を選んでください。"},
            )

    def attendances(self) -> dict[int, Attendance]:
        return {
            each.pk: Attendance(self.cleaned_data[f"attendee_{each.pk}"]) for each in self.attendees
        }


class WithdrawForm(VersionedForm):
    """議題の取消: only that it is meant."""
