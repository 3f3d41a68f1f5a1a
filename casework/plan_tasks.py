"""What an approved plan promises becomes タスク: one for each measure, with an owner and its day.

Whoever is to do it may be anybody (`actor`). The owner sees to it: the colleague of that name, else
the case's main worker, else whoever wrote the plan.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from accounts.models import User
from casework.case_readers import among
from casework.enums import WorkerRole
from casework.furigana import without_readings
from casework.models import CaseWorker, PlanMeasure, PlanVersion, SupportPlan, Task
from casework.models.task import TaskQuerySet
from casework.task_actions import Promise, change_task, promise
from casework.task_enums import TaskAct, TaskOrigin
from casework.worker_actions import may_work_in
from shared.japanese_text import fold_key

LONGEST = 300  # of a task's words; a measure may say more
REVISED = "サポートプランの新しい版にないため"
MOVED = "サポートプランの新しい版で期日が変わったため"
ENDED = "サポートプランを終えたため"


def promise_measures(
    plan: SupportPlan, version: PlanVersion, *, by: User, at: datetime
) -> list[Task]:
    """The new ones among the measures of the version in force; open tasks of dropped ones end.

    A measure that an earlier version had keeps its task, done or not, moved by hand or not; only
    another day in the plan moves it.
    """
    measures = list(version.measures.order_by("position"))
    tasks = {(task.content, task.doer): task for task in _of(plan).order_by("pk")}
    wanted = {_words(each) for each in measures}
    dropped = [task for words, task in tasks.items() if words not in wanted]
    _give_up(dropped, REVISED, by=by, at=at)
    before = PlanMeasure.objects.filter(
        plan_version__plan=plan, plan_version__number__lt=version.number
    )
    known = {(*_words(each), each.due_on) for each in before}
    new = []
    for each in measures:
        task = tasks.get(_words(each))
        if task is None or not (task.is_open or (*_words(each), each.due_on) in known):
            new.append(each)
        elif task.is_open and (*_words(each), each.due_on) not in known:
            _move(task, each.due_on, by=by, at=at)
    return _promised(plan, version, new, by=by, at=at) if new else []


def give_up_measures(plan: SupportPlan, *, by: User, at: datetime) -> None:
    """A plan that has ended promises nothing more."""
    _give_up(_of(plan).order_by("pk"), ENDED, by=by, at=at)


def _of(plan: SupportPlan) -> TaskQuerySet:
    return Task.objects.filter(case=plan.case_id, origin=TaskOrigin.PLAN, origin_number=plan.pk)


def _words(measure: PlanMeasure) -> tuple[str, str]:
    """As a task says it: readings are for the sheet of the family."""
    return without_readings(measure.content)[:LONGEST], measure.actor


def _move(task: Task, due_on: date, *, by: User, at: datetime) -> None:
    if task.due_on != due_on:
        change_task(
            task, TaskAct.MOVED, version=task.version, reason=MOVED, due_on=due_on, by=by, at=at
        )


def _give_up(tasks: Iterable[Task], reason: str, *, by: User, at: datetime) -> None:
    for task in tasks:
        if task.is_open:
            change_task(task, TaskAct.CANCELLED, version=task.version, reason=reason, by=by, at=at)


def _promised(
    plan: SupportPlan,
    version: PlanVersion,
    measures: Sequence[PlanMeasure],
    *,
    by: User,
    at: datetime,
) -> list[Task]:
    case, day = plan.case, localdate(at)
    staff = {fold_key(user.name): user for user in among(may_work_in(case.center, day), case, day)}
    workers = CaseWorker.objects.on(day).filter(case=case, role=WorkerRole.MAIN)
    main = workers.select_related("user").first()
    otherwise = main.user if main is not None else version.written_by
    return [
        promise(
            Promise(
                center=case.center,
                case=case,
                content=_words(measure)[0],
                doer=measure.actor,
                owner=staff.get(fold_key(measure.actor), otherwise),
                due_on=measure.due_on,
                plan_number=plan.pk,
            ),
            submission_key=uuid.uuid5(version.submission_key, f"measure-{measure.position}"),
            by=by,
            at=at,
        )
        for measure in measures
    ]
