"""アセスメント様式: read, and published in a new version. They say nothing about anybody."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.assessment_actions import FormPublishedMeanwhileError, publish_form
from casework.draft_forms_plans import SHEET
from casework.forms.assessments import SheetForm
from casework.models import AssessmentForm
from casework.sheets import example_of, examples, questions_of
from casework.views.plan_pages import row_number
from centers.models import Municipality
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires

MEANWHILE = (
    "この記号の様式には、先に確定された版があります。"
    "下の内容を確かめて、もう一度「確定する」を押すと、次の版になります。"
)
TOLD = ("code", "kind", "title", "notice", "body")


@never_cache
@require_safe
@requires(Capability.ASSESSMENT_FORM_VIEW)
def sheet_list(request: UserRequest) -> HttpResponse:
    """The newest version of each form, and the examples that nobody has taken over yet."""
    sheets = AssessmentForm.objects.visible_to(request.user).newest()
    rows = list(sheets.select_related("municipality", "published_by").order_by("kind", "title"))
    codes = {each.code for each in rows}
    context = {
        "rows": rows,
        "examples": [each for each in examples() if each.code not in codes],
        "may_publish": request.user.may(Capability.ASSESSMENT_FORM_PUBLISH),
    }
    return TemplateResponse(request, "assessments/sheet_list.html", context)


@never_cache
@require_safe
@requires(Capability.ASSESSMENT_FORM_VIEW)
def sheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    sheets = AssessmentForm.objects.visible_to(request.user)
    sheet = get_object_or_404(sheets.select_related("municipality", "published_by"), pk=pk)
    versions = AssessmentForm.objects.filter(
        municipality=sheet.municipality_id, code=sheet.code
    ).select_related("published_by")
    context = {
        "sheet": sheet,
        "questions": questions_of(sheet.body),
        "versions": versions.order_by("-number"),
        "may_publish": request.user.may(Capability.ASSESSMENT_FORM_PUBLISH),
    }
    return TemplateResponse(request, "assessments/sheet_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ASSESSMENT_FORM_PUBLISH)
def sheet_create(request: UserRequest) -> HttpResponse:
    """`?from=` is a form to go on from, `?example=` a sheet that the product brings along."""
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, SHEET)
    form = SheetForm(
        request.POST if is_sent else None,
        municipalities=_municipalities(request),
        initial=_initial(request),
        typed=typed_of(draft),
    )
    status = 422 if is_sent else 200
    if is_sent and form.is_valid():
        said = dict(form.cleaned_data)
        municipality = said.pop("municipality")
        try:
            sheet = publish_form(municipality, **said, by=request.user, at=timezone.now())
        except FormPublishedMeanwhileError:
            form.take_over(_last_number(municipality, said["code"]))
            form.add_error("code", MEANWHILE)
            status = 409
        else:
            audit.record(request, audit.Action.CREATE, sheet, number=sheet.number)
            discard_draft(SHEET, by=request.user)
            messages.success(request, f"{sheet}を確定しました。")
            return redirect("cases:sheet_detail", sheet.pk)
    if is_sent:
        keep_typed(request, SHEET, form)
    context = {
        "form": form,
        "draft": draft,
        "form_key": SHEET,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "assessments/sheet_form.html", context, status=status)


def _municipalities(request: UserRequest) -> Any:
    reach = request.user.reach(Capability.ASSESSMENT_FORM_PUBLISH)
    return Municipality.objects.filter(pk__in=reach.municipality_ids).order_by("code", "pk")


def _last_number(municipality: Municipality, code: str) -> int:
    last = AssessmentForm.objects.filter(municipality=municipality, code=code).order_by("-number")
    return last.values_list("number", flat=True).first() or 0


def _initial(request: UserRequest) -> dict[str, Any]:
    number = row_number(request.GET.get("from"))
    if number is not None:
        sheets = AssessmentForm.objects.visible_to(request.user, Capability.ASSESSMENT_FORM_PUBLISH)
        sheet = get_object_or_404(sheets, pk=number)
        return {
            **{name: getattr(sheet, name) for name in (*TOLD, "is_in_use")},
            "municipality": sheet.municipality_id,
            "after": _last_number(sheet.municipality, sheet.code),
        }
    example = example_of(request.GET.get("example", ""))
    return {name: getattr(example, name) for name in TOLD} if example else {}
