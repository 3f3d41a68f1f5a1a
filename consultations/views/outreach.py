"""出張相談: the sessions of a year, one session with its publicity."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from centers.ledgers import OUTREACH_SESSIONS
from centers.models import Center, OutreachPublicity, OutreachSession
from centers.publicity import PUBLICITY
from consultations.outreach import in_full
from shared import ledger_pages
from shared.access import Capability, requires
from shared.fiscal_year import FiscalYear
from shared.ledger_sections import Section


@require_safe
@requires(Capability.CENTER_VIEW)
def session_list(request: UserRequest) -> HttpResponse:
    """`?year=2026`: the sessions of a fiscal year, planned ones included."""
    today = timezone.localdate()
    year = _fiscal_year(request)
    found = OutreachSession.objects.visible_to(request.user).current()
    sessions = found.held_between(year.starts_on, year.ends_on).select_related("center")
    rows = in_full(list(sessions.order_by("held_on", "center__code", "pk")), request.user)
    held = [row for row in rows if row.session.held_on <= today]
    context = {
        "year": year,
        "previous": FiscalYear(year.year - 1),
        "following": FiscalYear(year.year + 1),
        "rows": rows,
        "held": len(held),
        "publicised": sum(row.is_publicised for row in held),
        "visitors": sum(row.records or 0 for row in rows),
        "may_count": request.user.may(Capability.STATISTICS_VIEW),
        "today": today,
        "editable": list(
            Center.objects.visible_to(request.user, Capability.CENTER_EDIT).order_by("code", "pk")
        ),
    }
    return TemplateResponse(request, "outreach/session_list.html", context)


def _fiscal_year(request: UserRequest) -> FiscalYear:
    text = request.GET.get("year")
    try:
        return FiscalYear.parse(text) if text else FiscalYear.of(timezone.localdate())
    except ValueError as error:
        raise Http404 from error


@require_safe
@requires(Capability.CENTER_VIEW)
def session_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A row that was put right leads to the one that stands."""
    visible = OutreachSession.objects.visible_to(request.user)
    session = get_object_or_404(visible.select_related("center"), pk=pk)
    if not session.is_current:
        standing = visible.current().filter(lineage=session.lineage).first()
        if standing is not None:
            return redirect("outreach:session_detail", standing.pk)
    entries = PUBLICITY.entries().filter(session__lineage=session.lineage)
    reach = request.user.reach(Capability.CENTER_EDIT)
    covers = reach.covers(municipality_id=session.municipality_id, center_id=session.center_id)
    [full] = in_full([session], request.user)
    context = {
        "full": full,
        "session": session,
        "section": Section(
            PUBLICITY,
            list(entries.order_by(*PUBLICITY.order)),
            timezone.localdate(),
            PUBLICITY.create_url(session),
        ),
        "can_edit": covers and session.is_current,
        "edit_url": OUTREACH_SESSIONS.replace_url(session),
    }
    return TemplateResponse(request, "outreach/session_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def publicity_create(request: UserRequest, pk: int) -> HttpResponse:
    sessions = OutreachSession.objects.visible_to(request.user, Capability.CENTER_EDIT)
    session = get_object_or_404(sessions.current().select_related("center"), pk=pk)
    entry = PUBLICITY.entry_of(session)
    return ledger_pages.entry_form(
        request, PUBLICITY, entry, template="outreach/publicity_form.html"
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def publicity_replace(request: UserRequest, pk: int) -> HttpResponse:
    return ledger_pages.entry_form(
        request, PUBLICITY, _entry(request, pk), template="outreach/publicity_form.html"
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def publicity_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    return ledger_pages.entry_withdraw(
        request, PUBLICITY, _entry(request, pk), template="outreach/publicity_withdraw.html"
    )


def _entry(request: UserRequest, pk: int) -> OutreachPublicity:
    reached = OutreachPublicity.objects.visible_to(request.user, Capability.CENTER_EDIT)
    found: OutreachPublicity = get_object_or_404(
        PUBLICITY.entries().filter(pk__in=reached.values("pk")), pk=pk
    )
    return found
