"""Single sign-on: to the provider, back from it, and the tab that was opened for it."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import sessions
from accounts import single_sign_on as sign_on
from accounts.audit import sign_in_refused
from accounts.backends import ExternalIdentityBackend
from accounts.enums import Reason
from accounts.http import UserRequest, own_address
from accounts.single_sign_on import ProviderUnavailableError, SignedOn, SignOnRefusedError

STATUSES = {Reason.UNAVAILABLE: 503, Reason.NOT_VERIFIED: 400}
FORBIDDEN = 403


@never_cache
@require_safe
@login_not_required
def single_sign_on(request: HttpRequest) -> HttpResponse:
    """A link, not a form: no other host has to stand among those that forms may be sent to."""
    if not sign_on.is_on():
        return _page(request, None)
    callback = request.build_absolute_uri(reverse("accounts:single_sign_on_callback"))
    next_url = own_address(request, request.GET.get("next", ""))
    try:
        return HttpResponseRedirect(sign_on.begin(request, callback=callback, next_url=next_url))
    except ProviderUnavailableError:
        return _page(request, Reason.UNAVAILABLE)


@never_cache
@require_safe
@login_not_required
def single_sign_on_callback(request: HttpRequest) -> HttpResponse:
    if not sign_on.is_on():
        return _page(request, None)
    try:
        done = sign_on.finish(request)
        _sign_in(request, done)
    except ProviderUnavailableError:
        sign_in_refused(request, Reason.UNAVAILABLE)
        return _page(request, Reason.UNAVAILABLE)
    except SignOnRefusedError as refused:
        sign_in_refused(request, refused.reason, refused.user)
        return _page(request, refused.reason, refused.subject)
    return redirect(own_address(request, done.next_url))


def _sign_in(request: HttpRequest, done: SignedOn) -> None:
    if not ExternalIdentityBackend().user_can_authenticate(done.user):
        raise SignOnRefusedError(Reason.SUSPENDED, user=done.user)
    login(request, done.user, backend=sign_on.BACKEND)
    if done.has_second_factor:
        request.session[sessions.FACTOR_AT_PROVIDER] = True
        request.session.pop(sessions.FACTOR_PENDING, None)


@never_cache
@require_safe
def single_sign_on_done(request: UserRequest) -> HttpResponse:
    """In a tab of its own: the page whose session had ended goes on in the other one."""
    return TemplateResponse(request, "accounts/single_sign_on_done.html")


def _page(request: HttpRequest, reason: Reason | None, subject: str = "") -> HttpResponse:
    context = {
        "is_on": reason is not None,
        "is_unavailable": reason == Reason.UNAVAILABLE,
        "is_not_verified": reason == Reason.NOT_VERIFIED,
        "subject": subject,
    }
    status = STATUSES.get(reason, FORBIDDEN) if reason else 200
    return TemplateResponse(request, "accounts/single_sign_on_refused.html", context, status=status)
