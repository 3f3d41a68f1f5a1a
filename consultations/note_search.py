"""Finding notes by any part of their words, the newest first, among what the user may read.

In two steps (ADR 16): the newest notes are walked with a comparison; only if they do not fill the
page, the tokens of `row_security.notes_holding` tell where else to look. Both give numbers alone;
`visible_to` decides afterwards which of them there are for this user at all, also when counting.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q
from django.db.models.expressions import RawSQL

from centers.models import Center
from consultations.models import ChildPart, Consultation, reach
from consultations.models.consultation import ConsultationQuerySet
from shared.access import Actor, Capability, Confidentiality
from shared.note_key import note_key

PAGE_SIZE = 50
COUNTED_AT_MOST = 1000
WALKED = 5000  # newest notes compared one by one: as long as a look at the tokens of a common word
WALKED_ON = 60_000  # if they held some, but not enough for a page
# So many: a short word with fewer is rare, and its pairs are as rare; those of a long one need not.
FEW, FEW_OF_SHORT, SHORT = 6, 25, 3
TAKEN_AT_FIRST = 75  # of the walk: enough for a page, a few closed ones among them
SHORTEST = 2  # letters of a word: tokens are pairs

_ROWS = """
SELECT consultation_id, occurred_at, municipality_id, center_id, key, kept_key
FROM consultations_notetext WHERE {place} {period}
"""
_NEWEST_FIRST = "ORDER BY occurred_at DESC, consultation_id DESC"
# Each with its own limit: otherwise the planner may sort a whole center instead of walking it.
_ARM = f"({{rows}} {_NEWEST_FIRST} LIMIT %s)"
_HOLDS = "strpos({column}, row_security.note_key(%s)) > 0"
_IN_KEPT = "kept_key <> '' AND (center_id = ANY (%s) OR municipality_id = ANY (%s))"


@dataclass(frozen=True)
class Place:
    """Where a page begins: below this note."""

    at: datetime
    number: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is searched for. `narrowed` are conditions on records; `since` and `until` moments."""

    words: Sequence[str]
    since: datetime | None = None
    until: datetime | None = None
    center: Center | None = None
    narrowed: Q = field(default_factory=Q)
    below: Place | None = None


@dataclass(frozen=True)
class FoundNotes:
    """One page of notes."""

    rows: Sequence[Consultation]
    next_place: Place | None


@dataclass(frozen=True)
class FoundNumber:
    """How many there are, or at least are."""

    number: int
    is_all: bool

    def __str__(self) -> str:
        return f"{self.number:,}件" if self.is_all else f"{self.number:,}件以上"


@dataclass(frozen=True)
class _Scope:
    """Where the user may find anything; narrower than that is `visible_to`."""

    centers: Sequence[int]
    shared: Sequence[int]
    municipalities: Sequence[int]
    kept_centers: Sequence[int]
    kept_municipalities: Sequence[int]


def _scope_of(user: Any, center: Center | None) -> _Scope:
    views = [user.reach(Capability.CONSULTATION_VIEW, each) for each in Confidentiality]
    centers = set().union(
        *(view.center_ids | view.naming_center_ids | view.authoring_center_ids for view in views)
    )
    whole = frozenset().union(*(view.municipality_ids for view in views))
    if whole:
        centers |= set(Center.objects.filter(municipality__in=whole).values_list("pk", flat=True))
    shared: list[int] = []
    if center is None and user.reach(Capability.CONSULTATION_SHARED):
        asked = reach.asked_about(Consultation.objects.all(), user)
        shared = [number for (number,) in asked.values_list("pk")]
    if center is not None:
        centers &= {center.pk}
    kept = user.reach(Capability.CHILD_PART_VIEW)
    return _Scope(
        centers=sorted(centers),
        shared=shared,
        municipalities=sorted({grant.municipality_id for grant in user.roles_held}),
        kept_centers=sorted(kept.center_ids),
        kept_municipalities=sorted(kept.municipality_ids),
    )


