"""アセスメント: written beside the answers of the time before, corrected, withdrawn."""

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
from casework.assessment_actions import (
    AssessmentChangedMeanwhileError,
    AssessmentSavedBeforeError,
    answers_before,
    previous_of,
    withdraw_assessment,
    write_assessment,
)
from casework.draft_forms_plans import ASSESSMENT, ASSESSMENT_CORRECTION
from casework.forms.assessments import (
    AssessmentCorrectionForm,
    AssessmentEntryForm,
    SheetChoiceForm,
)
from casework.forms.steps import PlainReasonForm
from casework.identity import CaseIdentity, identity_of
from casework.models import Assessment, AssessmentForm, Case
from casework.sheets import answered
from casework.views.plan_pages import row_number
from casework.views.reaching import case_of, form_page
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, left_over, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires

NO_LONGER = "今は対象でない人"
TEMPLATE = "assessments/assessment_form.html"
BEGUN = (
    "書きかけのアセスメントがあります。別の様式に記入するときは、先に保存するか、"
    "下書きを破棄してください。"
)


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def assessment_list(request: UserRequest, pk: int) -> HttpResponse:
    """Of one case, newest first."""
    case = case_of(request, pk)
    rows = Assessment.objects.filter(case=case).select_related("form", "recorded_by")
    identity = identity_of(case, localdate())
    found = list(rows.newest_first())
    corrected = {each.replaces_id for each in found}
    audit.record(request, audit.Action.LIST, Assessment, shown=found, case=case.pk)
    context = {
        "case": case,
        "identity": identity,
        "rows": [(each, _name(each, identity), each.pk in corrected) for each in found],
        "sheets": _sheets(case),
    }
    return TemplateResponse(request, "assessments/assessment_list.html", context)


def _sheets(case: Case) -> Any:
    return AssessmentForm.objects.filter(municipality=case.municipality_id).in_use()


def _name(assessment: Assessment, identity: CaseIdentity) -> str:
    """As the head of the case says it; nobody is named whom it does not name."""
    if assessment.person_id is None:
        return "家庭全体"
    return next(
        (each.name for each in identity.subjects if each.subject.person_id == assessment.person_id),
        NO_LONGER,
    )


def _people(identity: CaseIdentity) -> dict[int, tuple[Any, str]]:
    return {
        each.subject.person_id: (each.subject.person, each.name)
        for each in identity.subjects
        if not each.is_masked
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def assessment_create(request: UserRequest, pk: int) -> HttpResponse:
    """Without a form chosen, the page that asks which."""
    case = case_of(request, pk, Capability.CASE_WRITE)
    form_key = f"{ASSESSMENT}{case.pk}"
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, form_key)
    begun = None if draft is None else _sheet(case, str(draft.payload.get("form", "")))
    asked = _sheet(case, request.POST.get("form") or request.GET.get("form"))
    if begun is not None and asked is not None and begun != asked:
        messages.info(request, BEGUN)  # one draft a case: what was begun is not typed over
    sheet = begun or asked
    if sheet is None:
        return _choose(request, case, form_key)
    identity = identity_of(case, localdate())
    form = AssessmentEntryForm(
        request.POST if is_sent else None,
        case=case,
        sheet=sheet,
        people=_people(identity),
        typed=typed_of(draft),
    )
    if is_sent and form.is_valid():
        key = form.cleaned_data["submission_key"]
        try:
            written = write_assessment(
                case, form.text(), submission_key=key, by=request.user, at=timezone.now()
            )
        except AssessmentSavedBeforeError as error:
            return _saved_before(request, form_key, error.assessment)
        audit.record(request, audit.Action.CREATE, written, case=case.pk, form=sheet.pk)
        discard_draft(form_key, by=request.user, submission_key=key)
        messages.success(request, "アセスメントを保存しました。")
        return redirect("cases:assessment_detail", written.pk)
    if is_sent:
        keep_typed(request, form_key, form)
    return _entry_page(
        request,
        case,
        form,
        identity,
        previous_of(case, sheet),
        title=sheet.title,
        submit="保存する",
        page="assessment",
        form_key=form_key,
        draft=draft,
    )


def _sheet(case: Case, text: str | None) -> AssessmentForm | None:
    """By its number, in whatever version: what was begun is answered as it was shown."""
    number = row_number(text)
    if number is None:
        return None
    forms = AssessmentForm.objects.filter(municipality=case.municipality_id)
    return forms.filter(pk=number).first()


def _choose(request: UserRequest, case: Case, form_key: str) -> HttpResponse:
    """Words that came without a form wait, and stand in whichever is chosen."""
    is_asked = request.method == "POST" or "form" in request.GET
    form = SheetChoiceForm(
        (request.POST if request.method == "POST" else request.GET) if is_asked else None,
        sheets=_sheets(case),
    )
    form.is_valid()
    if request.method == "POST":
        keep_typed(request, form_key, form)
    return form_page(
        request,
        case,
        form,
        title="アセスメントの様式を選ぶ",
        submit="この様式に記入する",
        page="assessment_choice",
        template="assessments/sheet_choice.html",
        status=422 if is_asked else 200,
    )


