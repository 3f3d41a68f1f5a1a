"""The clerk's first page: the tasks of a stage, and every center with what is missing."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from centers.listing import pagination
from centers.models import Municipality
from consultations.views.drafts import drafts_of
from shared import audit
from shared.access import Capability, requires
from worksheets.enums import WorksheetState
from worksheets.gathering import deadline_of
from worksheets.history import deadline_history
from worksheets.models import Worksheet
from worksheets.print_enums import SheetKind
from worksheets.print_form_actions import kinds_without_final_form
from worksheets.sheet_forms import StageChoiceForm, StageFilterForm
from worksheets.stage_in_work import stage_in_work
from worksheets.stage_list import StageList, export_rows, stage_list_of
from worksheets.table_out import TYPES, table_answer
from worksheets.tasks import tasks_of
from worksheets.views.asked import municipality_or_404, stage_or_404
from worksheets.views.looks import write_look

UNUSABLE = 422
PAGE_SIZE = 50


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def stage_choice(request: UserRequest) -> HttpResponse:
    """Which sheets; straight to the stage in work where there is only one municipality."""
    among = Municipality.objects.visible_to(request.user, Capability.WORKSHEET_VIEW)
    municipalities = list(among.order_by("code"))
    form = StageChoiceForm(request.GET or None, municipalities=municipalities)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        return redirect(
            "worksheets:stage_list", told["municipality"], told["fiscal_year"], told["stage"]
        )
    if len(municipalities) == 1 and not form.is_bound:
        year, stage = stage_in_work(municipalities[0], timezone.localdate())
        return redirect("worksheets:stage_list", municipalities[0].pk, year, stage.value)
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "worksheets/stage_choice.html", {"form": form}, status=status)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def stage_list(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> HttpResponse:
    year, form = _asked(request, municipality_pk, fiscal_year, stage)
    today = timezone.localdate()
    rows = year.filtered(form.cleaned_data, today=today) if form.is_valid() else list(year.rows)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    deadline = deadline_of(year.municipality, fiscal_year, year.stage)
    open_forms = kinds_without_final_form(year.municipality.pk, year.stage)
    context: dict[str, Any] = {
        "year": year,
        "form": form,
        "choice": _choice(request, year),
        "page": page,
        "pagination": pagination(page, request.GET, unit="件"),
        "deadline": deadline,
        "tasks": tasks_of(year, deadline, request.user, open_forms=open_forms),
        "is_form_open": SheetKind.CENTER in open_forms,
        "deadline_history": deadline_history(
            request.user, year.municipality.pk, fiscal_year, stage, request.GET
        ),
        "today": today,
        "export_query": f"?{request.GET.urlencode()}" if request.GET else "",
        "kept_query": request.GET.urlencode(),
        "formats": list(TYPES),
        # Whoever has きょう finds all drafts there.
        "drafts": [] if request.user.may(Capability.CONSULTATION_VIEW) else drafts_of(request.user),
        **_may(request, year.municipality),
    }
    context["may_choose"] = [
        state
        for state, may in (
            (WorksheetState.DRAFT, context["may_check"]),
            (WorksheetState.CHECKED, context["may_submit"]),
        )
        if may
    ]
    write_look(
        request,
        Worksheet,
        year.municipality.pk,
        count=len(rows),
        fiscal_year=fiscal_year,
        stage=stage,
    )
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "worksheets/stage_list.html", context, status=status)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def stage_export(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str, file_format: str
) -> HttpResponse:
    """The list as filtered on the page."""
    if file_format not in TYPES:
        raise Http404
    year, form = _asked(request, municipality_pk, fiscal_year, stage)
    if not form.is_valid():
        raise Http404
    rows = year.filtered(form.cleaned_data, today=timezone.localdate())
    audit.write(
        request,
        audit.Entry(
            action=audit.Action.EXPORT,
            target_kind=Worksheet._meta.label,
            count=len(rows),
            municipality_id=year.municipality.pk,
            details={"fiscal_year": fiscal_year, "stage": stage, "format": file_format},
        ),
    )
    name = f"tsunagi_worksheets_{year.municipality.code}_{fiscal_year}_{stage}"
    return table_answer(
        export_rows(year, rows), file_format=file_format, name=name, title="補助対象の一覧"
    )


def _asked(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> tuple[StageList, StageFilterForm]:
    municipality = municipality_or_404(request, municipality_pk, Capability.WORKSHEET_VIEW)
    found = stage_list_of(request.user, municipality, *stage_or_404(fiscal_year, stage))
    return found, StageFilterForm(request.GET, suppliers=found.suppliers)


def _choice(request: UserRequest, year: StageList) -> StageChoiceForm:
    """The same page of another municipality, year or stage."""
    among = Municipality.objects.visible_to(request.user, Capability.WORKSHEET_VIEW)
    shown = {
        "municipality": year.municipality.pk,
        "fiscal_year": year.fiscal_year.year,
        "stage": year.stage.value,
    }
    return StageChoiceForm(None, municipalities=among.order_by("code"), initial=shown)


def _may(request: UserRequest, municipality: Municipality) -> dict[str, bool]:
    words = {
        "may_prepare": Capability.WORKSHEET_PREPARE,
        "may_check": Capability.WORKSHEET_CHECK,
        "may_submit": Capability.WORKSHEET_SUBMIT,
    }
    return {
        word: request.user.reach(capability).covers(municipality_id=municipality.pk)
        for word, capability in words.items()
    }
