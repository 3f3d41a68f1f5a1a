"""Which municipality a page is about: the user's own, or the one named among several."""

from typing import Any

from django.http import Http404

from accounts.http import UserRequest
from centers.models import Municipality
from shared.access import Capability

UNUSABLE = 422


def municipality_of(request: UserRequest, capability: Capability) -> Municipality:
    """Raises Http404 for one beyond reach."""
    reach = request.user.reach(capability)
    within = list(Municipality.objects.filter(pk__in=reach.municipality_ids).order_by("code"))
    asked = request.POST.get("municipality") or request.GET.get("municipality")
    found = [each for each in within if asked in {None, "", str(each.pk)}]
    if not found:
        raise Http404
    return found[0]


def others_of(request: UserRequest, municipality: Municipality) -> list[Municipality]:
    """The other municipalities whose retention the user sees."""
    reach = request.user.reach(Capability.RETENTION_VIEW)
    numbers = reach.municipality_ids - {municipality.pk}
    return list(Municipality.objects.filter(pk__in=numbers).order_by("code")) if numbers else []


def page(request: UserRequest, municipality: Municipality) -> dict[str, Any]:
    """What every page of retention shows besides its own."""
    return {
        "municipality": municipality,
        "others": others_of(request, municipality),
        "may_set": request.user.may(Capability.RETENTION_SET),
        "may_propose": request.user.may(Capability.DISPOSAL_PROPOSE),
        "may_approve": request.user.may(Capability.DISPOSAL_APPROVE),
    }
