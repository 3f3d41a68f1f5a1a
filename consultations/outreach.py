"""出張相談 of a year with what is known of each: publicity, reservations, visitors of the log."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from centers.models import OutreachPublicity, OutreachSession
from consultations.appointment_enums import HOLDING
from consultations.desk_retention import APPOINTMENT
from consultations.models import Appointment, Consultation
from shared.access import Actor, Capability
from shared.retention import residues


@dataclass(frozen=True)
class SessionInFull:
    """`records` and `reservations` are None for whoever sees no numbers."""

    session: OutreachSession
    publicity: list[OutreachPublicity]
    records: int | None
    reservations: int | None

    @property
    def is_publicised(self) -> bool:
        return bool(self.publicity or self.session.publicised_on)

    @property
    def is_full(self) -> bool:
        capacity = self.session.capacity
        return capacity is not None and (self.reservations or 0) >= capacity


def in_full(sessions: Sequence[OutreachSession], user: Actor) -> list[SessionInFull]:
    """Four queries, however many sessions. Rows that were put right count as the same session."""
    lineages = [session.lineage for session in sessions]
    publicity: dict[UUID, list[OutreachPublicity]] = defaultdict(list)
    rows = OutreachPublicity.objects.current().filter(session__lineage__in=lineages)
    for row in rows.select_related("session").order_by("publicised_on", "pk"):
        publicity[row.session.lineage].append(row)
    numbers = user.reach(Capability.STATISTICS_VIEW)
    records = _counted(Consultation.objects.standing(), lineages)
    reservations = _counted(Appointment.objects.holding(), lineages) + _disposed(sessions)
    found = []
    for session in sessions:
        is_counted = numbers.covers(
            municipality_id=session.municipality_id, center_id=session.center_id
        )
        found.append(
            SessionInFull(
                session,
                publicity[session.lineage],
                records[session.lineage] if is_counted else None,
                reservations[session.lineage] if is_counted else None,
            )
        )
    return found


def _counted(rows: Any, lineages: Sequence[UUID]) -> Counter[UUID]:
    counted = (
        rows.filter(outreach_session__lineage__in=lineages)
        .values("outreach_session__lineage")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return Counter({row["outreach_session__lineage"]: row["number"] for row in counted})


def _disposed(sessions: Sequence[OutreachSession]) -> Counter[UUID]:
    """Reservations whose time was over: what stayed of them to be counted."""
    told = residues({session.center_id for session in sessions}, APPOINTMENT)
    return Counter(
        UUID(row["outreach_session__lineage"])
        for row in told
        if row["outreach_session__lineage"] and row["state"] in HOLDING
    )
