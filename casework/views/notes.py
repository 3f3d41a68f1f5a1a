"""支援記録: written with a draft on the server, corrected with a reason, withdrawn."""

from datetime import datetime
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
from casework.draft_forms import NOTE, NOTE_CORRECTION
from casework.forms.notes import NoteCorrectionForm, NoteForm
from casework.forms.steps import ReasonForm
from casework.identity import identity_of
from casework.models import Case, SupportNote, SupportNoteCorrection
from casework.note_actions import (
    NoteChangedMeanwhileError,
    NoteSavedBeforeError,
    conflict_of,
    correct_note,
    shown,
    text_of,
    withdraw_note,
    write_note,
)
from casework.timeline_sources import changes_shown
from casework.views.reaching import CHANGED, CHANGED_MEANWHILE, case_of, form_page
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, left_over, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires

TEMPLATE = "cases/note_form.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def note_create(request: UserRequest, pk: int) -> HttpResponse:
    case, now = case_of(request, pk, Capability.CASE_WRITE), timezone.now()
    form_key = f"{NOTE}{case.pk}"
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, form_key)
    form = NoteForm(
        request.POST if is_sent else None,
        case=case,
        now=now,
        typed=typed_of(draft),
    )
    if is_sent and form.is_valid():
        return _write(request, case, form, now)
    if is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        case,
        form,
        title="支援記録",
        submit="保存する",
        page="note",
        template=TEMPLATE,
        form_key=form_key,
        draft=draft,
        now=now,
    )


def _write(request: UserRequest, case: Case, form: NoteForm, now: datetime) -> HttpResponse:
    key = form.cleaned_data["submission_key"]
    try:
        note = write_note(case, form.note(), submission_key=key, by=request.user, at=now)
    except NoteSavedBeforeError as error:
        return _saved_before(request, case, form, error.note)
    audit.record(request, audit.Action.CREATE, note, case=case.pk)
    discard_draft(f"{NOTE}{case.pk}", by=request.user, submission_key=key)
    messages.success(request, "支援記録を保存しました。")
    return redirect("cases:case_detail", case.pk)


def _saved_before(
    request: UserRequest, case: Case, form: NoteForm, note: SupportNote
) -> HttpResponse:
    """The same form came twice: by a double click, or with other words after "back"."""
    discard_draft(f"{NOTE}{case.pk}", by=request.user, submission_key=note.submission_key)
    if note.recorded_by_id != request.user.pk or shown(text_of(note)) == shown(form.note()):
        messages.info(request, "この支援記録は保存済みです。二重には登録していません。")
        return redirect("cases:case_detail", case.pk)
    messages.warning(
        request,
        "この画面の支援記録は保存済みです。変更した内容は、訂正として保存してください。",
    )
    return redirect("cases:note_correct", note.pk)


def _note(
    request: UserRequest, pk: int, capability: Capability = Capability.CASE_VIEW
) -> SupportNote:
    notes = SupportNote.objects.visible_to(request.user, capability)
    return get_object_or_404(
        notes.select_related("case", "recorded_by", "withdrawn_by", "municipality"), pk=pk
    )


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def note_detail(request: UserRequest, pk: int) -> HttpResponse:
    note = _note(request, pk)
    case = case_of(request, note.case_id)
    corrections = note.corrections.select_related("corrected_by").order_by("-pk")
    audit.record(request, audit.Action.READ, note, case=case.pk)
    context = {
        "case": case,
        "identity": identity_of(case, localdate()),
        "note": note,
        "corrections": [(each, changes_shown(each.changes)) for each in corrections],
    }
    return TemplateResponse(request, "cases/note_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def note_correct(request: UserRequest, pk: int) -> HttpResponse:
    note, now = _note(request, pk, Capability.CASE_WRITE), timezone.now()
    form_key = f"{NOTE_CORRECTION}{note.pk}"
    if note.withdrawn_at is not None:
        return _withdrawn_already(request, note, form_key)
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, form_key)
    form = NoteCorrectionForm(
        request.POST if is_sent else None,
        note=note,
        now=now,
        typed=typed_of(draft),
    )
    more: dict[str, Any] = {}
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            correction = correct_note(
                note,
                form.note(),
                version=said["version"],
                reason=said["reason"],
                by=request.user,
                at=now,
            )
        except NoteChangedMeanwhileError:
            note = _note(request, pk, Capability.CASE_WRITE)
            if note.withdrawn_at is not None:
                return _withdrawn_already(request, note, form_key)
            keep_typed(request, form_key, form)
            conflict = conflict_of(note, form.note(), version=said["version"])
            form.take_over(note, conflict)
            more = {"conflict": conflict, "status": CHANGED_MEANWHILE}
        else:
            discard_draft(form_key, by=request.user)
            return _corrected(request, note, correction)
    elif is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        case_of(request, note.case_id, Capability.CASE_WRITE),
        form,
        title="支援記録の訂正",
        submit="訂正を保存する",
        page="note_correct",
        template=TEMPLATE,
        form_key=form_key,
        draft=draft,
        now=now,
        note=note,
        **more,
    )


def _corrected(
    request: UserRequest, note: SupportNote, correction: SupportNoteCorrection | None
) -> HttpResponse:
    if correction is None:
        messages.info(request, "変更がないため、訂正は記録していません。")
    else:
        fields = sorted(correction.changes)
        audit.record(request, audit.Action.CHANGE, note, correction=correction.pk, fields=fields)
        messages.success(request, "訂正を保存しました。")
    return redirect("cases:note_detail", note.pk)


def _withdrawn_already(request: UserRequest, note: SupportNote, form_key: str = "") -> HttpResponse:
    messages.warning(request, "この支援記録は取り消されているため、変更できません。")
    back = reverse("cases:note_detail", args=[note.pk])
    return left_over(request, form_key, back) if form_key else redirect(back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def note_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    note = _note(request, pk, Capability.CASE_WRITE)
    if note.withdrawn_at is not None:
        return _withdrawn_already(request, note)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, initial={"version": note.version}
    )
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            correction = withdraw_note(
                note, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except NoteChangedMeanwhileError:
            note = _note(request, pk, Capability.CASE_WRITE)
            form.data = {"reason": form.cleaned_data["reason"], "version": note.version}
            form.add_error(None, CHANGED)
            status = CHANGED_MEANWHILE
        else:
            audit.record(request, audit.Action.WITHDRAW, note, correction=correction.pk)
            messages.success(request, "支援記録を取り消しました。内容と理由は残っています。")
            return redirect("cases:note_detail", note.pk)
    return form_page(
        request,
        case_of(request, note.case_id, Capability.CASE_WRITE),
        form,
        title="支援記録の取消",
        submit="取り消す",
        page="note_withdraw",
        status=status,
        quoted=note,
    )
