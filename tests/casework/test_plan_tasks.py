"""What an approved plan promises becomes tasks; overdue reviews come to the board."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.due_reviews import past_review
from casework.models import Case, Task
from casework.plan_actions import approve_plan, end_plan
from casework.plan_enums import PlanEndReason, PlanStatus
from casework.task_enums import TaskOrigin, TaskState
from tests.plan_factories import PlanMeasureFactory, PlanVersionFactory, a_plan_of, in_days


def approved(plan, by):
    approve_plan(plan, version=plan.version, on=localdate(), words="", by=by, at=timezone.now())


def waiting_with(plan, *measures):
    """The next version with these measures, waiting for approval."""
    number = plan.versions.count() + 1
    version = PlanVersionFactory(plan=plan, number=number)
    for position, told in enumerate(measures, start=1):
        PlanMeasureFactory(plan_version=version, position=position, **told)
    plan.status = PlanStatus.SUBMITTED
    plan.save()
    return version


def told_of(measure):
    return {"content": measure.content, "actor": measure.actor, "due_on": measure.due_on}


def test_each_measure_becomes_a_task_of_the_main_worker(case, consultant, chief_coordinator):
    plan = a_plan_of(case, consultant, status=PlanStatus.SUBMITTED)
    measure = plan.versions.get().measures.get()

    approved(plan, chief_coordinator)

    task = Task.objects.get()
    assert (task.origin, task.origin_number) == (TaskOrigin.PLAN, plan.pk)
    assert (task.case, task.owner) == (case, consultant)
    assert (task.content, task.doer) == (measure.content, measure.actor)
    assert task.due_on == measure.due_on


def test_a_task_is_without_the_readings_of_the_plan(case, consultant, chief_coordinator):
    plan = a_plan_of(case, consultant, status=PlanStatus.SUBMITTED)
    plan.versions.get().measures.update(content="｜産後《さんご》ケアを使う")

    approved(plan, chief_coordinator)

    assert Task.objects.get().content == "産後ケアを使う"


def test_a_colleague_named_in_the_plan_owns_the_task(
    case, consultant, colleague, chief_coordinator
):
    plan = a_plan_of(case, consultant, status=PlanStatus.SUBMITTED)
    plan.versions.get().measures.update(actor=colleague.name.replace(" ", "　"))

    approved(plan, chief_coordinator)

    assert Task.objects.get().owner == colleague


def test_a_later_version_keeps_moves_adds_and_gives_up(case, consultant, chief_coordinator):
    plan = a_plan_of(case, consultant, status=PlanStatus.SUBMITTED)
    first = plan.versions.get()
    kept = first.measures.get()
    moved = PlanMeasureFactory(plan_version=first, position=2, content="園に様子を聞く")
    PlanMeasureFactory(plan_version=first, position=3, content="見学に付き添う")
    approved(plan, chief_coordinator)
    by_hand = Task.objects.get(content=kept.content)
    Task.objects.filter(pk=by_hand.pk).update(due_on=in_days(3))
    waiting_with(
        plan,
        told_of(kept),
        told_of(moved) | {"due_on": in_days(60)},
        {"content": "一時預かりを使ってみる"},
    )

    approved(plan, chief_coordinator)

    states = dict(Task.objects.values_list("content", "state"))
    assert states == {
        kept.content: TaskState.OPEN,
        "園に様子を聞く": TaskState.OPEN,
        "見学に付き添う": TaskState.CANCELLED,
        "一時預かりを使ってみる": TaskState.OPEN,
    }
    assert Task.objects.get(content=kept.content).due_on == in_days(3)
    assert Task.objects.get(content="園に様子を聞く").due_on == in_days(60)


def test_the_end_of_a_plan_gives_up_what_is_open(case, consultant, chief_coordinator):
    plan = a_plan_of(case, consultant, status=PlanStatus.SUBMITTED)
    approved(plan, chief_coordinator)

    end_plan(
        plan,
        PlanEndReason.MISTAKEN,
        version=plan.version,
        on=localdate(),
        words="別のケースのプランだった。",
        by=chief_coordinator,
        at=timezone.now(),
    )

    task = Task.objects.get()
    assert task.state == TaskState.CANCELLED
    assert task.changes.get().reason == "サポートプランを終えたため"


def test_a_plan_past_its_review_is_on_the_board(client_for, case, consultant, chief_coordinator):
    yesterday = localdate() - dt.timedelta(days=1)
    plan = a_plan_of(case, consultant, review_on=yesterday)
    url = reverse("cases:board_list", args=["plan_review"])

    page = client_for(chief_coordinator).get(url).content.decode()

    assert plan.is_overdue_on(localdate())
    assert list(past_review(Case.objects.all(), localdate())) == [case]
    assert case.number in page
