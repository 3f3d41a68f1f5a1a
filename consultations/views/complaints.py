"""苦情: the register, receiving, one complaint with its steps, correcting it, its sheets."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from centers.models import Center
from consultations.actions import discard_draft
from consultations.complaint_actions import (
    ComplaintChangedError,
    ComplaintSavedBeforeError,
    StepRefusedError,
    StepSavedBeforeError,
    add_step,
    correct_complaint,
    receive_complaint,
)
from consultations.complaint_conflicts import conflict_of, form_after
from consultations.complaint_pages import (
    clocks_of,
    complainant_of,
    has_result,
    told_steps,
)
from consultations.draft_keys import (
    COMPLAINT_AT,
    COMPLAINT_BY,
    COMPLAINT_CORRECTION,
    COMPLAINT_STEP,
)
from consultations.forms.complaint import ComplaintStepForm, CorrectForm, ReceiveForm
from consultations.models import Complaint, ComplaintOfficer, Person
from consultations.printing import printed
from consultations.views.drafts import drafts_of, kept
from consultations.views.referrals import Tab
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
PAGE_SIZE = 50
VIEWS = {"": "対応中の苦情", "overdue": "期限を過ぎた苦情", "closed": "終結した苦情"}
BEYOND_OWN_SIGHT = (
    "苦情を受け付けました。あなたが対象の職員に選ばれているため、この苦情は表示されません。"
)


@never_cache
@require_safe
@requires(Capability.COMPLAINT_VIEW)
def complaint_list(request: UserRequest) -> HttpResponse:
    """Under way, past a day that was set, or closed. No names: those are one click away."""
    asked = request.GET.get("view", "")
    view, day = asked if asked in VIEWS else "", timezone.localdate()
    within = Complaint.objects.visible_to(request.user)
    found = {
        "": within.open().order_by("received_at", "pk"),
        "overdue": within.overdue(day).order_by("received_at", "pk"),
        "closed": within.exclude(pk__in=within.open()).order_by("-closed_on", "-pk"),
    }[view]
    page = Paginator(found.for_listing(), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    audit.record(
        request, audit.Action.LIST, Complaint, shown=shown, count=page.paginator.count, page=view
    )
    prefix = f"view={view}&" if view else ""
    context = {
        "title": VIEWS[view],
        # Whoever has no きょう finds them here.
        "drafts": [] if request.user.may(Capability.CONSULTATION_VIEW) else drafts_of(request.user),
        "tabs": [
            Tab(label, f"?view={key}" if key else "?", key == view) for key, label in VIEWS.items()
        ],
        "page": page,
        "rows": [(each, clocks_of(each, day)) for each in shown],
        "has_clocks": any(each.answer_due_on or each.closure_due_on for each in shown),
        "may_set_clock": request.user.may(Capability.MUNICIPALITY_EDIT),
        "may_count": request.user.may(Capability.COMPLAINT_COUNT),
        "range_text": f"{page.paginator.count:,}件中 {page.start_index():,}～{page.end_index():,}件目",
        "previous_url": f"?{prefix}page={page.previous_page_number()}"
        if page.has_previous()
        else "",
        "next_url": f"?{prefix}page={page.next_page_number()}" if page.has_next() else "",
    }
    return TemplateResponse(request, "complaints/complaint_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.COMPLAINT_RECEIVE)
def complaint_create(request: UserRequest, pk: int) -> HttpResponse:
    """At a center; `?person=` is somebody of the registry who complains."""
    centers = Center.objects.visible_to(request.user, Capability.COMPLAINT_RECEIVE)
    center = get_object_or_404(centers.select_related("municipality"), pk=pk)
    person, now = _person(request), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = ReceiveForm(data, center=center, person=person, now=now)
    form_key = f"{COMPLAINT_AT}{center.pk}" if person is None else f"{COMPLAINT_BY}{person.pk}"
    if request.method == "POST" and form.is_valid():
        answer = _receive(request, form, form_key)
        if answer is not None:
            return answer
    if person is not None:
        audit.record(request, audit.Action.READ, person, page="complaint")
    context = {
        "form": form,
        "kept": kept(request, form_key, form),
        "center": center,
        "person": person,
    }
    return TemplateResponse(
        request, "complaints/complaint_create.html", context, status=_status(request)
    )


def _person(request: UserRequest) -> Person | None:
    typed = request.GET.get("person", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):  # noqa: PLR2004 -- a bigint
        raise Http404
    return get_object_or_404(Person.objects.visible_to(request.user), pk=int(typed))


def _receive(request: UserRequest, form: ReceiveForm, form_key: str) -> HttpResponse | None:
    """None where the form was saved before with other words: it is shown again, with these."""
    key = form.cleaned_data["submission_key"]
    try:
        complaint = receive_complaint(
            form.instance,
            form.chosen_subjects,
            submission_key=key,
            by=request.user,
            at=timezone.now(),
        )
    except ComplaintSavedBeforeError as error:
        if error.complaint is None or not form.says_the_same_as(error.complaint):
            form.ask_to_send_again("苦情")
            return None
        discard_draft(form_key, by=request.user, submission_key=key)
        messages.info(request, "この苦情は保存済みです。二重には登録していません。")
        return _after_saving(request, error.complaint)
    discard_draft(form_key, by=request.user, submission_key=key)
    audit.record(request, audit.Action.CREATE, complaint)
    messages.success(request, "苦情を受け付けました。")
    return _after_saving(request, complaint)


def _after_saving(request: UserRequest, complaint: Complaint | None) -> HttpResponse:
    if complaint is not None:
        if Complaint.objects.visible_to(request.user).filter(pk=complaint.pk).exists():
            return redirect("complaints:complaint_detail", complaint.pk)
        messages.warning(request, BEYOND_OWN_SIGHT)
    return redirect("complaints:complaint_list")


@never_cache
@require_safe
@requires(Capability.COMPLAINT_VIEW)
def complaint_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _detail(request, _complaint(request, pk, Capability.COMPLAINT_VIEW), None)


@never_cache
@require_POST
@requires(Capability.COMPLAINT_HANDLE)
def step_create(request: UserRequest, pk: int) -> HttpResponse:
    """One step further; what was typed stays on the page when the step is refused."""
    complaint = _complaint(request, pk, Capability.COMPLAINT_HANDLE)
    form = ComplaintStepForm(request.POST, complaint=complaint, by_name=request.user.name)
    if not form.is_valid():
        return _detail(request, complaint, form)
    key, form_key = form.cleaned_data["submission_key"], f"{COMPLAINT_STEP}{complaint.pk}"
    try:
        step = add_step(
            complaint,
            form.step,
            submission_key=key,
            by=request.user,
            at=timezone.now(),
        )
    except StepRefusedError as error:
        form.refuse(error.refusal)
        return _detail(request, _complaint(request, pk, Capability.COMPLAINT_HANDLE), form)
    except StepSavedBeforeError:
        discard_draft(form_key, by=request.user, submission_key=key)
        messages.info(request, "この経過は保存済みです。二重には登録していません。")
        return redirect("complaints:complaint_detail", complaint.pk)
    discard_draft(form_key, by=request.user, submission_key=key)
    audit.record(request, audit.Action.CREATE, step, complaint=complaint.pk, kind=step.kind)
    messages.success(request, f"「{step.get_kind_display()}」を記録しました。")
    return redirect("complaints:complaint_detail", complaint.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.COMPLAINT_HANDLE)
def complaint_correct(request: UserRequest, pk: int) -> HttpResponse:
    """What was written down, put right with a reason; two people never overwrite each other."""
    complaint = _complaint(request, pk, Capability.COMPLAINT_HANDLE)
    data, now = request.POST if request.method == "POST" else None, timezone.now()
    form, conflict = CorrectForm(data, instance=copy(complaint), now=now), None
    if data is not None and form.is_valid():
        try:
            return _correct(request, complaint, form)
        except ComplaintChangedError as error:
            conflict = conflict_of(error, form)
            form = form_after(conflict, error, data, complaint, now)
    audit.record(request, audit.Action.READ, complaint, page="correct")
    context = {
        "form": form,
        "kept": kept(request, f"{COMPLAINT_CORRECTION}{complaint.pk}", form),
        "complaint": complaint,
        "conflict": conflict,
        "complainant": complainant_of(complaint, request.user, timezone.localdate()),
    }
    return TemplateResponse(
        request, "complaints/complaint_correct.html", context, status=_status(request)
    )


def _correct(request: UserRequest, complaint: Complaint, form: CorrectForm) -> HttpResponse:
    step = correct_complaint(
        complaint,
        form.values,
        form.chosen_subjects,
        version=form.cleaned_data["version"],
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=timezone.now(),
    )
    discard_draft(f"{COMPLAINT_CORRECTION}{complaint.pk}", by=request.user)
    if step is None:
        messages.info(request, "変更はありませんでした。")
    else:
        audit.record(
            request, audit.Action.CHANGE, complaint, fields=sorted(step.changes), step=step.pk
        )
        messages.success(request, "苦情を訂正しました。訂正前の内容は経過に残ります。")
    return _after_correcting(request, complaint)


def _after_correcting(request: UserRequest, complaint: Complaint) -> HttpResponse:
    if Complaint.objects.visible_to(request.user).filter(pk=complaint.pk).exists():
        return redirect("complaints:complaint_detail", complaint.pk)
    messages.warning(request, "あなたが対象の職員に選ばれたため、この苦情は表示されません。")
    return redirect("complaints:complaint_list")


@never_cache
@require_safe
@requires(Capability.COMPLAINT_VIEW)
def complaint_receipt(request: UserRequest, pk: int) -> HttpResponse:
    """受付書: what was received, and who deals with it."""
    complaint = _complaint(request, pk, Capability.COMPLAINT_VIEW)
    serving = ComplaintOfficer.objects.serving(complaint.received_on)
    officers = serving.filter(center=complaint.center_id)
    concerned = officers.named_in(complaint).values("pk")
    context = {
        "officers": officers.exclude(pk__in=concerned).order_by("role", "pk"),
        **_sheet(request, complaint),
    }
    answer = printed("complaints/receipt_print.html", context, name=f"complaint-{complaint.pk}")
    audit.record(request, audit.Action.PRINT, complaint, page="receipt")
    return answer


@never_cache
@require_safe
@requires(Capability.COMPLAINT_HANDLE)
def complaint_report(request: UserRequest, pk: int) -> HttpResponse:
    """報告書 to the complainant: what was said to them, and the result."""
    complaint = _complaint(request, pk, Capability.COMPLAINT_HANDLE)
    if not has_result(complaint):
        messages.warning(request, "「結果の報告」を記録すると、報告書を印刷できます。")
        return redirect("complaints:complaint_detail", complaint.pk)
    context = {"steps": told_steps(complaint), **_sheet(request, complaint)}
    answer = printed(
        "complaints/report_print.html", context, name=f"complaint-report-{complaint.pk}"
    )
    audit.record(request, audit.Action.PRINT, complaint, page="report")
    return answer


def _sheet(request: UserRequest, complaint: Complaint) -> dict[str, Any]:
    day = timezone.localdate()
    complainant = complainant_of(complaint, request.user, day)
    if complainant.is_hidden:
        raise Http404
    return {"complaint": complaint, "complainant": complainant, "day": day}


def _complaint(request: UserRequest, pk: int, capability: Capability) -> Complaint:
    complaints = Complaint.objects.visible_to(request.user, capability).for_reading()
    return get_object_or_404(complaints, pk=pk)


def _detail(
    request: UserRequest, complaint: Complaint, form: ComplaintStepForm | None
) -> HttpResponse:
    day = timezone.localdate()
    handled = Complaint.objects.visible_to(request.user, Capability.COMPLAINT_HANDLE)
    may_handle = handled.filter(pk=complaint.pk).exists()
    if form is None and may_handle:
        form = ComplaintStepForm(complaint=complaint, by_name=request.user.name)
    audit.record(request, audit.Action.READ, complaint)
    subjects = [each.staff_member for each in complaint.named_subjects.all()]
    context = {
        "complaint": complaint,
        "complainant": complainant_of(complaint, request.user, day),
        "clocks": clocks_of(complaint, day),
        "subjects": subjects,
        "without_account": [member for member in subjects if member.user_id is None],
        "steps": complaint.steps.all(),
        "has_result": has_result(complaint),
        "may_handle": may_handle,
        "form": form,
        "kept": kept(request, f"{COMPLAINT_STEP}{complaint.pk}", form) if may_handle else None,
    }
    status = UNUSABLE if form is not None and form.errors else 200
    return TemplateResponse(request, "complaints/complaint_detail.html", context, status=status)


def _status(request: UserRequest) -> int:
    return UNUSABLE if request.method == "POST" else 200
