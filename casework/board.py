"""こぼれ落ちを防ぐ: what may fall through. A tile counts the very rows that its list shows.

A tile is a function from a scope to a queryset, or to None as long as the municipality has not
set the days that it needs. Modules above or beside add tiles when the apps start (`register`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localdate

from casework.enums import AttentionLevel, WorkerRole
from casework.models import (
    BoardThreshold,
    Case,
    CaseTransfer,
    CaseWorker,
    Conference,
    Task,
)
from casework.models.case import CaseQuerySet
from casework.models.case_transfer import CaseTransferQuerySet
from casework.models.conference import ConferenceQuerySet
from casework.models.task import TaskQuerySet
from centers.models import Center
from consultations.models import AbuseIntake, Consultation, RecordAccess, Referral
from consultations.models.abuse_intake import AbuseIntakeQuerySet
from consultations.models.record_access import RecordAccessQuerySet
from consultations.models.referral import ReferralQuerySet
from shared.access import Capability


@dataclass(frozen=True, kw_only=True)
class BoardScope:
    """Everything that a board looks at, as far as whoever looks may see or count it."""

    day: date
    now: datetime
    centers: Sequence[Center]
    thresholds: Mapping[tuple[int, str], int]
    cases: CaseQuerySet
    tasks: TaskQuerySet
    conferences: ConferenceQuerySet
    referrals: ReferralQuerySet
    intakes: AbuseIntakeQuerySet
    accesses: RecordAccessQuerySet
    transfers: CaseTransferQuerySet

    @property
    def center_ids(self) -> list[int]:
        return [center.pk for center in self.centers]

    def days_set(self, kind: str) -> dict[int, int]:
        """Days by municipality; of those that have set none there is no entry."""
        return {pk: days for (pk, each), days in self.thresholds.items() if each == kind}


Rows = Callable[[BoardScope], QuerySet[Any] | None]


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One thing to look after. `center` is the way from a row to its center; "" names nobody's."""

    code: str
    label: str
    says: str
    rows: Rows
    kind: str  # which kind of rows, for the list
    center: str = "center"


@dataclass(frozen=True)
class Counted:
    """A tile with its number; None means that nobody has set the days."""

    tile: Tile
    count: int | None


_tiles: dict[str, Tile] = {}


def register(tile: Tile) -> None:
    """Add a tile, once and for all. Raises ValueError if its code is another's."""
    if tile.code in _tiles:
        raise ValueError(f"{tile.code} is registered twice")
    _tiles[tile.code] = tile


def tile_of(code: str) -> Tile | None:
    return _tiles.get(code)


def supervised_by(user: Any, now: datetime) -> BoardScope:
    """By name: the centers where the user decides on cases. Two queries."""
    decide = Capability.CASE_DECIDE
    centers = list(Center.objects.visible_to(user, decide).order_by("code", "pk"))
    here = [center.pk for center in centers]
    return BoardScope(
        day=localdate(now),
        now=now,
        centers=centers,
        thresholds=_thresholds(centers, localdate(now)),
        cases=Case.objects.visible_to(user, decide),
        tasks=Task.objects.visible_to(user, decide),
        conferences=Conference.objects.visible_to(user, decide),
        referrals=Referral.objects.sent_by(user).filter(center__in=here),
        intakes=AbuseIntake.objects.visible_to(user).filter(consultation__center__in=here),
        accesses=RecordAccess.objects.visible_to(user).filter(consultation__center__in=here),
        transfers=CaseTransfer.objects.arrived_at(user),
    )


def counted_by(user: Any, now: datetime) -> BoardScope:
    """Without names: whatever lies in the municipality of whoever answers for it. Two queries."""
    centers = list(Center.objects.visible_to(user, Capability.CASE_LIST).order_by("code", "pk"))
    here = [center.pk for center in centers]
    cases = Case.objects.listed_to(user)
    records = Consultation.objects.listed_to(user).values("pk")
    return BoardScope(
        day=localdate(now),
        now=now,
        centers=centers,
        thresholds=_thresholds(centers, localdate(now)),
        cases=cases,
        tasks=Task.objects.filter(Q(case__in=cases.values("pk")) | Q(case=None, center__in=here)),
        conferences=Conference.objects.filter(center__in=here),
        referrals=Referral.objects.filter(center__in=here),
        intakes=AbuseIntake.objects.filter(consultation__in=records),
        accesses=RecordAccess.objects.filter(consultation__center__in=here),
        transfers=CaseTransfer.objects.filter(recipient_center__in=here),
    )


def _thresholds(centers: Sequence[Center], day: date) -> dict[tuple[int, str], int]:
    return BoardThreshold.objects.days_on(day, {center.municipality_id for center in centers})


def counts(scope: BoardScope) -> list[Counted]:
    """One query for each tile, however many cases there are."""
    return [Counted(tile, _count(tile.rows(scope))) for tile in _tiles.values()]


def _count(rows: QuerySet[Any] | None) -> int | None:
    return None if rows is None else rows.count()


def counts_by_center(scope: BoardScope) -> list[tuple[Tile, dict[int, int] | None]]:
    """One query for each tile; a center without a row has no entry. Tiles of people are left out."""
    found: list[tuple[Tile, dict[int, int] | None]] = []
    for tile in _tiles.values():
        if not tile.center:
            continue
        rows = tile.rows(scope)
        found.append((tile, None if rows is None else _by_center(rows, tile.center)))
    return found


def _by_center(rows: QuerySet[Any], path: str) -> dict[int, int]:
    grouped = rows.order_by().values(path).annotate(rows_counted=Count("pk", distinct=True))
    return {row[path]: row["rows_counted"] for row in grouped}


def caseload(scope: BoardScope) -> Sequence[Mapping[str, Any]]:
    """By worker of today: cases as the main one, with their weight, and as a supporter. One query."""
    main = Q(role=WorkerRole.MAIN)
    severe = main & Q(case__attention_level=AttentionLevel.PROTECTION)
    workers = CaseWorker.objects.on(scope.day).filter(case__in=scope.cases.standing().values("pk"))
    grouped = workers.values("user", "user__name").annotate(
        main=Count("pk", filter=main),
        severe=Count("pk", filter=severe),
        support=Count("pk", filter=Q(role=WorkerRole.SUPPORT)),
        weight=Sum("case__weight", filter=main, default=0),
    )
    return list(grouped.order_by("-weight", "user__name", "user"))
