"""The agenda that a person chooses from what is proposed, and what is decided about an item."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from accounts.models import User
from casework.agenda import Candidate
from casework.conference_actions import ItemWanted
from casework.conference_enums import IntakeDecision
from casework.forms.conferences import CANCELLED, COUNCIL_CHECK
from casework.forms.fields import NamedForm, UserChoiceField, VersionedForm, reason_field
from casework.forms.steps import OPEN_MATTERS
from casework.models import CommunityIssue, Conference, ConferenceItem
from centers.models import PartnerAgency
from shared.form_fields import PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin

WHY = "諮る理由を入力してください。"
WHICH_ITEM = "制限されたケースが議題にあるため、「会議全体」にはできません。議題を選んでください。"


class AgendaForm(VersionedForm):
    """議題を選ぶ: each candidate with its reason, issues of the community, and one free matter."""

    title = PlainTextField(label="そのほかの議題", required=False, max_length=200)
    title_reason = PlainTextField(label="諮る理由", required=False, max_length=300)
    has_checked_council = forms.BooleanField(
        label="要対協に登録されたケースについて、要対協の会議と重ならないことを確かめた",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        candidates: Sequence[Candidate],
        issues: Sequence[CommunityIssue],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates, self.issues = candidates, issues
        for each in candidates:
            label = f"{each.case}　{each.names}".strip()
            self._offer(f"case_{each.case.pk}", label, each.reason)
        for issue in issues:
            self._offer(f"issue_{issue.pk}", issue.title, "")
        if not any(each.needs_council_check for each in candidates):
            del self.fields["has_checked_council"]

    def _offer(self, name: str, label: str, reason: str) -> None:
        self.fields[name] = forms.BooleanField(label=label, required=False)
        self.fields[f"{name}_reason"] = PlainTextField(
            label=f"諮る理由（{label}）", required=False, max_length=300, initial=reason
        )

    def rows(self) -> list[tuple[Candidate, forms.BoundField, forms.BoundField]]:
        return [
            (each, self[f"case_{each.case.pk}"], self[f"case_{each.case.pk}_reason"])
            for each in self.candidates
        ]

    def issue_rows(self) -> list[tuple[CommunityIssue, forms.BoundField, forms.BoundField]]:
        return [
            (each, self[f"issue_{each.pk}"], self[f"issue_{each.pk}_reason"])
            for each in self.issues
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [each for each in self.candidates if cleaned.get(f"case_{each.case.pk}")]
        names = [f"case_{each.case.pk}" for each in chosen]
        names += [f"issue_{each.pk}" for each in self.issues if cleaned.get(f"issue_{each.pk}")]
        if cleaned.get("title"):
            names.append("title")
        for name in names:
            if not cleaned.get(f"{name}_reason"):
                self.add_error(f"{name}_reason", WHY)
        if not names:
            self.add_error(None, "議題を一つ以上選んでください。")
        unchecked = not cleaned.get("has_checked_council")
        if unchecked and any(each.needs_council_check for each in chosen):
            self.add_error("has_checked_council", COUNCIL_CHECK)
        return cleaned

    def wanted(self) -> list[ItemWanted]:
        said = self.cleaned_data
        items = [
            ItemWanted(case=each.case, reason=said[f"{name}_reason"], flags=each.flags)
            for each in self.candidates
            if said[name := f"case_{each.case.pk}"]
        ]
        items += [
            ItemWanted(issue=each, reason=said[f"{name}_reason"])
            for each in self.issues
            if said[name := f"issue_{each.pk}"]
        ]
        if said["title"]:
            items.append(ItemWanted(title=said["title"], reason=said["title_reason"]))
        return items


class IntakeDecisionForm(VersionedForm):
    """受理の決定; the version is the case's, whose status follows."""

    decision = forms.ChoiceField(
        label="決定",
        choices=IntakeDecision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "受理するかどうかを選んでください。"},
    )
    reason = reason_field(
        "決定の理由", help_text="例：けがの経過に説明のつかない点があり、調査が必要と判断した。"
    )
    has_seen_open_matters = forms.BooleanField(label="残っている対応を確かめた", required=False)

    def __init__(self, *args: Any, has_open_matters: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_open_matters:
            del self.fields["has_seen_open_matters"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        refused = cleaned.get("decision") == IntakeDecision.NOT_ACCEPTED
        asked = "has_seen_open_matters" in self.fields
        if refused and asked and not cleaned.get("has_seen_open_matters"):
            self.add_error("has_seen_open_matters", OPEN_MATTERS)
        return cleaned


class LeadForm(VersionedForm):
    """主担当機関と見直しの日."""

    lead_agency = PlainTextField(label="主担当機関", required=False, max_length=100)
    review_on = WarekiDateField(
        label="見直しの日", required=False, help_text="この日を過ぎると、次の会議の候補になります。"
    )

    def __init__(self, *args: Any, item: ConferenceItem, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "lead_agency": item.lead_agency,
            "review_on": item.review_on,
            "version": item.version,
        }
        super().__init__(*args, **kwargs)
        field: Any = self.fields["review_on"]
        field.earliest = item.conference.held_on


class RoleForm(NamedForm):
    """機関の役割."""

    agency = forms.ModelChoiceField(
        label="関係機関",
        queryset=PartnerAgency.objects.none(),
        required=False,
        empty_label="登録のない機関（下に入力）",
    )
    agency_name = PlainTextField(label="機関の名称", required=False, max_length=100)
    role = PlainTextField(
        label="役割", max_length=300, help_text="例：登園時に様子を見て、毎週金曜日に知らせる。"
    )

    def __init__(self, *args: Any, municipality_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = PartnerAgency.objects.filter(
            municipality=municipality_id, closed_on=None
        ).for_listing()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agency, name = cleaned.get("agency"), cleaned.get("agency_name")
        if agency and name:
            self.add_error("agency_name", "関係機関を選んだときは、名称を空欄にしてください。")
        elif not agency and not name and not self.errors:
            self.add_error("agency", "関係機関を選ぶか、機関の名称を入力してください。")
        return cleaned


class DecisionForm(SubmissionKeyMixin, NamedForm):
    """会議の決定: what, by whom, by when; it becomes a task at once."""

    item = forms.ModelChoiceField(
        label="議題",
        queryset=ConferenceItem.objects.none(),
        required=False,
        empty_label="会議全体",
    )
    content = PlainTextField(label="決まったこと", max_length=300)
    owner = UserChoiceField(
        label="担当者", help_text="ほかの機関が行うことも、見届ける職員を決めます。"
    )
    doer = PlainTextField(label="行う人・機関", required=False, max_length=100)
    due_on = WarekiDateField(label="期日")

    def __init__(
        self,
        *args: Any,
        conference: Conference,
        items: Sequence[ConferenceItem],
        staff: Sequence[User],
        readers: Mapping[int, Collection[int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conference, self.readers = conference, readers
        cases = [item for item in items if item.case_id] if conference.is_of_one_case else []
        self.only = cases[0] if cases else None
        owner: Any = self.fields["owner"]
        owner.offer(staff)
        due_on: Any = self.fields["due_on"]
        due_on.earliest = conference.held_on
        field: Any = self.fields["item"]
        field.queryset = ConferenceItem.objects.filter(
            pk__in=[item.pk for item in items]
        ).select_related("case", "issue")
        field.label_from_instance = lambda item: item.subject
        if self.only is not None:
            del self.fields["item"]  # all that is decided is about the one case

    def clean_item(self) -> ConferenceItem | None:
        """Beside a restricted case nothing is decided for all: its words would reach too many."""
        item: ConferenceItem | None = self.cleaned_data["item"]
        if item is None and self.readers:
            raise forms.ValidationError(WHICH_ITEM)
        return item

    def clean_owner(self) -> User:
        """Nobody owns a task of a case that is closed to them: they would never see it."""
        owner, item = self.cleaned_data["owner"], self.only or self.cleaned_data.get("item")
        readers = self.readers.get(item.case_id) if item and item.case_id else None
        if readers is not None and owner.pk not in readers:
            raise forms.ValidationError("この人は、制限されたこのケースを読めません。")
        return owner

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.conference.is_cancelled:  # meanwhile: what was typed stays to be copied
            self.add_error(None, CANCELLED)
        if self.only is not None:
            cleaned["item"] = self.only
        return cleaned
