"""The places of a postal code, while it is being typed; national data, about nobody."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from consultations.postal_codes import is_whole_code, places_with
from shared.access import Capability, requires


@require_POST
@requires(Capability.HOUSEHOLD_EDIT)
def postal_code_search(request: UserRequest) -> HttpResponse:
    typed = request.POST.get("contact_postal_code", "")
    places = places_with(typed)
    context = {"places": places, "is_unknown": not places and is_whole_code(typed)}
    return TemplateResponse(request, "households/_places.html", context)
