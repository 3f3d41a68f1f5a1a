"""空き状況の取込: a list handed in, shown row by row, and only then taken over."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centers.directory.columns import NoHeaderError
from centers.directory.comparison import State
from centers.directory.upload import read_first
from centers.directory.vacancy_list import ReadVacancies, read_vacancies
from centers.directory.vacancy_preview import vacancy_preview_of
from centers.enums import ImportContent
from centers.listing import pagination
from centers.models import Municipality, ResourceImport
from centers.resource_actions import ImportOverError, PreviewChangedError, discard_import
from centers.vacancy_actions import confirm_vacancies, receive_vacancies
from centers.vacancy_forms import VacancyUploadForm
from centers.views.resource_imports import IMPORT_OVER, plain_name
from shared import audit
from shared.access import ActorRequest, Capability, requires
from shared.table_file import TableFileError

PAGE_SIZE = 100
IMPORTS_SHOWN = 20


@require_http_methods(["GET", "POST"])
@requires(Capability.VACANCY_RECORD)
def vacancy_import_create(request: ActorRequest) -> HttpResponse:
    among = Municipality.objects.visible_to(request.user, Capability.VACANCY_RECORD)
    among = among.order_by("code")
    if request.method == "POST":
        form = VacancyUploadForm(request.POST, request.FILES, municipalities=among)
        if form.is_valid() and (read := _read(form)):
            digest, found = read
            waiting = receive_vacancies(
                found,
                digest=digest,
                municipality=form.chosen_municipality,
                file_name=plain_name(form.cleaned_data["file"].name),
                dated_on=form.cleaned_data["dated_on"],
                by=request.user,
                at=timezone.now(),
            )
            audit.record(request, audit.Action.CREATE, waiting)
            return redirect("directory:vacancy_import_detail", waiting.pk)
    else:
        form = VacancyUploadForm(municipalities=among)
    imports = _visible(request).defer("rows", "header").order_by("-uploaded_at", "-pk")
    context = {"form": form, "imports": imports[:IMPORTS_SHOWN], "now": timezone.now()}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "directory/vacancy_import_create.html", context, status=status)


def _read(form: VacancyUploadForm) -> tuple[str, ReadVacancies] | None:
    """The list as read; None with the reason beside the field."""
    file, dated_on = form.cleaned_data["file"], form.cleaned_data["dated_on"]

    def read(rows: Any) -> ReadVacancies:
        return read_vacancies(rows, dated_on=dated_on, today=timezone.localdate())

    try:
        return read_first(file.chunks(), size=file.size, read=read)
    except (TableFileError, NoHeaderError) as error:
        form.add_error("file", str(error))
        return None


@require_safe
@requires(Capability.VACANCY_RECORD)
def vacancy_import_detail(request: ActorRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    if not waiting.is_waiting_at(timezone.now()):
        context: dict[str, Any] = {"resource_import": waiting}
        return TemplateResponse(request, "directory/vacancy_import_over.html", context)
    preview = vacancy_preview_of(waiting)
    asked = request.GET.get("state", "")
    state = State(asked) if asked in State.values else None
    lines = [line for line in preview.lines if state in {None, line.state}]
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "resource_import": waiting,
        "preview": preview,
        "counts": list(preview.counts.items()),
        "state": state,
        "page": page,
        "pagination": pagination(page, request.GET, unit="行"),
    }
    return TemplateResponse(request, "directory/vacancy_import_detail.html", context)


@require_POST
@requires(Capability.VACANCY_RECORD)
def vacancy_import_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    seen = request.POST.get("seen", "")
    try:
        outcome = confirm_vacancies(waiting, seen=seen, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    except PreviewChangedError:
        messages.warning(
            request,
            "確認していただいた後に、空き状況か地域資源が変更されました。まだ取り込んでいません。"
            "最新の内容をもう一度確かめてください。",
        )
    else:
        audit.record(request, audit.Action.CHANGE, waiting, rows=outcome)
        messages.success(
            request,
            f"取り込みました。新規{outcome['new']:,}行、変更{outcome['changed']:,}行です。",
        )
    return redirect("directory:vacancy_import_detail", waiting.pk)


@require_POST
@requires(Capability.VACANCY_RECORD)
def vacancy_import_discard(request: ActorRequest, pk: int) -> HttpResponse:
    waiting = get_object_or_404(_visible(request), pk=pk)
    try:
        discard_import(waiting, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    else:
        audit.record(request, audit.Action.WITHDRAW, waiting)
        messages.success(request, "取込を取りやめました。空き状況は何も変わっていません。")
    return redirect("directory:vacancy_import_create")


def _visible(request: ActorRequest) -> Any:
    visible = ResourceImport.objects.visible_to(request.user, Capability.VACANCY_RECORD)
    of_vacancies = visible.filter(content=ImportContent.VACANCIES)
    return of_vacancies.select_related("municipality", "uploaded_by", "ended_by")
