"""What is entered beside the sheets, as the pages of ledgers know it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from shared.ledgers import Ledger
from worksheets.sheet_forms import ComponentEntryForm, RepaymentForm, StageDeadlineForm

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, kw_only=True)
class SheetLedger(Ledger):
    """Rows whose pages are named after them: …_withdraw, …_replace."""

    namespace: str = "worksheets"
    home: str = "worksheets:stage_choice"

    def create_url(self, owner: "Model") -> str:  # noqa: ARG002 -- each page links by itself
        return reverse(self.home)

    def replace_url(self, entry: Any) -> str:
        return reverse(f"worksheets:{self.slug}_replace", args=[entry.pk])

    def withdraw_url(self, entry: Any) -> str:
        return reverse(f"worksheets:{self.slug}_withdraw", args=[entry.pk])


class DeadlineLedger(SheetLedger):
    def home_url(self, entry: Any) -> str:
        return reverse(
            "worksheets:stage_list", args=[entry.municipality_id, entry.fiscal_year, entry.stage]
        )

    def replace_url(self, entry: Any) -> str:
        return reverse(
            "worksheets:deadline_edit",
            args=[entry.municipality_id, entry.fiscal_year, entry.stage],
        )


class ComponentLedger(SheetLedger):
    def home_url(self, entry: Any) -> str:
        return reverse("worksheets:center_sheet", args=_subject(entry))

    def replace_url(self, entry: Any) -> str:
        return reverse("worksheets:component_edit", args=[*_subject(entry), entry.component])


class RepaymentLedger(SheetLedger):
    def home_url(self, entry: Any) -> str:
        return reverse("worksheets:sheet_detail", args=[entry.worksheet_id]) + "#repayments"


def _subject(entry: Any) -> list[Any]:
    return [entry.center_id, entry.fiscal_year, entry.stage, entry.center_type]


DEADLINES = DeadlineLedger(
    slug="deadline",
    form=StageDeadlineForm,
    columns=("supply_by", "submit_by", "source"),
    order=("pk",),
    withdrawal_text="取り消すと、期限のない段階になります。記録は履歴に残ります。",
)
COMPONENTS = ComponentLedger(
    slug="component",
    form=ComponentEntryForm,
    columns=("word", "quantity", "months", "size_class", "source"),
    headings={"size_class": "規模等"},
    order=("pk",),
    withdrawal_text="取り消すと、判定の記録による数量に戻ります。記録は履歴に残ります。",
)
REPAYMENTS = RepaymentLedger(
    slug="repayment",
    form=RepaymentForm,
    columns=("amount", "decided_on", "paid_on", "document", "reason"),
    order=("decided_on", "pk"),
    withdrawal_text="取り消した返還は合計に数えません。記録は履歴に残ります。",
)
