"""ケース移管: to another place, its receipt, and what arrives from there."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.actions import (
    CaseChangedMeanwhileError,
    CaseSavedBeforeError,
    IllegalTransitionError,
)
from casework.draft_forms import TRANSFER
from casework.enums import PackPart
from casework.forms.opening import TakeOverForm
from casework.forms.transfers import ReceiptForm, TransferForm
from casework.models import CaseStatusChange, CaseTransfer
from casework.open_matters import open_matters_of
from casework.transfer_actions import ReceivedBeforeError, note_receipt, take_over, transfer_case
from casework.views.reaching import case_of, form_page, say_ended
from casework.views.steps import changed_again, last_change
from casework.worker_actions import may_work_in
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, left_over, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires

SENT_BEFORE = "このケースの移管は登録済みです。二重には登録していません。"
RECEIVED_BEFORE = "この移管は受領済みです。"
RECEIVED_THERE = "この移管の受領は、移管先のセンターが「移管の受入れ」で登録します。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def transfer_create(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_DECIDE)
    form_key, is_sent = f"{TRANSFER}{case.pk}", request.method == "POST"
    if CaseTransfer.objects.filter(case=case, recorded_by=request.user).exists():
        messages.info(request, SENT_BEFORE)  # by a double click, too
        return redirect("cases:case_detail", case.pk)
    if case.has_ended:
        say_ended(request)
        return left_over(request, form_key, reverse("cases:case_detail", args=[case.pk]))
    draft = None if is_sent else standing_draft(request, form_key)
    matters = open_matters_of(case, request.user)
    form = TransferForm(
        request.POST if is_sent else None,
        case=case,
        since=last_change(case, CaseStatusChange),
        has_open_matters=bool(matters),
        typed=typed_of(draft),
    )
    page: dict[str, Any] = {
        "title": "ケース移管",
        "submit": "移管を登録する",
        "page": "transfer",
        "template": "cases/status_change.html",
        "open_matters": matters,
        "form_key": form_key,
        "draft": draft,
        "now": timezone.now(),
        "words": "渡す資料は、先に「引継資料」で印刷します。移管すると、このケースは終わります。",
    }
    if is_sent and form.is_valid():
        try:
            transfer = transfer_case(
                case,
                form.transfer(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except IllegalTransitionError as error:
            form.add_error(None, error.message)
        except CaseChangedMeanwhileError:
            keep_typed(request, form_key, form)
            return changed_again(request, case, form, **page)
        else:
            discard_draft(form_key, by=request.user)
            audit.record(
                request, audit.Action.CHANGE, case, transfer=transfer.pk, parts=transfer.handed_over
            )
            messages.success(request, f"{transfer.recipient}への移管を登録しました。")
            return redirect("cases:case_detail", case.pk)
    if is_sent:
        keep_typed(request, form_key, form)
    return form_page(request, case, form, **page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def transfer_receipt(request: UserRequest, pk: int) -> HttpResponse:
    """The sending side notes that the other has it."""
    transfers = CaseTransfer.objects.visible_to(request.user, Capability.CASE_DECIDE)
    transfer = get_object_or_404(transfers.select_related("recipient_center"), pk=pk)
    case = case_of(request, transfer.case_id, Capability.CASE_DECIDE)
    form = ReceiptForm(
        request.POST if request.method == "POST" else None, transferred_on=transfer.transferred_on
    )
    if transfer.received_on is not None:
        messages.info(request, RECEIVED_BEFORE)
        return redirect("cases:case_detail", case.pk)
    if transfer.recipient_center is not None:
        messages.info(request, RECEIVED_THERE)
        return redirect("cases:case_detail", case.pk)
    if request.method == "POST" and form.is_valid():
        try:
            note_receipt(transfer, **form.cleaned_data)
        except ReceivedBeforeError:
            messages.info(request, RECEIVED_BEFORE)
        else:
            audit.record(request, audit.Action.CHANGE, case, received=transfer.pk)
            messages.success(request, "受領を登録しました。")
        return redirect("cases:case_detail", case.pk)
    return form_page(
        request,
        case,
        form,
        title=f"{transfer.recipient}の受領",
        submit="受領を登録する",
        page="receipt",
    )


@never_cache
@require_safe
@requires(Capability.CASE_DECIDE)
def transfer_list(request: UserRequest) -> HttpResponse:
    """What other centers have sent here and nobody has taken over yet: numbers, no names."""
    arrived = CaseTransfer.objects.arrived_at(request.user).awaiting()
    transfers = list(
        arrived.select_related("case__center", "recipient_center").order_by("transferred_on", "pk")
    )
    audit.record(request, audit.Action.LIST, CaseTransfer, shown=transfers)
    return TemplateResponse(request, "cases/transfer_list.html", {"transfers": transfers})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def transfer_take_over(request: UserRequest, pk: int) -> HttpResponse:
    """The receiving center opens a case of its own that names the old one."""
    arrived = CaseTransfer.objects.arrived_at(request.user)
    related = ("case__center", "case__category", "case__route", "recipient_center")
    transfer: Any = get_object_or_404(arrived.select_related(*related), pk=pk)
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    worker: Any = form.fields["main_worker"]
    worker.offer(may_work_in(transfer.recipient_center, localdate()))
    on: Any = form.fields["on"]
    on.earliest = transfer.transferred_on
    if transfer.received_on is not None:
        messages.info(request, RECEIVED_BEFORE)
        return redirect("cases:transfer_list")
    if request.method == "POST" and form.is_valid():
        try:
            case = take_over(transfer, **form.cleaned_data, by=request.user, at=timezone.now())
        except (ReceivedBeforeError, CaseSavedBeforeError):
            messages.info(request, RECEIVED_BEFORE)
            return redirect("cases:transfer_list")
        audit.record(request, audit.Action.CREATE, case, transfer=transfer.pk)
        messages.success(request, f"{transfer.case}を、{case}として受け入れました。")
        return redirect("cases:case_detail", case.pk)
    audit.record(request, audit.Action.READ, transfer)
    handed = [PackPart(each).label for each in transfer.handed_over]
    context = {"form": form, "transfer": transfer, "handed_over": handed}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "cases/transfer_take_over.html", context, status=status)
