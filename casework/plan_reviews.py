"""評価・見直し: the effect on each goal, and how the plan goes on."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from casework.models import GoalEffect, PlanGoal, PlanReview, SupportPlan
from casework.plan_actions import NotInOrderError, locked_plan, set_columns, set_ended
from casework.plan_enums import PlanEndReason, ReviewOutcome


class ReviewSavedBeforeError(Exception):
    """The same form came twice."""


@dataclass(frozen=True, kw_only=True)
class ReviewText:
    """All that a review says; `effects` names every goal of the version in force."""

    reviewed_on: date
    reviewed_with: str
    summary: str
    outcome: ReviewOutcome
    effects: Sequence[tuple[PlanGoal, str, str]]
    child_words: str = ""
    parent_words: str = ""
    next_review_on: date | None = None


@transaction.atomic
def review_plan(
    plan: SupportPlan,
    text: ReviewText,
    *,
    version: int,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
) -> PlanReview:
    """Write a review and set the next date, or end the plan.

    Raises ReviewSavedBeforeError, NotInOrderError without a version in force, PlanHasEndedError,
    PlanChangedMeanwhileError.
    """
    saved = PlanReview.objects.filter(
        municipality=plan.municipality_id, submission_key=submission_key
    )
    if saved.exists():
        raise ReviewSavedBeforeError(plan)
    locked = locked_plan(plan, version)
    if locked.in_force is None:
        raise NotInOrderError(locked)
    review = PlanReview.objects.create(
        plan=locked,
        plan_version=locked.in_force,
        submission_key=submission_key,
        reviewed_on=text.reviewed_on,
        reviewed_with=text.reviewed_with,
        child_words=text.child_words,
        parent_words=text.parent_words,
        summary=text.summary,
        outcome=text.outcome,
        next_review_on=text.next_review_on,
        recorded_at=at,
        recorded_by=by,
    )
    GoalEffect.objects.bulk_create(
        GoalEffect(review=review, goal=goal, level=level, words=words)
        for goal, level, words in text.effects
    )
    if text.outcome == ReviewOutcome.ENDED:
        set_ended(
            locked,
            plan,
            PlanEndReason.REVIEWED,
            on=text.reviewed_on,
            words="評価の結果、プランを終えることにした。",
            by=by,
            at=at,
        )
    else:
        set_columns(plan, locked, {"review_on": text.next_review_on})
    return review
