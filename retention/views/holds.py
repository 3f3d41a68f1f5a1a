"""廃棄の停止: the list, a new one, and its lifting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from retention.actions import DecidedError, lift_hold, place_hold
from retention.forms.fields import ReasonForm
from retention.forms.holds import HoldForm
from retention.models import LegalHold
from retention.views.reaching import UNUSABLE, municipality_of, page
from shared import audit
from shared.access import Capability, requires

SHOWN = 200
LIFTED = "この停止は解除済みです。"


@never_cache
@require_safe
@requires(Capability.RETENTION_VIEW)
def hold_list(request: UserRequest) -> HttpResponse:
    municipality = municipality_of(request, Capability.RETENTION_VIEW)
    today = timezone.localdate()
    holds = LegalHold.objects.visible_to(request.user).filter(municipality=municipality)
    shown = list(holds.for_listing()[:SHOWN])
    audit.record(request, audit.Action.LIST, LegalHold, shown=shown)
    rows = [(hold, hold.state_on(today)) for hold in shown]
    context = page(request, municipality) | {"rows": rows}
    return TemplateResponse(request, "retention/hold_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RETENTION_SET)
def hold_create(request: UserRequest) -> HttpResponse:
    municipality = municipality_of(request, Capability.RETENTION_SET)
    is_sent = request.method == "POST"
    form = HoldForm(request.POST if is_sent else None, municipality_id=municipality.pk)
    if is_sent and form.is_valid():
        hold, is_new = place_hold(
            municipality,
            form.said,
            submission_key=form.cleaned_data["submission_key"],
            by=request.user,
            at=timezone.now(),
        )
        if is_new:
            audit.record(request, audit.Action.CREATE, hold, kind=hold.kind, record=hold.record_id)
            messages.success(request, f"{hold.what}の廃棄を停止しました。")
        else:
            messages.info(request, "この停止は登録済みです。二重には登録していません。")
        return redirect("retention:hold_list")
    context = page(request, municipality) | {"form": form}
    status = UNUSABLE if is_sent else 200
    return TemplateResponse(request, "retention/hold_create.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RETENTION_SET)
def hold_lift(request: UserRequest, pk: int) -> HttpResponse:
    holds = LegalHold.objects.visible_to(request.user, Capability.RETENTION_SET)
    hold = get_object_or_404(holds.select_related("recorded_by", "municipality"), pk=pk)
    if hold.lifted_at is not None:
        messages.info(request, LIFTED)
        return redirect("retention:hold_list")
    is_sent = request.method == "POST"
    form = ReasonForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            lift_hold(hold, reason=reason, by=request.user, at=timezone.now())
        except DecidedError:
            messages.info(request, LIFTED)
        else:
            audit.record(request, audit.Action.WITHDRAW, hold)
            messages.success(request, f"{hold.what}の廃棄の停止を解除しました。")
        return redirect("retention:hold_list")
    context = page(request, hold.municipality) | {"form": form, "hold": hold}
    status = UNUSABLE if is_sent else 200
    return TemplateResponse(request, "retention/hold_lift.html", context, status=status)
