"""The register of partner agencies as consents use it: found in any spelling, entered in passing."""

from collections.abc import Sequence
from datetime import date, datetime

from accounts.models import User
from centers.models import PartnerAgency
from shared.japanese_text import fold_key


def register_agency(agency: PartnerAgency, *, by: User, at: datetime) -> PartnerAgency:
    """Enter what was typed; whoever keeps the directory completes it."""
    agency.recorded_by, agency.recorded_at = by, at
    agency.renew_keys()
    agency.save()
    return agency


def agencies_named(
    typed: str, municipality_id: int, day: date
) -> tuple[Sequence[PartnerAgency], Sequence[PartnerAgency]]:
    """Standing agencies of that very name, with or without department; and those of a similar one.

    Similar is a name that holds the other: 見本保育所 and 見本市立見本保育所.
    """
    key = fold_key(typed)
    standing = PartnerAgency.objects.filter(municipality=municipality_id).standing_on(day)
    same, alike = [], []
    for agency in standing.for_listing():
        keys = (fold_key(agency.name), fold_key(str(agency)))
        if key in keys:
            same.append(agency)
        elif key and any(key in each or each in key for each in keys):
            alike.append(agency)
    exact = [agency for agency in same if fold_key(str(agency)) == key]
    return exact or same, alike
