"""Changing what the log says, always with a reason and with what it said before."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from consultations.actions import (
    ChangedMeanwhileError,
    correct_consultation,
    discard_draft,
    finish_next_step,
    withdraw_consultation,
)
from consultations.child_parts import parts_shown
from consultations.conflicts import Conflict, conflict_of
from consultations.consent_actions import is_count_only
from consultations.forms.correction import CorrectionForm, FollowUpDoneForm, WithdrawalForm
from consultations.forms.typed import TooMuchTextError, typed_in
from consultations.models import (
    CORRECTION_FORM,
    Consultation,
    ConsultationCorrection,
    ConsultationDraft,
)
from consultations.views.drafts import keep_typed, standing_draft
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
COUNT_STAYS = (
    "件数だけを残した記録には、内容を加えられません。"
    "件数に誤りがあるときは取り消して、新しく残し直してください。"
)
CHANGED_MEANWHILE = 409


def _correctable(request: UserRequest, pk: int) -> Consultation:
    records = Consultation.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    return get_object_or_404(records.for_reading(), pk=pk)


def _withdrawn_already(request: UserRequest, record: Consultation) -> HttpResponse:
    messages.warning(request, "この相談記録は取り消されているため、変更できません。")
    return redirect("consultations:consultation_detail", record.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_CORRECT)
def consultation_correct(request: UserRequest, pk: int) -> HttpResponse:
    record, now = _correctable(request, pk), timezone.now()
    if record.is_withdrawn:
        return _withdrawn_already(request, record)
    if is_count_only(record):
        messages.warning(request, COUNT_STAYS)
        return redirect("consultations:consultation_detail", record.pk)
    if request.method == "POST":
        form = CorrectionForm(request.POST, user=request.user, now=now, record=record)
        if "find_given" in request.POST:
            return _find_given(request, record, form, now)
        return _correct(request, record, form, now)
    draft = standing_draft(request, f"{CORRECTION_FORM}{pk}")
    typed = draft.payload if draft else None
    form = CorrectionForm(user=request.user, now=now, record=record, typed=typed)
    return _page(request, record, form, draft=draft)


def _find_given(
    request: UserRequest, record: Consultation, form: CorrectionForm, now: datetime
) -> HttpResponse:
    """The button beside the box, for a browser without scripts: the page with what was found."""
    try:
        typed = typed_in(request.POST, CorrectionForm.base_fields)
    except TooMuchTextError:
        return _page(request, record, form, status=UNUSABLE)
    again = CorrectionForm(user=request.user, now=now, record=record, typed=typed)
    again.find_given()
    return _page(request, record, again)


def _correct(
    request: UserRequest, record: Consultation, form: CorrectionForm, now: datetime
) -> HttpResponse:
    form_key = f"{CORRECTION_FORM}{record.pk}"
    if not form.is_valid():
        keep_typed(request, form_key, form)
        return _page(request, record, form, status=UNUSABLE)
    version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    try:
        correction = correct_consultation(
            record, form.entry(), version=version, reason=reason, by=request.user, at=now
        )
    except ChangedMeanwhileError:
        keep_typed(request, form_key, form)
        record = _correctable(request, record.pk)
        conflict = conflict_of(record, form.entry(), version=version)
        form.take_over(record, conflict)
        return _page(request, record, form, conflict=conflict, status=CHANGED_MEANWHILE)
    discard_draft(form_key, by=request.user)
    if correction:
        _write_changed(request, record, correction)
        messages.success(request, "訂正を保存しました。")
    else:
        messages.info(request, "変更がないため、訂正は記録していません。")
    return redirect("consultations:consultation_detail", record.pk)


def _write_changed(
    request: UserRequest,
    record: Consultation,
    correction: ConsultationCorrection,
    action: audit.Action = audit.Action.CHANGE,
) -> None:
    """The trail names the fields; the words before and after, and the reason, are the correction's."""
    fields = sorted(correction.changes)
    audit.record(request, action, record, correction=correction.pk, fields=fields)


def _page(
    request: UserRequest,
    record: Consultation,
    form: CorrectionForm,
    *,
    draft: ConsultationDraft | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    audit.record(request, audit.Action.READ, record, page="correct")
    context = {
        "record": record,
        "form": form,
        "form_key": f"{CORRECTION_FORM}{record.pk}",
        "draft": draft,
        "conflict": conflict,
    }
    return TemplateResponse(
        request, "consultations/consultation_correct.html", context, status=status
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_CORRECT)
def consultation_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    record = _correctable(request, pk)
    if record.is_withdrawn:
        return _withdrawn_already(request, record)
    form = WithdrawalForm(initial={"version": record.version})
    status = 200
    if request.method == "POST":
        form, status = WithdrawalForm(request.POST), UNUSABLE
        if form.is_valid():
            try:
                correction = withdraw_consultation(
                    record, **form.cleaned_data, by=request.user, at=timezone.now()
                )
            except ChangedMeanwhileError:
                record = _correctable(request, pk)
                form.ask_again(record)
                status = CHANGED_MEANWHILE
            else:
                _write_changed(request, record, correction, audit.Action.WITHDRAW)
                messages.success(request, "相談記録を取り消しました。件数には数えません。")
                return redirect("consultations:consultation_detail", record.pk)
    audit.record(request, audit.Action.READ, record, page="withdraw")
    context = {"record": record, "form": form, "parts": parts_shown(record, request.user)}
    return TemplateResponse(
        request, "consultations/consultation_withdraw.html", context, status=status
    )


@require_POST
@requires(Capability.CONSULTATION_CORRECT)
def follow_up_done(request: UserRequest, pk: int) -> HttpResponse:
    record = _correctable(request, pk)
    form = FollowUpDoneForm(request.POST)
    try:
        if form.is_valid():
            correction = finish_next_step(
                record, **form.cleaned_data, by=request.user, at=timezone.now()
            )
            if correction:
                _write_changed(request, record, correction)
            messages.success(request, "次の対応を済みにしました。")
    except ChangedMeanwhileError:
        messages.warning(
            request,
            "ほかの人がこの記録を変更しました。内容を確かめてから、もう一度押してください。",
        )
    return redirect("consultations:today")
