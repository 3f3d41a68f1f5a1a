"""Correcting and withdrawing a record of the log."""

from typing import cast

from django import forms
from django.http import QueryDict

from consultations.conflicts import Conflict
from consultations.forms.consultation import ConsultationForm, initial_of
from consultations.forms.desk import PART_FIELDS
from consultations.models import Consultation
from shared.access import Capability
from shared.form_fields import PlainTextField
from shared.idempotency import VersionField

# Fields of the record that the form asks for under other names.
ASKED_AS = {
    "occurred_at": ("occurred_on", "occurred_time"),
    "children_count": ("children",),
    "child_parts": PART_FIELDS,
}


class CorrectionForm(ConsultationForm):
    """相談記録の訂正; `version` is that of the record when the form was opened."""

    reason = PlainTextField(
        label="訂正の理由",
        max_length=300,
        help_text="例：聞き取りの誤り、追加の連絡があったため。",
        error_messages={"required": "訂正の理由を入力してください。"},
    )
    version = VersionField()

    capability = Capability.CONSULTATION_CORRECT

    def take_over(self, record: Consultation, conflict: Conflict) -> None:
        """Show the record's newer text where nobody typed another; keep every typed word."""
        answers = initial_of(record)
        kept: set[str] = set()
        taken: set[str] = set()
        for field in conflict.fields:
            asked = ASKED_AS.get(field.name, (field.name,))
            (taken if field.is_untouched_here else kept).update(asked)
        data = cast("QueryDict", self.data).copy()
        for name in taken - kept:
            value = self.fields[name].prepare_value(answers.get(name, ""))
            values = value if isinstance(value, list) else [value]
            if value is False:
                values = []
            data.setlist(name, ["" if one is None else str(one) for one in values])
        data["version"] = str(record.version)
        self.data = data


class WithdrawalForm(forms.Form):
    """相談記録の取消."""

    reason = PlainTextField(
        label="取消の理由",
        max_length=300,
        error_messages={"required": "取消の理由を入力してください。"},
        help_text="例：同じ相談を2回登録したため。",
    )
    version = VersionField()

    def ask_again(self, record: Consultation) -> None:
        """Somebody corrected the record while this page was open; it shows the new text now."""
        self.data = {"reason": self.cleaned_data["reason"], "version": record.version}
        self.add_error(
            None,
            "この画面を開いた後に、記録が訂正されました。下の内容を確かめてから、"
            "もう一度「取り消す」を押してください。",
        )


class FollowUpDoneForm(forms.Form):
    """次の対応を済ませた."""

    version = VersionField()
