"""調書: made from a judgement, then printed again and again exactly as made."""

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
from subsidies.actions import create_worksheet
from subsidies.determination_pages import determination_of
from subsidies.forms import JudgementForm
from subsidies.judgement import judge_centers
from subsidies.models import Worksheet
from subsidies.printing import worksheet_pdf as print_worksheet


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def worksheet_list(request: UserRequest) -> HttpResponse:
    worksheets = Worksheet.objects.visible_to(request.user).for_listing()
    return TemplateResponse(
        request, "subsidies/worksheet_list.html", {"worksheets": worksheets[:200]}
    )


@require_POST
@requires(Capability.WORKSHEET_CREATE)
def worksheet_create(request: UserRequest, center_pk: int, fiscal_year: int) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.WORKSHEET_CREATE)
    center = get_object_or_404(centers.select_related("municipality"), pk=center_pk)
    data = request.POST.copy()
    data["fiscal_year"] = str(fiscal_year)
    form = JudgementForm(data, today=timezone.localdate())
    if not form.is_valid():
        return TemplateResponse(
            request,
            "subsidies/worksheet_refused.html",
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
            "subsidies/worksheet_refused.html",
            {"form": form, "center": center},
            status=422,
        )
    worksheet, is_new = create_worksheet(
        wanted[0], fiscal_year=fiscal_year, by=request.user, at=timezone.now()
    )
    if is_new:
        audit.record(request, audit.Action.CREATE, worksheet)
    else:
        messages.info(
            request,
            f"同じ内容の調書（{worksheet}）が既にあるため、新しい調書は作成していません。",
        )
    return redirect("subsidies:worksheet_detail", pk=worksheet.pk)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def worksheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    worksheets = Worksheet.objects.visible_to(request.user).for_listing()
    worksheet = get_object_or_404(worksheets, pk=pk)
    audit.record(request, audit.Action.READ, worksheet)
    context = {
        "worksheet": worksheet,
        "determination": determination_of(worksheet, request.user),
    }
    return TemplateResponse(request, "subsidies/worksheet_detail.html", context)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def worksheet_pdf(request: UserRequest, pk: int) -> HttpResponse:
    worksheets = Worksheet.objects.visible_to(request.user).for_listing()
    worksheet = get_object_or_404(worksheets, pk=pk)
    try:
        pdf = print_worksheet(worksheet)
    except TooMuchToPrintError:
        context = {"worksheet": worksheet}
        return TemplateResponse(
            request, "subsidies/worksheet_unprintable.html", context, status=422
        )
    audit.record(request, audit.Action.PRINT, worksheet)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{worksheet}.pdf"'},
    )
