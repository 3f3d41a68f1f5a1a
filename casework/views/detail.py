"""One case: its head, what it is about, what belongs to it, and everything that happened."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from casework.identity import identity_of
from casework.masking import tells_route
from casework.models import Case, CaseLink, CaseRecord, Notification
from casework.models.notification import NOTIFIER
from casework.open_matters import open_matters_of
from casework.timeline import kinds_for, timeline_of
from casework.views.reaching import case_of
from consultations.models import Household
from shared import audit
from shared.access import Capability, requires

MOST_ENTRIES = 300


@dataclass(frozen=True)
class RelatedCase:
    link: CaseLink
    label: str
    case: Case
    is_readable: bool


@dataclass(frozen=True)
class KindTab:
    label: str
    url: str
    is_current: bool


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def case_detail(request: UserRequest, pk: int) -> HttpResponse:
    case: Any = case_of(request, pk)
    kinds = kinds_for(case, request.user)
    asked = request.GET.get("kind", "")
    code = asked if asked in {kind.code for kind in kinds} else ""
    entries = timeline_of(case, request.user, code=code)
    seen: dict[str, Any] = {"kind": code} if code else {}
    audit.record(request, audit.Action.READ, case, **seen)
    households = Household.objects.visible_to(request.user)
    told_of = Notification.objects.filter(case=case)
    notification = told_of.select_related("safety_confirmed_by").first()
    context = {
        "case": case,
        "identity": identity_of(case, localdate()),
        "household": households.filter(pk=case.household_id or 0).first(),
        "notification": notification,
        # By which way it came, and what the notifier is to the child, say who it was.
        "tells_route": case.may_reveal or tells_route(case),
        "hidden": NOTIFIER,
        "related": _related(case, request.user),
        "attached": _attached(case, request.user),
        "open_matters": open_matters_of(case, request.user),
        "transfer": getattr(case, "transfer", None),
        "tabs": [
            KindTab("すべて", "?", not code),
            *(KindTab(kind.label, f"?kind={kind.code}", kind.code == code) for kind in kinds),
        ],
        "entries": entries[:MOST_ENTRIES],
        "left_out": max(0, len(entries) - MOST_ENTRIES),
    }
    return TemplateResponse(request, "cases/case_detail.html", context)


def _related(case: Case, user: Any) -> list[RelatedCase]:
    """A case beyond reach is named by its number and nothing else."""
    links = list(CaseLink.objects.of(case.pk).standing().select_related("case", "other"))
    others = {
        link.pk: link.other if link.case_id == case.pk else link.case
        for link in sorted(links, key=lambda each: each.pk)
    }
    numbers = [other.pk for other in others.values()]
    readable = set(
        Case.objects.visible_to(user).filter(pk__in=numbers).values_list("pk", flat=True)
    )
    return [
        RelatedCase(link, link.label_on(case.pk), other := others[link.pk], other.pk in readable)
        for link in links
    ]


def _attached(case: Case, user: Any) -> list[CaseRecord]:
    attached = CaseRecord.objects.filter(case=case).standing().visible_to(user)
    found = attached.select_related("consultation").defer(
        "consultation__content", "consultation__response"
    )
    return list(found.order_by("-consultation__occurred_at", "-pk"))
