"""What is claimed anywhere in a municipality, where it may be claimed once or up to a cap."""

from collections import Counter
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from centers.enums import CenterType
from centers.models import Municipality
from worksheets.calculation.claims import MET, STATED
from worksheets.claim_sources import ElsewhereClaimed
from worksheets.components import load_components
from worksheets.enums import ClaimWord, WorksheetStage
from worksheets.models import ComponentEntry, Worksheet

CLAIMED = (MET, STATED)


def claimed_elsewhere(
    entries: Sequence[ComponentEntry],
    municipality: Municipality,
    fiscal_year: int,
) -> ElsewhereClaimed:
    """From the entries of all centers of one stage that are of their type still, and the sheets
    submitted before; one query."""
    once = once_per_municipality()
    return ElsewhereClaimed(
        specific_places=sum(int(row.quantity or 0) for row in entries if _is_specific_place(row)),
        once=Counter(
            row.component
            for row in entries
            if row.component in once and row.word == ClaimWord.CARRIED_OUT
        ),
        earlier_once=_earlier(once, municipality, fiscal_year),
    )


def once_per_municipality() -> frozenset[str]:
    return frozenset(each.code for each in load_components().values() if each.once_per_municipality)


def _is_specific_place(row: ComponentEntry) -> bool:
    return (
        row.center_type == CenterType.SPECIFIC
        and row.component == "base"
        and row.quantity is not None
        and row.word != ClaimWord.NOT_CLAIMED
    )


def _earlier(
    components: frozenset[str], municipality: Municipality, fiscal_year: int
) -> frozenset[str]:
    """Those that the last word of an earlier year claims: the furthest stage, the last of it."""
    said = {
        component: ExpressionWrapper(_claims(component), output_field=BooleanField())
        for component in sorted(components)
    }
    types = {each.center_type for each in load_components().values() if each.code in components}
    rows = (
        Worksheet.objects.submitted()
        .filter(municipality=municipality, fiscal_year__lt=fiscal_year, center_type__in=types)
        .values("center_id", "center_type", "fiscal_year", "stage", "number", **said)
    )
    told: list[dict[str, Any]] = [dict(row) for row in rows]
    order = list(WorksheetStage)
    last = {
        (row["center_id"], row["center_type"], row["fiscal_year"]): row
        for row in sorted(
            told, key=lambda row: (order.index(WorksheetStage(row["stage"])), row["number"])
        )
    }
    return frozenset(
        component for row in last.values() for component in components if row[component]
    )


def _claims(component: str) -> Q:
    return reduce(
        or_,
        (
            Q(content__contains={"claims": [{"component": component, "status": status}]})
            for status in CLAIMED
        ),
    )
