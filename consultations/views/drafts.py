"""Drafts: every word typed into a form, on the server until the form is saved or given up."""

import re
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from consultations.actions import NO_ORDER, DraftOrder, discard_draft, save_draft
from consultations.forms.typed import TooMuchTextError, form_class_of, is_untouched, typed_in
from consultations.models import CORRECTION_FORM, NEW_FORM, Consultation, ConsultationDraft
from shared.access import Capability, requires
from shared.clock_time import format_clock

PAGE, NUMBER = re.compile(r"[0-9a-z]{1,40}"), re.compile(r"[0-9]{1,9}")
TOO_LARGE = 413
CONFLICT = 409


def standing_draft(request: UserRequest, form_key: str) -> ConsultationDraft | None:
    return ConsultationDraft.objects.of(request.user).filter(form_key=form_key).first()


def keep_typed(request: UserRequest, form_key: str, form: BaseForm) -> None:
    """A form sent back with errors is as safe as one not yet sent."""
    try:
        typed = typed_in(cast("QueryDict", form.data), form_class_of(form_key))
    except TooMuchTextError:
        return  # on the page still, with the error beside the field
    save_draft(form_key, typed, by=request.user, at=timezone.now())


@require_POST
@requires(Capability.CONSULTATION_WRITE)
def draft_save(request: UserRequest, form_key: str) -> HttpResponse:
    _require_form(request, form_key)
    now = timezone.now()
    try:
        typed = typed_in(request.POST, form_class_of(form_key))
    except TooMuchTextError:
        return JsonResponse({"error": "文字数が多すぎます。"}, status=TOO_LARGE)
    if form_key == NEW_FORM and _is_saved(request, typed.get("submission_key", "")):
        return JsonResponse({"error": "この相談記録は保存済みです。"}, status=CONFLICT)
    if is_untouched(typed):
        discard_draft(form_key, by=request.user, order=_order(request))
    else:
        save_draft(form_key, typed, by=request.user, at=now, order=_order(request))
    return JsonResponse({"saved_at": format_clock(timezone.localtime(now).time())})


def _order(request: UserRequest) -> DraftOrder:
    page, number = (
        request.headers.get("X-Draft-Page", ""),
        request.headers.get("X-Draft-Number", ""),
    )
    if PAGE.fullmatch(page) and NUMBER.fullmatch(number):
        return DraftOrder(page, int(number))
    return NO_ORDER


@require_POST
@requires(Capability.CONSULTATION_WRITE)
def draft_discard(request: UserRequest, form_key: str) -> HttpResponse:
    record = _require_form(request, form_key)
    discard_draft(form_key, by=request.user)
    messages.success(request, "下書きを破棄しました。")
    if record is None:
        return redirect("consultations:consultation_create")
    return redirect("consultations:consultation_correct", record.pk)


def _require_form(request: UserRequest, form_key: str) -> Consultation | None:
    """The record that is being corrected, None for a new one; 404 for a form that is not there."""
    if form_key == NEW_FORM:
        return None
    record_id = ConsultationDraft(form_key=form_key).corrected_id
    reached = Consultation.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    record = reached.filter(pk=record_id).first() if record_id else None
    if record is None or form_key != f"{CORRECTION_FORM}{record.pk}":
        raise Http404
    return record


def _is_saved(request: UserRequest, submission_key: str) -> bool:
    """A draft that arrives after its record is not kept: it would be offered as unsaved."""
    try:
        municipalities = {grant.municipality_id for grant in request.user.roles_held}
        return Consultation.objects.saved_from(
            submission_key, municipality_ids=municipalities
        ).exists()
    except (ValueError, ValidationError):
        return False
