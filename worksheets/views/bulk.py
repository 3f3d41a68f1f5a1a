"""Many sheets of a stage at once: prepared, checked, submitted."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from shared import audit
from shared.access import Capability, requires
from shared.form_fields import is_number
from worksheets.actions import (
    AlreadyDoneError,
    Prepared,
    RefusedError,
    check_sheet,
    prepare_sheets,
    submit_sheet,
)
from worksheets.drafting import center_drafts, municipality_draft
from worksheets.gathering import cases
from worksheets.models import Worksheet
from worksheets.sheet_forms import StageFilterForm
from worksheets.views.asked import municipality_or_404, stage_or_404
from worksheets.views.sheets import tell, write_down

REASONS_TOLD = 3
MOST_AT_ONCE, MOST_OF_QUERY = 1000, 1000


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def stage_prepare(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> HttpResponse:
    """The sheets of all centers, and then the total of what was prepared."""
    municipality = municipality_or_404(request, municipality_pk, Capability.WORKSHEET_PREPARE)
    year, known = stage_or_404(fiscal_year, stage)
    told = (request.user, municipality, year.year, known)
    drafts = center_drafts(*told)
    now = timezone.now()
    more: dict[str, Any] = {
        "municipality": municipality,
        "fiscal_year": year.year,
        "stage": known,
        "by": request.user,
        "at": now,
    }
    centers = prepare_sheets(drafts, **more)
    subjects = [draft.found for draft in drafts if draft.found]
    total = prepare_sheets(
        [municipality_draft(municipality, year.year, known, subjects=subjects)], **more
    )
    outcome = Prepared(
        **{
            each.name: [*getattr(centers, each.name), *getattr(total, each.name)]
            for each in fields(Prepared)
        }
    )
    write_down(request, outcome)
    tell(request, outcome)
    return redirect("worksheets:stage_list", municipality.pk, year.year, known.value)


@require_POST
@requires(Capability.WORKSHEET_PREPARE)
def total_prepare(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> HttpResponse:
    """The municipality's total alone; with `again` the next number after a submitted one."""
    municipality = municipality_or_404(request, municipality_pk, Capability.WORKSHEET_PREPARE)
    year, known = stage_or_404(fiscal_year, stage)
    subjects = cases(request.user, municipality, year.year, known)
    outcome = prepare_sheets(
        [municipality_draft(municipality, year.year, known, subjects=subjects)],
        municipality=municipality,
        fiscal_year=year.year,
        stage=known,
        by=request.user,
        at=timezone.now(),
        again=bool(request.POST.get("again")),
        even_alike=bool(request.POST.get("even_alike")),
    )
    write_down(request, outcome)
    tell(request, outcome)
    [row] = [*outcome.written, *outcome.unchanged, *outcome.submitted, *outcome.own]
    return redirect("worksheets:sheet_detail", row.pk)


@require_POST
@requires(Capability.WORKSHEET_CHECK)
def stage_check(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> HttpResponse:
    def check(worksheet: Worksheet, seen: str) -> Worksheet:
        return check_sheet(worksheet, seen=seen, by=request.user, at=timezone.now())

    municipality = municipality_or_404(request, municipality_pk, Capability.WORKSHEET_CHECK)
    stage_or_404(fiscal_year, stage)
    chosen = _chosen(request, municipality.pk, fiscal_year, stage)
    return _each(request, chosen, check, "確認しました", municipality_pk, fiscal_year, stage)


@require_POST
@requires(Capability.WORKSHEET_SUBMIT)
def stage_submit(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> HttpResponse:
    municipality = municipality_or_404(request, municipality_pk, Capability.WORKSHEET_SUBMIT)
    year, known = stage_or_404(fiscal_year, stage)
    chosen = _chosen(request, municipality.pk, fiscal_year, stage)
    made = center_drafts(request.user, municipality, year.year, known) if chosen else []
    anew = {draft.subject: draft for draft in made}

    def submit(worksheet: Worksheet, seen: str) -> Worksheet:
        return submit_sheet(
            worksheet,
            seen=seen,
            anew=anew.get((worksheet.center_id, worksheet.center_type)),
            by=request.user,
            at=timezone.now(),
        )

    return _each(request, chosen, submit, "提出済みにしました", municipality_pk, fiscal_year, stage)


def _chosen(
    request: UserRequest, municipality_pk: int, fiscal_year: int, stage: str
) -> list[tuple[Worksheet, str]]:
    """The centers' sheets that were ticked, each with the checksum that the page showed."""
    seen = {
        int(number): checksum
        for each in request.POST.getlist("sheet")[:MOST_AT_ONCE]
        for number, _, checksum in [each.partition(":")]
        if is_number(number)
    }
    rows = Worksheet.objects.visible_to(request.user).filter(
        pk__in=seen,
        municipality=municipality_pk,
        fiscal_year=fiscal_year,
        stage=stage,
        center__isnull=False,
    )
    ordered = rows.select_related("municipality", "center").defer("content").order_by("pk")
    return [(row, seen[row.pk]) for row in ordered]


def _each(
    request: UserRequest,
    chosen: list[tuple[Worksheet, str]],
    step: Callable[[Worksheet, str], Worksheet],
    said: str,
    *address: object,
) -> HttpResponse:
    """Each by itself: what one is refused for does not stop the others."""
    done: list[Worksheet] = []
    refused: list[str] = []
    before = 0
    for worksheet, seen in chosen:
        try:
            done.append(step(worksheet, seen))
        except AlreadyDoneError:
            before += 1
        except RefusedError as error:
            refused.append(f"{worksheet.center}：{error}")
    if done:
        audit.record(request, audit.Action.CHANGE, Worksheet, shown=done, state=done[0].state)
    if done or before:
        messages.success(request, f"調書{len(done) + before}件を{said}。")
    for reason in refused[:REASONS_TOLD]:
        messages.error(request, reason)
    if len(refused) > REASONS_TOLD:
        messages.error(request, f"ほか{len(refused) - REASONS_TOLD}件も、変更していません。")
    if not chosen:
        messages.info(request, "調書を選んでください。何も変更していません。")
    return redirect(reverse("worksheets:stage_list", args=address) + _query(request))


def _query(request: UserRequest) -> str:
    """The filter and the page that the list showed; nothing else of what was sent."""
    sent = QueryDict(request.POST.get("query", "")[:MOST_OF_QUERY])
    told = [(name, sent[name]) for name in (*StageFilterForm.base_fields, "page") if sent.get(name)]
    return f"?{urlencode(told)}" if told else ""
