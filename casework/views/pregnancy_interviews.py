"""妊婦等との面談: recorded with a draft on the server, read, corrected with a reason, withdrawn."""

from datetime import date
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
from casework.forms.pregnancy_interviews import InterviewCorrectionForm, InterviewForm
from casework.forms.steps import ReasonForm
from casework.interview_actions import (
    InterviewChangedMeanwhileError,
    conflict_of,
    correct_interview,
    record_interview,
    withdraw_interview,
)
from casework.losses import is_stopped
from casework.maternity_draft_forms import INTERVIEW, INTERVIEW_CORRECTION
from casework.maternity_identity import head_of
from casework.models import LossRecord, Pregnancy, PregnancyInterview
from casework.timeline_sources import changes_shown
from casework.views.maternity_reaching import CHANGED_MEANWHILE, form_page, pregnancy_of
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, left_over, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires

WRITE = Capability.MATERNITY_WRITE
UNCONFIRMED = (
    "面談を保存しました。実施者の資格・研修が、面談の日について台帳で確かめられません（要確認）。"
    "職員の画面で資格か研修を登録し、面談の訂正で確かめ直してください。"
)
CHANGED = (
    "この画面を開いた後に、ほかの人がこの面談を変更しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)


def stopped_since(pregnancy: Pregnancy) -> date | None:
    """The day on which the loss was told; None while nothing is stopped."""
    if not is_stopped(pregnancy):
        return None
    losses = LossRecord.objects.standing().filter(pregnancy__household=pregnancy.household_id)
    found = losses.order_by("told_on").values_list("told_on", flat=True).first()
    return found or localdate(pregnancy.recorded_at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def interview_create(request: UserRequest, pk: int) -> HttpResponse:
    pregnancy, now = pregnancy_of(request, pk, WRITE), timezone.now()
    is_sent, form_key = request.method == "POST", f"{INTERVIEW}{pregnancy.pk}"
    draft = None if is_sent else standing_draft(request, form_key)
    form = InterviewForm(
        request.POST if is_sent else None,
        pregnancy=pregnancy,
        stopped_since=stopped_since(pregnancy),
        user=request.user,
        now=now,
        typed=typed_of(draft),
    )
    if is_sent and form.is_valid():
        key = form.cleaned_data["submission_key"]
        interview, is_new = record_interview(
            pregnancy, form.text(), submission_key=key, by=request.user, at=now
        )
        discard_draft(form_key, by=request.user, submission_key=key)
        if is_new:
            audit.record(request, audit.Action.CREATE, interview, pregnancy=pregnancy.pk)
        _tell(request, interview, is_new=is_new)
        return redirect("maternity:interview_detail", interview.pk)
    if is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        pregnancy,
        form,
        title="妊婦等との面談の記録",
        page="interview",
        form_key=form_key,
        draft=draft,
    )


def _tell(request: UserRequest, interview: PregnancyInterview, *, is_new: bool) -> None:
    if not is_new:
        messages.info(request, "この面談は保存済みです。二重には登録していません。")
    elif interview.needs_check:
        messages.warning(request, UNCONFIRMED)
    else:
        messages.success(request, "面談を保存しました。")


def _interview(
    request: UserRequest, pk: int, capability: Capability = Capability.MATERNITY_VIEW
) -> PregnancyInterview:
    rows = PregnancyInterview.objects.visible_to(request.user, capability)
    return get_object_or_404(
        rows.select_related("pregnancy", "interviewer", "recorded_by", "withdrawn_by"), pk=pk
    )


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def interview_detail(request: UserRequest, pk: int) -> HttpResponse:
    interview = _interview(request, pk)
    pregnancy = pregnancy_of(request, interview.pregnancy_id)
    corrections = interview.corrections.select_related("corrected_by").order_by("-pk")
    audit.record(request, audit.Action.READ, interview, pregnancy=pregnancy.pk)
    context = {
        "head": head_of(pregnancy, localdate()),
        "pregnancy": pregnancy,
        "interview": interview,
        "corrections": [(each, changes_shown(each.changes)) for each in corrections],
        "may_write": request.user.reach(WRITE).covers(
            municipality_id=pregnancy.municipality_id, center_id=pregnancy.center_id
        ),
    }
    return TemplateResponse(request, "maternity/interview_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def interview_correct(request: UserRequest, pk: int) -> HttpResponse:
    interview, now = _interview(request, pk, WRITE), timezone.now()
    is_sent, form_key = request.method == "POST", f"{INTERVIEW_CORRECTION}{interview.pk}"
    if interview.withdrawn_at is not None:
        return _withdrawn_already(request, interview, form_key)
    pregnancy = pregnancy_of(request, interview.pregnancy_id, WRITE)
    interview.pregnancy = pregnancy
    draft = None if is_sent else standing_draft(request, form_key)
    form = InterviewCorrectionForm(
        request.POST if is_sent else None,
        interview=interview,
        stopped_since=stopped_since(pregnancy),
        user=request.user,
        now=now,
        typed=typed_of(draft),
    )
    more: dict[str, Any] = {}
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            correction = correct_interview(
                interview,
                form.text(),
                version=said["version"],
                reason=said["reason"],
                by=request.user,
                at=now,
            )
        except InterviewChangedMeanwhileError:
            interview = _interview(request, pk, WRITE)
            if interview.withdrawn_at is not None:
                return _withdrawn_already(request, interview, form_key)
            keep_typed(request, form_key, form)
            interview.pregnancy = pregnancy
            conflict = conflict_of(interview, form.text(), version=said["version"])
            form.take_over(interview, conflict)
            more = {"conflict": conflict, "status": CHANGED_MEANWHILE}
        else:
            discard_draft(form_key, by=request.user)
            if correction is not None:
                fields = sorted(correction.changes)
                audit.record(request, audit.Action.CHANGE, interview, fields=fields)
            messages.success(request, "訂正を保存しました。実施者の資格等も確かめ直しました。")
            return redirect("maternity:interview_detail", interview.pk)
    elif is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        pregnancy,
        form,
        title="面談の訂正",
        page="interview_correct",
        submit="訂正を保存する",
        form_key=form_key,
        draft=draft,
        **more,
    )


def _withdrawn_already(
    request: UserRequest, interview: PregnancyInterview, form_key: str = ""
) -> HttpResponse:
    messages.warning(request, "この面談は取り消されているため、変更できません。")
    back = reverse("maternity:interview_detail", args=[interview.pk])
    return left_over(request, form_key, back) if form_key else redirect(back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def interview_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    interview = _interview(request, pk, WRITE)
    if interview.withdrawn_at is not None:
        return _withdrawn_already(request, interview)
    is_sent = request.method == "POST"
    form = ReasonForm(request.POST if is_sent else None, initial={"version": interview.version})
    status = None
    if is_sent and form.is_valid():
        try:
            correction = withdraw_interview(
                interview, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except InterviewChangedMeanwhileError:
            interview = _interview(request, pk, WRITE)
            form.data = {"reason": form.cleaned_data["reason"], "version": interview.version}
            form.add_error(None, CHANGED)
            status = CHANGED_MEANWHILE
        else:
            audit.record(request, audit.Action.WITHDRAW, interview, correction=correction.pk)
            messages.success(request, "面談の記録を取り消しました。内容と理由は残っています。")
            return redirect("maternity:interview_detail", interview.pk)
    return form_page(
        request,
        pregnancy_of(request, interview.pregnancy_id, WRITE),
        form,
        title="面談の取消",
        page="interview_withdraw",
        submit="取り消す",
        status=status,
    )
