"""収支の取込: a table handed in, shown row by row, and only then taken over."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from centers.directory.columns import NoHeaderError
from centers.directory.comparison import State
from centers.directory.upload import read_first
from centers.listing import pagination
from centers.models import Municipality
from centers.views.resource_imports import IMPORT_OVER, plain_name
from shared import audit
from shared.access import Capability, requires
from shared.table_file import TableFileError
from worksheets.enums import WorksheetStage
from worksheets.models import SpendingImport
from worksheets.spending_actions import (
    ImportOverError,
    SpendingChangedError,
    confirm_spending,
    discard_spending,
    is_waiting_at,
    receive_spending,
)
from worksheets.spending_forms import SpendingUploadForm
from worksheets.spending_list import TITLES, ReadSpending, read_spending
from worksheets.spending_preview import spending_preview_of
from worksheets.table_out import CSV, table_answer

UNUSABLE = 422
PAGE_SIZE, IMPORTS_SHOWN = 100, 20
ASKED = ("municipality", "fiscal_year", "stage")  # what a link to the form may choose
OUTCOME = (
    ("new", "新規"),
    ("changed", "変更"),
    ("unchanged", "変更なし"),
    ("broken", "取り込めない"),
)


@require_http_methods(["GET", "POST"])
@requires(Capability.WORKSHEET_PREPARE)
def spending_import_create(request: UserRequest) -> HttpResponse:
    among = Municipality.objects.visible_to(request.user, Capability.WORKSHEET_PREPARE)
    among = among.order_by("code")
    if request.method == "POST":
        form = SpendingUploadForm(request.POST, request.FILES, municipalities=among)
        if form.is_valid() and (read := _read(form)):
            digest, found = read
            waiting = receive_spending(
                found,
                digest=digest,
                municipality=form.chosen_municipality,
                fiscal_year=form.cleaned_data["fiscal_year"],
                stage=WorksheetStage(form.cleaned_data["stage"]),
                file_name=plain_name(form.cleaned_data["file"].name),
                by=request.user,
                at=timezone.now(),
            )
            audit.record(request, audit.Action.CREATE, waiting)
            return redirect("worksheets:spending_import_detail", waiting.pk)
    else:
        initial = {name: request.GET[name] for name in ASKED if name in request.GET}
        form = SpendingUploadForm(municipalities=among, initial=initial)
    imports = _visible(request).defer("rows").order_by("-uploaded_at", "-pk")
    context = {"form": form, "imports": imports[:IMPORTS_SHOWN]}
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(
        request, "worksheets/spending_import_create.html", context, status=status
    )


def _read(form: SpendingUploadForm) -> tuple[str, ReadSpending] | None:
    """The table as read; None with the reason beside the field."""
    file = form.cleaned_data["file"]
    try:
        return read_first(file.chunks(), size=file.size, read=read_spending)  # type: ignore[type-var]  # any table with rows
    except (TableFileError, NoHeaderError) as error:
        form.add_error("file", str(error))
        return None


@require_safe
@requires(Capability.WORKSHEET_PREPARE)
def spending_import_detail(request: UserRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    if not is_waiting_at(waiting, timezone.now()):
        outcome = [(label, waiting.outcome.get(name, 0)) for name, label in OUTCOME]
        over: dict[str, Any] = {"spending_import": waiting, "outcome": outcome}
        return TemplateResponse(request, "worksheets/spending_import_over.html", over)
    preview = spending_preview_of(waiting)
    asked = request.GET.get("state", "")
    state = State(asked) if asked in State.values else None
    lines = [line for line in preview.lines if state in {None, line.state}]
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "spending_import": waiting,
        "preview": preview,
        "counts": list(preview.counts.items()),
        "state": state,
        "page": page,
        "pagination": pagination(page, request.GET, unit="行"),
    }
    return TemplateResponse(request, "worksheets/spending_import_detail.html", context)


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def spending_import_confirm(request: UserRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    seen = request.POST.get("seen", "")
    try:
        outcome = confirm_spending(waiting, seen=seen, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    except SpendingChangedError:
        messages.warning(
            request,
            "確認していただいた後に、収支が変更されました。まだ取り込んでいません。"
            "最新の内容をもう一度確かめてください。",
        )
    else:
        audit.record(request, audit.Action.CHANGE, waiting, rows=outcome)
        messages.success(
            request,
            f"取り込みました。新規{outcome['new']:,}行、変更{outcome['changed']:,}行です。",
        )
    return redirect("worksheets:spending_import_detail", waiting.pk)


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def spending_import_discard(request: UserRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    try:
        discard_spending(waiting, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    else:
        audit.record(request, audit.Action.WITHDRAW, waiting)
        messages.success(request, "取込を取りやめました。収支は何も変わっていません。")
    return redirect("worksheets:spending_import_create")


@require_safe
@requires(Capability.WORKSHEET_PREPARE)
def spending_template(request: UserRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """The headings alone, to be filled in; it tells of nobody."""
    return table_answer([TITLES], file_format=CSV, name="tsunagi_spending", title="収支")


def _visible(request: UserRequest) -> Any:
    visible = SpendingImport.objects.visible_to(request.user, Capability.WORKSHEET_PREPARE)
    return visible.select_related("municipality", "uploaded_by", "ended_by")
