"""Forms of expenditure and income: a center's table, and the file for many centers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError

from shared.form_fields import PlainTextField, YenField, name_what_is_missing
from shared.model_forms import CHANGED_MEANWHILE, CHOOSE, fiscal_year_choices
from worksheets.components import category_labels
from worksheets.enums import Side, WorksheetStage
from worksheets.models import SpendingItem
from worksheets.spending_list import MOST_ITEMS, TOO_MANY_ITEMS

if TYPE_CHECKING:
    from django.http import QueryDict

FEWEST_ROWS, SPARE_ROWS = 8, 4
TEXTS = ("subject", "amount", "eligible", "source")
CHOICES = ("side", "category")


@dataclass(frozen=True)
class FormRow:
    """One line of the table on the page."""

    number: int
    side: forms.BoundField
    category: forms.BoundField
    subject: forms.BoundField
    amount: forms.BoundField
    eligible: forms.BoundField
    source: forms.BoundField

    @property
    def errors(self) -> list[str]:
        cells = (self.side, self.category, self.subject, self.amount, self.eligible, self.source)
        return [str(error) for cell in cells for error in cell.errors]


def spending_fields(rows: int, categories: Sequence[str]) -> dict[str, forms.Field]:
    """The boxes of so many lines; none of them is asked for by itself."""
    labels = category_labels()
    chosen = [(code, labels.get(code, code)) for code in categories]
    found: dict[str, forms.Field] = {}
    for number in range(rows):
        line = f"{number + 1}行目の"
        found |= {
            f"side_{number}": forms.ChoiceField(
                label=f"{line}収支", required=False, choices=[("", "－"), *Side.choices]
            ),
            f"category_{number}": forms.ChoiceField(
                label=f"{line}区分", required=False, choices=[("", "－"), *chosen]
            ),
            f"subject_{number}": PlainTextField(
                label=f"{line}科目",
                required=False,
                max_length=60,
                widget=forms.TextInput({"size": "10"}),
            ),
            f"amount_{number}": YenField(label=f"{line}金額（円）", required=False, min_value=0),
            f"eligible_{number}": YenField(
                label=f"{line}うち対象経費（円）", required=False, min_value=0
            ),
            f"source_{number}": PlainTextField(
                label=f"{line}根拠",
                required=False,
                max_length=300,
                widget=forms.TextInput({"size": "11"}),
            ),
        }
    return found


class SpendingForm(forms.Form):
    """Every line of a center's expenditure and income; an emptied line is taken out."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        items: Sequence[SpendingItem],
        digest: str,
        categories: Sequence[str],
        kept: Iterable[str] = (),  # the boxes that a draft has filled in
    ) -> None:
        super().__init__(data, initial={"seen": digest} | _initial(items))
        self.is_overtaken = False
        self.digest = digest
        told = [item.category for item in items]
        self.count = _rows(kept if data is None else data, items)
        self.fields |= spending_fields(self.count, list(dict.fromkeys([*categories, *told])))

    @property
    def is_full(self) -> bool:
        """Whether every line that there may be is in use or on the page."""
        return self.count >= MOST_ITEMS

    @property
    def limit(self) -> str:
        return TOO_MANY_ITEMS

    def table(self) -> Iterator[FormRow]:
        names = (*CHOICES, *TEXTS)
        for number in range(self.count):
            yield FormRow(number + 1, *(self[f"{name}_{number}"] for name in names))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.wanted: list[dict[str, Any]] = []
        seen: dict[tuple[str | None, ...], int] = {}
        for number in range(self.count):
            row = {name: cleaned.get(f"{name}_{number}") for name in (*CHOICES, *TEXTS)}
            typed = any(
                str(self.data.get(f"{name}_{number}", "")).strip() for name in (*CHOICES, *TEXTS)
            )
            if not typed or self._is_faulty(number):
                continue
            self._check(number, row)
            key = (row["side"], row["category"], row["subject"])
            if key in seen:
                self.add_error(f"subject_{number}", f"{seen[key] + 1}行目と同じ区分・科目です。")
            seen.setdefault(key, number)
            self.wanted.append(row | {"source": row["source"] or ""})
        if len(self.wanted) > MOST_ITEMS:
            self.add_error(None, TOO_MANY_ITEMS)
        return cleaned

    def _is_faulty(self, number: int) -> bool:
        return any(f"{name}_{number}" in self.errors for name in (*CHOICES, *TEXTS))

    def _check(self, number: int, row: Mapping[str, Any]) -> None:
        for name, word in (("side", "収支"), ("category", "区分")):
            if not row[name]:
                self.add_error(f"{name}_{number}", f"{word}を選んでください。")
        if not row["subject"]:
            self.add_error(f"subject_{number}", "科目を入力してください。")
        if row["amount"] is None:
            self.add_error(f"amount_{number}", "金額を入力してください（ない場合は0）。")
        self._check_eligible(number, row)

    def _check_eligible(self, number: int, row: Mapping[str, Any]) -> None:
        amount, eligible, name = row["amount"], row["eligible"], f"eligible_{number}"
        if row["side"] == Side.INCOME and eligible is not None:
            self.add_error(name, "収入の行では空欄にしてください。")
        elif row["side"] == Side.EXPENDITURE and eligible is None:
            self.add_error(name, "うち対象経費を入力してください（ない場合は0）。")
        elif eligible is not None and amount is not None and eligible > amount:
            self.add_error(name, "金額以下で入力してください。")

    def tell_of_others(self, digest: str) -> None:
        """Somebody else wrote first: everything typed stays, and the next press replaces theirs."""
        self.is_overtaken = True
        self.add_error(None, ValidationError(CHANGED_MEANWHILE))
        data = cast("QueryDict", self.data).copy()
        data["seen"] = digest
        self.data = data


