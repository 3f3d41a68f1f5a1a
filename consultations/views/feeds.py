"""予約の配信: one's own address for a calendar, and what a calendar fetches there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from consultations.appointment_feed import (
    appointments_for,
    digest_of,
    issue_feed,
    revoke_feed,
    written,
)
from consultations.models import Appointment, AppointmentFeed
from shared import audit
from shared.access import Capability, requires
from shared.municipal_context import REQUEST_SECONDS, municipal_context

LONGEST_KEY = 100


@never_cache
@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """The key is the query's: the access log writes down no query. 404 for every wrong one."""
    key = request.GET.get("key", "")
    if not 0 < len(key) <= LONGEST_KEY:
        raise Http404
    found = AppointmentFeed.objects.standing().filter(digest=digest_of(key))
    standing = found.select_related("user").first()
    if standing is None or not standing.user.is_active:
        raise Http404
    user = standing.user
    if not user.may(Capability.APPOINTMENT_VIEW):
        raise Http404
    municipalities = {grant.municipality_id for grant in user.roles_held}
    with municipal_context(municipalities, seconds=REQUEST_SECONDS):
        rows = appointments_for(user, timezone.localdate())
        content = written(rows)
        audit.write(
            request,
            audit.Entry(
                action=audit.Action.EXPORT,
                target_kind=Appointment._meta.label,
                target_ids=[row.pk for row in rows],
                count=len(rows),
                details={"feed": standing.pk},
                actor=user,
            ),
        )
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@never_cache
@require_safe
@requires(Capability.APPOINTMENT_VIEW)
def feed_settings(request: UserRequest) -> HttpResponse:
    return _page(request, "")


@never_cache
@require_POST
@requires(Capability.APPOINTMENT_VIEW)
def feed_issue(request: UserRequest) -> HttpResponse:
    """The address is on this one page and nowhere else afterwards."""
    issued, key = issue_feed(request.user, at=timezone.now())
    audit.record(request, audit.Action.CREATE, issued)
    address = request.build_absolute_uri(f"{reverse('appointments:feed')}?key={key}")
    return _page(request, address)


@never_cache
@require_POST
@requires(Capability.APPOINTMENT_VIEW)
def feed_revoke(request: UserRequest) -> HttpResponse:
    revoked = revoke_feed(request.user, at=timezone.now())
    if revoked is None:
        messages.info(request, "発行済みのアドレスはありません。")
    else:
        audit.record(request, audit.Action.WITHDRAW, revoked)
        messages.success(request, "アドレスを停止しました。このアドレスでは、もう取得できません。")
    return redirect("appointments:feed_settings")


def _page(request: UserRequest, address: str) -> HttpResponse:
    standing = AppointmentFeed.objects.of(request.user).standing().first()
    context = {"standing": standing, "address": address}
    return TemplateResponse(request, "appointments/feed_settings.html", context)
