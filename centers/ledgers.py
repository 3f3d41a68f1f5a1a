"""The evidence kept about centers and municipalities: one entry for each kind."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, When
from django.urls import reverse

from centers import forms
from centers.enums import ActivityKind
from centers.opening_forms import OpeningHoursForm
from shared.ledgers import CLOCK, PERIOD, Ledger

if TYPE_CHECKING:
    from django.db.models import Model

    from shared.ledger import LedgerEntry

# As in the form: by group, and there as they are listed.
ORDER_OF_KINDS = Case(*(When(kind=kind, then=kind.position) for kind in ActivityKind))


@dataclass(frozen=True, kw_only=True)
class CenterLedger(Ledger):
    namespace: str = "centers"
    home: str = "centers:center_detail"


@dataclass(frozen=True, kw_only=True)
class FactLedger(Ledger):
    """Facts of a municipality: their own capability, and a form for each kind of fact."""

    namespace: str = "centers"
    home: str = "centers:municipality_detail"

    def create_url(self, owner: "Model") -> str:
        return reverse("centers:fact_kinds", args=[owner.pk])

    def replace_url(self, entry: "LedgerEntry") -> str:
        return reverse("centers:fact_replace", args=[entry.pk])

    def withdraw_url(self, entry: "LedgerEntry") -> str:
        return reverse("centers:fact_withdraw", args=[entry.pk])


DESIGNATIONS = CenterLedger(
    slug="designations",
    form=forms.CenterDesignationForm,
    columns=("label", PERIOD, "source"),
    headings={"label": "類型"},
    order=("-starts_on", "pk"),
)
CONTRACTS = CenterLedger(
    slug="contracts",
    form=forms.ContractForm,
    columns=("contractor", "records_visible", PERIOD, "source"),
    order=("-starts_on", "pk"),
    note="委託のセンターの相談記録は、相談日に「可」の契約がある場合だけ、所管課に表示します。",
)
OPENING_HOURS = CenterLedger(
    slug="opening-hours",
    form=OpeningHoursForm,
    columns=("service", "weekday", CLOCK, PERIOD),
    order=("service", "-starts_on", "weekday", "opens_at", "pk"),
)
HOLIDAY_OPENINGS = CenterLedger(
    slug="national-holiday-openings",
    form=forms.NationalHolidayOpeningForm,
    columns=("is_open", PERIOD),
    order=("-starts_on", "pk"),
    note="国民の祝日と振替休日の扱いです。登録がない期間は、祝日を休みとして数えます。",
)
CLOSURES = CenterLedger(
    slug="closures",
    form=forms.ClosureForm,
    columns=(PERIOD, "reason"),
    order=("starts_on", "pk"),
    year_field="starts_on",
)
EXTRA_OPENINGS = CenterLedger(
    slug="extra-openings",
    form=forms.ExtraOpeningForm,
    columns=("held_on", CLOCK, "reason"),
    order=("held_on", "opens_at", "pk"),
    year_field="held_on",
)
ACTIVITY_PLANS = CenterLedger(
    slug="activity-plans",
    form=forms.ActivityPlanForm,
    columns=("kind", "is_carried_out", "note", "group"),
    headings={"group": "区分"},
    order=(ORDER_OF_KINDS, "pk"),
    year_field="fiscal_year",
    note="年度ごとに、取組を行うか、場所・運営などの事項が当てはまるかを「はい」「いいえ」で登録します。"
    "登録がない項目は「未登録」として扱い、「いいえ」とはみなしません。",
)
DOCUMENTS = CenterLedger(
    slug="documents",
    form=forms.DocumentForm,
    columns=("kind", "exists", "title", "dated_on", "location"),
    order=("kind", "dated_on", "pk"),
    year_field="fiscal_year",
)
OUTREACH_SESSIONS = CenterLedger(
    slug="outreach-sessions",
    form=forms.OutreachSessionForm,
    columns=("held_on", "place", "publicised_on", "attendance"),
    order=("held_on", "pk"),
    year_field="held_on",
)

CENTER_LEDGERS = (
    DESIGNATIONS,
    CONTRACTS,
    OPENING_HOURS,
    HOLIDAY_OPENINGS,
    CLOSURES,
    EXTRA_OPENINGS,
    ACTIVITY_PLANS,
    DOCUMENTS,
    OUTREACH_SESSIONS,
)

FACTS = FactLedger(
    slug="facts",
    form=forms.MunicipalityFactForm,
    columns=("kind", PERIOD, "value_label", "source"),
    headings={"value_label": "値"},
    order=("kind", "-starts_on", "pk"),
)