def _saved_before(request: UserRequest, form_key: str, found: Assessment) -> HttpResponse:
    discard_draft(form_key, by=request.user, submission_key=found.submission_key)
    messages.info(request, "このアセスメントは保存済みです。二重には登録していません。")
    return redirect("cases:assessment_detail", found.pk)


def _entry_page(
    request: UserRequest,
    case: Case,
    form: Any,
    identity: CaseIdentity,
    previous: Assessment | None,
    **more: Any,
) -> HttpResponse:
    before = answers_before(previous)
    questions = [
        (each, form[each.field_name], before.get(each.text, "")) for each in form.questions
    ]
    return form_page(
        request,
        case,
        form,
        template=TEMPLATE,
        sheet=form.sheet,
        questions=questions,
        previous=previous,
        previous_name=_name(previous, identity) if previous else "",
        now=timezone.now(),
        **more,
    )


def _assessment(
    request: UserRequest, pk: int, capability: Capability = Capability.CASE_VIEW
) -> Assessment:
    found = Assessment.objects.visible_to(request.user, capability)
    return get_object_or_404(
        found.select_related("case", "form", "person", "recorded_by", "withdrawn_by"), pk=pk
    )


def _follower(assessment: Assessment) -> Assessment | None:
    return Assessment.objects.filter(replaces=assessment.pk).first()


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def assessment_detail(request: UserRequest, pk: int) -> HttpResponse:
    assessment = _assessment(request, pk)
    case: Any = case_of(request, assessment.case_id)
    identity = identity_of(case, localdate())
    previous = previous_of(case, assessment.form, person=assessment.person_id, before=assessment)
    follower = _follower(assessment)
    audit.record(request, audit.Action.READ, assessment, case=case.pk)
    context = {
        "case": case,
        "identity": identity,
        "assessment": assessment,
        "name": _name(assessment, identity),
        "previous": previous,
        "answers": answered(
            assessment.form.body, assessment.answers, before=answers_before(previous)
        ),
        "follower": follower,
        "may_change": case.may_write and follower is None and not assessment.withdrawn_at,
    }
    return TemplateResponse(request, "assessments/assessment_detail.html", context)


def _changed_already(
    request: UserRequest, assessment: Assessment, form_key: str = ""
) -> HttpResponse:
    messages.warning(
        request, "このアセスメントは訂正又は取消がされています。今の内容を確かめてください。"
    )
    follower = _follower(assessment)
    back = reverse("cases:assessment_detail", args=[(follower or assessment).pk])
    return left_over(request, form_key, back) if form_key else redirect(back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def assessment_correct(request: UserRequest, pk: int) -> HttpResponse:
    assessment = _assessment(request, pk, Capability.CASE_WRITE)
    case = case_of(request, assessment.case_id, Capability.CASE_WRITE)
    form_key = f"{ASSESSMENT_CORRECTION}{assessment.pk}"
    is_sent = request.method == "POST"
    if not is_sent and (assessment.withdrawn_at or _follower(assessment)):
        return _changed_already(request, assessment, form_key)
    draft = None if is_sent else standing_draft(request, form_key)
    identity = identity_of(case, localdate())
    people = _people(identity)
    if assessment.person is not None and assessment.person_id not in people:
        people[assessment.person.pk] = (assessment.person, _name(assessment, identity))
    form = AssessmentCorrectionForm(
        request.POST if is_sent else None,
        assessment=assessment,
        people=people,
        typed=typed_of(draft),
    )
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            written = write_assessment(
                case,
                form.text(),
                submission_key=said["submission_key"],
                replaces=assessment,
                reason=said["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except AssessmentSavedBeforeError as error:
            return _saved_before(request, form_key, error.assessment)
        except AssessmentChangedMeanwhileError:
            return _changed_already(request, assessment, form_key)
        audit.record(request, audit.Action.CHANGE, written, replaces=assessment.pk)
        discard_draft(form_key, by=request.user, submission_key=said["submission_key"])
        messages.success(request, "訂正を保存しました。訂正前の内容も残っています。")
        return redirect("cases:assessment_detail", written.pk)
    if is_sent:
        keep_typed(request, form_key, form)
    return _entry_page(
        request,
        case,
        form,
        identity,
        previous_of(case, assessment.form, person=assessment.person_id, before=assessment),
        title=f"{assessment.form.title}の訂正",
        submit="訂正を保存する",
        page="assessment_correct",
        form_key=form_key,
        draft=draft,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def assessment_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    assessment = _assessment(request, pk, Capability.CASE_WRITE)
    if assessment.withdrawn_at or _follower(assessment):
        return _changed_already(request, assessment)
    form = PlainReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_assessment(
                assessment,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except AssessmentChangedMeanwhileError:
            return _changed_already(request, assessment)
        audit.record(request, audit.Action.WITHDRAW, assessment)
        messages.success(request, "アセスメントを取り消しました。内容と理由は残っています。")
        return redirect("cases:assessment_detail", assessment.pk)
    return form_page(
        request,
        case_of(request, assessment.case_id, Capability.CASE_WRITE),
        form,
        title="アセスメントの取消",
        submit="取り消す",
        page="assessment_withdraw",
        words=f"{assessment.form}",
        quoted=None,
    )
