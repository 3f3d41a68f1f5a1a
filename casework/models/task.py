import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.case import Case
from casework.models.conference import Conference
from casework.models.conference_decision import ConferenceDecision
from casework.task_enums import TaskAct, TaskOrigin, TaskState
from shared.access import Actor, Capability
from shared.date_ranges import in_force, no_overlap, ordered_dates
from shared.municipal_field import InheritedMunicipality


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        """Of a case as far as the case may be read; of none, those of the center.

        What a conference decided for all its items, as far as the conference may be read.
        """
        cases = Case.objects.visible_to(user, capability)
        conferences = Conference.objects.visible_to(user, capability)
        decisions = ConferenceDecision.objects.filter(conference__in=conferences.values("pk"))
        of_center = user.reach(capability).q() & (
            Q(decision=None) | Q(decision__in=decisions.values("pk"))
        )
        return self.filter(Q(case__in=cases.values("pk")) | Q(case=None) & of_center)

    def open(self) -> Self:
        return self.filter(state=TaskState.OPEN)

    def next_steps(self) -> Self:
        """Without those of families to whom nothing more goes out: what a list may show."""
        return self.exclude(case__in=Case.objects.stopped().values("pk"))

    def overdue(self, day: date) -> Self:
        return self.open().filter(due_on__lt=day)

    def due_within(self, day: date, days: int) -> Self:
        """Those overdue among them."""
        return self.open().filter(due_on__lte=day + timedelta(days=days))

    def owned_by(self, users: Any) -> Self:
        return self.filter(owner__in=users)

    def for_listing(self) -> Self:
        return self.select_related("case", "owner", "center").order_by("due_on", "pk")


class Task(models.Model):
    """タスク: something promised, with who sees to it and by when."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="tasks"
    )
    case = models.ForeignKey(
        Case,
        verbose_name="ケース",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    origin = models.CharField("もと", max_length=20, choices=TaskOrigin.choices)
    origin_number = models.BigIntegerField("もとの番号", null=True, blank=True, editable=False)
    decision = models.OneToOneField(
        "casework.ConferenceDecision",
        verbose_name="会議の決定",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="task",
    )
    note = models.ForeignKey(
        "casework.SupportNote",
        verbose_name="支援記録",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
    )
    content = models.CharField("すること", max_length=300)
    doer = models.CharField("行う人・機関", max_length=100, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="担当者",
        on_delete=models.PROTECT,
        related_name="case_tasks",
    )
    due_on = models.DateField("期日")
    state = models.CharField(
        "状態", max_length=20, choices=TaskState.choices, default=TaskState.OPEN
    )
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "タスク"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="task_is_saved_once",
                violation_error_message="このタスクは登録済みです。",
            ),
            models.CheckConstraint(
                name="task_has_content",
                condition=~Q(content=""),
                violation_error_message="することを入力してください。",
            ),
            models.CheckConstraint(
                name="task_names_its_origin",
                condition=Q(origin=TaskOrigin.DECISION, decision__isnull=False, note=None)
                | Q(origin=TaskOrigin.NOTE, decision=None, note__isnull=False)
                | Q(origin=TaskOrigin.HAND, decision=None, note=None)
                | Q(
                    origin=TaskOrigin.PLAN,
                    decision=None,
                    note=None,
                    origin_number__isnull=False,
                ),
                violation_error_message="タスクのもとを確かめてください。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(state=TaskState.OPEN),
                name="task_open_by_owner",
            ),
            models.Index(fields=["case"], name="task_by_case"),
        ]

    def __str__(self) -> str:
        return f"タスク {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    def is_overdue(self, day: date) -> bool:
        return self.is_open and self.due_on < day


class TaskChange(models.Model):
    """タスクの変更: done, moved, handed over or given up, and why; only added."""

    municipality = InheritedMunicipality("task")
    task = models.ForeignKey(
        Task, verbose_name="タスク", on_delete=models.PROTECT, related_name="changes"
    )
    act = models.CharField("変更の種類", max_length=20, choices=TaskAct.choices)
    due_before = models.DateField("変更前の期日")
    due_after = models.DateField("変更後の期日")
    owner_before = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="変更前の担当者",
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner_after = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="変更後の担当者",
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField("結果・理由", max_length=500)
    changed_at = models.DateTimeField("登録日時")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "タスクの変更"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="task_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message="結果・理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"タスクの変更 {self.pk}"


class AbsenceCoverQuerySet(models.QuerySet["AbsenceCover"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        return self.filter(user.reach(capability).q())

    def on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def not_over(self, day: date) -> Self:
        return self.filter(ends_on__gte=day)


class AbsenceCover(models.Model):
    """不在の代理: whose tasks somebody else sees to, from a day to a day."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="+"
    )
    absentee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="不在の人",
        on_delete=models.PROTECT,
        related_name="absences",
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="代わりの人",
        on_delete=models.PROTECT,
        related_name="covers",
    )
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日")
    reason = models.CharField("理由", max_length=300)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = AbsenceCoverQuerySet.as_manager()

    class Meta:
        verbose_name = "不在の代理"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("absence_cover_ends_after_it_starts"),
            no_overlap(
                "absence_is_covered_by_one",
                "center",
                "absentee",
                message="この人には、同じ期間の代理が登録されています。",
            ),
            models.CheckConstraint(
                name="absence_cover_is_by_another",
                condition=~Q(absentee=F("deputy")),
                violation_error_message="代わりの人には、別の人を選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return f"不在の代理 {self.pk}"
