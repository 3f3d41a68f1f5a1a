"""A loss: what somebody told, its correction, and how the other children are followed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from accounts.models import User
from casework.forms.fields import NamedForm, UserChoiceField, reason_field, text_area
from casework.forms.maternity_records import AddForm
from casework.loss_actions import LossTold
from casework.maternity_enums import LossKind
from casework.maternity_identity import child_names
from casework.models import ContinuationDecision, LossRecord, Pregnancy
from casework.worker_actions import may_work_in
from consultations.forms.family import PersonField
from consultations.models import Person
from shared.concealed import MASK
from shared.form_fields import PlainTextField, WarekiDateField
from shared.idempotency import SubmissionKeyMixin

WHOLE = "この妊娠のこども全員"
WHICH = "どのこどもかを選ぶか、「この妊娠のこども全員」に印を付けてください。"


class LossFields(forms.Form):
    """What both forms ask for, as little as possible."""

    kind = forms.ChoiceField(
        label="何があったか", choices=LossKind.choices, widget=forms.RadioSelect
    )
    child = PersonField(
        label="どのこどもか",
        queryset=Person.objects.none(),
        required=False,
        empty_label="選ばない",
        error_messages={"invalid_choice": "こどもを選び直してください。"},
    )
    is_whole = forms.BooleanField(label=WHOLE, required=False)
    occurred_on = WarekiDateField(
        label="その日",
        required=False,
        latest=localdate,
        help_text="分からないときは、空欄のままにします。",
    )
    told_on = WarekiDateField(label="知らされた日", latest=localdate)
    told_by = PlainTextField(
        label="知らせてくれた人", max_length=100, help_text="例：本人、夫、病院の助産師"
    )
    remark = text_area("伝えられたこと・配慮すること", rows=4, longest=4000, required=False)

    def offer_children(self, pregnancy: Pregnancy) -> None:
        field: Any = self.fields["child"]
        of_this = Person.objects.filter(pk__in=pregnancy.children.values("person"))
        field.queryset = of_this.order_by("pk")
        names = child_names(pregnancy, list(of_this), localdate())
        field.label_from_instance = lambda child: names.get(child.pk, MASK)
        if max(len(names), pregnancy.fetus_count) == 1:  # of one child there is nothing to ask
            del self.fields["is_whole"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, child = cleaned.get("kind"), cleaned.get("child")
        if kind == LossKind.CHILD_DEATH and child is None and "child" not in self.errors:
            self.add_error(
                "child",
                "亡くなったこどもを選んでください。一覧にないときは、台帳の変更で先に加えます。",
            )
        is_asked = "is_whole" in self.fields and not {"child", "kind"} & set(self.errors)
        if is_asked and bool(child) == bool(cleaned.get("is_whole")):
            self.add_error("is_whole", WHICH)
        day, told = cleaned.get("occurred_on"), cleaned.get("told_on")
        if day and told and told < day:
            self.add_error("told_on", "その日以後の日付を入力してください。")
        return cleaned

    def told(self) -> LossTold:
        said = self.cleaned_data
        names = ("kind", "child", "occurred_on", "told_on", "told_by", "remark")
        return LossTold(**{name: said[name] for name in names})


class LossForm(LossFields, AddForm):
    """喪失の記録: from the moment it is saved nothing more goes out to the family."""

    field_order = ["kind", "child", "is_whole", "occurred_on", "told_on", "told_by", "remark"]

    def ready_answers(self) -> dict[str, Any]:
        return {"told_on": localdate(self.now)}

    def prepare(self) -> None:
        self.offer_children(self.pregnancy)


class LossCorrectionForm(LossFields, NamedForm):
    """喪失の記録の訂正, or its withdrawal as a mistake."""

    reason = reason_field("訂正の理由")
    is_withdrawal = forms.BooleanField(
        label="誤って記録したため、取り消す",
        required=False,
        help_text="取り消すと、このご家庭は一覧や予定にまた出ます。前の予定は戻りません。"
        "この記録で世帯から抜けたこどもは、世帯に戻ります。",
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    field_order = [*LossForm.field_order, "reason"]

    @property
    def changes_the_household(self) -> bool:
        """Whether the registry follows: a person looks at the household afterwards."""
        was = LossTold.of(self.loss.facts)
        is_withdrawal = bool(self.cleaned_data["is_withdrawal"])
        return is_withdrawal or self.told().touches_household_unlike(was)

    def __init__(
        self, *args: Any, loss: LossRecord, typed: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.loss, facts = loss, loss.facts
        stands = {
            "kind": facts.kind,
            "child": facts.child.pk if facts.child else None,
            "is_whole": facts.child is None,
            "occurred_on": facts.occurred_on,
            "told_on": facts.told_on,
            "told_by": facts.told_by,
            "remark": facts.remark,
            "seen": len(loss.corrections.all()),
        }
        kwargs["initial"] = {**stands, **(typed or {})}
        super().__init__(*args, **kwargs)
        self.offer_children(loss.pregnancy)


class ContinuationForm(SubmissionKeyMixin, NamedForm):
    """支援を続ける判断: by a person; the product sends and lists nothing."""

    continues = forms.TypedChoiceField(
        label="ほかのこどもへの支援",
        choices=[("yes", "担当者が直接続ける"), ("no", "いまは続けない")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    worker = UserChoiceField(label="連絡する担当者", required=False)
    next_on = WarekiDateField(
        label="次に連絡する日",
        required=False,
        help_text="「支援を続けるご家庭」の画面にだけ示します。案内や印刷は行いません。",
    )
    approach = text_area("話し合ったこと・配慮すること", rows=4, longest=2000)
    decided_on = WarekiDateField(label="決めた日", initial=localdate, latest=localdate)

    def __init__(
        self,
        *args: Any,
        loss: LossRecord,
        user: User,
        now: datetime,
        typed: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.loss = loss
        kwargs["initial"] = {"worker": str(user.pk), **(typed or {})}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["worker"]
        field.offer(may_work_in(loss.pregnancy.center, localdate(now)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("continues") and not cleaned.get("worker") and "worker" not in self.errors:
            self.add_error("worker", "連絡する担当者を選んでください。")
        if cleaned.get("continues") is False and cleaned.get("next_on"):
            self.add_error("next_on", "「いまは続けない」ときは、日を入力しません。")
        return cleaned

    def made(self) -> ContinuationDecision:
        said = self.cleaned_data
        names = ("submission_key", "continues", "worker", "next_on", "approach", "decided_on")
        return ContinuationDecision(loss=self.loss, **{name: said[name] for name in names})
