"""この記録を見た人: who saw one record or household, when and how often."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.models import AuditEvent, User
from consultations.models import Consultation, Household, HouseholdMembership, Person
from shared import audit
from shared.access import Capability, requires


@dataclass(frozen=True)
class Reader:
    """One person and one way of seeing the record."""

    who: str
    what: str
    count: int
    first: datetime
    last: datetime


@never_cache
@require_safe
@requires(Capability.READERS_VIEW)
def consultation_readers(request: UserRequest, pk: int) -> HttpResponse:
    records = Consultation.objects.visible_to(request.user, Capability.READERS_VIEW)
    record = get_object_or_404(records.only("pk", "municipality", "center"), pk=pk)
    readers = _readers(record)
    audit.record(request, audit.Action.LIST, AuditEvent, count=len(readers), record=record.pk)
    return TemplateResponse(
        request,
        "consultations/consultation_readers.html",
        {"record": record, "readers": readers},
    )


@never_cache
@require_safe
@requires(Capability.READERS_VIEW)
def household_readers(request: UserRequest, pk: int) -> HttpResponse:
    """Who saw the household, somebody of it, one of its consultations or its letters."""
    households = Household.objects.visible_to(request.user, Capability.READERS_VIEW)
    household = get_object_or_404(households, pk=pk)
    members = HouseholdMembership.objects.not_cut(localdate()).filter(household=household)
    people = Person.objects.filter(pk__in=members.values("person"))
    consultations = Consultation.objects.visible_to(request.user, Capability.READERS_VIEW)
    records = consultations.filter(household=household).only("pk")
    letters = household.referrals.only("pk")
    readers = _readers(household, *people, *records, *letters)
    audit.record(request, audit.Action.LIST, AuditEvent, count=len(readers), household=household.pk)
    context = {"household": household, "readers": readers}
    return TemplateResponse(request, "households/household_readers.html", context)


def _readers(*targets: Model) -> list[Reader]:
    """The latest first."""
    found = list(
        AuditEvent.objects.reads_of(*targets)
        .values("actor_id", "action")
        .annotate(times=Count("pk"), first=Min("occurred_at"), last=Max("occurred_at"))
        .order_by("-last")
    )
    names = _names(row["actor_id"] for row in found)
    return [
        Reader(
            names.get(row["actor_id"]) or f"利用者{row['actor_id']}",
            audit.Action(row["action"]).label,
            row["times"],
            row["first"],
            row["last"],
        )
        for row in found
    ]


def _names(people: Iterable[int | None]) -> dict[int | None, str]:
    return {user.pk: user.name for user in User.objects.filter(pk__in=set(people) - {None})}
