"""議事録: one page for all sections; whoever writes at the same time loses no word."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.conference_drafts import MINUTES
from casework.forms.minutes import MinutesForm, still_unsaved
from casework.minutes_actions import SectionConflict, write_minutes
from casework.models import (
    Conference,
    ConferenceAttendee,
    ConferenceDecision,
    MinutesRevision,
    MinutesSection,
)
from casework.views.conference_reaching import conference_of, conference_page, items_of
from casework.views.conferences import is_cancelled
from casework.views.reaching import CHANGED_MEANWHILE
from centers.listing import pagination
from consultations.actions import discard_draft
from consultations.printing import printed
from consultations.views.drafts import keep_typed, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires
from shared.pdf import TooMuchToPrintError

HISTORY_PAGE = 50


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def minutes_history(request: UserRequest, pk: int) -> HttpResponse:
    """Every saving of every section, so that what somebody wrote over is still there.

    The latest on the first page.
    """
    conference = conference_of(request, pk)
    sections = MinutesSection.objects.filter(conference=conference).open_to(request.user)
    revisions = (
        MinutesRevision.objects.filter(section__in=sections.values("pk"))
        .select_related("section__item__case", "section__item__issue", "written_by")
        .order_by("-written_at", "-pk")
    )
    audit.record(request, audit.Action.READ, conference, page="minutes_history")
    page = Paginator(revisions, HISTORY_PAGE).get_page(request.GET.get("page"))
    context = {
        "conference": conference,
        "revisions": list(page.object_list),
        "pagination": pagination(page, request.GET, unit="件"),
    }
    return TemplateResponse(request, "conferences/minutes_history.html", context)


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def minutes_print(request: UserRequest, pk: int) -> HttpResponse:
    """議事録（PDF）: what was said, who was there and is bound by what, who does what by when.

    As far as whoever prints may read the cases.
    """
    conference, user = conference_of(request, pk), request.user
    items = items_of(conference, user)
    sections = MinutesSection.objects.filter(conference=conference).standing().exclude(text="")
    decisions = ConferenceDecision.objects.filter(conference=conference).open_to(user)
    context = {
        "conference": conference,
        "attendees": list(
            ConferenceAttendee.objects.filter(conference=conference).called().for_listing()
        ),
        "items": items,
        "sections": list(sections.open_to(user).for_reading()),
        "decisions": list(
            decisions.select_related("item__case", "item__issue", "task__owner").order_by(
                F("item__position").asc(nulls_first=True), "pk"
            )
        ),
        "by": user,
        "day": localdate(),
    }
    try:
        answer = printed("conferences/minutes_print.html", context, name=f"minutes-{pk}")
    except TooMuchToPrintError:
        messages.error(request, "議事録が大きすぎて印刷できません。")
        return redirect("cases:conference_detail", conference.pk)
    cases = [item.case_id for item in items if item.case_id]
    audit.record(request, audit.Action.PRINT, conference, cases=cases, page="minutes")
    return answer


def _sections(
    request: UserRequest, conference: Conference, typed: Mapping[str, Any]
) -> tuple[list[MinutesSection], list[str]]:
    """Those to write in: of the agenda, and those taken off it meanwhile for which words wait.

    With them the words for sections whose case was closed to the user meanwhile.
    """
    sections = MinutesSection.objects.filter(conference=conference)
    writable = sections.open_to(request.user, Capability.CASE_WRITE).values_list("pk", flat=True)
    every, opened = list(sections.for_reading()), set(writable)
    gone = [each for each in every if each.pk not in opened or not each.is_standing]
    waiting = still_unsaved(gone, typed)
    shown = [
        each
        for each in every
        if each.pk in opened and (each.is_standing or f"text_{each.pk}" in waiting)
    ]
    closed = [waiting.get(f"text_{each.pk}", "") for each in gone if each.pk not in opened]
    return shown, [text for text in closed if text.strip()]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def minutes_edit(request: UserRequest, pk: int) -> HttpResponse:
    conference, now = conference_of(request, pk, Capability.CASE_WRITE), timezone.now()
    form_key, is_sent = f"{MINUTES}{conference.pk}", request.method == "POST"
    if conference.is_cancelled:
        return is_cancelled(request, conference, form_key)
    draft = None if is_sent else standing_draft(request, form_key)
    typed: Mapping[str, Any] = request.POST if is_sent else typed_of(draft) or {}
    sections, unsavable = _sections(request, conference, typed)
    form = MinutesForm(request.POST if is_sent else None, sections=sections, typed=typed_of(draft))
    conflicts: list[SectionConflict] = []
    is_overtaken = False
    if is_sent and form.is_valid():
        conflicts = _write(request, conference, form, now)
        is_overtaken = bool(conflicts or unsavable)
        if not is_overtaken:
            discard_draft(form_key, by=request.user)
            return redirect("cases:conference_detail", conference.pk)
    if is_sent:
        keep_typed(request, form_key, form)  # with the versions on which it was written
    if is_overtaken:
        form.take_over(_sections(request, conference, typed)[0], conflicts)
    return conference_page(
        request,
        conference,
        form,
        title="議事録",
        submit="議事録を保存する",
        page="minutes",
        template="conferences/minutes_form.html",
        status=CHANGED_MEANWHILE if is_overtaken else None,
        form_key=form_key,
        draft=draft,
        now=now,
        conflicts=conflicts,
        unsavable=unsavable,
    )


def _write(
    request: UserRequest, conference: Conference, form: MinutesForm, now: datetime
) -> list[SectionConflict]:
    """What was not saved, because somebody else wrote there meanwhile."""
    written = write_minutes(conference, form.typed(), by=request.user, at=now)
    saved: list[Any] = [section.pk for section in written.saved]
    if saved:
        audit.record(request, audit.Action.CHANGE, conference, sections=saved)
    if not written.conflicts and saved:
        messages.success(request, "議事録を保存しました。")
        if not all(section.is_standing for section in written.saved):
            messages.info(request, "議題から外れた欄の内容は、議事録の履歴で読めます。")
    elif not written.conflicts:
        messages.info(request, "変更がないため、保存していません。")
    return list(written.conflicts)
