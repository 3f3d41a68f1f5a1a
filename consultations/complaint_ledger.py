"""苦情対応の担当 as a ledger: recorded, replaced and withdrawn on the house's own pages."""

from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from consultations.forms.complaint_desk import ComplaintOfficerForm
from shared.ledger import LedgerEntry
from shared.ledgers import PERIOD, Ledger


@dataclass(frozen=True, kw_only=True)
class OfficerLedger(Ledger):
    def create_url(self, owner: models.Model) -> str:
        return reverse("complaints:officer_create", args=[owner.pk])

    def replace_url(self, entry: LedgerEntry) -> str:
        return reverse("complaints:officer_replace", args=[entry.pk])

    def withdraw_url(self, entry: LedgerEntry) -> str:
        return reverse("complaints:officer_withdraw", args=[entry.pk])


OFFICERS = OfficerLedger(
    slug="officers",
    namespace="complaints",
    home="complaints:desk_detail",
    form=ComplaintOfficerForm,
    columns=("role", "name", "affiliation", "contact", PERIOD),
    order=("role", "-starts_on", "pk"),
    note="苦情解決責任者は、同じ期間に1人だけ登録できます。",
    about_persons=True,
    withdrawal_text=("この人は、苦情対応の担当として扱われなくなります。記録は履歴に残ります。"),
)
