"""The one box of the log: who of the registry may be calling."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from consultations.forms.caller import may_be_registered
from consultations.models import HouseholdMembership, Person
from consultations.person_search import members_found_by
from consultations.surviving import surviving
from shared import audit
from shared.access import Capability, requires
from shared.plain_text import without_surrogates

AT_ONCE = 8
FEWEST, MOST = 2, 100  # characters: one would find half of the town


@never_cache
@require_POST
@requires(Capability.CONSULTATION_WRITE)
def caller_search(request: UserRequest) -> HttpResponse:
    """A fragment: the few who fit best, each to be chosen; by POST, for what is typed is a name."""
    words = without_surrogates(request.POST.get("caller_name", "")).strip()
    found, has_more = find_callers(request, words)
    context = offered(request, words, found, has_more=has_more)
    return TemplateResponse(request, "consultations/_caller_found.html", context)


def find_callers(request: UserRequest, words: str) -> tuple[Sequence[HouseholdMembership], bool]:
    """Within reach; one entry in the trail for each search that is made."""
    if not FEWEST <= len(words) <= MOST or "\x00" in words:
        return [], False
    if not request.user.may(Capability.HOUSEHOLD_VIEW):
        return [], False
    found, has_more = members_found_by(request.user, words, localdate(), limit=AT_ONCE)
    found = surviving(request.user, found)
    audit.record(
        request,
        audit.Action.SEARCH,
        Person,
        shown=[membership.person for membership in found],
        count=len(found) + has_more,
    )
    return found, has_more


def offered(
    request: UserRequest,
    words: str,
    found: Sequence[HouseholdMembership],
    *,
    has_more: bool = False,
) -> dict[str, object]:
    return {
        "words": words,
        "found": found,
        "has_more": has_more,
        "is_searched": FEWEST <= len(words) <= MOST,
        "may_register": request.user.may(Capability.HOUSEHOLD_EDIT) and may_be_registered(words),
    }
