"""基準額 as files: written for a spreadsheet, handed in, shown row by row, then entered."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from centers.directory.columns import NoHeaderError
from centers.directory.comparison import State
from centers.directory.upload import read_first
from centers.listing import pagination
from centers.resource_actions import ImportOverError, PreviewChangedError
from centers.views.resource_imports import IMPORT_OVER, plain_name
from shared import audit
from shared.access import Capability, requires
from shared.csv_safety import UnwritableTextError, write_csv
from shared.fiscal_year import FiscalYear
from shared.table_file import TableFileError
from worksheets.amount_export import xlsx_of
from worksheets.amount_forms import AmountUploadForm
from worksheets.amount_import_actions import (
    confirm_amounts,
    discard_amounts,
    receive_amounts,
)
from worksheets.amount_list import ReadAmounts, read_amounts, table_of
from worksheets.amount_preview import preview_of
from worksheets.models import AmountImport, StandardAmount
from worksheets.views.amounts import UNUSABLE, of_year_or_404

PAGE_SIZE = 100
IMPORTS_SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANGED = (
    "確認していただいた後に、基準額が変更されました。まだ取り込んでいません。"
    "最新の内容をもう一度確かめてください。"
)
Table = Sequence[Sequence[Any]]
WRITERS: dict[str, tuple[str, str, Callable[[Table], bytes]]] = {
    "xlsx": ("xlsx", XLSX, lambda table: xlsx_of(table, title="基準額")),
    "csv": ("csv", "text/csv; charset=utf-8", write_csv),
    "csv-cp932": (
        "csv",
        "text/csv; charset=shift_jis",
        lambda table: write_csv(table, "cp932"),
    ),
}


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def amount_export(
    request: UserRequest, municipality_pk: int, fiscal_year: int, form: str
) -> HttpResponse:
    municipality = of_year_or_404(request, municipality_pk, fiscal_year, Capability.WORKSHEET_VIEW)
    if form not in WRITERS:
        raise Http404
    rows = list(StandardAmount.objects.current().of_year(municipality, fiscal_year))
    ending, content_type, write = WRITERS[form]
    try:
        content = write(table_of(rows, fiscal_year))
    except UnwritableTextError as error:
        messages.error(request, f"{error}　UTF-8のCSVかExcelで書き出してください。")
        return redirect("worksheets:amount_list", municipality.pk, fiscal_year)
    audit.record(request, audit.Action.EXPORT, StandardAmount, count=len(rows), form=form)
    name = f"standard_amounts_{municipality.code}_{fiscal_year}.{ending}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.AMOUNT_EDIT)
def amount_import_create(
    request: UserRequest, municipality_pk: int, fiscal_year: int
) -> HttpResponse:
    municipality = of_year_or_404(request, municipality_pk, fiscal_year, Capability.AMOUNT_EDIT)
    if request.method == "POST":
        form = AmountUploadForm(request.POST, request.FILES)
        if form.is_valid() and (read := _read(form)):
            digest, found = read
            waiting = receive_amounts(
                found,
                digest=digest,
                municipality=municipality,
                fiscal_year=fiscal_year,
                file_name=plain_name(form.cleaned_data["file"].name),
                by=request.user,
                at=timezone.now(),
            )
            audit.record(request, audit.Action.CREATE, waiting)
            return redirect("worksheets:amount_import_detail", waiting.pk)
    else:
        form = AmountUploadForm()
    imports = _visible(request).filter(municipality=municipality, fiscal_year=fiscal_year)
    context = {
        "form": form,
        "municipality": municipality,
        "year": FiscalYear(fiscal_year),
        "imports": imports.defer("rows").order_by("-uploaded_at", "-pk")[:IMPORTS_SHOWN],
        "now": timezone.now(),
    }
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "worksheets/amount_import_create.html", context, status=status)


def _read(form: AmountUploadForm) -> tuple[str, ReadAmounts] | None:
    """The list as read; None with the reason beside the field."""
    file = form.cleaned_data["file"]
    try:
        return read_first(file.chunks(), size=file.size, read=read_amounts)  # type: ignore[type-var]  # any table with rows
    except (TableFileError, NoHeaderError) as error:
        form.add_error("file", str(error))
        return None


@require_safe
@requires(Capability.AMOUNT_EDIT)
def amount_import_detail(request: UserRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    year = FiscalYear(waiting.fiscal_year)
    context: dict[str, Any] = {"amount_import": waiting, "year": year}
    if not waiting.is_waiting_at(timezone.now()):
        return TemplateResponse(request, "worksheets/amount_import_over.html", context)
    preview = preview_of(waiting)
    asked = request.GET.get("state", "")
    state = State(asked) if asked in State.values else None
    lines = [line for line in preview.lines if state in {None, line.state}]
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {
        "preview": preview,
        "counts": list(preview.counts.items()),
        "state": state,
        "page": page,
        "pagination": pagination(page, request.GET, unit="行"),
    }
    return TemplateResponse(request, "worksheets/amount_import_detail.html", context)


@require_POST
@requires(Capability.AMOUNT_EDIT)
def amount_import_confirm(request: UserRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    seen = request.POST.get("seen", "")
    try:
        outcome = confirm_amounts(waiting, seen=seen, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    except PreviewChangedError:
        messages.warning(request, CHANGED)
    else:
        audit.record(request, audit.Action.CHANGE, waiting, rows=outcome)
        messages.success(
            request,
            f"取り込みました。新規{outcome['new']:,}行、変更{outcome['changed']:,}行です。"
            "別の人が確認すると、調書の計算に使われます。",
        )
    return redirect("worksheets:amount_import_detail", waiting.pk)


@require_POST
@requires(Capability.AMOUNT_EDIT)
def amount_import_discard(request: UserRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    try:
        discard_amounts(waiting, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    else:
        audit.record(request, audit.Action.WITHDRAW, waiting)
        messages.success(request, "取込を取りやめました。基準額は何も変わっていません。")
    return redirect("worksheets:amount_list", waiting.municipality_id, waiting.fiscal_year)


def _visible(request: UserRequest) -> Any:
    visible = AmountImport.objects.visible_to(request.user)
    return visible.select_related("municipality", "uploaded_by", "ended_by")
