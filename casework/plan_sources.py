"""Assessments and plans in 経過 and among what still stands open."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from casework import due_reviews
from casework.models import Assessment, Case, PlanReview, PlanStep, SupportPlan
from casework.open_matters import Found, OpenMatter
from casework.open_matters import register as register_matters
from casework.plan_enums import PlanStatus, PlanStepKind
from casework.timeline import TimelineEntry, TimelineKind
from casework.timeline import register as register_kind
from casework.timeline_sources import within_day
from shared.wareki import format_wareki


def register_sources() -> None:
    register_kind(TimelineKind(code="assessment", label="アセスメント", entries=_assessments))
    register_kind(TimelineKind(code="plan", label="サポートプラン", entries=_plans))
    register_matters(_open_plans)
    due_reviews.register(_past_review)


def _past_review(day: date) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=SupportPlan.objects.overdue(day).values("case"))


def _assessments(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    found = Assessment.objects.filter(case=case).select_related(
        "form", "recorded_by", "replaced_by"
    )
    for each in found:
        is_corrected = getattr(each, "replaced_by", None) is not None
        yield TimelineEntry(
            at=within_day(each.assessed_on, each.recorded_at),
            title=str(each.form),
            by=each.recorded_by.name,
            text=each.summary,
            note="訂正済み" if is_corrected else "",
            url=reverse("cases:assessment_detail", args=[each.pk]),
            is_day_only=True,
            is_withdrawn=each.withdrawn_at is not None or is_corrected,
        )


def _plans(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    steps = PlanStep.objects.filter(plan__case=case).order_by("-pk")  # of one moment: newest first
    for step in steps.select_related("plan", "plan_version", "recorded_by"):
        version = f"P{step.plan.serial} 第{step.plan_version.number}版"
        counterpart = f"　相手：{step.counterpart}" if step.counterpart else ""
        yield TimelineEntry(
            at=within_day(step.occurred_on, step.recorded_at),
            title=f"サポートプラン：{step.get_kind_display()}",
            by=step.recorded_by.name,
            reason=step.words,
            note=version + counterpart,
            url=reverse("cases:plan_detail", args=[step.plan_id]),
            is_day_only=True,
        )
    reviews = PlanReview.objects.filter(plan__case=case)
    for review in reviews.select_related("plan", "recorded_by"):
        following = (
            f"　次の見直し：{format_wareki(review.next_review_on)}" if review.next_review_on else ""
        )
        yield TimelineEntry(
            at=within_day(review.reviewed_on, review.recorded_at),
            title=f"サポートプランの評価：{review.get_outcome_display()}",
            by=review.recorded_by.name,
            text=review.summary,
            note=f"P{review.plan.serial}{following}",
            url=reverse("cases:plan_detail", args=[review.plan_id]),
            is_day_only=True,
        )


def _open_plans(cases: Sequence[Case], _user: Any) -> Iterator[Found]:
    """One matter for each plan: the next thing to be done with it."""
    handed_over = PlanStep.objects.filter(
        plan_version=OuterRef("in_force"), kind=PlanStepKind.HANDED_OVER
    )
    plans = SupportPlan.objects.filter(case__in=[case.pk for case in cases]).standing()
    for plan in plans.annotate(is_handed_over=Exists(handed_over)).order_by("serial"):
        url = reverse("cases:plan_detail", args=[plan.pk])
        name = f"サポートプランP{plan.serial}"
        if plan.status == PlanStatus.DRAFTING:
            yield plan.case_id, OpenMatter(f"{name}：承認の依頼", url)
        elif plan.status == PlanStatus.SUBMITTED:
            yield plan.case_id, OpenMatter(f"{name}：承認", url)
        elif not plan.is_handed_over:
            yield plan.case_id, OpenMatter(f"{name}：説明と交付", url)
        if plan.review_on is not None:
            yield plan.case_id, OpenMatter(f"{name}：見直し", url, plan.review_on)
