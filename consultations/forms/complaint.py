"""Forms of complaints: receive, take a step further, correct."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate, localtime, make_aware

from centers.models import Center
from consultations.complaint_actions import Step
from consultations.complaint_enums import (
    ComplaintOutcome,
    ComplaintParty,
    ComplaintState,
    ComplaintStepKind,
    ComplaintWish,
)
from consultations.complaint_rules import FOLLOWS, TO_OTHERS, Refusal, refusal_of
from consultations.models import Complaint, Person
from shared.form_fields import (
    ClockTimeField,
    NameField,
    PlainTextField,
    TextField,
    WarekiDateField,
    name_what_is_missing,
)
from shared.idempotency import SubmissionKeyMixin, VersionField
from shared.model_forms import CHOOSE, TypedModelForm
from staffing.models import Posting, StaffMember

NOT_YET = "まだ来ていない日時です。確かめてください。"
NO_NAME = "申出人の氏名を入力してください。氏名を聞いていないときは「匿名」を選びます。"
NAME_AND_ANONYMOUS = "「匿名」を選んだときは、氏名・連絡先を入力しません。"
IN_ORDER = (
    "received_on",
    "received_time",
    "channel",
    "is_anonymous",
    "complainant_name",
    "complainant_contact",
    "subject_kind",
    "wishes",
    "summary",
    "facts",
    "subjects",
    "reports_to_third_party",
    "third_party_attends",
)


def staff_of(center: Center, *, and_named: Complaint | None = None) -> Any:
    """Whom a complaint at this center may be about: who is posted there, and who is named already."""
    postings = Posting.objects.current().in_force_on(localdate()).filter(center=center)
    found = StaffMember.objects.filter(pk__in=postings.values("staff_member"))
    if and_named is not None:
        found |= StaffMember.objects.filter(pk__in=and_named.subjects.values("pk"))
    return found.order_by("kana_key", "pk")


class _ComplaintForm(TypedModelForm):
    """What a complaint says. `person` is somebody of the registry: then no name is typed."""

    received_on = WarekiDateField(label="受付日", latest=localdate)
    received_time = ClockTimeField(label="受付の時刻")
    complainant_name = NameField(label="申出人の氏名", required=False)
    complainant_contact = PlainTextField(
        label="申出人の連絡先",
        required=False,
        max_length=200,
        help_text="回答のための電話番号・住所など。伺えたときだけ入力します。",
    )
    wishes = forms.MultipleChoiceField(
        label="申出人の希望",
        choices=ComplaintWish.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "申出人の希望を1つ以上選んでください。"},
    )
    summary = TextField(
        label="苦情の内容",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-maxlength": 4000}),
        help_text="申出人の言葉で書きます。申出人に渡す受付書と報告書に載ります。",
    )
    facts = TextField(
        label="聞いた事実（いつ・どこで・だれが）",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": 4000}),
        help_text="受付書と報告書には載りません。",
    )
    subjects = forms.ModelMultipleChoiceField(
        label="対象の職員",
        queryset=StaffMember.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ職員は、この苦情を見ることも変えることもできなくなります。",
    )

    set_before = frozenset({"center", "person"})

    class Meta(TypedModelForm.Meta):
        model = Complaint
        fields: ClassVar[list[str]] = [
            "channel",
            "is_anonymous",
            "complainant_name",
            "complainant_contact",
            "subject_kind",
            "wishes",
            "summary",
            "facts",
            "reports_to_third_party",
            "third_party_attends",
        ]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = localtime(now)
        self.fields["is_anonymous"] = forms.BooleanField(label="匿名", required=False)
        is_saved = self.instance.pk is not None
        received = localtime(self.instance.received_at) if is_saved else self.now
        self.initial["received_on"] = received.date()
        self.initial["received_time"] = received.time()
        staff: Any = self.fields["subjects"]
        staff.queryset = staff_of(
            self.instance.center, and_named=self.instance if is_saved else None
        )
        if is_saved:
            self.initial["subjects"] = list(self.instance.subjects.values_list("pk", flat=True))
        if self.instance.person_id is not None:
            for name in ("is_anonymous", "complainant_name", "complainant_contact"):
                del self.fields[name]
        self.order_fields(IN_ORDER)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, clock = cleaned.get("received_on"), cleaned.get("received_time")
        if day and clock:
            cleaned["received_at"] = make_aware(datetime.combine(day, clock))
            if cleaned["received_at"] > self.now:
                self.add_error("received_time", NOT_YET)
            self.instance.received_at = cleaned["received_at"]
        if self.instance.person_id is None:
            self._check_name(cleaned)
        return cleaned

    def _check_name(self, cleaned: dict[str, Any]) -> None:
        name, contact = cleaned.get("complainant_name"), cleaned.get("complainant_contact")
        if cleaned.get("is_anonymous"):
            if name or contact:
                self.add_error("is_anonymous", NAME_AND_ANONYMOUS)
        elif not name and "complainant_name" not in self.errors:
            self.add_error("complainant_name", NO_NAME)

    @property
    def chosen_subjects(self) -> list[StaffMember]:
        return list(self.cleaned_data["subjects"])


class ReceiveForm(SubmissionKeyMixin, _ComplaintForm):
    """苦情の受付."""

    def __init__(self, *args: Any, center: Center, person: Person | None, **kwargs: Any) -> None:
        kwargs["instance"] = Complaint(center=center, person=person)
        super().__init__(*args, **kwargs)

    def says_the_same_as(self, saved: Complaint) -> bool:
        """Whether the form tells what is saved, corrected or not."""
        told = self.instance
        names = [*(self._meta.fields or ()), "received_at", "center_id", "person_id"]
        return all(getattr(told, name) == getattr(saved, name) for name in names) and {
            each.pk for each in self.chosen_subjects
        } == {each.pk for each in saved.subjects.all()}


class CorrectForm(_ComplaintForm):
    """苦情の訂正: what stood before is kept with the reason."""

    reason = PlainTextField(label="訂正の理由", max_length=300)
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.first_step_on: date | None = (
            self.instance.steps.exclude(
                kind__in=[ComplaintStepKind.RECEIVED, ComplaintStepKind.CORRECTED]
            )
            .order_by("happened_on")
            .values_list("happened_on", flat=True)
            .first()
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = cleaned.get("received_on")
        if day and self.first_step_on and day > self.first_step_on:
            self.add_error("received_on", "対応の経過より後の日です。確かめてください。")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the complaint is to say."""
        names = [name for name in self._meta.fields or () if name in self.fields]
        return {name: self.cleaned_data[name] for name in ["received_at", *names]}


