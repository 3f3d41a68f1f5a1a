"""What is claimed anywhere in a municipality, where it may be claimed once or up to a cap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from centers.enums import CenterType
from centers.models import Municipality
from worksheets.calculation.claims import MET, STATED
from worksheets.claim_sources import ElsewhereClaimed
from worksheets.components import load_components
from worksheets.enums import ClaimWord
from worksheets.models import ComponentEntry, Worksheet

Subject = tuple[int, str]
CLAIMED = (MET, STATED)


def claimed_elsewhere(
    entries: Mapping[Subject, Sequence[ComponentEntry]],
    municipality: Municipality,
    fiscal_year: int,
) -> ElsewhereClaimed:
    """From the entries of all centers of one stage, and the sheets submitted before; one query."""
    rows = [row for of_subject in entries.values() for row in of_subject]
    once = once_per_municipality()
    return ElsewhereClaimed(
        specific_places=sum(int(row.quantity or 0) for row in rows if _is_specific_place(row)),
        once=Counter(
            row.component
            for row in rows
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
    said = (
        Q(content__contains={"claims": [{"component": component, "status": status}]})
        for component in sorted(components)
        for status in CLAIMED
    )
    rows = Worksheet.objects.submitted().filter(
        reduce(or_, said), municipality=municipality, fiscal_year__lt=fiscal_year
    )
    claims = rows.values_list("content__claims", flat=True)
    return frozenset(
        claim["component"]
        for of_sheet in claims
        for claim in of_sheet
        if claim["component"] in components and claim["status"] in CLAIMED
    )
