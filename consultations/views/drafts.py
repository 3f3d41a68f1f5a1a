"""Drafts: every word typed into a form, on the server until the form is saved or given up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseForm, CharField
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from consultations.actions import NO_ORDER, DraftOrder, discard_draft, save_draft
from consultations.forms.typed import TooMuchTextError, is_untouched, put_back, typed_in, whole
from consultations.models import ConsultationDraft
from shared.clock_time import format_clock
from shared.draft_forms import DraftForm, draft_form_of

PAGE, NUMBER = re.compile(r"[0-9a-z]{1,40}"), re.compile(r"[0-9]{1,9}")
TOO_LARGE = 413
CONFLICT = 409
LEFT_OVER = (
    "入力した内容は保存していません。下書きに残してあるので、「きょう」から開いて書き写せます。"
)


@dataclass(frozen=True)
class ShownDraft:
    """A draft as きょう offers it."""

    label: str
    address: str
    saved_on_server: datetime


@dataclass(frozen=True)
class KeptForm:
    """A form that keeps a draft, as its page needs it (consultations/_kept.html)."""

    form_key: str
    now: datetime
    draft: ConsultationDraft | None = None
    is_form_gone: bool = False
    words: Sequence[tuple[str, str]] = ()  # of a draft whose form is gone


def kept(request: UserRequest, form_key: str, form: BaseForm | None) -> KeptForm:
    """Put the draft back into a fresh form; keep one of what was sent and is shown with errors.

    Without a form, because others have closed the row meanwhile, the words are shown to be copied.
    """
    now = timezone.localtime()
    if form is not None and form.is_bound:
        keep_typed(request, form_key, form)
        return KeptForm(form_key, now)
    draft = standing_draft(request, form_key)
    if draft is None:
        return KeptForm(form_key, now)
    if form is None:
        return KeptForm(form_key, now, draft, is_form_gone=True, words=_words_of(draft))
    put_back(form, draft.payload)
    return KeptForm(form_key, now, draft)


def _words_of(draft: ConsultationDraft) -> list[tuple[str, str]]:
    """What was typed, with its labels; not what was chosen from a list."""
    form, number = draft_form_of(draft.form_key) or (None, 0)
    fields = form.fields(number) if form else {}
    return [
        (str(field.label or name), text)
        for name, field in fields.items()
        if isinstance(field, CharField)
        and not field.widget.is_hidden
        and (text := draft.payload.get(name))
    ]


def standing_draft(request: UserRequest, form_key: str) -> ConsultationDraft | None:
    return ConsultationDraft.objects.of(request.user).filter(form_key=form_key).first()


def typed_of(draft: ConsultationDraft | None) -> dict[str, Any] | None:
    """What a form begins with that goes on from its draft; None without one."""
    registered = draft_form_of(draft.form_key) if draft else None
    if draft is None or registered is None:
        return None
    form, number = registered
    return whole(draft.payload, form.fields(number))


def left_over(request: UserRequest, form_key: str, back: str) -> HttpResponse:
    """Of a form that others have closed: the words that wait for it, to be copied.

    What is sent to it is kept first. Without words, or with them kept, it goes `back`.
    """
    if request.method == "POST":
        if _keep(request, form_key, request.POST):
            messages.info(request, LEFT_OVER)
        return redirect(back)
    draft, registered = standing_draft(request, form_key), draft_form_of(form_key)
    if draft is None or registered is None:
        return redirect(back)
    form, number = registered
    kept = KeptForm(
        form_key, timezone.localtime(), draft, is_form_gone=True, words=_words_of(draft)
    )
    context = {"kept": kept, "title": form.label(number), "back": back}
    return TemplateResponse(request, "consultations/left_over.html", context)


def keep_typed(request: UserRequest, form_key: str, form: BaseForm) -> None:
    """A form sent back with errors is as safe as one not yet sent."""
    _keep(request, form_key, cast("QueryDict", form.data))


def _keep(request: UserRequest, form_key: str, sent: QueryDict) -> bool:
    registered = draft_form_of(form_key)
    if registered is None:
        raise ValueError(form_key)
    known, number = registered
    try:
        typed = typed_in(sent, known.fields(number))
    except TooMuchTextError:
        return False  # on the page still, with the error beside the field
    if is_untouched(typed, known.ready):
        return False
    save_draft(form_key, typed, by=request.user, at=timezone.now())
    return True


@require_POST
def draft_save(request: UserRequest, form_key: str) -> HttpResponse:
    """Whether the user may is the form's to say."""
    form, number, _row = _require_form(request, form_key)
    now = timezone.now()
    try:
        typed = typed_in(request.POST, form.fields(number))
    except TooMuchTextError:
        return JsonResponse({"error": "文字数が多すぎます。"}, status=TOO_LARGE)
    if form.is_saved(request.user, typed.get("submission_key", "")):
        return JsonResponse({"error": form.saved_words}, status=CONFLICT)
    if is_untouched(typed, form.ready):
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
def draft_discard(request: UserRequest, form_key: str) -> HttpResponse:
    form, number, row = _require_form(request, form_key)
    discard_draft(form_key, by=request.user)
    messages.success(request, "下書きを破棄しました。")
    return redirect(form.address(number, row))


def _require_form(request: UserRequest, form_key: str) -> tuple[DraftForm, int, Model | None]:
    """404 for a form that is not there, or is about a row beyond reach."""
    registered = draft_form_of(form_key)
    if registered is None:
        raise Http404
    form, number = registered
    if not form.may(request.user):
        raise PermissionDenied
    row = form.rows(request.user, [number]).get(number) if number else None
    if number and row is None:
        raise Http404
    return form, number, row


def drafts_of(user: Any) -> list[ShownDraft]:
    """One's own, without those about rows that have been closed to one since."""
    known = [
        (draft, *registered)
        for draft in ConsultationDraft.objects.of(user)
        if (registered := draft_form_of(draft.form_key))
    ]
    numbers: dict[str, set[int]] = {}
    for _draft, form, number in known:
        if number:
            numbers.setdefault(form.prefix, set()).add(number)
    forms = {form.prefix: form for _draft, form, _number in known}
    reached = {
        prefix: forms[prefix].rows(user, asked) if forms[prefix].may(user) else {}
        for prefix, asked in numbers.items()
    }
    return [
        ShownDraft(
            form.label(number),
            form.address(number, reached[form.prefix][number] if number else None),
            draft.saved_on_server,
        )
        for draft, form, number in known
        if (number in reached[form.prefix] if number else form.may(user))
    ]
