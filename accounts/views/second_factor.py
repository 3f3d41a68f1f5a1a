"""The second factor's pages: the code at sign-in, and setting the authenticator up."""

from base64 import b32encode
from typing import Any

import django_otp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import second_factor as factor
from accounts import sessions
from accounts.audit import sign_in_refused, write_second_factor
from accounts.enums import Reason
from accounts.forms.sign_in import CODE_REFUSED, CodeForm
from accounts.http import UserRequest, own_address
from accounts.models import User
from accounts.sign_in_steps import has_passed
from shared import audit

NEW_KEY = "second_factor_key"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: UserRequest) -> HttpResponse:
    if has_passed(request.session):
        return redirect("home")
    if not factor.device_of(request.user):
        return redirect("accounts:second_factor_setup")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if accept(request, request.user, form.cleaned_data["code"]):
            return redirect(_next(request))
        form.add_error("code", CODE_REFUSED)
    context = {"form": form, "next": _next(request)}
    return TemplateResponse(request, "accounts/second_factor.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_setup(request: UserRequest) -> HttpResponse:
    if factor.device_of(request.user):
        messages.info(request, "二段階認証は設定済みです。変更はシステム管理者にご依頼ください。")
        return redirect("accounts:second_factor")
    key = request.session.setdefault(NEW_KEY, factor.new_key())
    form = CodeForm(request.POST or None)
    if form.is_valid():
        done = factor.set_up(request.user, key=key, code=form.cleaned_data["code"])
        if done:
            device, codes = done
            del request.session[NEW_KEY]
            _verified(request, request.user, device)
            audit.record(request, audit.Action.CHANGE, request.user, fields={"second_factor": None})
            return TemplateResponse(request, "accounts/backup_codes.html", {"codes": codes})
        form.add_error("code", CODE_REFUSED)
    device = factor.unsaved_device(request.user, key)
    secret = b32encode(device.bin_key).decode()
    context = {
        "form": form,
        "address": device.config_url,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": factor.picture_of(device),
    }
    return TemplateResponse(request, "accounts/second_factor_setup.html", context)


def accept(request: HttpRequest, user: User, code: str) -> bool:
    """Whether the code was right; both are written down, as the second half of a sign-in."""
    device = factor.verified_device(user, code)
    if device:
        _verified(request, user, device)
        write_second_factor(request, user)
    else:
        sign_in_refused(request, Reason.WRONG_CODE, user)
    return bool(device)


def _verified(request: HttpRequest, user: User, device: Any) -> None:
    django_otp.login(request, device)
    request.session.pop(sessions.FACTOR_PENDING, None)
    sessions.renew_key(request, user)


def _next(request: HttpRequest) -> str:
    return own_address(request, request.POST.get("next", request.GET.get("next", "")))
