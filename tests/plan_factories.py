"""Factories of assessments and plans, like those in tests/factories.py."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from casework import models as casework
from casework.plan_enums import (
    EffectLevel,
    MeasureKind,
    PlanBasis,
    PlanStatus,
    PlanStepKind,
    ReviewOutcome,
    SheetKind,
)
from tests.case_factories import CaseFactory
from tests.directory_factories import LocalResourceFactory
from tests.factories import Factory, MunicipalityFactory, UserFactory

BODY = "■ 安全\n・けががある｜はい／いいえ／確かめられない\n・気になること｜自由記述"


def in_days(number):
    return timezone.localdate() + dt.timedelta(days=number)


class AssessmentFormFactory(Factory):
    class Meta:
        model = casework.AssessmentForm

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.Sequence(lambda n: f"sheet-{n}")
    number = 1
    kind = SheetKind.URGENCY
    title = "緊急度の確認"
    notice = "例です。国の様式ではありません。"
    body = BODY
    reason = "自治体の様式として定めた。"
    published_at = factory.LazyFunction(timezone.now)
    published_by = factory.SubFactory(UserFactory)


class AssessmentFactory(Factory):
    class Meta:
        model = casework.Assessment

    case = factory.SubFactory(CaseFactory)
    form = factory.SubFactory(
        AssessmentFormFactory, municipality=factory.SelfAttribute("..case.center.municipality")
    )
    submission_key = factory.LazyFunction(uuid.uuid4)
    assessed_on = factory.LazyFunction(timezone.localdate)
    answers = factory.LazyFunction(lambda: {"1": "いいえ", "2": "表情がかたい。"})
    summary = "けがはない。表情がかたく、続けて確かめる。"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class SupportPlanFactory(Factory):
    """The row alone: `casework.plan_actions.make_plan` writes a plan."""

    class Meta:
        model = casework.SupportPlan

    case = factory.SubFactory(CaseFactory)
    serial = factory.Sequence(lambda n: n + 1)
    submission_key = factory.LazyFunction(uuid.uuid4)
    basis = PlanBasis.CHILD_WELFARE
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PlanVersionFactory(Factory):
    class Meta:
        model = casework.PlanVersion

    plan = factory.SubFactory(SupportPlanFactory)
    number = 1
    submission_key = factory.LazyFunction(uuid.uuid4)
    drafted_with = "母、担当"
    parent_wishes = "夜に眠りたい。"
    issues = "夜に休む時間がない。"
    review_on = factory.LazyFunction(lambda: in_days(90))
    reason = factory.LazyAttribute(lambda self: "様子が変わった。" if self.number > 1 else "")
    written_at = factory.LazyFunction(timezone.now)
    written_by = factory.SubFactory(UserFactory)


class PlanGoalFactory(Factory):
    class Meta:
        model = casework.PlanGoal

    plan_version = factory.SubFactory(PlanVersionFactory)
    position = 1
    text = "夜に続けて4時間眠る"
    baseline = "1時間おきに起きている"


class PlanMeasureFactory(Factory):
    class Meta:
        model = casework.PlanMeasure

    plan_version = factory.SubFactory(PlanVersionFactory)
    position = 1
    kind = MeasureKind.VISIT
    content = "家庭訪問で寝かしつけを一緒に考える"
    actor = "保健師"
    due_on = factory.LazyFunction(lambda: in_days(30))


class PlanResourceFactory(Factory):
    class Meta:
        model = casework.PlanResource

    plan_version = factory.SubFactory(PlanVersionFactory)
    resource = factory.SubFactory(
        LocalResourceFactory,
        municipality=factory.SelfAttribute("..plan_version.plan.case.center.municipality"),
    )


class PlanStepFactory(Factory):
    class Meta:
        model = casework.PlanStep

    plan = factory.SelfAttribute("plan_version.plan")
    plan_version = factory.SubFactory(PlanVersionFactory)
    kind = PlanStepKind.SUBMITTED
    occurred_on = factory.LazyFunction(timezone.localdate)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PlanReviewFactory(Factory):
    class Meta:
        model = casework.PlanReview

    plan = factory.SelfAttribute("plan_version.plan")
    plan_version = factory.SubFactory(PlanVersionFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    reviewed_on = factory.LazyFunction(timezone.localdate)
    reviewed_with = "母"
    summary = "眠れる夜が増えた。"
    outcome = ReviewOutcome.CONTINUED
    next_review_on = factory.LazyFunction(lambda: in_days(90))
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class GoalEffectFactory(Factory):
    class Meta:
        model = casework.GoalEffect

    review = factory.SubFactory(PlanReviewFactory)
    goal = factory.SubFactory(
        PlanGoalFactory, plan_version=factory.SelfAttribute("..review.plan_version")
    )
    level = EffectLevel.IMPROVED


def a_plan_of(case, user, *, status=PlanStatus.IN_FORCE, made_on=None, review_on=None, **told):
    """A plan with one version, goal and measure; approved by another unless `status` says less.

    `told` goes into the version, `basis` into the plan.
    """
    basis = told.pop("basis", PlanBasis.CHILD_WELFARE)
    plan = SupportPlanFactory(case=case, recorded_by=user, basis=basis, status=PlanStatus.DRAFTING)
    version = PlanVersionFactory(plan=plan, written_by=user, **told)
    PlanGoalFactory(plan_version=version)
    PlanMeasureFactory(plan_version=version)
    plan.status = status
    if status == PlanStatus.IN_FORCE:
        plan.in_force, plan.review_on = version, review_on or version.review_on
        plan.made_on = made_on or timezone.localdate()
        plan.first_approved_at, plan.first_approved_by = timezone.now(), UserFactory()
    plan.save()
    return plan


def one_of_everything(case, user, words="金糸雀のことば"):
    """For the sweeps: `words` stand wherever somebody types."""
    plan = a_plan_of(
        case, user, issues=words, parent_wishes=words, child_wishes=words, drafted_with=words
    )
    version = plan.in_force
    PlanStepFactory(
        plan_version=version, kind=PlanStepKind.HANDED_OVER, counterpart=words, recorded_by=user
    )
    PlanReviewFactory(plan_version=version, summary=words, recorded_by=user)
    waiting = a_plan_of(case, UserFactory(), status=PlanStatus.SUBMITTED, issues=words)
    return {
        "plan": plan,
        "plan_waiting": waiting,
        "plan_version": version,
        "assessment": AssessmentFactory(case=case, summary=words, recorded_by=user),
        "assessment_form": AssessmentFormFactory(municipality=case.center.municipality),
    }
