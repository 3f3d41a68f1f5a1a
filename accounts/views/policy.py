from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.http import UserRequest
from accounts.policy import scope_of
from shared.access import Capability, requires


@require_safe
@requires(Capability.POLICY_VIEW)
def policy(request: UserRequest) -> HttpResponse:
    rows = [
        (capability.label, [scope_of(role, capability).label for role in Role])
        for capability in Capability
    ]
    return TemplateResponse(
        request, "accounts/policy.html", {"roles": [role.label for role in Role], "rows": rows}
    )