def _initial(items: Sequence[SpendingItem]) -> dict[str, Any]:
    return {
        f"{name}_{number}": getattr(item, name)
        for number, item in enumerate(items)
        for name in (*CHOICES, *TEXTS)
    }


def _rows(typed: Iterable[str], items: Sequence[SpendingItem]) -> int:
    """Room for what is entered, for every line that was sent or kept, and for some more."""
    sent = 0
    for name in typed:
        box, _, number = name.rpartition("_")
        is_line = box in {*CHOICES, *TEXTS} and number.isascii() and number.isdecimal()
        if is_line and len(number) <= len(str(MOST_ITEMS)):
            sent = max(sent, int(number) + 1)
    wanted = max(FEWEST_ROWS, len(items) + SPARE_ROWS)
    return max(len(items), sent, min(MOST_ITEMS, wanted))


class SpendingUploadForm(forms.Form):
    """A table for many centers, of one year and stage."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)
    stage = forms.ChoiceField(label="段階", choices=[*CHOOSE, *WorksheetStage.choices])
    municipality = forms.TypedChoiceField(label="自治体", coerce=int)
    file = forms.FileField(
        label="ファイル（CSV・XLSX）",
        help_text="見出しは「センター番号」「類型」「収支」「区分」「科目」「金額（円）」「うち対象経費（円）」「根拠」です。",
    )

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipalities = list(municipalities)
        choices = [(row.pk, row.name) for row in self.municipalities]
        self.fields["fiscal_year"].choices = [*CHOOSE, *fiscal_year_choices()]  # type: ignore[attr-defined]  # a field of its own kind
        self.fields["municipality"].choices = choices  # type: ignore[attr-defined]  # likewise
        if len(choices) == 1:
            self.fields["municipality"].widget = forms.HiddenInput()
            self.fields["municipality"].required = False

    def full_clean(self) -> None:
        name_what_is_missing(self.fields)
        super().full_clean()

    @property
    def chosen_municipality(self) -> Any:
        chosen = self.cleaned_data["municipality"]
        if len(self.municipalities) == 1:
            return self.municipalities[0]
        return next(row for row in self.municipalities if row.pk == chosen)
