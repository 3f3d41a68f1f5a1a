"""周知 of an outreach session as a ledger: recorded, replaced, withdrawn like all evidence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse

from centers.models import OutreachPublicity
from shared.ledger_forms import LedgerEntryForm
from shared.ledgers import Ledger
from shared.wareki import format_wareki

if TYPE_CHECKING:
    from django.db.models import Model


class OutreachPublicityForm(LedgerEntryForm):
    owner = "session"

    class Meta(LedgerEntryForm.Meta):
        model = OutreachPublicity
        fields: ClassVar[list[str]] = ["medium", "publicised_on", "evidence"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        held_on, day = self.instance.session.held_on, cleaned.get("publicised_on")
        if day and day > held_on:
            self.add_error(
                "publicised_on", f"実施日（{format_wareki(held_on)}）以前の日付にしてください。"
            )
        return cleaned


@dataclass(frozen=True, kw_only=True)
class PublicityLedger(Ledger):
    """Its addresses name the session or the entry alone."""

    namespace: str = "outreach"
    home: str = "outreach:session_detail"

    def create_url(self, owner: "Model") -> str:
        return reverse("outreach:publicity_create", args=[owner.pk])

    def replace_url(self, entry: Any) -> str:
        return reverse("outreach:publicity_replace", args=[entry.pk])

    def withdraw_url(self, entry: Any) -> str:
        return reverse("outreach:publicity_withdraw", args=[entry.pk])


PUBLICITY = PublicityLedger(
    slug="publicity",
    form=OutreachPublicityForm,
    columns=("medium", "publicised_on", "evidence"),
    order=("publicised_on", "pk"),
    related=("session__center",),
)
