"""The next step of a case, its level, its workers, links, records, people and registration."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from casework.enums import (
    ENDED,
    TRANSITIONS,
    AttentionLevel,
    CaseLinkKind,
    CaseStatus,
    ClosingReason,
    SubjectRole,
    WorkerRole,
)
from casework.forms.fields import (
    CASE_ENDED,
    CHOOSE,
    DatedForm,
    NamedForm,
    UserChoiceField,
    VersionedForm,
    reason_field,
)
from casework.models import Case, CaseSubject
from consultations.models import Consultation, HouseholdMembership
from shared.form_fields import PlainTextField, WarekiDateField

OPEN_MATTERS = "残っている対応を確かめ、印を付けてください。"
# 児童福祉法第25条の2 came into force that day (平成16年法律第153号): no list is older. A family
# may have been on it long before the center opened its case.
FIRST_COUNCILS = date(2005, 4, 1)
REASON_OF_NO_CONFERENCE = "受理会議を開かない理由"
DECIDED_BY_CONFERENCE = (
    "受理するかどうかは、受理会議で決めます。「会議を開く」で受理会議を登録し、"
    "センター長・統括支援員が「受理の決定をする」で登録します。"
)


class StatusForm(VersionedForm, DatedForm):
    """状況の変更: only what may follow; an end only for whoever decides on it.

    受理会議 is where a case is taken up. Only whoever decides passes it by, and says why.
    """

    after = forms.ChoiceField(label="変更後の状況", choices=(), widget=forms.RadioSelect)
    on = WarekiDateField(label="変更日")
    closing_reason = forms.ChoiceField(
        label="終結の理由",
        choices=[("", "終結のときに選ぶ"), *ClosingReason.choices],
        required=False,
    )
    reason = reason_field(help_text="例：受理会議で、家庭訪問による調査を行うことを決めた。")
    has_seen_open_matters = forms.BooleanField(label="残っている対応を確かめた", required=False)

    def __init__(
        self,
        *args: Any,
        case: Case,
        since: date,
        may_decide: bool,
        has_open_matters: bool,
        **kwargs: Any,
    ) -> None:
        self.case, self.may_decide, self.has_open_matters = case, may_decide, has_open_matters
        super().__init__(*args, **kwargs)
        self.limit_day(label="変更日", earliest=since, latest=localdate())
        self.passes_conference = case.awaits_intake
        if self.passes_conference:
            self.fields["reason"] = _reason_of_no_conference()
        after: Any = self.fields["after"]
        # Moving a case elsewhere has a page of its own, with what goes along.
        self.steps = [
            status
            for status in CaseStatus
            if status in TRANSITIONS[CaseStatus(case.status)]
            and status != CaseStatus.TRANSFERRED
            and (may_decide or not (self.passes_conference or status in ENDED))
        ]
        # What does not follow is refused by the action, with its reason; not as an odd choice.
        after.choices = [(each.value, each.label) for each in self.steps]
        after.valid_value = lambda value: value in CaseStatus.values
        after.error_messages = {
            "required": "変更後の状況を選んでください。",
            "invalid_choice": "変更後の状況を選び直してください。",
        }
        if CaseStatus.CLOSED not in self.steps:
            del self.fields["closing_reason"]
        if not has_open_matters or not may_decide:
            del self.fields["has_seen_open_matters"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        after = cleaned.get("after")
        if after == CaseStatus.TRANSFERRED:
            self.add_error("after", "移管は「ケースを移管する」の画面で登録してください。")
        elif self.passes_conference and not self.may_decide:
            self.add_error("after", DECIDED_BY_CONFERENCE)
        elif after in ENDED and not self.may_decide:
            self.add_error("after", "終結・受理せずは、センター長・統括支援員が決定します。")
        elif after in ENDED and self.has_open_matters and not cleaned.get("has_seen_open_matters"):
            self.add_error("has_seen_open_matters", OPEN_MATTERS)
        if after == CaseStatus.CLOSED and "closing_reason" in self.fields:
            if not cleaned.get("closing_reason"):
                self.add_error("closing_reason", "終結の理由を選んでください。")
        elif cleaned.get("closing_reason"):
            self.add_error("closing_reason", "終結の理由は、「終結」を選んだときだけ選びます。")
        if self.passes_conference and cleaned.get("reason"):
            cleaned["reason"] = f"{REASON_OF_NO_CONFERENCE}：{cleaned['reason']}"
        return cleaned


def _reason_of_no_conference() -> PlainTextField:
    """Shorter than other reasons: the history says of what it is one."""
    return PlainTextField(
        label=REASON_OF_NO_CONFERENCE,
        max_length=480,
        help_text="例：同じ家庭の会議で受理を決めていた。受理会議を開いたときは、"
        "この画面ではなく、会議の「受理の決定をする」で登録します。",
        error_messages={"required": f"{REASON_OF_NO_CONFERENCE}を入力してください。"},
    )


class AttentionForm(VersionedForm, DatedForm):
    """支援の区分の変更."""

    after = forms.ChoiceField(label="変更後の区分", choices=[*CHOOSE, *AttentionLevel.choices])
    reason = reason_field(
        help_text="例：個別ケース検討会議で、要保護児童として支援することを決めた。"
    )

    def __init__(self, *args: Any, case: Case, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.limit_day(label="変更日", earliest=since, latest=localdate())

    def clean_after(self) -> str:
        after: str = self.cleaned_data["after"]
        if after == self.case.attention_level:
            raise forms.ValidationError("今と同じ区分です。")
        return after

    def clean(self) -> dict[str, Any]:
        if self.case.has_ended:  # by somebody else meanwhile: what was typed stays to be copied
            self.add_error(None, CASE_ENDED)
        return super().clean() or {}


class WorkerForm(NamedForm, DatedForm):
    """担当の登録: a new main worker from a day on, or one more who supports."""

    role = forms.ChoiceField(label="担当の別", choices=WorkerRole.choices, widget=forms.RadioSelect)
    user = UserChoiceField(label="担当者")
    on = WarekiDateField(label="担当を始める日")
    reason = PlainTextField(label="理由・申し送り", required=False, max_length=300)

    def __init__(self, *args: Any, case: Case, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"role": WorkerRole.MAIN}, **kwargs)
        user: Any = self.fields["user"]
        user.offer(staff)
        field: Any = self.fields["on"]
        field.initial, field.earliest = localdate(), case.opened_on


class EndSupportForm(NamedForm, DatedForm):
    """副担当を外す."""

    on = WarekiDateField(label="担当の最終日")
    reason = reason_field()

    def __init__(self, *args: Any, starts_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_day(label="担当の最終日", earliest=starts_on, latest=localdate())


class ReasonForm(VersionedForm):
    """Only why."""

    reason = reason_field()


class PlainReasonForm(NamedForm):
    """Only why, of what has no version."""

    reason = reason_field()


class LinkForm(NamedForm):
    """関連するケース: by its number."""

    number = PlainTextField(
        label="ケースの番号",
        max_length=20,
        help_text="例：2026-0012。読めるケースだけを関連付けられます。",
    )
    kind = forms.ChoiceField(
        label="関連",
        choices=[
            *CHOOSE,
            *(
                (each.value, each.label)
                for each in (CaseLinkKind.SIBLING, CaseLinkKind.HOUSEHOLD, CaseLinkKind.OTHER)
            ),
        ],
    )


class RecordForm(NamedForm):
    """Consultations of the household that are not in the case yet."""

    record = forms.ModelChoiceField(
        label="相談記録", queryset=Consultation.objects.none(), empty_label="選んでください"
    )

    def __init__(self, *args: Any, records: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["record"]
        field.queryset = records


class SubjectsForm(NamedForm, DatedForm):
    """対象者の変更: each member of the household, and whoever is a subject already."""

    on = WarekiDateField(label="変更日")
    reason = reason_field("変更の理由")

    def __init__(
        self,
        *args: Any,
        case: Case,
        members: list[HouseholdMembership],
        standing: list[CaseSubject],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.limit_day(label="変更日", earliest=case.opened_on, latest=localdate())
        roles = {each.person_id: each.role for each in standing}
        here: list[Any] = [*standing, *members]
        self.people = {each.person_id: each.person for each in here}
        for number, person in self.people.items():
            self.fields[f"person_{number}"] = forms.ChoiceField(
                label=person.registered_name,
                choices=[("", "対象にしない"), *SubjectRole.choices],
                initial=roles.get(number, ""),
                required=False,
            )
        self.order_fields([*(f"person_{number}" for number in self.people), "on", "reason"])

    def wanted(self) -> list[tuple[Any, str]]:
        return [
            (person, role)
            for number, person in self.people.items()
            if (role := self.cleaned_data[f"person_{number}"])
        ]


class CouncilForm(NamedForm, DatedForm):
    """要対協への登録."""

    on = WarekiDateField(label="登録日")
    lead_agency = PlainTextField(label="主担当機関", max_length=100)
    reason = reason_field("登録の理由")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, initial={"lead_agency": case.center.name}, **kwargs)
        self.limit_day(label="登録日", earliest=FIRST_COUNCILS, latest=localdate())


class CouncilEndForm(NamedForm, DatedForm):
    """要対協の登録を外す."""

    on = WarekiDateField(label="登録を外した日")
    reason = reason_field()

    def __init__(self, *args: Any, starts_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_day(label="登録を外した日", earliest=starts_on, latest=localdate())
