"""こぼれ落ちを防ぐ: the tiles, the list behind each, the load of the workers, and the thresholds."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.board import (
    caseload,
    counted_by,
    counts,
    counts_by_center,
    supervised_by,
    tile_of,
)
from casework.board_rows import in_order, rows_of
from casework.forms.board import ThresholdForm
from casework.models import BoardThreshold, Case
from casework.views.reaching import UNUSABLE
from centers.listing import pagination
from shared import audit
from shared.access import Capability, requires

PAGE_SIZE = 50


@never_cache
@require_safe
@requires(Capability.CASE_DECIDE)
def board(request: UserRequest) -> HttpResponse:
    """Numbers only; names stand behind each tile."""
    scope = supervised_by(request.user, timezone.now())
    counted = counts(scope)
    told = {each.tile.code: each.count for each in counted}
    audit.record(request, audit.Action.LIST, Case, page="board", count=0, counts=told)
    context = {"counted": counted, "load": caseload(scope), "centers": scope.centers}
    return TemplateResponse(request, "board/board.html", context)


@never_cache
@require_safe
@requires(Capability.CASE_DECIDE)
def board_list(request: UserRequest, code: str) -> HttpResponse:
    """The rows that the tile counted, page by page, and what is done about each."""
    tile = tile_of(code)
    if tile is None:
        raise Http404
    scope = supervised_by(request.user, timezone.now())
    rows = tile.rows(scope)
    if rows is None:
        audit.record(request, audit.Action.LIST, Case, page="board", tile=code)
        context: dict[str, Any] = {"tile": tile, "rows": [], "is_unset": True}
        return TemplateResponse(request, "board/board_list.html", context)
    page = Paginator(in_order(tile.kind, rows), PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    count = page.paginator.count
    audit.record(
        request, audit.Action.LIST, rows.model, shown=found, count=count, page="board", tile=code
    )
    context = {
        "tile": tile,
        "rows": [shown for _, shown in rows_of(code, tile.kind, found, scope.day)],
        "is_unset": False,
        "pagination": pagination(page, request.GET, unit="件"),
    }
    return TemplateResponse(request, "board/board_list.html", context)


@never_cache
@require_safe
@requires(Capability.CASE_LIST)
def board_overview(request: UserRequest) -> HttpResponse:
    """By center, without a name: for whoever answers for the municipality."""
    scope = counted_by(request.user, timezone.now())
    tiles = counts_by_center(scope)
    rows: list[tuple[Any, list[int | None]]] = [
        (center, [None if found is None else found.get(center.pk, 0) for _, found in tiles])
        for center in scope.centers
    ]
    audit.record(request, audit.Action.LIST, Case, page="board_overview", count=len(rows))
    context = {
        "tiles": [tile for tile, _ in tiles],
        "rows": rows,
        "may_set": request.user.may(Capability.MUNICIPALITY_EDIT),
    }
    return TemplateResponse(request, "board/board_overview.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def threshold_edit(request: UserRequest) -> HttpResponse:
    """The days as they are set, and a new line from a day on; nothing is overwritten."""
    form = ThresholdForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        threshold = BoardThreshold.objects.create(
            **form.cleaned_data, recorded_by=request.user, recorded_at=timezone.now()
        )
        audit.record(request, audit.Action.CREATE, threshold)
        messages.success(request, "進行管理の目安を登録しました。")
        return redirect("cases:threshold_edit")
    found = BoardThreshold.objects.visible_to(request.user, Capability.MUNICIPALITY_EDIT)
    thresholds = list(
        found.select_related("municipality", "recorded_by").order_by("-starts_on", "-pk")
    )
    audit.record(request, audit.Action.LIST, BoardThreshold, shown=thresholds)
    context = {"form": form, "thresholds": thresholds, "day": localdate()}
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "board/threshold_edit.html", context, status=status)
