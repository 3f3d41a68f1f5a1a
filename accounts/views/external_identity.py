"""Which number at the provider signs in whom: linked and unlinked by a system administrator."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.forms.external_identity import ExternalIdentityForm
from accounts.http import UserRequest
from accounts.models import ExternalIdentity, User
from shared import audit
from shared.access import Capability, requires

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ACCOUNT_MANAGE)
def identity_link(request: UserRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User.objects.managed_by(request.user), pk=pk)
    identity = ExternalIdentity(user=account, issuer=settings.OIDC_ISSUER)
    form = ExternalIdentityForm(request.POST or None, instance=identity, administrator=request.user)
    if form.is_valid() and form.save_or_explain():
        audit.record(request, audit.Action.RIGHTS_CHANGED, identity, user=account.pk, revoked=False)
        messages.success(request, "統合認証に結び付けました。")
        return redirect("accounts:account_edit", account.pk)
    audit.record(request, audit.Action.READ, account)
    return TemplateResponse(
        request,
        "accounts/identity_link.html",
        {"form": form, "account": account},
        status=UNPROCESSABLE if form.is_bound else 200,
    )


@require_POST
@requires(Capability.ACCOUNT_MANAGE)
def identity_unlink(request: UserRequest, pk: int) -> HttpResponse:
    managed = User.objects.managed_by(request.user)
    linked = ExternalIdentity.objects.linked().filter(user__in=managed)
    identity = get_object_or_404(linked.select_related("user"), pk=pk)
    actions.unlink_identity(identity, by=request.user, at=timezone.now())
    audit.record(
        request, audit.Action.RIGHTS_CHANGED, identity, user=identity.user_id, revoked=True
    )
    messages.success(request, "統合認証との結び付けを解除し、サインアウトさせました。")
    return redirect("accounts:account_edit", identity.user_id)
