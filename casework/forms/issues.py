"""地域課題: in words that lead to nobody."""

import re
from collections.abc import Collection
from typing import Any

from django import forms

from casework.conference_enums import IssueExtent, IssueField, IssueState
from casework.forms.fields import NamedForm, VersionedForm, text_area
from casework.models import CommunityIssue
from centers.models import Center
from shared.form_fields import PlainTextField
from shared.idempotency import SubmissionKeyMixin

CASE_NUMBER = re.compile(r"20\d\d\s*[-－ー]\s*\d{4,7}")
SHORTEST_NAME = 2  # a single character stands in many words
LEADS_BACK = "特定の家庭が分かることば（{word}）が入っています。言い換えてください。"
TOLD = ("title", "content", "wanted")


class IssueForm(SubmissionKeyMixin, NamedForm):
    """地域課題の登録. `names` are those of the people somebody may have in mind."""

    center = forms.ModelChoiceField(
        label="センター", queryset=Center.objects.none(), empty_label=None
    )
    field = forms.ChoiceField(
        label="分野",
        choices=IssueField.choices,
        error_messages={"required": "分野を選んでください。"},
    )
    extent = forms.ChoiceField(
        label="見られる程度",
        choices=IssueExtent.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "見られる程度を選んでください。"},
    )
    title = PlainTextField(
        label="課題", max_length=100, help_text="例：夜間に急に預けられる所がない。"
    )
    content = text_area(
        "内容",
        rows=6,
        longest=2000,
        help_text="家庭が特定されないように書きます。氏名、住所、園・学校の名前、件数、珍しい事情は書かないでください。",
    )
    wanted = PlainTextField(label="地域に必要と思われるもの", required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        centers: Any,
        names: Collection[str] = (),
        typed: Any = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = typed or {}
        super().__init__(*args, **kwargs)
        self.names = {
            part
            for name in names
            for part in (*name.split(), "".join(name.split()))
            if len(part) >= SHORTEST_NAME
        }
        field: Any = self.fields["center"]
        field.queryset = centers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in TOLD:
            if word := self._leads_back(cleaned.get(name) or ""):
                self.add_error(name, LEADS_BACK.format(word=word))
        return cleaned

    def _leads_back(self, text: str) -> str:
        number = CASE_NUMBER.search(text)
        if number is not None:
            return number[0]
        joined = "".join(text.split())
        return next((name for name in sorted(self.names) if name in joined), "")

    def issue(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {name: said[name] for name in ("field", "extent", *TOLD)}


class IssueStateForm(VersionedForm):
    """地域課題の検討の結果."""

    state = forms.ChoiceField(label="状態", choices=IssueState.choices)
    response = PlainTextField(
        label="検討の結果・取組",
        required=False,
        max_length=500,
        help_text="例：令和8年度の代表者会議で、夜間の一時預かりの試行を決めた。",
    )

    def __init__(self, *args: Any, issue: CommunityIssue, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "state": issue.state,
            "response": issue.response,
            "version": issue.version,
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answered = {IssueState.IN_PROGRESS, IssueState.CLOSED}
        if cleaned.get("state") in answered and not cleaned.get("response"):
            self.add_error("response", "検討の結果・取組を入力してください。")
        return cleaned
