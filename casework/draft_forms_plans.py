"""The forms of assessments and plans that keep drafts."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from casework.models import Assessment, Case, PlanReview, PlanVersion, SupportPlan
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register

PLAN, PLAN_REVISION, PLAN_REVIEW = "support-plan-", "support-plan-revise-", "support-plan-review-"
ASSESSMENT, ASSESSMENT_CORRECTION = "assessment-", "assessment-correct-"
SHEET = "assessment-form"
HIDDEN = frozenset({"submission_key", "version", "seen"})


def register_forms() -> None:
    from casework.forms import assessments as sheets  # noqa: PLC0415 -- models are loaded
    from casework.forms.plan_steps import PlanReviewForm, effect_fields  # noqa: PLC0415 -- likewise
    from casework.forms.plans import MOST_GOALS, PlanForm, PlanRevisionForm  # noqa: PLC0415 -- forms need the models

    def review_fields(_: int) -> Mapping[str, forms.Field]:
        found = dict(PlanReviewForm.base_fields)
        for position in range(1, MOST_GOALS + 1):
            found |= effect_fields(position)
        return found

    register(
        DraftForm(
            prefix=PLAN,
            label=lambda _: "サポートプラン",
            address=lambda number, _: reverse("cases:plan_create", args=[number]),
            fields=lambda _: PlanForm.base_fields,
            ready=HIDDEN | {"basis", "review_on"},
            rows=_cases,
            may=_may_write,
            is_saved=_saved(SupportPlan),
            saved_words="このサポートプランは保存済みです。",
        )
    )
    register(
        DraftForm(
            prefix=PLAN_REVISION,
            label=lambda _: "サポートプランの改訂",
            address=lambda number, _: reverse("cases:plan_revise", args=[number]),
            fields=lambda _: PlanRevisionForm.base_fields,
            ready=HIDDEN,
            rows=_plans,
            may=_may_write,
            is_saved=_saved(PlanVersion),
            saved_words="この版は保存済みです。",
        )
    )
    register(
        DraftForm(
            prefix=PLAN_REVIEW,
            label=lambda _: "サポートプランの評価",
            address=lambda number, _: reverse("cases:plan_review", args=[number]),
            fields=review_fields,
            ready=HIDDEN | {"reviewed_on"},
            rows=_plans,
            may=_may_write,
            is_saved=_saved(PlanReview),
            saved_words="この評価は保存済みです。",
        )
    )
    register(
        DraftForm(
            prefix=ASSESSMENT,
            label=lambda _: "アセスメント",
            address=lambda number, _: reverse("cases:assessment_create", args=[number]),
            fields=lambda _: sheets.draft_fields(sheets.AssessmentEntryForm),
            ready=HIDDEN | {"form", "assessed_on", "person"},
            rows=_cases,
            may=_may_write,
            is_saved=_saved(Assessment),
            saved_words="このアセスメントは保存済みです。",
        )
    )
    register(
        DraftForm(
            prefix=ASSESSMENT_CORRECTION,
            label=lambda _: "アセスメントの訂正",
            address=lambda number, _: reverse("cases:assessment_correct", args=[number]),
            fields=lambda _: sheets.draft_fields(sheets.AssessmentCorrectionForm),
            ready=HIDDEN | {"form"},
            rows=_assessments,
            may=_may_write,
            is_saved=_saved(Assessment),
            saved_words="この訂正は保存済みです。",
        )
    )
    register(
        DraftForm(
            prefix=SHEET,
            label=lambda _: "アセスメント様式",
            address=lambda *_: reverse("cases:sheet_create"),
            fields=lambda _: sheets.SheetForm.base_fields,
            ready=HIDDEN | {"after", "municipality", "is_in_use"},
            may=lambda user: bool(user.reach(Capability.ASSESSMENT_FORM_PUBLISH)),
        )
    )


def _may_write(user: Any) -> bool:
    return bool(user.reach(Capability.CASE_WRITE))


def _cases(user: Any, numbers: Collection[int]) -> Rows:
    cases = Case.objects.visible_to(user, Capability.CASE_WRITE)
    return cases.only("pk", "municipality").in_bulk(list(numbers))


def _plans(user: Any, numbers: Collection[int]) -> Rows:
    plans = SupportPlan.objects.visible_to(user, Capability.CASE_WRITE)
    return plans.only("pk", "municipality").in_bulk(list(numbers))


def _assessments(user: Any, numbers: Collection[int]) -> Rows:
    found = Assessment.objects.visible_to(user, Capability.CASE_WRITE)
    return found.only("pk", "municipality").in_bulk(list(numbers))


def _saved(model: Any) -> Any:
    def is_saved(user: Any, submission_key: str) -> bool:
        municipalities = {grant.municipality_id for grant in user.roles_held}
        try:
            found = model.objects.filter(
                municipality__in=municipalities, submission_key=submission_key
            )
            return bool(found.exists())
        except (ValueError, ValidationError):
            return False

    return is_saved
