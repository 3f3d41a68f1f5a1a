"""The form of the consultation log, for a new record and for a correction."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localtime, make_aware

from accounts.models import User
from centers.models import Center
from consultations.actions import Entry, entry_of
from consultations.enums import Method
from consultations.forms.caller import CallerForm
from consultations.forms.children import Children, ChildrenField
from consultations.forms.consent import AskedConsentsMixin
from consultations.forms.desk import DeskForm, initial_parts
from consultations.forms.of_appointment import MOVED_ON, OfAppointmentForm, find_appointment
from consultations.models import (
    Appointment,
    Consultation,
    HouseholdMembership,
    TextTemplate,
    Topic,
)
from shared.access import Capability, Confidentiality
from shared.clock_time import format_clock
from shared.form_fields import (
    ClockTimeField,
    FullWidthIntegerField,
    NameField,
    PlainTextField,
    TextField,
    WarekiDateField,
)
from shared.idempotency import SubmissionKeyMixin, new_submission_key
from shared.wareki import format_wareki

MINUTES_IN_A_DAY = 24 * 60
LONG_AGO = timedelta(days=365)
SEND_AGAIN = "画面を更新しました。もう一度「保存する」を押してください。"
NAMED_OR_ANONYMOUS = "氏名を入力するか、匿名を選んでください。"
NAMED_AND_ANONYMOUS = (
    "匿名を選んでいますが、氏名も入力されています。匿名を外すか、氏名を消してください。"
)
# Nothing is sent while an IME converts; of the form only what is typed here.
SEARCH_WHILE_TYPING = {
    "hx-trigger": "ime:settled changed delay:300ms",
    "hx-target": "#caller-found",
    "hx-params": "caller_name,csrfmiddlewaretoken",
    "hx-sync": "this:replace",
    "data-caller-box": "",
    "data-next": "id_children",
}
SEARCH_THE_DIRECTORY = {
    "hx-trigger": "ime:settled changed delay:300ms",
    "hx-target": "#given-found",
    "hx-params": "resources_given,csrfmiddlewaretoken",
    "hx-sync": "this:replace",
    "data-given-box": "",
}


def _label(name: str) -> str:
    return str(Consultation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column, no relation


class RadioSelect(forms.RadioSelect):
    """The page opens at the chosen answer, one key away from any other."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"]["autofocus"] = bool(option["selected"])
        return option


