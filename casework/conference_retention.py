"""What goes with a conference and with a task of its own, and what holds them back."""

from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, When
from django.db.models.functions import TruncDate

from casework.conference_drafts import MINUTES
from casework.conference_enums import ConferenceKind, ConferenceState
from casework.models import ConferenceItem, MinutesRevision, Task, TaskChange
from casework.task_enums import TaskState
from consultations.retention_ways import exists, latest
from shared import retention
from shared.retention import CountedBesides, Event, Going, Obstacle, Part, RecordKind

CASE, CONFERENCE, TASK = "case", "conference", "task"
JOINT_MINUTES = "joint_minutes"


def register_kinds() -> None:
    retention.register(_conference())
    retention.register(_task())


def part(model: str, path: str, **rest: Any) -> Part:
    return Part(model=f"casework.{model}", path=path, **rest)


def joint_minutes(way: str) -> CountedBesides:
    """Of 合同ケース会議 that took place: when somebody wrote minutes; `way` leads to the record."""

    def rows(pk: int) -> models.QuerySet[Any]:
        return (
            MinutesRevision.objects.filter(
                **{way: pk}, section__conference__kind=ConferenceKind.JOINT
            )
            .exclude(text="")
            .exclude(section__conference__state=ConferenceState.CANCELLED)
        )

    return CountedBesides(
        name=JOINT_MINUTES,
        rows=rows,
        columns=("section__conference__center", "section__conference__held_on", "written_at"),
    )


def _conference() -> RecordKind:
    """Goes with the last of its cases, one about no case by its own rule."""
    return RecordKind(
        code=CONFERENCE,
        label="会議",
        model="casework.Conference",
        center="center__name",
        draft_prefixes=(MINUTES,),
        events=(Event(code="held", label="開催日", day=lambda: F("held_on")),),
        parts=(
            part("TaskChange", "task__decision__conference"),
            part("Task", "decision__conference"),
            part("ConferenceDecision", "conference"),
            part("AgencyRole", "item__conference"),
            part("MinutesRevision", "section__conference"),
            part("MinutesSection", "conference"),
            part("ConferenceItem", "conference"),
            part("ConferenceAttendee", "conference"),
        ),
        obstacles=(
            Obstacle(code="case", label="会議で扱ったケースが残っています", holds=_is_about_a_case),
            Obstacle(
                code="task",
                label="会議の決定によるタスクが済んでいません",
                holds=lambda _: exists(
                    Task.objects.open().filter(decision__conference=OuterRef("pk"))
                ),
            ),
        ),
        held_with=((CASE, "items__case"),),
        counted=("center", "kind", "state", "held_on"),
        counted_besides=(joint_minutes("section__conference"),),
    )


def _is_about_a_case(going: Going) -> Q:
    cases = going.get(CASE, ())
    items = ConferenceItem.objects.filter(conference=OuterRef("pk"), case__isnull=False)
    tasks = Task.objects.filter(decision__conference=OuterRef("pk"), case__isnull=False)
    return exists(items.exclude(case__in=cases)) | exists(tasks.exclude(case__in=cases))


def _task() -> RecordKind:
    """Of no case and no conference; the others go with these, and have no day of their own."""
    return RecordKind(
        code=TASK,
        label="タスク（ケース・会議によらないもの）",
        model="casework.Task",
        center="center__name",
        events=(
            Event(
                code="ended", label="完了・取りやめの日（期日が後なら期日）", day=_day_of_its_end
            ),
        ),
        parts=(part("TaskChange", "task"),),
    )


def _day_of_its_end() -> models.Case:
    changes = TaskChange.objects.filter(task=OuterRef("pk")).order_by("-changed_at", "-pk")
    last = changes.values(day=TruncDate("changed_at"))[:1]
    is_over = ~Q(state=TaskState.OPEN)
    return models.Case(
        When(Q(case=None, decision=None) & is_over, then=latest(F("due_on"), Subquery(last))),
        default=None,
        output_field=models.DateField(),
    )