class ComplaintStepForm(SubmissionKeyMixin, forms.Form):
    """苦情の経過."""

    kind = forms.ChoiceField(label="経過の種別")
    happened_on = WarekiDateField(label="日付", initial=localdate, latest=localdate)
    handled_by_name = NameField(label="対応した人")
    audience = forms.MultipleChoiceField(
        label="報告した相手・出席した人",
        required=False,
        choices=ComplaintParty.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="「報告」「話し合い」「改善の約束」「結果の報告」のときに選びます。",
    )
    note = TextField(
        label="内容",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": 4000}),
        help_text="「改善の約束」「結果の報告」の内容は、申出人に渡す報告書に載ります。",
    )
    outcome = forms.ChoiceField(
        label="終結の結果（終結のとき）",
        required=False,
        choices=[("", "なし"), *ComplaintOutcome.choices],
    )

    def __init__(self, *args: Any, complaint: Complaint, by_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint = complaint
        self.fields["handled_by_name"].initial = by_name
        following = FOLLOWS[ComplaintState(complaint.state)]
        kind: Any = self.fields["kind"]
        kind.choices = [*CHOOSE, *self._offered(following)]
        day: Any = self.fields["happened_on"]
        day.earliest = complaint.last_step_on
        self.is_about_responsible = complaint.is_about_responsible(localdate())
        if self.is_about_responsible and complaint.state == ComplaintState.RECEIVED:
            self.fields["audience"].help_text = TO_OTHERS
        if not self.is_bound and ComplaintStepKind.CLOSED not in following:
            del self.fields["outcome"]
        name_what_is_missing(self.fields)

    def _offered(self, following: Sequence[ComplaintStepKind]) -> list[tuple[str, str]]:
        """What follows; and what was sent although it no longer does, to say why not."""
        kinds = list(following)
        sent = self.data.get("kind") if self.is_bound else None
        if sent in ComplaintStepKind.values and sent not in following:
            kinds.append(ComplaintStepKind(sent))
        return [(kind.value, str(kind.label)) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not {"kind", "audience", "outcome"} & set(self.errors):
            refusal = refusal_of(
                self.complaint,
                ComplaintStepKind(cleaned["kind"]),
                audience=cleaned["audience"],
                outcome=cleaned["outcome"],
                is_about_responsible=self.is_about_responsible,
            )
            if refusal is not None:
                self.refuse(refusal)
        return cleaned

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(refusal.field, refusal.text)

    @property
    def step(self) -> Step:
        said = self.cleaned_data
        return Step(
            kind=ComplaintStepKind(said["kind"]),
            happened_on=said["happened_on"],
            handled_by_name=said["handled_by_name"],
            audience=said["audience"],
            note=said["note"],
            outcome=said["outcome"],
        )

    def rows(self) -> list[list[forms.BoundField]]:
        return [[field] for field in self.visible_fields()]
