from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import end_sessions
from accounts.http import UserRequest
from accounts.second_factor import device_of
from accounts.sessions import devices_of
from shared import audit


@never_cache
@require_safe
def sessions(request: UserRequest) -> HttpResponse:
    devices = devices_of(request.user, this_key=request.session.session_key)
    context = {"devices": devices, "has_second_factor": device_of(request.user) is not None}
    return TemplateResponse(request, "accounts/sessions.html", context)


@require_POST
def sessions_end(request: UserRequest) -> HttpResponse:
    end_sessions(request.user, but=request.session.session_key)
    audit.record(request, audit.Action.SIGN_OUT, request.user, all_others=True)
    messages.success(request, "ほかの端末をすべてサインアウトしました。")
    return redirect("accounts:sessions")
