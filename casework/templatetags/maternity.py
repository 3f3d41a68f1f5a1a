"""The maternity ledger on the pages of others: the caution of a loss, and the way to the ledger."""

from typing import Any

from django import template
from django.utils.timezone import localdate

from casework.interview_due import DueKind, counts_of
from casework.losses import caution_for_household, caution_for_person
from casework.models import Pregnancy
from shared.access import Capability

register = template.Library()


@register.inclusion_tag("maternity/_caution.html")
def loss_caution(household: Any) -> dict[str, Any]:
    """For everybody who opens a record of the household (or its number), whatever else they may
    not see; nothing and no query without one."""
    return {"caution": caution_for_household(getattr(household, "pk", household) or None)}


@register.inclusion_tag("maternity/_caution.html")
def loss_caution_of_person(person: Any) -> dict[str, Any]:
    """The same where a record is about one person (or the number of one)."""
    return {"caution": caution_for_person(getattr(person, "pk", person) or None)}


@register.inclusion_tag("maternity/_of_household.html")
def maternity_of_household(household: Any, user: Any) -> dict[str, Any]:
    """The rows of the ledger that the user may read, and whether one may be opened."""
    rows: list[Pregnancy] = []
    if user.reach(Capability.MATERNITY_VIEW):
        found = Pregnancy.objects.visible_to(user).filter(household=household.pk)
        rows = list(found.only("pk").order_by("-pk"))
    return {
        "household": household,
        "pregnancies": rows,
        "may_open": user.reach(Capability.MATERNITY_WRITE).covers(
            municipality_id=household.municipality_id, center_id=household.center_id
        ),
    }


@register.inclusion_tag("maternity/_today.html")
def maternity_today(user: Any) -> dict[str, Any]:
    """How many interviews and contacts are due or coming; numbers alone."""
    if not user.reach(Capability.MATERNITY_VIEW):
        return {"counts": []}
    counts = counts_of(Pregnancy.objects.visible_to(user), localdate())
    return {"counts": [(kind, counts[kind]) for kind in DueKind if counts[kind]]}
