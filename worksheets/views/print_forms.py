"""調書の様式: how the sheets of each kind and stage look, changed without code."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from centers.models import Municipality
from consultations.actions import discard_draft
from consultations.views.drafts import drafts_of, kept
from shared import audit
from shared.access import Capability, requires
from shared.fiscal_year import FiscalYear
from worksheets.enums import WorksheetStage
from worksheets.models import PrintForm
from worksheets.print_draft_forms import draft_key
from worksheets.print_enums import SheetKind
from worksheets.print_form_actions import standing_form
from worksheets.print_forms import PrintFormForm
from worksheets.print_sample import sample_sheet
from worksheets.printing import sheet_pdf
from worksheets.views.print_files import PDF, UNUSABLE, file_answer


@dataclass(frozen=True)
class FormRow:
    """One kind and stage of a municipality; `form` None: nothing registered."""

    municipality: Municipality
    kind: SheetKind
    stage: WorksheetStage
    form: PrintForm | None
    can_edit: bool


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def print_form_list(request: UserRequest) -> HttpResponse:
    municipalities = Municipality.objects.visible_to(
        request.user, Capability.WORKSHEET_VIEW
    ).order_by("code")
    forms = list(PrintForm.objects.visible_to(request.user).current().select_related("recorded_by"))
    current = {(form.municipality_id, form.kind, form.stage): form for form in forms}
    reach = request.user.reach(Capability.WORKSHEET_PREPARE)
    rows = [
        FormRow(
            municipality,
            kind,
            stage,
            current.get((municipality.pk, kind.value, stage.value)),
            can_edit=reach.covers(municipality_id=municipality.pk),
        )
        for municipality in municipalities
        for kind in SheetKind
        for stage in WorksheetStage
    ]
    audit.record(request, audit.Action.LIST, PrintForm, shown=forms)
    # Whoever has きょう finds all drafts there.
    drafts = [] if request.user.may(Capability.CONSULTATION_VIEW) else drafts_of(request.user)
    context = {"rows": rows, "drafts": drafts}
    return TemplateResponse(request, "worksheets/print_form_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.WORKSHEET_PREPARE)
def print_form_edit(
    request: UserRequest, municipality_pk: int, kind: str, stage: str
) -> HttpResponse:
    municipality = _municipality(request, municipality_pk, Capability.WORKSHEET_PREPARE)
    _require_known(kind, stage)
    entry = standing_form(municipality, kind, stage)
    form = PrintFormForm(request.POST or None, instance=entry, user=request.user)
    form_key = draft_key(kind, stage, municipality.pk)
    if request.method == "POST":
        if form.is_unchanged:
            discard_draft(form_key, by=request.user)
            messages.info(request, "変更はありませんでした。")
            return redirect("worksheets:print_form_list")
        if form.is_valid() and form.save_entry(by=request.user, at=timezone.now()):
            discard_draft(form_key, by=request.user)
            action = audit.Action.CHANGE if form.standing else audit.Action.CREATE
            audit.record(request, action, form.instance, fields=_changed(form))
            messages.success(request, "調書の様式を登録しました。")
            return redirect("worksheets:print_form_list")
    return _form_page(request, form)


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def print_form_sample(
    request: UserRequest, municipality_pk: int, kind: str, stage: str
) -> HttpResponse:
    """A fictional sheet in the form as it is typed; nothing is saved."""
    municipality = _municipality(request, municipality_pk, Capability.WORKSHEET_PREPARE)
    _require_known(kind, stage)
    entry = standing_form(municipality, kind, stage)
    form = PrintFormForm(request.POST, instance=entry, user=request.user)
    if not form.is_valid():
        return _form_page(request, form)
    return _sample(request, form.instance)


def _form_page(request: UserRequest, form: PrintFormForm) -> HttpResponse:
    """The page of the form, with what was typed where it was sent."""
    entry = form.instance
    address = entry.municipality_id, entry.kind, entry.stage
    context = {
        "form": form,
        "kept": kept(request, draft_key(entry.kind, entry.stage, entry.municipality_id), form),
        "municipality": entry.municipality,
        "kind": SheetKind(entry.kind),
        "stage": WorksheetStage(entry.stage),
        "standing": form.standing,
        "save_url": reverse("worksheets:print_form_edit", args=address),
        "sample_url": reverse("worksheets:print_form_sample", args=address),
    }
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "worksheets/print_form_edit.html", context, status=status)


def _changed(form: PrintFormForm) -> list[str]:
    """Names of fields, and nothing that was typed into them."""
    return sorted(set(form.changed_data) & set(form.fields)) if form.standing else []


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def print_form_preview(
    request: UserRequest, municipality_pk: int, kind: str, stage: str
) -> HttpResponse:
    """A fictional sheet in the form that stands; there is nothing of the municipality in it."""
    municipality = _municipality(request, municipality_pk, Capability.WORKSHEET_VIEW)
    _require_known(kind, stage)
    return _sample(request, standing_form(municipality, kind, stage))


def _sample(request: UserRequest, form: PrintForm) -> HttpResponse:
    year = FiscalYear.of(timezone.localdate()).year
    pdf = sheet_pdf(sample_sheet(form.kind, form.stage, year, form.layout))
    audit.record(request, audit.Action.PRINT, form.municipality, page="print_form_preview")
    return file_answer(pdf, "print-form.pdf", content_type=PDF, inline=True)


def _municipality(request: UserRequest, pk: int, capability: Capability) -> Municipality:
    return get_object_or_404(Municipality.objects.visible_to(request.user, capability), pk=pk)


def _require_known(kind: str, stage: str) -> None:
    if kind not in SheetKind.values or stage not in WorksheetStage.values:
        raise Http404
