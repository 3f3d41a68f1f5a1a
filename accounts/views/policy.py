from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.http import UserRequest
from accounts.permissions_document import capability_rows, confidentiality_rows
from shared.access import Capability, requires


@require_safe
@requires(Capability.POLICY_VIEW)
def policy(request: UserRequest) -> HttpResponse:
    context = {
        "roles": [role.label for role in Role],
        "rows": capability_rows(),
        "confidentiality_rows": confidentiality_rows(),
    }
    return TemplateResponse(request, "accounts/policy.html", context)
