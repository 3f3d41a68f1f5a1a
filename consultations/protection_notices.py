"""What 「きょう」 tells of protections: looks behind them, and days that run out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from consultations.models import (
    AddressProtection,
    AddressReveal,
    Household,
    HouseholdMembership,
)
from shared.access import Actor, Capability

COUNTED = timedelta(days=7)


@dataclass(frozen=True)
class ProtectionNotices:
    """`reveals` of the last seven days; households whose protection needs a decision."""

    reveals: int
    expiring: Sequence[Household]

    @property
    def days(self) -> int:
        return COUNTED.days


def protection_notices(user: Actor, day: date) -> ProtectionNotices:
    """Nothing for whoever may not act on it."""
    reveals = 0
    if user.reach(Capability.READERS_VIEW):
        kept = Household.objects.visible_to(user, Capability.READERS_VIEW)
        seen = AddressReveal.objects.filter(household__in=kept)
        reveals = seen.since(day - COUNTED + timedelta(days=1)).count()
    people = AddressProtection.objects.expiring(day).values("person")
    homes = HouseholdMembership.objects.visible_to(user, Capability.ADDRESS_PROTECT).filter(
        person__in=people
    )
    households = Household.objects.filter(pk__in=homes.values("household"))
    return ProtectionNotices(reveals, list(households.order_by("pk")))
