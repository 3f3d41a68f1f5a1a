"""The closed words of tasks, and of what the board counts."""

from django.db import models


class TaskState(models.TextChoices):
    """タスクの状態."""

    OPEN = "open", "未了"
    DONE = "done", "完了"
    CANCELLED = "cancelled", "取りやめ"


class TaskAct(models.TextChoices):
    """タスクの変更の種類: each of them says why."""

    DONE = "done", "完了した"
    MOVED = "moved", "期日を変えた"
    HANDED_OVER = "handed_over", "担当者を替えた"
    CANCELLED = "cancelled", "取りやめた"


ENDING = {TaskAct.DONE: TaskState.DONE, TaskAct.CANCELLED: TaskState.CANCELLED}


class TaskOrigin(models.TextChoices):
    """タスクのもと; others come from what registers itself in `task_origins`."""

    HAND = "hand", "手入力"
    DECISION = "decision", "会議の決定"
    NOTE = "note", "支援記録"
    PLAN = "plan", "サポートプラン"


class ThresholdKind(models.TextChoices):
    """進行管理の目安: days that a municipality sets; nothing is counted until it has."""

    NO_CONTACT = "no_contact", "連絡のない日数"
    DRAFT = "draft", "下書きのままの日数"
