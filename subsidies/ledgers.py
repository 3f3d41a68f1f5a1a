"""The evidence kept for subsidies, as the pages of ledgers know it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.urls import reverse

from shared.ledgers import PERIOD, Ledger
from subsidies.setting_forms import MunicipalSettingForm

if TYPE_CHECKING:
    from django.db.models import Model

    from shared.ledger import LedgerEntry
    from subsidies.models import MunicipalSetting


@dataclass(frozen=True, kw_only=True)
class SettingLedger(Ledger):
    """Chosen readings: a form for each of them, all on one page of the municipality."""

    namespace: str = "subsidies"
    home: str = "subsidies:setting_list"

    def create_url(self, owner: "Model") -> str:
        return reverse(self.home, args=[owner.pk])

    def replace_url(self, entry: "LedgerEntry") -> str:
        return reverse("subsidies:setting_replace", args=[entry.pk])

    def withdraw_url(self, entry: "LedgerEntry") -> str:
        return reverse("subsidies:setting_withdraw", args=[entry.pk])

    def home_url(self, entry: "LedgerEntry") -> str:
        setting = cast("MunicipalSetting", entry)
        return f"{reverse(self.home, args=[setting.municipality_id])}#{setting.key}"


SETTINGS = SettingLedger(
    slug="settings",
    form=MunicipalSettingForm,
    columns=("value_label", PERIOD, "reason", "source"),
    headings={"value_label": "読み方"},
    order=("key", "-starts_on", "pk"),
)
