"""Signing in: on its own page, and again over a page whose session has ended."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import second_factor, sessions
from accounts.actions import end_sessions
from accounts.forms.sign_in import CODE_REFUSED, REFUSED, OwnPasswordForm, SignInForm
from accounts.http import UserRequest
from accounts.session_life import is_no_activity
from accounts.sign_in_steps import OWN_PASSWORD, SECOND_FACTOR, pending_step
from accounts.throttling import is_sprayed
from accounts.views.second_factor import accept

TOO_MANY_REQUESTS = 429
WAIT = (
    "このネットワークからのサインインの失敗が続いています。しばらくしてからもう一度お試しください。"
)
ELSEWHERE = (
    "パスワードの変更または二段階認証の設定が必要です。"
    "新しいタブでつなぎを開き、手続きをしてから、この画面で続けてください。"
)


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.is_bound and is_sprayed(self.request):
            form.errors.clear()
            form.add_error(None, WAIT)
            context = self.get_context_data(form=form)
            return self.render_to_response(context, status=TOO_MANY_REQUESTS)
        return super().form_invalid(form)


class OwnPassword(PasswordChangeView):
    """A new password ends the sessions elsewhere; this one goes on under a new key."""

    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        sessions.register(self.request, form.user)
        end_sessions(form.user, but=self.request.session.session_key)
        return response


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()
password_change = never_cache(OwnPassword.as_view())


@never_cache
@require_safe
@is_no_activity
@ensure_csrf_cookie
@login_not_required
def session_status(request: HttpRequest) -> JsonResponse:
    """For whom this browser is signed in, and how long still; asked by the page itself."""
    user = request.user
    if not user.is_authenticated or pending_step(user, request.session):
        return JsonResponse({"user": None, "seconds_left": 0})
    left = sessions.seconds_left(request.session)
    return JsonResponse({"user": str(user.pk), "seconds_left": left})


@never_cache
@require_POST
def session_keep(request: UserRequest) -> JsonResponse:
    """「作業を続ける」: the request itself is the activity (SessionLifeMiddleware)."""
    return JsonResponse({"seconds_left": sessions.seconds_left(request.session)})


@sensitive_post_parameters()
@never_cache
@require_POST
@login_not_required
def sign_in_again(request: HttpRequest) -> JsonResponse:
    """Password, then code if one is due; only ever for the person whose page this is."""
    page_of = request.POST.get("user", "")
    user: Any = request.user
    is_same = user.is_authenticated and str(user.pk) == page_of
    code = request.POST.get("code", "")
    if is_same and code and pending_step(user, request.session) == SECOND_FACTOR:
        if not accept(request, user, code):
            return _refused(CODE_REFUSED)
    else:
        form = SignInForm(request, data=request.POST)
        if not form.is_valid() or str(form.get_user().pk) != page_of:
            if is_sprayed(request):
                return _refused(WAIT, status=TOO_MANY_REQUESTS)
            return _refused(REFUSED)
        user = form.get_user()
        login(request, user)
    match pending_step(user, request.session):
        case step if step == SECOND_FACTOR and second_factor.device_of(user):
            return JsonResponse({"state": "code"})
        case step if step in {SECOND_FACTOR, OWN_PASSWORD}:
            return _refused(ELSEWHERE)
    return JsonResponse({"state": "signed_in", "seconds_left": settings.IDLE_MINUTES * 60})


def _refused(message: str, status: int = 200) -> JsonResponse:
    return JsonResponse({"state": "refused", "message": message}, status=status)
