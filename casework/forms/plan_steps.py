"""What is done with a plan: approval, explanation, consent, hand-over, review, end, print."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from casework.forms.fields import (
    CHOOSE,
    DatedForm,
    NamedForm,
    VersionedForm,
    reason_field,
    text_area,
)
from casework.models import PlanGoal
from casework.plan_enums import (
    WITH_FAMILY,
    EffectLevel,
    PlanEndReason,
    PlanStepKind,
    ReviewOutcome,
)
from casework.plan_reviews import ReviewText
from casework.plan_settings import latest_review
from shared.form_fields import PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin

APPROVE, RETURN = "approve", "return"
FORMAL, PLAIN = "formal", "plain"
NORMAL, LARGE = "normal", "large"


class SubmitForm(VersionedForm):
    """承認の依頼."""


class DecisionForm(VersionedForm):
    """承認か差し戻し."""

    decision = forms.ChoiceField(
        label="決定",
        choices=[(APPROVE, "承認する"), (RETURN, "差し戻す")],
        widget=forms.RadioSelect,
    )
    words = PlainTextField(
        label="助言・理由",
        required=False,
        max_length=1000,
        help_text="差し戻すときは、直してほしいことを書きます。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == RETURN and not cleaned.get("words"):
            self.add_error("words", "差し戻す理由を入力してください。")
        return cleaned


class WithFamilyForm(VersionedForm, DatedForm):
    """説明・同意・交付."""

    kind = forms.ChoiceField(
        label="手続",
        choices=[(each.value, each.label) for each in WITH_FAMILY],
        widget=forms.RadioSelect,
    )
    on = WarekiDateField(label="日付")
    counterpart = PlainTextField(label="相手", max_length=200, help_text="例：母と本人（小2）")
    is_cosigned = forms.BooleanField(
        label="家族と職員が署名した", required=False, help_text="交付のときに確かめます。"
    )
    words = PlainTextField(label="内容・理由", required=False, max_length=1000)

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_day(label="日付", earliest=earliest, latest=localdate())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == PlanStepKind.DECLINED and not cleaned.get("words"):
            self.add_error("words", "同意が得られなかった事情と、今後の対応を入力してください。")
        if kind != PlanStepKind.HANDED_OVER and cleaned.get("is_cosigned"):
            self.add_error("is_cosigned", "署名は、「交付」を選んだときに登録します。")
        return cleaned

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        is_handed_over = said["kind"] == PlanStepKind.HANDED_OVER
        return {
            "kind": PlanStepKind(said["kind"]),
            "version": said["version"],
            "on": said["on"],
            "counterpart": said["counterpart"],
            "words": said["words"],
            "is_cosigned": said["is_cosigned"] if is_handed_over else None,
        }


class EndForm(VersionedForm, DatedForm):
    """サポートプランを終える without a review."""

    on = WarekiDateField(label="終了日")
    reason = forms.ChoiceField(
        label="終了の理由",
        choices=[
            *CHOOSE,
            *((each.value, each.label) for each in PlanEndReason if each != PlanEndReason.REVIEWED),
        ],
    )
    words = reason_field("事情")

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit_day(label="終了日", earliest=earliest, latest=localdate())


class PlanReviewForm(SubmissionKeyMixin, VersionedForm):
    """評価・見直し: the fields of the goals are added for the version in force."""

    reviewed_on = WarekiDateField(label="評価した日", latest=localdate)
    reviewed_with = PlainTextField(
        label="一緒に評価した人", max_length=200, help_text="例：本人、母、担任"
    )
    child_words = text_area("こどもの感想・希望", rows=3, longest=4000, required=False)
    parent_words = text_area("保護者・妊産婦の感想・希望", rows=3, longest=4000, required=False)
    summary = text_area("評価のまとめ", rows=4, longest=4000)
    outcome = forms.ChoiceField(
        label="評価の結果", choices=ReviewOutcome.choices, widget=forms.RadioSelect
    )
    next_review_on = WarekiDateField(
        label="次の見直しの期日",
        required=False,
        earliest=localdate,
        latest=latest_review,
        help_text="プランを終えるときは、空欄にします。",
    )

    def __init__(
        self,
        *args: Any,
        goals: Sequence[PlanGoal],
        earliest: date,
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**(kwargs.get("initial") or {}), **(typed or {})}
        super().__init__(*args, **kwargs)
        self.goals = goals
        reviewed_on: Any = self.fields["reviewed_on"]
        reviewed_on.earliest = earliest
        for goal in goals:
            self.fields |= effect_fields(goal.position)
        # A goal is not known before the class is: its fields come with the version in force.
        for goal in goals:
            field = self.fields[f"effect_{goal.position}_level"]
            field.required = True
            field.error_messages = field.error_messages | {
                "required": f"目標{goal.position}の評価を選んでください。"
            }

    def goal_rows(self) -> list[tuple[PlanGoal, list[forms.BoundField]]]:
        return [
            (goal, [self[name] for name in effect_fields(goal.position)]) for goal in self.goals
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcome, following = cleaned.get("outcome"), cleaned.get("next_review_on")
        reviewed_on = cleaned.get("reviewed_on")
        if "next_review_on" in self.errors or not outcome:
            return cleaned
        if outcome == ReviewOutcome.ENDED and following:
            self.add_error("next_review_on", "プランを終えるときは、次の期日を空欄にしてください。")
        elif outcome != ReviewOutcome.ENDED and not following:
            self.add_error("next_review_on", "次の見直しの期日を入力してください。")
        elif following and reviewed_on and following <= reviewed_on:
            self.add_error("next_review_on", "評価した日より後の日付を入力してください。")
        return cleaned

    def text(self) -> ReviewText:
        said = self.cleaned_data
        return ReviewText(
            reviewed_on=said["reviewed_on"],
            reviewed_with=said["reviewed_with"],
            child_words=said["child_words"],
            parent_words=said["parent_words"],
            summary=said["summary"],
            outcome=ReviewOutcome(said["outcome"]),
            next_review_on=said["next_review_on"],
            effects=[
                (
                    goal,
                    said[f"effect_{goal.position}_level"],
                    said[f"effect_{goal.position}_words"],
                )
                for goal in self.goals
            ],
        )


def effect_fields(position: int) -> dict[str, forms.Field]:
    return {
        f"effect_{position}_level": forms.ChoiceField(
            label=f"目標{position}の評価", choices=[*CHOOSE, *EffectLevel.choices], required=False
        ),
        f"effect_{position}_words": PlainTextField(
            label=f"目標{position}のようす", required=False, max_length=500
        ),
    }


class PlanPrintForm(NamedForm):
    """How the sheet for the family is printed."""

    wording = forms.ChoiceField(
        label="言葉",
        choices=[(FORMAL, "通常"), (PLAIN, "やさしい日本語")],
        widget=forms.RadioSelect,
        help_text="やさしい日本語の文は、プランに入力したものを使います。",
    )
    size = forms.ChoiceField(
        label="文字の大きさ",
        choices=[(NORMAL, "通常"), (LARGE, "大きな文字")],
        widget=forms.RadioSelect,
    )
    readings = forms.BooleanField(
        label="ふりがなを付ける",
        required=False,
        help_text="決まった言葉、登録された氏名のフリガナ、入力されたふりがなだけに付きます。",
    )
    proposal = forms.BooleanField(
        label="承認前の版（案）を印刷する",
        required=False,
        help_text="家族と相談するときに使います。",
    )

    def __init__(self, *args: Any, has_proposal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_proposal:
            del self.fields["proposal"]


class PlanListForm(forms.Form):
    """Which plans are listed."""

    STANDING, OVERDUE, AWAITING, ALL = "standing", "overdue", "awaiting", "all"
    state = forms.ChoiceField(
        label="状況",
        required=False,
        choices=[
            (STANDING, "続いているもの"),
            (OVERDUE, "見直しの期日を過ぎたもの"),
            (AWAITING, "承認待ち"),
            (ALL, "すべて"),
        ],
    )
