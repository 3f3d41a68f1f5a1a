from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.forms import SignInForm
from accounts.http import UserRequest
from accounts.models import User
from accounts.policy import scope_of
from shared import audit
from shared.access import Capability, requires


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
password_change = PasswordChangeView.as_view(
    template_name="accounts/password_change.html",
    success_url=reverse_lazy("home"),
)


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


@require_safe
@requires(Capability.ACCOUNT_MANAGE)
def account_list(request: UserRequest) -> HttpResponse:
    accounts = list(User.objects.visible_to(request.user).for_listing(timezone.localdate()))
    audit.record(request, audit.Action.LIST, User, shown=accounts)
    return TemplateResponse(request, "accounts/account_list.html", {"accounts": accounts})
