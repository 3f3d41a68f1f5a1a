"""Records of other centers that a family agreed to share, as long as it does."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from consultations.models import Consultation
from consultations.views.records import Page
from shared import audit
from shared.access import Capability, requires


@never_cache
@require_safe
@requires(Capability.CONSULTATION_SHARED)
def shared_list(request: UserRequest) -> HttpResponse:
    records = Consultation.objects.shared_to(request.user).standing()
    page = Page.of(records, request.GET.get("page", ""))
    audit.record(
        request, audit.Action.LIST, Consultation, shown=page.rows, count=page.total, page="shared"
    )
    context = {
        "page": page,
        "previous_url": f"?page={page.number - 1}" if page.number > 1 else "",
        "next_url": f"?page={page.number + 1}" if page.has_next else "",
    }
    return TemplateResponse(request, "consultations/shared_list.html", context)
