"""Accounts, kept by the system administrator of a municipality. Nobody manages the own one."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, single_sign_on
from accounts.forms.account import AccountForm, AccountNameForm, RoleGrantForm
from accounts.http import UserRequest
from accounts.models import RoleGrant, User
from accounts.second_factor import device_of
from shared import audit
from shared.access import Capability, requires


@require_safe
@requires(Capability.ACCOUNT_MANAGE)
def account_list(request: UserRequest) -> HttpResponse:
    accounts = list(User.objects.visible_to(request.user).for_listing(timezone.localdate()))
    audit.record(request, audit.Action.LIST, User, shown=accounts)
    managed = set(User.objects.managed_by(request.user).values_list("pk", flat=True))
    context = {"accounts": accounts, "managed": managed}
    return TemplateResponse(request, "accounts/account_list.html", context)


@never_cache
@sensitive_variables("password")
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ACCOUNT_MANAGE)
def account_create(request: UserRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    grant_form = RoleGrantForm(request.POST or None, administrator=request.user)
    if request.method == "POST" and all([form.is_valid(), grant_form.is_valid()]):
        user, grant = cast("User", form.instance), cast("RoleGrant", grant_form.instance)
        password = actions.create_account(user, grant, by=request.user, at=timezone.now())
        audit.record(request, audit.Action.CREATE, user)
        return _password_shown_once(request, user, password)
    context = {"form": form, "grant_form": grant_form}
    return TemplateResponse(request, "accounts/account_create.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ACCOUNT_MANAGE)
def account_edit(request: UserRequest, pk: int) -> HttpResponse:
    account = _managed(request, pk)
    form = AccountNameForm(request.POST or None, instance=account)
    if form.is_valid():
        form.save()
        audit.record(request, audit.Action.CHANGE, account, fields={"name": None})
        messages.success(request, "氏名を変更しました。")
        return redirect("accounts:account_edit", account.pk)
    audit.record(request, audit.Action.READ, account)
    grants = account.role_grants.filter(revoked_at=None).order_by("starts_on", "pk")
    context = {
        "form": form,
        "account": User.objects.get(pk=account.pk),
        "grants": grants.select_related("municipality", "center"),
        "has_second_factor": device_of(account) is not None,
        "single_sign_on": single_sign_on.is_on(),
        "identities": account.external_identities.linked().order_by("pk"),
    }
    return TemplateResponse(request, "accounts/account_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ACCOUNT_MANAGE)
def grant_create(request: UserRequest, pk: int) -> HttpResponse:
    account = _managed(request, pk)
    form = RoleGrantForm(
        request.POST or None, administrator=request.user, instance=RoleGrant(user=account)
    )
    if form.is_valid():
        actions.give_grant(form.instance, by=request.user, at=timezone.now())
        messages.success(request, "役割を付与しました。")
        return redirect("accounts:account_edit", account.pk)
    audit.record(request, audit.Action.READ, account)
    return TemplateResponse(
        request, "accounts/grant_create.html", {"form": form, "account": account}
    )


@require_POST
@requires(Capability.ACCOUNT_MANAGE)
def grant_revoke(request: UserRequest, pk: int) -> HttpResponse:
    managed = User.objects.managed_by(request.user)
    grants = RoleGrant.objects.filter(user__in=managed, revoked_at=None)
    grant = get_object_or_404(grants.select_related("user"), pk=pk)
    actions.revoke_grant(grant, by=request.user, at=timezone.now())
    messages.success(request, f"{grant.get_role_display()}の役割を取り消しました。")
    return redirect("accounts:account_edit", grant.user_id)


@never_cache
@sensitive_variables("password")
@require_POST
@requires(Capability.ACCOUNT_MANAGE)
def password_reset(request: UserRequest, pk: int) -> HttpResponse:
    account = _managed(request, pk)
    password = actions.reset_password(account, at=timezone.now())
    audit.record(request, audit.Action.CHANGE, account, fields={"password": None}, reset=True)
    return _password_shown_once(request, account, password)


@require_POST
@requires(Capability.ACCOUNT_MANAGE)
def second_factor_reset(request: UserRequest, pk: int) -> HttpResponse:
    account = _managed(request, pk)
    actions.reset_second_factor(account)
    audit.record(request, audit.Action.CHANGE, account, fields={"second_factor": None}, reset=True)
    messages.success(request, "二段階認証を解除しました。次のサインインで設定し直してもらいます。")
    return redirect("accounts:account_edit", account.pk)


@require_POST
@requires(Capability.ACCOUNT_MANAGE)
def account_suspend(request: UserRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, is_active=False, said="利用を停止し、サインアウトさせました。")


@require_POST
@requires(Capability.ACCOUNT_MANAGE)
def account_resume(request: UserRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, is_active=True, said="利用を再開しました。")


def _set_active(request: UserRequest, pk: int, *, is_active: bool, said: str) -> HttpResponse:
    account = _managed(request, pk)
    was_active = account.is_active
    actions.set_active(account, is_active=is_active)
    fields = {"is_active": [str(was_active), str(is_active)]}
    audit.record(request, audit.Action.RIGHTS_CHANGED, account, fields=fields)
    messages.success(request, said)
    return redirect("accounts:account_edit", account.pk)


def _managed(request: UserRequest, pk: int) -> User:
    return get_object_or_404(User.objects.managed_by(request.user), pk=pk)


def _password_shown_once(request: UserRequest, account: User, password: str) -> HttpResponse:
    context = {"account": account, "password": password}
    return TemplateResponse(request, "accounts/initial_password.html", context)
