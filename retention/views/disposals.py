"""廃棄簿: proposing, deciding by a second person, and the certificate of what went."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from retention.actions import (
    DecidedError,
    NothingDueError,
    OpenDisposalError,
    SamePersonError,
    approve_disposal,
    propose_disposal,
    reject_disposal,
)
from retention.certificate import certificate_of, certificate_pdf
from retention.forms.disposals import ProposalForm
from retention.forms.fields import ReasonForm
from retention.models import Disposal
from retention.views.reaching import UNUSABLE, municipality_of, page
from shared import audit
from shared.access import Capability, requires

PAGE_SIZE = 100
OWN = "起案した人は、その廃棄を承認できません。別の人が承認してください。"
DECIDED = "この廃棄は、すでに承認又は却下されています。"


@never_cache
@require_safe
@requires(Capability.RETENTION_VIEW)
def disposal_list(request: UserRequest) -> HttpResponse:
    municipality = municipality_of(request, Capability.RETENTION_VIEW)
    own = Disposal.objects.visible_to(request.user).filter(municipality=municipality)
    shown = Paginator(own.for_listing(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    audit.record(request, audit.Action.LIST, Disposal, shown=rows, count=shown.paginator.count)
    address = f"?municipality={municipality.pk}&page="
    context = page(request, municipality) | {
        "rows": rows,
        "previous_url": f"{address}{shown.previous_page_number()}" if shown.has_previous() else "",
        "next_url": f"{address}{shown.next_page_number()}" if shown.has_next() else "",
    }
    return TemplateResponse(request, "retention/disposal_list.html", context)


@never_cache
@require_POST
@requires(Capability.DISPOSAL_PROPOSE)
def disposal_create(request: UserRequest) -> HttpResponse:
    """From the yearly list; what is proposed stands then by its numbers."""
    municipality = municipality_of(request, Capability.DISPOSAL_PROPOSE)
    today = timezone.localdate()
    form = ProposalForm(request.POST, today=today)
    if form.is_valid():
        said = form.cleaned_data
        try:
            disposal, is_new = propose_disposal(
                municipality,
                fiscal_year=said["fiscal_year"],
                note=said["note"],
                submission_key=said["submission_key"],
                by=request.user,
                at=timezone.now(),
                today=today,
            )
        except OpenDisposalError as error:
            form.add_error(None, f"終わっていない廃棄（{error.disposal}）があります。")
        except NothingDueError:
            form.add_error(
                None, "廃棄できる記録はありません。保存期間の定めと停止を確かめてください。"
            )
        else:
            if is_new:
                audit.record(request, audit.Action.CREATE, disposal)
                messages.success(request, "廃棄を起案しました。別の人の承認を受けてください。")
            return redirect("retention:disposal_detail", disposal.pk)
    context = page(request, municipality) | {"form": form}
    return TemplateResponse(request, "retention/disposal_create.html", context, status=UNUSABLE)


@never_cache
@require_safe
@requires(Capability.RETENTION_VIEW)
def disposal_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _detail(request, _disposal(request, pk, Capability.RETENTION_VIEW), ReasonForm())


@never_cache
@require_POST
@requires(Capability.DISPOSAL_APPROVE)
def disposal_approve(request: UserRequest, pk: int) -> HttpResponse:
    disposal = _disposal(request, pk, Capability.DISPOSAL_APPROVE)
    try:
        approve_disposal(disposal, by=request.user, at=timezone.now())
    except SamePersonError:
        return _detail(request, disposal, ReasonForm(), refusal=OWN)
    except DecidedError:
        messages.info(request, DECIDED)
    else:
        audit.record(request, audit.Action.CHANGE, disposal, decision="approved")
        messages.success(
            request, "廃棄を承認しました。サーバーの処理（dispose_approved）が廃棄を実行します。"
        )
    return redirect("retention:disposal_detail", disposal.pk)


@never_cache
@require_POST
@requires(Capability.DISPOSAL_APPROVE)
def disposal_reject(request: UserRequest, pk: int) -> HttpResponse:
    disposal = _disposal(request, pk, Capability.DISPOSAL_APPROVE)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _detail(request, disposal, form)
    reason = form.cleaned_data["reason"]
    try:
        reject_disposal(disposal, reason=reason, by=request.user, at=timezone.now())
    except DecidedError:
        messages.info(request, DECIDED)
    else:
        audit.record(request, audit.Action.CHANGE, disposal, decision="rejected")
        messages.success(request, "廃棄の起案を却下しました。記録は変わりません。")
    return redirect("retention:disposal_detail", disposal.pk)


@never_cache
@require_safe
@requires(Capability.RETENTION_VIEW)
def certificate(request: UserRequest, pk: int) -> HttpResponse:
    """Of a disposal that is over; counts, ordinances and who decided, nobody's name besides."""
    disposal = _disposal(request, pk, Capability.RETENTION_VIEW)
    if not disposal.is_carried_out:
        messages.info(request, "廃棄がまだ終わっていないため、証明書はありません。")
        return redirect("retention:disposal_detail", disposal.pk)
    pdf = certificate_pdf(disposal)
    audit.record(request, audit.Action.PRINT, disposal)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{disposal}.pdf"'},
    )


def _disposal(request: UserRequest, pk: int, capability: Capability) -> Disposal:
    disposals = Disposal.objects.visible_to(request.user, capability)
    return get_object_or_404(
        disposals.select_related("municipality", "proposed_by", "decided_by"), pk=pk
    )


def _detail(
    request: UserRequest, disposal: Disposal, form: ReasonForm, *, refusal: str = ""
) -> HttpResponse:
    audit.record(request, audit.Action.READ, disposal)
    items = disposal.items.order_by("kind", "state", "record_id")
    shown = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = page(request, disposal.municipality) | {
        "disposal": disposal,
        "lines": certificate_of(disposal).lines,
        "records": shown,
        "range_text": f"{shown.start_index():,}～{shown.end_index():,}件目",
        "previous_url": f"?page={shown.previous_page_number()}" if shown.has_previous() else "",
        "next_url": f"?page={shown.next_page_number()}" if shown.has_next() else "",
        "form": form,
        "refusal": refusal,
        "is_own": disposal.proposed_by_id == request.user.pk,
    }
    status = UNUSABLE if refusal or form.errors else 200
    return TemplateResponse(request, "retention/disposal_detail.html", context, status=status)
