"""きょう: what is on the desk of somebody who answers consultations."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from centers.calendar import open_days
from centers.models import Center
from consultations.appointment_notices import appointment_notices
from consultations.complaint_pages import complaint_notices
from consultations.models import AbuseIntake, Consultation, RecordAccess
from consultations.protection_notices import protection_notices
from consultations.referral_notices import referral_notices
from consultations.views.drafts import drafts_of
from shared import audit
from shared.access import Capability, requires
from shared.today_blocks import blocks_for

OWN_RECORDS = 10
FOLLOW_UPS, INTAKES = 30, 20
RECORDS_OF_TODAY = 50
LOOK_BACK = timedelta(days=30)
LOOK_AHEAD = timedelta(days=7)
TOLD_FOR = timedelta(days=7)


@never_cache
@require_safe
@requires(Capability.CONSULTATION_VIEW)
def today(request: UserRequest) -> HttpResponse:
    day = localdate()
    records = Consultation.objects.visible_to(request.user).of_own_centers(request.user)
    listed = Consultation.objects.listed_to(request.user)
    centers = list(
        Center.objects.visible_to(request.user, Capability.CONSULTATION_VIEW).order_by("code", "pk")
    )
    todays = list(
        listed.standing().between(day, day).newest_first().for_listing()[:RECORDS_OF_TODAY]
    )
    follow_ups = list(records.to_follow_up(day + LOOK_AHEAD)[:FOLLOW_UPS])
    own = list(records.recorded_by(request.user).newest_first().for_listing()[:OWN_RECORDS])
    intakes = list(
        AbuseIntake.objects.visible_to(request.user).unconfirmed().for_listing()[:INTAKES]
    )
    appointments = appointment_notices(request.user, day, timezone.now())
    shown = [*(record for record in todays if record.is_readable), *follow_ups, *own]
    shown += [intake.consultation for intake in intakes]
    more: dict[str, Any] = {"appointments": appointments.numbers} if appointments.numbers else {}
    audit.record(request, audit.Action.LIST, Consultation, shown=shown, page="today", **more)
    context = {
        "day": day,
        "several_centers": len(centers) > 1,
        "records": todays,
        "follow_ups": follow_ups,
        "drafts": drafts_of(request.user),
        "intakes": intakes,
        "now": timezone.now(),
        "accesses": RecordAccess.objects.told_to(
            request.user,
            Consultation.objects.told_to(request.user),
            since=timezone.now() - TOLD_FOR,
        ),
        "unrecorded": _unrecorded(centers, day),
        "own_records": own,
        "referrals": referral_notices(request.user, day),
        "complaints": complaint_notices(request.user, day),
        "protections": protection_notices(request.user, day),
        "appointments": appointments,
        "blocks": blocks_for(request),
    }
    return TemplateResponse(request, "consultations/today.html", context)


def _unrecorded(centers: list[Center], day: date) -> list[tuple[Center, list[date]]]:
    """Days before `day` of which nobody has said yet whether the center was open."""
    days = open_days(
        [center.pk for center in centers], first=day - LOOK_BACK, last=day - timedelta(days=1)
    )
    found = [(center, days[center.pk].unrecorded) for center in centers]
    return [(center, missing) for center, missing in found if missing]
