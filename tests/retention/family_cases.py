"""What case work holds of the family: plans, a conference, tasks, the maternity ledger."""

import datetime as dt

from casework.conference_enums import ConferenceKind, ConferenceState
from casework.maternity_enums import LossKind
from casework.models import AgencyRole, PregnancyChild, TaskChange
from casework.plan_enums import PlanStepKind
from casework.task_enums import TaskAct, TaskOrigin, TaskState
from tests import conference_factories as conferences
from tests import maternity_factories as ledger
from tests import plan_factories as plans
from tests.sharing_factories import AgencyConsentFactory


def plans_of(case, author, child, *, story, day, at):
    made = {"recorded_by": author, "recorded_at": at}
    first = plans.AssessmentFactory(
        case=case, person=child, summary=story, answers={"1": story}, assessed_on=day, **made
    )
    corrected = plans.AssessmentFactory(
        case=case,
        form=first.form,
        person=child,
        needs=story,
        child_wishes=story,
        replaces=first,
        reason="金糸雀さんの申出",
        assessed_on=day,
        **made,
    )
    plan = plans.a_plan_of(
        case,
        author,
        basis="joint",
        made_on=day,
        review_on=day + dt.timedelta(days=90),
        issues=story,
        parent_wishes=story,
        drafted_with="金糸雀さん",
    )
    version = plan.in_force
    goal = plans.PlanGoalFactory(plan_version=version, position=2, text=story)
    plans.PlanMeasureFactory(plan_version=version, position=2, content=story)
    plans.PlanResourceFactory(plan_version=version)
    plans.PlanStepFactory(
        plan_version=version, kind=PlanStepKind.HANDED_OVER, counterpart="金糸雀さん", **made
    )
    review = plans.PlanReviewFactory(
        plan_version=version, summary=story, reviewed_with="金糸雀さん", reviewed_on=day, **made
    )
    plans.GoalEffectFactory(review=review, goal=goal, words=story)
    return plan, corrected


def conference_of(case, author, *, story, day, at):
    """合同ケース会議, with minutes of the whole and of the case, decisions and what came of them."""
    made = {"recorded_by": author, "recorded_at": at}
    conference = conferences.ConferenceFactory(
        center=case.center,
        kind=ConferenceKind.JOINT,
        state=ConferenceState.HELD,
        held_on=day,
        place="郭公台集会所",
        purpose="金糸雀さんの件",
        chair=author,
        **made,
    )
    item = conferences.ConferenceItemFactory(conference=conference, case=case, reason=story)
    conferences.ConferenceAttendeeFactory(conference=conference, name="鵺野 鶺鴒", **made)
    for section in (conference.sections.get(item=None), item.sections.first()):
        conferences.wrote(section, story, by=author, at=at)
    AgencyRole.objects.create(item=item, agency_name="見本保育所", role=story, **made)
    for of_item in (item, None):
        decision = conferences.ConferenceDecisionFactory(
            conference=conference, item=of_item, content=story, **made
        )
        done_task(
            case.center,
            author,
            case=of_item and case,
            origin=TaskOrigin.DECISION,
            decision=decision,
            content=story,
            due_on=day,
            recorded_at=at,
        )
    return conference


def done_task(center, author, **told):
    task = conferences.TaskFactory(
        center=center, state=TaskState.DONE, owner=author, recorded_by=author, **told
    )
    TaskChange.objects.create(
        task=task,
        act=TaskAct.DONE,
        due_before=task.due_on,
        due_after=task.due_on,
        owner_before=author,
        owner_after=author,
        reason="金糸雀さんと話した",
        changed_at=task.recorded_at,
        changed_by=author,
    )
    return task


def pregnancy_of(center, home, mother, child, author, *, story, day, ended_on, at):
    """One row in each table of the ledger, closed like all else."""
    made = {"recorded_by": author, "recorded_at": at}
    row = ledger.PregnancyFactory(
        center=center,
        household=home,
        mother=mother,
        situation=story,
        homecoming_place="郭公台の実家",
        next_step="金糸雀さんへ電話",
        notified_on=day,
        due_on=day + dt.timedelta(days=60),
        delivered_on=day + dt.timedelta(days=60),
        closed_on=ended_on,
        **made,
    )
    of_row = {"pregnancy": row, **made}
    PregnancyChild.objects.create(pregnancy=row, person=child)
    corrected = {"corrected_by": author, "corrected_at": at}
    ledger.PregnancyChangeFactory(
        pregnancy=row, changes={"situation": {"before": story}}, **corrected
    )
    ledger.MaternityRiskFactory(reason=story, judged_on=day, **of_row)
    score = ledger.ScreeningScoreFactory(remark="金糸雀さん", taken_on=day, **of_row)
    ledger.ScreeningScoreFactory(corrects=score, remark="金糸雀さん", taken_on=day, **of_row)
    ledger.MaternityContactFactory(content=story, contacted_on=day, **of_row)
    ledger.QuestionnaireAnswerFactory(answers={"1": story}, answered_on=day, **of_row)
    ledger.BenefitStepFactory(remark="金糸雀さん", acted_on=day, **of_row)
    interview = ledger.PregnancyInterviewFactory(content=story, occurred_at=at, **of_row)
    ledger.InterviewCorrectionFactory(
        interview=interview, changes={"content": {"before": story}}, **corrected
    )
    loss = ledger.LossRecordFactory(
        kind=LossKind.CHILD_DEATH,
        child=child,
        told_on=day,
        told_by="鵺野 鶺鴒",
        remark=story,
        **of_row,
    )
    ledger.LossCorrectionFactory(
        loss=loss, child=child, told_on=day, told_by="鵺野 鶺鴒", remark=story, **corrected
    )
    ledger.ContinuationDecisionFactory(
        loss=loss, worker=author, approach=story, decided_on=day, **made
    )
    ledger.MaternityHandOverFactory(
        consent=AgencyConsentFactory(household=home, answered_on=day, recorded_by=author),
        request=story,
        sent_on=day,
        **of_row,
    )
    return row
