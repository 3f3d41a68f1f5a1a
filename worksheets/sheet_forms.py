"""What is typed about sheets: which are shown, why one is returned, and what is entered beside."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from shared.form_fields import PlainTextField, name_what_is_missing
from shared.idempotency import FORM_TOO_OLD
from shared.ledger_forms import LedgerEntryForm
from shared.ledger_sections import cell
from shared.model_forms import CHANGED_MEANWHILE, fiscal_year_choices
from worksheets.calculation.claims import STATED
from worksheets.components import Component, component_of
from worksheets.enums import ClaimWord, WorksheetStage, WorksheetState
from worksheets.models import ComponentEntry, Repayment, StageDeadline

if TYPE_CHECKING:
    from django.http import QueryDict

ANY = [("", "すべて")]
NO_SHEET = "none"
STATED_HELP = (
    "「実施した（する）」は、判定が要確認の間だけ使います。根拠とともに、判定は要確認のまま"
    "計上したことが調書に残ります。"
)
LACKING, NOT_LACKING, SPENDING, OVERDUE = "lacking", "complete", "spending", "overdue"
LONGEST_SUPPLIER = 40


class StageChoiceForm(forms.Form):
    """Which municipality's sheets of which year and stage."""

    municipality = forms.TypedChoiceField(label="自治体", coerce=int)
    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)
    stage = forms.ChoiceField(label="段階", choices=WorksheetStage.choices)

    def __init__(self, data: Any, *, municipalities: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["municipality"].choices = [(row.pk, row.name) for row in municipalities]  # type: ignore[attr-defined]  # a field of its own kind
        self.fields["fiscal_year"].choices = fiscal_year_choices()  # type: ignore[attr-defined]  # likewise


class StageFilterForm(forms.Form):
    """What of the year's list is shown; everything optional."""

    q = PlainTextField(label="センターの名称・番号", required=False, max_length=100)
    state = forms.ChoiceField(
        label="調書の状態",
        required=False,
        choices=[
            *ANY,
            (NO_SHEET, "未作成"),
            *(
                (each.value, each.label)
                for each in WorksheetState
                if each != WorksheetState.WITHDRAWN
            ),
        ],
    )
    lacking = forms.ChoiceField(
        label="足りないもの",
        required=False,
        choices=[
            *ANY,
            (LACKING, "あり"),
            (OVERDUE, "あり（期限超過）"),
            (SPENDING, "あり（収支）"),
            (NOT_LACKING, "なし"),
        ],
    )
    who = forms.ChoiceField(label="用意する人", required=False)
    status = forms.ChoiceField(
        label="加算の状態",
        required=False,
        choices=[
            *ANY,
            ("unknown", "要確認を含む"),
            (STATED, "要確認（入力により計上）を含む"),
            ("not_met", "満たさないものを含む"),
        ],
    )

    def __init__(self, data: Any, *, suppliers: list[str]) -> None:
        super().__init__(data)
        # Whoever owed something when a link was kept may owe nothing now: no rows, no fault.
        asked = str((data or {}).get("who") or "")[:LONGEST_SUPPLIER]
        known = dict.fromkeys(who for who in (*suppliers, asked) if who)
        self.fields["who"].choices = [*ANY, *((who, who) for who in known)]  # type: ignore[attr-defined]  # a field of its own kind


class SeenForm(forms.Form):
    """Which content the page showed."""

    seen = forms.CharField(
        label="画面の内容",
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": FORM_TOO_OLD},
    )

    def full_clean(self) -> None:
        name_what_is_missing(self.fields)
        super().full_clean()


class NotedForm(SeenForm):
    """What is said of a step; several of them stand on one page."""

    name: ClassVar[str]
    word: ClassVar[str]

    note = PlainTextField(
        max_length=300,
        help_text="個人の名前や相談の内容は入力しないでください。",
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = self.word
        self.auto_id = f"{self.name}_%s"

    def show_again(self, seen: str) -> None:
        """With the content that the page shows now; what was typed stays."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = seen
        self.data = data


class ReturnForm(NotedForm):
    """Why a sheet goes back."""

    name = "return_form"
    word = "差し戻す理由"


class AnswerForm(NotedForm):
    """Why a returned sheet is handed in again as it is."""

    name = "answer_form"
    word = "差戻しへの回答"


class WithdrawForm(NotedForm):
    """Why a sheet in work is not gone on with."""

    name = "withdraw_form"
    word = "取りやめる理由"


class SeenRowField(forms.IntegerField):
    """Which row the page showed; no change of the row itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ARG002 -- Django's signature
        return False


class OneRowForm(LedgerEntryForm):
    """Of a subject that has one row: its address names the subject, so the page says which row it
    showed. If others were first, everything typed stays and theirs is shown beside."""

    seen_row = SeenRowField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_row"] = self.instance.pk
        self.theirs: list[tuple[str, str]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        standing = self.standing
        is_other = standing is not None and cleaned.get("seen_row") != standing.pk
        if standing is not None and is_other and self.has_changed():
            self.add_error(None, CHANGED_MEANWHILE)
            fields: dict[str, Any] = {
                name: standing._meta.get_field(name) for name in self.Meta.fields
            }
            self.theirs = [
                (str(field.verbose_name), cell(standing, name)) for name, field in fields.items()
            ]
            data = cast("QueryDict", self.data).copy()
            data["seen_row"] = str(standing.pk)
            self.data = data
        return cleaned


class StageDeadlineForm(OneRowForm):
    owner = "municipality"
    set_before = frozenset({"superseded_at", "fiscal_year", "stage"})

    class Meta(LedgerEntryForm.Meta):
        model = StageDeadline
        fields: ClassVar[list[str]] = ["supply_by", "submit_by", "source"]


class RepaymentForm(LedgerEntryForm):
    owner = "worksheet"

    class Meta(LedgerEntryForm.Meta):
        model = Repayment
        fields: ClassVar[list[str]] = ["amount", "decided_on", "paid_on", "document", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "個人の名前や相談の内容は入力しないでください。"


class ComponentEntryForm(OneRowForm):
    """Of one component, which says what may be entered of it."""

    owner = "center"
    set_before = frozenset({"superseded_at", "center_type", "fiscal_year", "stage", "component"})

    class Meta(LedgerEntryForm.Meta):
        model = ComponentEntry
        fields: ClassVar[list[str]] = ["word", "quantity", "months", "size_class", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.component = component = self._component()
        judged = {ClaimWord.AS_JUDGED, ClaimWord.CARRIED_OUT, ClaimWord.NOT_CLAIMED}
        entered = {ClaimWord.CARRIED_OUT, ClaimWord.NOT_CARRIED_OUT}
        words = judged if component.is_judged else entered
        self.fields["word"] = forms.ChoiceField(
            label="申請",
            required=not component.is_judged,
            choices=[(word.value, word.label) for word in ClaimWord if word in words],
            widget=forms.RadioSelect,
            help_text=STATED_HELP if component.is_judged else "",
        )
        self.fields["quantity"].label = f"数量（{component.unit}）"
        self.fields["quantity"].help_text = "空欄の場合は、判定の記録による数量を使います。"
        self.fields["months"].help_text = "空欄の場合は、類型の期間から数えます。"
        if component.size_classes:
            self.fields["size_class"] = forms.ChoiceField(
                label="規模等",
                required=False,
                choices=[("", "判定の記録による"), *component.size_classes],
            )
        else:
            del self.fields["size_class"]
        self.order_fields([*self.Meta.fields, "seen_row"])

    def _component(self) -> Component:
        """Raises LookupError for one that the list does not have any more."""
        found = component_of(self.instance.center_type, self.instance.component)
        if found is None:
            raise LookupError(self.instance.component)
        return found