class ConsultationForm(DeskForm):
    """Fields in the order of a telephone call; those with a ready answer come last."""

    method = forms.ChoiceField(
        label=_label("method"),
        choices=[
            (value, f"{number} {label}")
            for number, (value, label) in enumerate(Method.choices, start=1)
        ],
        initial=Method.PHONE,
        widget=RadioSelect,
        error_messages={"required": "相談方法を選んでください。"},
    )
    is_anonymous = forms.BooleanField(label="匿名", required=False)
    caller_name = NameField(label=_label("caller_name"), required=False)
    children = ChildrenField(
        label="こども",
        required=False,
        help_text="例：3歳2か月、6か月、妊娠中／2人／3y2m",
    )
    topics = forms.ModelMultipleChoiceField(
        label=_label("topics"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "相談内容の区分を1つ以上選んでください。",
            "invalid_choice": "選んだ区分は使えません。選び直してください。",
            "invalid_pk_value": "選んだ区分は使えません。選び直してください。",
        },
    )
    content = TextField(
        label=_label("content"),
        error_messages={"required": "相談の内容を入力してください。"},
        widget=forms.Textarea(attrs={"rows": 7, "data-maxlength": 20_000}),
    )
    response = TextField(
        label=_label("response"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 20_000}),
    )
    next_step = TextField(
        label=_label("next_step"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": 2_000}),
    )
    next_on = WarekiDateField(label=_label("next_on"), required=False)
    occurred_on = WarekiDateField(
        label=_label("occurred_on"), error_messages={"required": "相談日を入力してください。"}
    )
    occurred_time = ClockTimeField(
        label="開始時刻", error_messages={"required": "開始時刻を入力してください。"}
    )
    duration_minutes = FullWidthIntegerField(
        label=_label("duration_minutes"),
        required=False,
        min_value=1,
        max_value=MINUTES_IN_A_DAY,
    )
    place = PlainTextField(label=_label("place"), required=False, max_length=100)
    center = forms.ModelChoiceField(
        label=_label("center"),
        queryset=Center.objects.none(),
        empty_label=None,
        error_messages={
            "required": "センターを選んでください。",
            "invalid_choice": "このセンターの記録は作成できません。センターを選び直してください。",
        },
    )

    capability = Capability.CONSULTATION_WRITE

    def __init__(
        self,
        *args: Any,
        user: User,
        now: datetime,
        record: Consultation | None = None,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`typed` is what a draft has kept; it takes the place of the answers given at first."""
        self.now, self.record, self.user = localtime(now), record, user
        self.centers = list(self._centers(user))
        ready = initial_of(record) if record else self._ready_answers()
        kwargs["initial"] = ready | self._usable(typed or {})
        super().__init__(*args, **kwargs)
        self._offer_choices()

    def _centers(self, user: User) -> Any:
        reached = Center.objects.visible_to(user, self.capability).order_by("code", "pk")
        if self.record:
            return reached.filter(municipality=self.record.municipality_id)
        return reached.operating_on(self.now.date())

    def _ready_answers(self) -> dict[str, Any]:
        return {
            "occurred_on": self.now.date(),
            "occurred_time": self.now.time(),
            "center": self.centers[0].pk if self.centers else None,
        }

    def _usable(self, typed: dict[str, Any]) -> dict[str, Any]:
        reached = {str(center.pk) for center in self.centers}
        return {
            name: value for name, value in typed.items() if name != "center" or value in reached
        }

    def _offer_choices(self) -> None:
        day = self.now.date()
        self.fields["topics"].queryset = Topic.objects.selectable_on(day, chosen=self.record)  # type: ignore[attr-defined]  # a field or row of its own kind
        center = self.fields["center"]
        center.queryset = Center.objects.filter(pk__in=[center.pk for center in self.centers])  # type: ignore[attr-defined]  # a field or row of its own kind
        center.choices = [(center.pk, center.name) for center in self.centers]  # type: ignore[attr-defined]  # a field or row of its own kind
        if len(self.centers) == 1:
            center.widget = forms.HiddenInput()
        self.offer_sessions(self.centers, self.now)
        self.fields["resources_given"].widget.attrs |= SEARCH_THE_DIRECTORY | {
            "hx-post": reverse("consultations:given_search")
        }
        self.fields["resources_given"].help_text = "名称・フリガナ・種別か、「;」と記号で選べます"

    @property
    def text_templates(self) -> list[TextTemplate]:
        """What may be put into the note by its code."""
        return list(TextTemplate.objects.visible_to(self.user).standing().select_related("center"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_caller(cleaned)
        self._check_moment(cleaned)
        self._check_next_step(cleaned)
        self.check_end(cleaned, self.now)
        self.check_session(cleaned)
        self.check_parts(cleaned)
        self.check_given(cleaned)
        return cleaned

    def _check_caller(self, cleaned: dict[str, Any]) -> None:
        if "caller_name" not in cleaned:
            return
        if cleaned["is_anonymous"] and cleaned["caller_name"]:
            self.add_error("caller_name", NAMED_AND_ANONYMOUS)
        elif not cleaned["is_anonymous"] and not cleaned["caller_name"]:
            self.add_error("caller_name", NAMED_OR_ANONYMOUS)

    def _check_moment(self, cleaned: dict[str, Any]) -> None:
        day, clock, center = (
            cleaned.get(name) for name in ("occurred_on", "occurred_time", "center")
        )
        if day and day > self.now.date():
            self.add_error("occurred_on", "まだ来ていない日付です。相談日を確かめてください。")
        elif day == self.now.date() and clock and clock > self.now.time():
            message = f"まだ来ていない時刻です（現在 {format_clock(self.now.time())}）。"
            self.add_error("occurred_time", message)
        if day and center:
            self._check_center_open(day, center)

    def _check_center_open(self, day: date, center: Center) -> None:
        if day < center.opened_on:
            bound = f"事業開始日（{format_wareki(center.opened_on)}）より前"
        elif center.closed_on and day > center.closed_on:
            bound = f"事業終了日（{format_wareki(center.closed_on)}）より後"
        else:
            return
        self.add_error("occurred_on", f"センターの{bound}の日付です。相談日を確かめてください。")

    def _check_next_step(self, cleaned: dict[str, Any]) -> None:
        day, next_on = cleaned.get("occurred_on"), cleaned.get("next_on")
        if day and next_on and next_on < day:
            self.add_error("next_on", "相談日以後の日付を入力してください。")

    def entry(self) -> Entry:
        cleaned: dict[str, Any] = dict(self.cleaned_data)
        children: Children = cleaned["children"]
        moment = datetime.combine(cleaned["occurred_on"], cleaned["occurred_time"])
        return Entry(
            center=cleaned["center"],
            occurred_at=make_aware(moment),
            topics=sorted(cleaned["topics"], key=lambda topic: topic.code),
            children_count=children.count,
            children=children.ages,
            child_parts=self.parts(),
            **{
                name: cleaned[name]
                for name in (
                    "duration_minutes",
                    "method",
                    "place",
                    "is_anonymous",
                    "caller_name",
                    "content",
                    "response",
                    "next_step",
                    "next_on",
                    "service",
                    "outreach_session",
                    "language",
                    "interpreter",
                    "resources_given",
                    "given",
                )
            },
        )

    @property
    def is_long_ago(self) -> bool:
        """Allowed, and pointed out after saving: a slip of the era's year looks like this."""
        return bool(self.cleaned_data["occurred_on"] < self.now.date() - LONG_AGO)

    def put(self, name: str, value: str) -> None:
        """Show the form again with this value in place of the one that was sent."""
        data = cast("QueryDict", self.data).copy()
        data[name] = value
        self.data = data


class LogForm(
    SubmissionKeyMixin, AskedConsentsMixin, CallerForm, OfAppointmentForm, ConsultationForm
):
    """相談記録の登録."""

    confidentiality = forms.ChoiceField(
        label=_label("confidentiality"),
        required=False,
        choices=[
            (Confidentiality.ORDINARY, "通常"),
            (Confidentiality.RESTRICTED, "制限（指名した人だけ）"),
        ],
        initial=Confidentiality.ORDINARY,
        help_text="読める人は、保存した後に指名します。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page comes back with a new key, so that saving again is all there is to do.
        key = self.fields["submission_key"]
        key.error_messages |= {"required": SEND_AGAIN, "invalid": SEND_AGAIN}
        key.label = "保存"
        self.fields["is_anonymous"].widget.attrs["aria-keyshortcuts"] = "Alt+A"
        self.fields["is_abuse_suspected"].widget.attrs["aria-keyshortcuts"] = "Alt+G"
        self.fields["caller_name"].widget.attrs |= SEARCH_WHILE_TYPING | {
            "hx-post": reverse("consultations:caller_search")
        }
        self.fields["caller_name"].help_text = "登録済みの人は、電話番号・生年月日でも探せます"

    def _check_caller(self, cleaned: dict[str, Any]) -> None:
        super()._check_caller(cleaned)
        if not cleaned.get("is_anonymous") and not self.has_error("caller_name"):
            self.check_caller(cleaned, self.user)

    @property
    def caller_shown(self) -> HouseholdMembership | None:
        """Whom the form names already, on a page that comes back or goes on with a draft."""
        return self.find_caller(self.user, self["caller"].value())

    @property
    def appointment_shown(self) -> Appointment | None:
        """From which appointment the record comes, for the page."""
        return find_appointment(self.user, self["appointment"].value())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_appointment(cleaned, self.user)
        return cleaned

    def let_appointment_go(self) -> None:
        """It has moved on: saving again makes a record of its own."""
        if not self.has_error(None):
            self.add_error(None, MOVED_ON)
        self.put("appointment", "")

    def clean_confidentiality(self) -> Confidentiality:
        return Confidentiality(self.cleaned_data["confidentiality"] or Confidentiality.ORDINARY)

    def renew_key(self) -> None:
        self.put("submission_key", new_submission_key())


def initial_of(record: Consultation) -> dict[str, Any]:
    """A record in the words of the form."""
    entry = entry_of(record)
    moment = localtime(entry.occurred_at)
    return {
        **{
            name: getattr(entry, name)
            for name in ConsultationForm.base_fields
            if hasattr(entry, name)
        },
        "center": entry.center.pk,
        "topics": [topic.pk for topic in entry.topics],
        "children": Children(entry.children_count, tuple(entry.children)),
        "outreach_session": entry.outreach_session and entry.outreach_session.pk,
        **initial_parts(entry.child_parts),
        "given": [each.key for each in entry.given],
        "occurred_on": moment.date(),
        "occurred_time": moment.time(),
        "version": record.version,
    }
