"""What conferences and tasks add to the timeline of a case, to what stands open, and to きょう."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import make_aware

from casework import open_matters, safety_desk, task_desk
from casework.conference_enums import ConferenceState
from casework.models import Case, Conference, ConferenceItem, Task, TaskChange
from casework.open_matters import Found, OpenMatter
from casework.timeline import TimelineEntry, TimelineKind
from casework.timeline import register as register_kind
from shared import today_blocks
from shared.wareki import format_wareki


def register() -> None:
    """Once, when the apps start."""
    register_kind(TimelineKind(code="conference", label="会議", entries=_conferences))
    register_kind(TimelineKind(code="task", label="タスク", entries=_tasks))
    open_matters.register(_planned_conferences)
    open_matters.register(_open_tasks)
    today_blocks.register(safety_desk.safety_block)
    today_blocks.register(task_desk.task_block)


def _conferences(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    items = ConferenceItem.objects.standing().filter(case=case)
    for item in items.select_related("conference__chair"):
        conference = item.conference
        yield TimelineEntry(
            at=make_aware(datetime.combine(conference.held_on, conference.begins)),
            title=conference.get_kind_display(),
            by=conference.chair.name,
            reason=item.reason,
            note="　".join(
                part
                for part in (conference.get_state_display(), item.get_decision_display())
                if part
            ),
            url=reverse("cases:conference_detail", args=[conference.pk]),
            is_withdrawn=conference.state == ConferenceState.CANCELLED,
        )


def _tasks(case: Case, _user: Any) -> Iterator[TimelineEntry]:
    for task in Task.objects.filter(case=case).select_related("owner", "recorded_by"):
        yield TimelineEntry(
            at=task.recorded_at,
            title=f"タスク：{task.content}",
            by=task.recorded_by.name,
            note=f"担当者：{task.owner.name}　期日：{format_wareki(task.due_on)}",
            url=reverse("cases:task_detail", args=[task.pk]),
        )
    changes = TaskChange.objects.filter(task__case=case)
    for change in changes.select_related("task", "changed_by"):
        yield TimelineEntry(
            at=change.changed_at,
            title=f"タスク：{change.get_act_display()}",
            by=change.changed_by.name,
            reason=change.reason,
            note=change.task.content,
            url=reverse("cases:task_detail", args=[change.task_id]),
        )


def _planned_conferences(cases: Sequence[Case], _user: Any) -> Iterator[Found]:
    planned = Conference.objects.planned()
    items = ConferenceItem.objects.standing().filter(
        case__in=[case.pk for case in cases], conference__in=planned.values("pk")
    )
    told = {
        (item.case_id, item.conference_id): item.conference
        for item in items.select_related("conference").order_by("conference", "pk")
    }
    for (number, pk), each in told.items():
        url = reverse("cases:conference_detail", args=[pk])
        yield number or 0, OpenMatter(f"{each.get_kind_display()}の開催・記録", url, each.held_on)


def _open_tasks(cases: Sequence[Case], _user: Any) -> Iterator[Found]:
    for task in Task.objects.open().filter(case__in=[case.pk for case in cases]):
        url = reverse("cases:task_detail", args=[task.pk])
        yield task.case_id or 0, OpenMatter("タスク", url, task.due_on)
