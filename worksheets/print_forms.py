"""The form on which somebody sets the look of a sheet."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from shared.form_fields import TextField
from shared.ledger_forms import LedgerEntryForm
from shared.model_forms import SeenValuesMixin
from worksheets.models import PrintForm
from worksheets.models.print_form import LONGEST_OPENING

HIDDEN = "seen"


class PrintFormForm(SeenValuesMixin, LedgerEntryForm):
    """The form of one kind and stage: recorded first, afterwards replaced, both kept."""

    owner = "municipality"
    set_before = frozenset({"superseded_at", "kind", "stage"})

    opening = TextField(
        label="本文（「記」の前）",
        max_length=LONGEST_OPENING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="入力すると、本文と「記」を表題の前に印刷します。"
        "例：このことについて、下記のとおり提出します。",
    )

    class Meta(LedgerEntryForm.Meta):
        model = PrintForm
        fields: ClassVar[list[str]] = [
            "title",
            "form_number",
            "document_number",
            "addressee",
            "sender",
            "subject",
            "opening",
            "shows_approval",
            "approval_roles",
            "shows_seal",
            "unit",
            "digits",
            "is_final",
            "note",
        ]

    is_overtaken = False

    @property
    def is_unchanged(self) -> bool:
        """Sent as it stands: a button pressed twice, or nothing typed."""
        return self.standing is not None and not set(self.changed_data) - {HIDDEN}

    @property
    def now_standing(self) -> list[tuple[str, str]]:
        """What others have saved meanwhile, where it differs from what was typed here."""
        if not self.errors or not self.is_overtaken or self.standing is None:
            return []
        standing, typed = self.standing, set(self.changed_data)
        return [
            (str(field.label), _shown(standing, name))
            for name, field in self.fields.items()
            if name in typed and name != HIDDEN
        ]

    def clean_seen(self) -> str:
        """After a conflict the next attempt is made in sight of what stands now."""
        seen = super().clean_seen()
        if seen and seen != self.stands and self.standing is not None:
            self.is_overtaken = True
            sent: Any = self.data
            sent = sent.copy()
            sent[self.add_prefix(HIDDEN)] = self.stands
            self.data = sent
        return seen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("shows_approval") and cleaned.get("approval_roles") == "":
            self.add_error("approval_roles", "決裁欄の職名を入力してください。")
        return cleaned


def _shown(row: Model, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return str(value) or "（空欄）"
