"""Taking in the list of the health system: shown row by row, matched by a person, then taken over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from casework.forms.maternity_imports import MaternityUploadForm
from casework.maternity_import_actions import (
    ImportOverError,
    PreviewChangedError,
    confirm_import,
    discard_import,
    receive_list,
)
from casework.maternity_preview import State, preview_of
from casework.maternity_reading import ReadList, read_upload
from casework.models import MaternityImport
from shared import audit
from shared.access import Capability, requires
from shared.table_file import TableFileError

IMPORTS_SHOWN = 30
IMPORT_OVER = "この取込は、取り込み済みか、取りやめか、期限切れです。何も変更していません。"
CHANGED = (
    "確認していただいた後に、台帳か世帯の登録が変わりました。まだ取り込んでいません。"
    "最新の内容をもう一度確かめてください。"
)


@never_cache
@require_safe
@requires(Capability.MATERNITY_WRITE)
def import_list(request: UserRequest) -> HttpResponse:
    imports = (
        MaternityImport.objects.visible_to(request.user)
        .defer("rows")
        .select_related("uploaded_by", "center")
        .order_by("-uploaded_at", "-pk")
    )
    shown = list(imports[:IMPORTS_SHOWN])
    audit.record(request, audit.Action.LIST, MaternityImport, shown=shown)
    context = {"imports": shown, "now": timezone.now()}
    return TemplateResponse(request, "maternity/import_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def import_create(request: UserRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = MaternityUploadForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, user=request.user
    )
    if is_sent and form.is_valid() and (found := _read(form)) is not None:
        waiting = receive_list(
            found, center=form.cleaned_data["center"], by=request.user, at=timezone.now()
        )
        audit.record(request, audit.Action.CREATE, waiting)
        return redirect("maternity:import_detail", waiting.pk)
    status = 422 if form.errors else 200
    return TemplateResponse(request, "maternity/import_create.html", {"form": form}, status=status)


def _read(form: MaternityUploadForm) -> ReadList | None:
    """The list as read; None with the reason beside the field."""
    file = form.cleaned_data["file"]
    try:
        return read_upload(file.chunks(), size=file.size)
    except TableFileError as error:
        form.add_error("file", str(error))
        return None


def _waiting(request: UserRequest, pk: int) -> MaternityImport:
    rows = MaternityImport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("center", "uploaded_by", "ended_by"), pk=pk)


@never_cache
@require_safe
@requires(Capability.MATERNITY_WRITE)
def import_detail(request: UserRequest, pk: int) -> HttpResponse:
    waiting = _waiting(request, pk)
    is_waiting = waiting.is_waiting_at(timezone.now())
    context: dict[str, Any] = {"waiting": waiting, "is_waiting": is_waiting}
    if is_waiting:
        preview = preview_of(waiting, request.user, day=localdate())
        context |= {
            "preview": preview,
            "counts": [(state, count) for state, count in preview.counts.items() if count],
            "lines": _lines(preview.lines),
        }
    audit.record(request, audit.Action.READ, waiting)
    return TemplateResponse(request, "maternity/import_detail.html", context)


def _lines(lines: Any) -> list[dict[str, Any]]:
    """What the template needs to know of a line; it compares no stored values."""
    return [
        {
            "line": line,
            "is_new": line.state == State.NEW,
            "is_changed": line.state == State.CHANGED,
            "is_broken": line.state == State.BROKEN,
            "is_stopped": line.state == State.STOPPED,
        }
        for line in lines
    ]


@require_POST
@requires(Capability.MATERNITY_WRITE)
def import_confirm(request: UserRequest, pk: int) -> HttpResponse:
    waiting = _waiting(request, pk)
    chosen = {name: value for name, value in request.POST.items() if name.startswith("line-")}
    try:
        outcome = confirm_import(
            waiting,
            seen=request.POST.get("seen", ""),
            chosen={name: str(value) for name, value in chosen.items()},
            by=request.user,
            at=timezone.now(),
        )
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    except PreviewChangedError:
        messages.warning(request, CHANGED)
    else:
        audit.record(request, audit.Action.CHANGE, waiting, rows=outcome)
        messages.success(
            request,
            f"取り込みました。新規{outcome['new']}件、変更{outcome['changed']}件、"
            f"取り込まなかった行{outcome['skipped']}件です。",
        )
    return redirect("maternity:import_detail", waiting.pk)


@require_POST
@requires(Capability.MATERNITY_WRITE)
def import_discard(request: UserRequest, pk: int) -> HttpResponse:
    waiting = _waiting(request, pk)
    try:
        discard_import(waiting, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    else:
        audit.record(request, audit.Action.WITHDRAW, waiting)
        messages.success(request, "取込を取りやめました。台帳は何も変わっていません。")
    return redirect("maternity:import_list")
