"""The three kinds of rows that a year's calculation rests on, as the pages know them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from centers.enums import CenterType
from centers.models import Municipality
from worksheets.amount_forms import AmountForm, EntryForm, HandlingForm, ShareForm
from worksheets.handling_choices import load_handling
from worksheets.models import CostShare, HandlingChoice, StandardAmount
from worksheets.models.confirmed import ConfirmedEntry


@dataclass(frozen=True)
class AmountKind:
    """`prefill` names what a link may fill in beforehand."""

    slug: str
    model: type[ConfirmedEntry]
    form: type[EntryForm]
    prefill: tuple[str, ...]

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    def entry(
        self, municipality: Municipality, fiscal_year: int, query: Mapping[str, Any]
    ) -> ConfirmedEntry:
        """A new row, still without content; 404 for an item of handling that is none."""
        known: dict[str, Any] = {}
        if self.model is HandlingChoice:
            known["item"] = query.get("item", "")
            if known["item"] not in load_handling():
                raise Http404
        return self.model(municipality=municipality, fiscal_year=fiscal_year, **known)

    def initial(self, query: Mapping[str, Any]) -> dict[str, Any]:
        return {name: query[name] for name in self.prefill if name in query}

    def create_url(self, municipality_pk: int, fiscal_year: int) -> str:
        return reverse("worksheets:amount_create", args=[municipality_pk, fiscal_year, self.slug])


KINDS = {
    kind.slug: kind
    for kind in (
        AmountKind(
            "amounts",
            StandardAmount,
            AmountForm,
            (
                "what",
                "size_class",
                "unit",
                "hours_from",
                "hours_below",
                "starts_on",
                "source",
                "source_on",
            ),
        ),
        AmountKind("shares", CostShare, ShareForm, ("center_type", "source", "source_on")),
        AmountKind("handling", HandlingChoice, HandlingForm, ("source", "source_on")),
    )
}


def kind_or_404(slug: str) -> AmountKind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def kind_of(entry: ConfirmedEntry) -> AmountKind:
    return next(kind for kind in KINDS.values() if isinstance(entry, kind.model))


def correction_url(entry: StandardAmount) -> str:
    """The form for a row in the place of this one, filled in but for the amount and its source."""
    named = {
        "what": f"{entry.center_type}:{entry.component}",
        "size_class": entry.size_class,
        "unit": entry.unit,
        "hours_from": entry.hours_from,
        "hours_below": entry.hours_below,
        "starts_on": entry.starts_on.isoformat(),
    }
    url = KINDS["amounts"].create_url(entry.municipality_id, entry.fiscal_year)
    return (
        f"{url}?{urlencode({name: said for name, said in named.items() if said not in {None, ''}})}"
    )


def subject_of(entry: ConfirmedEntry) -> str:
    """What a row is about, in words."""
    match entry:
        case StandardAmount():
            size = f"（{entry.size_label}）" if entry.size_label else ""
            return f"{CenterType(entry.center_type).label} {entry.component_label}{size}"
        case CostShare():
            return str(CenterType(entry.center_type).label)
        case HandlingChoice():
            return entry.item_label
    raise TypeError(type(entry))


def value_of(entry: ConfirmedEntry) -> str:
    """What a row says, in words."""
    match entry:
        case StandardAmount():
            return f"{entry.amount:,}円（{entry.get_unit_display()}）"
        case CostShare():
            return (
                f"国 {entry.national_text}、都道府県 {entry.prefectural_text}、"
                f"市町村 {entry.municipal_text}"
            )
        case HandlingChoice():
            return entry.value_label
    raise TypeError(type(entry))
