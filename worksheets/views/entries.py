"""What is entered beside the sheets: days, numbers of components, repayments."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from shared import ledger_pages
from shared.access import Capability, requires
from shared.ledger import LedgerEntry
from shared.ledgers import Ledger
from worksheets.components import component_of
from worksheets.ledgers import COMPONENTS, DEADLINES, REPAYMENTS
from worksheets.models import ComponentEntry, Repayment, StageDeadline, Worksheet
from worksheets.views.asked import (
    center_or_404,
    municipality_or_404,
    stage_or_404,
    subject_or_404,
)

UNUSABLE = 422
FORM, WITHDRAW = "worksheets/entry_form.html", "worksheets/entry_withdraw.html"


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_PREPARE)
def deadline_edit(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> HttpResponse:
    municipality = municipality_or_404(request, municipality_pk, Capability.WORKSHEET_PREPARE)
    year, known = stage_or_404(fiscal_year, stage)
    about = {"municipality": municipality, "fiscal_year": year.year, "stage": known.value}
    standing = StageDeadline.objects.current().filter(**about).first()
    return _form(request, DEADLINES, standing or StageDeadline(**about))


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_PREPARE)
def deadline_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    return _withdraw(request, DEADLINES, _entry(request, StageDeadline, pk))


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_PREPARE)
def component_edit(  # noqa: PLR0917 -- what the address names
    request: UserRequest,
    center_pk: int,
    fiscal_year: int,
    stage: str,
    center_type: str,
    component: str,
) -> HttpResponse:
    subject = subject_or_404(center_pk, fiscal_year, stage, center_type)
    center = center_or_404(request, subject, Capability.WORKSHEET_PREPARE)
    if component_of(center_type, component) is None:
        raise Http404
    about = {
        "center": center,
        "center_type": center_type,
        "fiscal_year": fiscal_year,
        "stage": stage,
        "component": component,
    }
    standing = (
        ComponentEntry.objects.current().select_related("center", "recorded_by").filter(**about)
    )
    return _form(request, COMPONENTS, standing.first() or ComponentEntry(**about))


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_PREPARE)
def component_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    return _withdraw(request, COMPONENTS, _entry(request, ComponentEntry, pk))


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_SUBMIT)
def repayment_create(request: UserRequest, pk: int) -> HttpResponse:
    visible = Worksheet.objects.visible_to(request.user, Capability.WORKSHEET_SUBMIT)
    worksheet = get_object_or_404(visible, pk=pk)
    return _form(request, REPAYMENTS, Repayment(worksheet=worksheet))


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_SUBMIT)
def repayment_replace(request: UserRequest, pk: int) -> HttpResponse:
    return _form(request, REPAYMENTS, _entry(request, Repayment, pk, Capability.WORKSHEET_SUBMIT))


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_SUBMIT)
def repayment_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    return _withdraw(
        request, REPAYMENTS, _entry(request, Repayment, pk, Capability.WORKSHEET_SUBMIT)
    )


def _form(request: UserRequest, ledger: Ledger, entry: Any) -> HttpResponse:
    response = ledger_pages.entry_form(request, ledger, entry, template=FORM)
    if request.method == "POST" and isinstance(response, TemplateResponse):
        response.status_code = UNUSABLE
    return response


def _withdraw(request: UserRequest, ledger: Ledger, entry: LedgerEntry) -> HttpResponse:
    return ledger_pages.entry_withdraw(request, ledger, entry, template=WITHDRAW)


def _entry(
    request: UserRequest,
    model: Any,
    pk: int,
    capability: Capability = Capability.WORKSHEET_PREPARE,
) -> Any:
    visible = model.objects.visible_to(request.user, capability)
    return get_object_or_404(visible.select_related("recorded_by", "superseded_by"), pk=pk)