class NoteSearch:
    """One search of one user."""

    def __init__(self, user: Actor, asked: Asked, *, scope: _Scope | None = None) -> None:
        self.user, self.asked = user, asked
        self.scope = scope or _scope_of(user, asked.center)

    def page(self) -> FoundNotes:
        """Fifty notes, and where the next page begins, if there is one."""
        rows: list[Consultation] = []
        for numbers, is_all in self._attempts():
            records = self._readable(numbers).order_by("-occurred_at", "-pk")
            rows = list(self._for_page(records)[: PAGE_SIZE + 1])
            if is_all or len(rows) > PAGE_SIZE:
                break
        more = len(rows) > PAGE_SIZE
        rows = rows[:PAGE_SIZE]
        return FoundNotes(rows, Place(rows[-1].occurred_at, rows[-1].pk) if more else None)

    def count(self) -> FoundNumber:
        """Up to a thousand, counted from the newest on; what is closed is not counted."""
        if self.asked.below is not None:
            asked = replace(self.asked, below=None)
            return NoteSearch(self.user, asked, scope=self.scope).count()
        numbers, walked = self._walk_all()
        is_all = walked < WALKED
        found = self._counted(numbers)
        if not is_all and found <= PAGE_SIZE:
            found, is_all = self._counted(self._holding(None)), True
        return FoundNumber(min(found, COUNTED_AT_MOST), is_all and found <= COUNTED_AT_MOST)

    def _counted(self, numbers: Sequence[int]) -> int:
        return self._readable(numbers)[: COUNTED_AT_MOST + 1].count() if numbers else 0

    def _attempts(self) -> Iterator[tuple[Sequence[int], bool]]:
        """Numbers of notes from the newest on, and whether there are no others; each costs more."""
        walked = self._walk(TAKEN_AT_FIRST, among=WALKED)
        is_short = max(map(len, self.asked.words), default=0) <= SHORT
        if (FEW_OF_SHORT if is_short else FEW) <= len(walked) <= PAGE_SIZE:
            # Neither common nor rare: its pairs may stand in half of all notes, itself in a few.
            further = 2 * WALKED * PAGE_SIZE // len(walked)
            walked = self._walk(TAKEN_AT_FIRST, among=min(further, WALKED_ON))
        if len(walked) > PAGE_SIZE:
            yield walked, False
        held = self._holding(COUNTED_AT_MOST + 1)
        yield held, len(held) <= COUNTED_AT_MOST
        if len(held) > COUNTED_AT_MOST:
            yield self._holding(None), True

    def _readable(self, numbers: Sequence[int]) -> ConsultationQuerySet:
        """Asked anew of those found: a key may say what its reader must not know."""
        records = Consultation.objects.visible_to(self.user, with_shared=bool(self.scope.shared))
        among: Any = numbers
        if len(numbers) > COUNTED_AT_MOST:
            among = RawSQL("SELECT unnest(%s::bigint[])", [list(numbers)])
        found = records.filter(pk__in=among)
        return found.filter(self.asked.narrowed)

    def _for_page(self, records: ConsultationQuerySet) -> ConsultationQuerySet:
        parts = ChildPart.objects.visible_to(self.user).order_by("position")
        return records.select_related("center", "recorded_by").prefetch_related(
            Prefetch("child_parts", queryset=parts, to_attr="parts_shown")
        )

    def _walk(self, limit: int, *, among: int) -> list[int]:
        newest, values = self._newest(among)
        holds, more = self._holds()
        return self._numbers(
            f"SELECT consultation_id FROM ({newest}) AS walked"  # noqa: S608 -- of constants
            f" WHERE {holds} {_NEWEST_FIRST} LIMIT %s",
            [*values, *more, limit],
        )

    def _walk_all(self) -> tuple[list[int], int]:
        """The hits among the newest notes, and how many were walked."""
        newest, values = self._newest(WALKED)
        holds, more = self._holds()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), array_agg(consultation_id) FILTER"  # noqa: S608 -- of constants
                f" (WHERE {holds}) FROM ({newest}) AS walked",
                [*more, *values],
            )
            walked, numbers = cursor.fetchone()
        return numbers or [], walked

    def _newest(self, limit: int) -> tuple[str, list[Any]]:
        """Of each center in the order of its index, put together by a merge: never sorted."""
        period, bounds = self._period()
        arms, values = [], []
        for center in self.scope.centers:
            arms.append(_ARM.format(rows=_ROWS.format(place="center_id = %s", period=period)))
            values += [center, *bounds, limit]
        if self.scope.shared:
            place = "consultation_id = ANY (%s) AND NOT center_id = ANY (%s)"
            arms.append(_ARM.format(rows=_ROWS.format(place=place, period=period)))
            values += [self.scope.shared, list(self.scope.centers), *bounds, limit]
        if not arms:
            arms.append(_ARM.format(rows=_ROWS.format(place="false", period="")))
            values.append(limit)
        rows = " UNION ALL ".join(arms)
        if len(arms) == 1:
            return rows, values
        return f"{rows} {_NEWEST_FIRST} LIMIT %s", [*values, limit]

    def _holding(self, limit: int | None) -> list[int]:
        period, bounds = self._period()
        holds, more = self._holds()
        place = "(center_id = ANY (%s) OR consultation_id = ANY (%s))"
        wanted = [word for word in self.asked.words if len(note_key(word)) >= SHORTEST]
        rows = _ROWS.format(place=place, period=period)
        return self._numbers(
            f"{rows} AND consultation_id IN (SELECT row_security.notes_holding(%s, %s))"
            f" AND {holds} {_NEWEST_FIRST} LIMIT %s",
            [
                list(self.scope.centers),
                list(self.scope.shared),
                *bounds,
                list(self.scope.municipalities),
                wanted,
                *more,
                limit,
            ],
        )

    def _period(self) -> tuple[str, list[Any]]:
        asked, conditions = self.asked, []
        values: list[Any] = []
        if asked.since is not None:
            conditions.append("occurred_at >= %s")
            values.append(asked.since)
        if asked.until is not None:
            conditions.append("occurred_at < %s")
            values.append(asked.until)
        if asked.below is not None:
            conditions.append("(occurred_at, consultation_id) < (%s, %s)")
            values += [asked.below.at, asked.below.number]
        return "".join(f" AND {condition}" for condition in conditions), values

    def _holds(self) -> tuple[str, list[Any]]:
        """Every word, each in what goes with the record or in what this user may read besides."""
        one = f"({_HOLDS.format(column='key')} OR ({_IN_KEPT} AND {_HOLDS.format(column='kept_key')}))"
        kept = [list(self.scope.kept_centers), list(self.scope.kept_municipalities)]
        values = [value for word in self.asked.words for value in (word, *kept, word)]
        return " AND ".join([one] * len(self.asked.words)), values

    def _numbers(self, statement: str, values: Sequence[Any]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [row[0] for row in cursor.fetchall()]
