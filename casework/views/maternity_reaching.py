"""What the pages of the maternity ledger share: the row within reach, its head, a form that adds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.http import UserRequest
from casework.losses import is_stopped
from casework.maternity_actions import PregnancyChangedMeanwhileError, add_once, conflict_of
from casework.maternity_identity import head_of
from casework.models import Pregnancy
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, standing_draft, typed_of
from shared import audit
from shared.access import Capability

UNUSABLE = 422
CHANGED_MEANWHILE = 409
TEMPLATE = "maternity/form.html"


def pregnancy_of(
    request: UserRequest, pk: int, capability: Capability = Capability.MATERNITY_VIEW
) -> Pregnancy:
    """404 beyond reach."""
    rows = Pregnancy.objects.visible_to(request.user, capability).for_reading()
    return get_object_or_404(rows, pk=pk)


def form_page(
    request: UserRequest,
    pregnancy: Pregnancy,
    form: Any,
    *,
    title: str,
    page: str,
    submit: str = "保存する",
    template: str = TEMPLATE,
    status: int | None = None,
    form_key: str = "",
    draft: Any = None,
    **more: Any,
) -> HttpResponse:
    """A form under the head of the row; the caution of a loss stands above everything."""
    audit.record(request, audit.Action.READ, pregnancy, page=page)
    context = {
        "head": head_of(pregnancy, localdate()),
        "pregnancy": pregnancy,
        "form": form,
        "title": title,
        "submit": submit,
        "form_key": form_key,
        "draft": draft,
        "now": timezone.now(),
        **more,
    }
    if status is None:
        status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, template, context, status=status)


Save = Callable[[Any, Any], tuple[Any, bool]]


@dataclass(frozen=True, kw_only=True)
class Adding:
    """A page whose form adds one row to a pregnancy."""

    form_class: Any
    title: str
    page: str
    prefix: str = ""  # of the draft; none for a form of a line or two
    words: str = ""
    saved: str = "保存しました。"
    save: Save | None = None  # (form, request) → the row, and whether it is new


def add_page(request: UserRequest, pk: int, adding: Adding) -> HttpResponse:
    pregnancy = pregnancy_of(request, pk, Capability.MATERNITY_WRITE)
    is_sent = request.method == "POST"
    form_key = f"{adding.prefix}{pregnancy.pk}" if adding.prefix else ""
    draft = standing_draft(request, form_key) if form_key and not is_sent else None
    form = adding.form_class(
        request.POST if is_sent else None,
        pregnancy=pregnancy,
        is_stopped=is_stopped(pregnancy),
        user=request.user,
        now=timezone.now(),
        typed=typed_of(draft),
    )
    more: dict[str, Any] = {}
    if is_sent and form.is_valid():
        try:
            return _added(request, pregnancy, form, adding, form_key)
        except PregnancyChangedMeanwhileError:
            keep_typed(request, form_key, form)
            version = form.cleaned_data["version"]
            pregnancy = pregnancy_of(request, pk, Capability.MATERNITY_WRITE)
            conflict = conflict_of(pregnancy, form.planned(), version=version)
            form.take_over(pregnancy, conflict)
            more = {"conflict": conflict, "status": CHANGED_MEANWHILE}
    elif is_sent and form_key:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        pregnancy,
        form,
        title=adding.title,
        page=adding.page,
        form_key=form_key,
        draft=draft,
        words=adding.words,
        **more,
    )


def _added(
    request: UserRequest, pregnancy: Pregnancy, form: Any, adding: Adding, form_key: str
) -> HttpResponse:
    if adding.save is None:
        row, is_new = add_once(form.made(), by=request.user, at=timezone.now())
    else:
        row, is_new = adding.save(form, request)
    if form_key:
        key = form.cleaned_data["submission_key"]
        discard_draft(form_key, by=request.user, submission_key=key)
    if is_new:
        audit.record(request, audit.Action.CREATE, row, pregnancy=pregnancy.pk)
        messages.success(request, adding.saved)
    else:
        messages.info(request, "この内容は保存済みです。二重には登録していません。")
    return redirect("maternity:pregnancy_detail", pregnancy.pk)
