"""Taking in a list: handed in, shown row by row, and only then taken over."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centers.directory.columns import NoHeaderError, kind_of_title
from centers.directory.comparison import State
from centers.directory.places import Home
from centers.directory.preview import Preview, preview_of
from centers.directory.upload import Received, read_upload
from centers.enums import ImportContent
from centers.listing import pagination
from centers.models import Municipality, ResourceImport
from centers.resource_actions import (
    ImportOverError,
    PreviewChangedError,
    confirm_import,
    discard_import,
    receive_list,
)
from centers.resource_forms import UploadForm
from shared import audit
from shared.access import ActorRequest, Capability, requires
from shared.table_file import TableFileError

PAGE_SIZE = 100
RESOURCES = ImportContent.RESOURCES
MOST_CONFLICTS = 400  # choices that one form can carry
IMPORTS_SHOWN = 50
MOST_NAME = 255
IMPORT_OVER = "この取込は、取り込み済みか、取りやめか、期限切れです。何も変更していません。"


@require_safe
@requires(Capability.RESOURCE_EDIT)
def import_list(request: ActorRequest) -> HttpResponse:
    imports = (
        ResourceImport.objects.visible_to(request.user)
        .filter(content=RESOURCES)
        .defer("rows", "header")
        .select_related("uploaded_by", "ended_by", "municipality")
        .order_by("-uploaded_at", "-pk")
    )
    context = {"imports": imports[:IMPORTS_SHOWN], "now": timezone.now()}
    return TemplateResponse(request, "directory/import_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.RESOURCE_EDIT)
def import_create(request: ActorRequest) -> HttpResponse:
    among = Municipality.objects.visible_to(request.user, Capability.RESOURCE_EDIT).order_by("code")
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, municipalities=among)
        if form.is_valid() and (received := _received(form)):
            waiting = _receive(request, form, received)
            audit.record(request, audit.Action.CREATE, waiting)
            return redirect("directory:import_detail", waiting.pk)
    else:
        form = UploadForm(municipalities=among)
    status = 422 if form.errors else 200
    return TemplateResponse(request, "directory/import_create.html", {"form": form}, status=status)


def _received(form: UploadForm) -> Received | None:
    """The list as read; None with the reason beside the field."""
    file, municipality = form.cleaned_data["file"], form.chosen_municipality
    area = form.cleaned_data["area"] or municipality.name
    home = Home(municipality.code, municipality.name, area)
    try:
        return read_upload(file.chunks(), size=file.size, home=home)
    except (TableFileError, NoHeaderError) as error:
        form.add_error("file", str(error))
        return None


def _receive(request: ActorRequest, form: UploadForm, received: Received) -> ResourceImport:
    municipality, name = form.chosen_municipality, plain_name(form.cleaned_data["file"].name)
    return receive_list(
        received,
        municipality=municipality,
        file_name=name,
        area=form.cleaned_data["area"] or municipality.name,
        kind=form.cleaned_data["kind"] or kind_of_title(name),
        dated_on=form.cleaned_data["dated_on"],
        by=request.user,
        at=timezone.now(),
    )


def plain_name(name: str) -> str:
    """As the browser told it, without what cannot be kept or shown."""
    return "".join(letter for letter in name if letter.isprintable())[-MOST_NAME:] or "list"


@require_safe
@requires(Capability.RESOURCE_EDIT)
def import_detail(request: ActorRequest, pk: int) -> HttpResponse:
    waiting = _visible_import(request, pk)
    if not waiting.is_waiting_at(timezone.now()):
        context: dict[str, Any] = {"resource_import": waiting}
        return TemplateResponse(request, "directory/import_over.html", context)
    preview = preview_of(waiting)
    state = _state_asked(request, preview)
    lines = preview.of_state(state) if state else preview.lines
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    conflicting = preview.conflicting
    offered = [(line, change) for line in conflicting for change in line.conflicts]
    context = {
        "resource_import": waiting,
        "preview": preview,
        "counts": [(each, count) for each, count in preview.counts.items() if count],
        "state": state,
        "page": page,
        "pagination": pagination(page, request.GET, unit="行"),
        "choices": [
            (line.key_of(change), line, change) for line, change in offered[:MOST_CONFLICTS]
        ],
        "choices_left": len(offered[MOST_CONFLICTS:]),
    }
    return TemplateResponse(request, "directory/import_detail.html", context)


def _state_asked(request: ActorRequest, preview: Preview) -> State | None:
    """The state whose rows are shown; None for all."""
    asked = request.GET.get("state", "")
    return State(asked) if asked in State.values and preview.of_state(State(asked)) else None


@require_POST
@requires(Capability.RESOURCE_EDIT)
def import_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    waiting = _visible_import(request, pk)
    try:
        outcome = confirm_import(
            waiting,
            seen=request.POST.get("seen", ""),
            chosen=set(request.POST.getlist("take")),
            by=request.user,
            at=timezone.now(),
        )
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    except PreviewChangedError:
        messages.warning(
            request,
            "確認していただいた後に、地域資源が変更されました。まだ取り込んでいません。"
            "最新の内容をもう一度確かめてください。",
        )
    else:
        audit.record(request, audit.Action.CHANGE, waiting, rows=outcome)
        messages.success(
            request,
            f"取り込みました。新規{outcome['new']:,}件、変更{outcome['changed']:,}件です。",
        )
    return redirect("directory:import_detail", waiting.pk)


@require_POST
@requires(Capability.RESOURCE_EDIT)
def import_discard(request: ActorRequest, pk: int) -> HttpResponse:
    waiting = _visible_import(request, pk)
    try:
        discard_import(waiting, by=request.user, at=timezone.now())
    except ImportOverError:
        messages.info(request, IMPORT_OVER)
    else:
        audit.record(request, audit.Action.WITHDRAW, waiting)
        messages.success(request, "取込を取りやめました。地域資源は何も変わっていません。")
    return redirect("directory:import_list")


def _visible_import(request: ActorRequest, pk: int) -> ResourceImport:
    visible = ResourceImport.objects.visible_to(request.user).filter(content=RESOURCES)
    return get_object_or_404(
        visible.select_related("municipality", "uploaded_by", "ended_by"), pk=pk
    )
