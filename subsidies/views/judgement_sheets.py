"""判定書: made from a judgement, then printed again and again exactly as made."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared import audit
from shared.access import Capability, requires
from shared.pdf import TooMuchToPrintError
from subsidies.actions import create_judgement_sheet
from subsidies.determination_pages import determination_of
from subsidies.forms import JudgementForm
from subsidies.judgement import judge_centers
from subsidies.models import JudgementSheet
from subsidies.printing import judgement_sheet_pdf as print_judgement_sheet


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def judgement_sheet_list(request: UserRequest) -> HttpResponse:
    judgement_sheets = JudgementSheet.objects.visible_to(request.user).for_listing()
    return TemplateResponse(
        request, "subsidies/judgement_sheet_list.html", {"judgement_sheets": judgement_sheets[:200]}
    )


@require_POST
@requires(Capability.JUDGEMENT_SHEET_CREATE)
def judgement_sheet_create(request: UserRequest, center_pk: int, fiscal_year: int) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.JUDGEMENT_SHEET_CREATE)
    center = get_object_or_404(centers.select_related("municipality"), pk=center_pk)
    data = request.POST.copy()
    data["fiscal_year"] = str(fiscal_year)
    form = JudgementForm(data, today=timezone.localdate())
    if not form.is_valid():
        return TemplateResponse(
            request,
            "subsidies/judgement_sheet_refused.html",
            {"form": form, "center": center},
            status=422,
        )
    judgements = judge_centers([center], form.query)
    wanted = [
        judgement for judgement in judgements if judgement.facts.type == request.POST.get("type")
    ]
    if not wanted:
        form.add_error(None, "この日に、この類型の登録がありません。")
        return TemplateResponse(
            request,
            "subsidies/judgement_sheet_refused.html",
            {"form": form, "center": center},
            status=422,
        )
    judgement_sheet, is_new = create_judgement_sheet(
        wanted[0], fiscal_year=fiscal_year, by=request.user, at=timezone.now()
    )
    if is_new:
        audit.record(request, audit.Action.CREATE, judgement_sheet)
    else:
        messages.info(
            request,
            f"同じ内容の判定書（{judgement_sheet}）が既にあるため、新しい判定書は作成していません。",
        )
    return redirect("subsidies:judgement_sheet_detail", pk=judgement_sheet.pk)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def judgement_sheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    judgement_sheets = JudgementSheet.objects.visible_to(request.user).for_listing()
    judgement_sheet = get_object_or_404(judgement_sheets, pk=pk)
    audit.record(request, audit.Action.READ, judgement_sheet)
    context = {
        "judgement_sheet": judgement_sheet,
        "determination": determination_of(judgement_sheet, request.user),
    }
    return TemplateResponse(request, "subsidies/judgement_sheet_detail.html", context)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def judgement_sheet_pdf(request: UserRequest, pk: int) -> HttpResponse:
    judgement_sheets = JudgementSheet.objects.visible_to(request.user).for_listing()
    judgement_sheet = get_object_or_404(judgement_sheets, pk=pk)
    try:
        pdf = print_judgement_sheet(judgement_sheet)
    except TooMuchToPrintError:
        context = {"judgement_sheet": judgement_sheet}
        return TemplateResponse(
            request, "subsidies/judgement_sheet_unprintable.html", context, status=422
        )
    audit.record(request, audit.Action.PRINT, judgement_sheet)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{judgement_sheet}.pdf"'},
    )
