"""What somebody types into the page of a plan."""

import uuid

from django.utils import timezone

from tests.plan_factories import in_days


def plan_typed(**more):
    return {
        "submission_key": str(uuid.uuid4()),
        "basis": "child_welfare",
        "drafted_with": "母と本人（4歳）",
        "child_wishes": "ままとあそびたい。",
        "parent_wishes": "夜に眠りたい。",
        "issues": "夜に休む時間がない。",
        "goal_1_text": "夜に続けて4時間眠る",
        "goal_1_baseline": "1時間おきに起きている",
        "measure_1_kind": "visit",
        "measure_1_content": "家庭訪問で寝かしつけを一緒に考える",
        "measure_1_actor": "保健師",
        "measure_1_due_on": in_days(30).isoformat(),
        "review_on": in_days(90).isoformat(),
    } | more


def revision_typed(plan, **more):
    """As the form of the newest version shows it, with a reason."""
    newest = plan.versions.latest("number")
    goal, measure = newest.goals.get(), newest.measures.get()
    return {
        "submission_key": str(uuid.uuid4()),
        "drafted_with": newest.drafted_with,
        "child_wishes": newest.child_wishes,
        "parent_wishes": newest.parent_wishes,
        "issues": newest.issues,
        "goal_1_text": goal.text,
        "goal_1_baseline": goal.baseline,
        "measure_1_kind": measure.kind,
        "measure_1_content": measure.content,
        "measure_1_actor": measure.actor,
        "measure_1_due_on": measure.due_on.isoformat(),
        "review_on": newest.review_on.isoformat(),
        "reason": "様子が変わったため",
        "version": str(plan.version),
        "seen": str(newest.number),
    } | more


def review_typed(**more):
    """Of a plan with one goal, as `a_plan_of` makes it."""
    return {
        "submission_key": str(uuid.uuid4()),
        "version": "1",
        "reviewed_on": timezone.localdate().isoformat(),
        "reviewed_with": "母",
        "summary": "眠れる夜が増えた。",
        "outcome": "continued",
        "next_review_on": in_days(60).isoformat(),
        "effect_1_level": "improved",
        "effect_1_words": "続けて3時間",
    } | more
