"""タスク: promised by hand or from a note, and what becomes of it; who stands in for whom."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from accounts.models import User
from casework.forms.fields import NamedForm, UserChoiceField, VersionedForm, reason_field
from casework.models import Task
from casework.task_enums import TaskAct
from centers.models import Center
from shared.form_fields import PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin

LONGEST_ABSENCE = timedelta(days=366)
MINE, EVERYBODY, SOON = "mine", "all", "soon"


class TaskForm(SubmissionKeyMixin, NamedForm):
    """タスクの登録."""

    center = forms.ModelChoiceField(
        label="センター", queryset=Center.objects.none(), empty_label=None
    )
    content = PlainTextField(
        label="すること", max_length=300, help_text="例：母に電話し、健診の結果を聞く。"
    )
    owner = UserChoiceField(label="担当者")
    doer = PlainTextField(
        label="行う人・機関",
        required=False,
        max_length=100,
        help_text="担当者のほかに実際に行う人がいるとき",
    )
    due_on = WarekiDateField(label="期日", earliest=localdate)

    def __init__(
        self, *args: Any, centers: Any, staff: Sequence[User], me: User, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"owner": str(me.pk)}
        super().__init__(*args, **kwargs)
        center: Any = self.fields["center"]
        center.queryset = centers
        owner: Any = self.fields["owner"]
        owner.offer(staff)


class FinishForm(VersionedForm):
    """タスクの完了."""

    reason = reason_field("結果", help_text="例：母に電話し、受診したことを確かめた。")


class GiveUpForm(VersionedForm):
    """タスクの取りやめ."""

    reason = reason_field("取りやめの理由")


class MoveForm(VersionedForm):
    """タスクの期日の変更."""

    due_on = WarekiDateField(label="新しい期日", earliest=localdate)
    reason = reason_field("期日を変える理由")

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_due_on(self) -> Any:
        if self.cleaned_data["due_on"] == self.task.due_on:
            raise forms.ValidationError("今と同じ期日です。")
        return self.cleaned_data["due_on"]


class TaskOwnerForm(VersionedForm):
    """タスクの担当者の変更."""

    owner = UserChoiceField(label="新しい担当者")
    reason = reason_field("担当者を替える理由")

    def __init__(self, *args: Any, task: Task, staff: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.offer([user for user in staff if user.pk != task.owner_id])


FORMS: dict[TaskAct, type[VersionedForm]] = {
    TaskAct.DONE: FinishForm,
    TaskAct.CANCELLED: GiveUpForm,
    TaskAct.MOVED: MoveForm,
    TaskAct.HANDED_OVER: TaskOwnerForm,
}


class TaskFilter(forms.Form):
    """What the list of tasks can be narrowed down by."""

    owner = forms.ChoiceField(label="担当者", required=False)
    due = forms.ChoiceField(
        label="期日",
        required=False,
        choices=[
            ("", "すべて"),
            ("overdue", "期日を過ぎたもの"),
            (SOON, "7日以内（過ぎたものを含む）"),
        ],
    )
    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[("", "未了"), ("ended", "完了・取りやめ"), (EVERYBODY, "すべて")],
    )

    def __init__(self, *args: Any, staff: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = [
            ("", "自分（代理を含む）"),
            (EVERYBODY, "全員"),
            *((str(user.pk), user.name) for user in staff),
        ]


class CoverForm(NamedForm):
    """不在の代理."""

    center = forms.ModelChoiceField(
        label="センター", queryset=Center.objects.none(), empty_label=None
    )
    absentee = UserChoiceField(label="不在の人")
    deputy = UserChoiceField(label="代わりの人")
    starts_on = WarekiDateField(label="開始日")
    ends_on = WarekiDateField(label="終了日", earliest=localdate)
    reason = PlainTextField(label="理由", max_length=300, help_text="例：研修、休暇")

    def __init__(
        self,
        *args: Any,
        centers: Any,
        staff: Sequence[User],
        absentees: Sequence[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["center"].queryset = centers
        fields["absentee"].offer(absentees)
        fields["deputy"].offer(staff)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "終了日は開始日以後の日付にしてください。")
        elif first and last and last - first > LONGEST_ABSENCE:
            self.add_error("ends_on", "1年以内の期間にしてください。担当の変更も検討してください。")
        absentee = cleaned.get("absentee")
        if absentee and absentee == cleaned.get("deputy"):
            self.add_error("deputy", "代わりの人には、別の人を選んでください。")
        return cleaned
