"""A list of amounts beside what is registered: what would be entered, row by row."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from centers.directory.comparison import State
from worksheets.amount_kinds import subject_of, value_of
from worksheets.amount_list import AmountRow, entry_from
from worksheets.models import AmountImport, StandardAmount

TWICE = "{}行目と同じ事項です。"
GIVES_WAY = "確認待ちの{}（{}の登録）を差し替えます。"
STILL_WAITING = (
    "ほかに確認待ちの{}（{}の登録）があります。"
    "今の額のままにするときは、その登録を取り消してください。"
)


@dataclass
class AmountLine:
    """One row of the list: the entry it tells of, and what stands in its place."""

    row: AmountRow
    state: State = State.BROKEN
    entry: StandardAmount | None = None
    before: StandardAmount | None = None  # what would give way, or waits beside the same

    @property
    def note(self) -> str:
        """What waits to be confirmed and how the list bears on it; empty if nothing does."""
        if self.before is None or self.before.is_confirmed:
            return ""
        told = GIVES_WAY if self.state is State.CHANGED else STILL_WAITING
        by = self.before.recorded_by
        return told.format(self.value_before, by.name if by else "不明")

    @property
    def is_changed(self) -> bool:
        return self.state is State.CHANGED

    @property
    def subject(self) -> str:
        return subject_of(self.entry) if self.entry else ""

    @property
    def value(self) -> str:
        return value_of(self.entry) if self.entry else ""

    @property
    def value_before(self) -> str:
        return value_of(self.before) if self.before else ""


@dataclass(frozen=True)
class AmountPreview:
    lines: list[AmountLine]

    @property
    def digest(self) -> str:
        """Changes whenever what would be entered changes."""
        said = [
            [line.row.line, line.state.value, line.row.values, line.before and line.before.pk]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in State if found[state]}

    @property
    def ready(self) -> list[StandardAmount]:
        """What would be entered."""
        return [
            line.entry
            for line in self.lines
            if line.entry is not None and line.state in {State.NEW, State.CHANGED}
        ]


def preview_of(waiting: AmountImport) -> AmountPreview:
    """Everything compared anew with what stands now; one query."""
    standing: dict[tuple[Any, ...], list[StandardAmount]] = {}
    rows = StandardAmount.objects.current().of_year(waiting.municipality, waiting.fiscal_year)
    for row in rows.select_related("recorded_by").order_by("confirmed_at", "pk"):  # waiting last
        standing.setdefault(row.key, []).append(row)
    lines = [AmountLine(AmountRow(**kept)) for kept in waiting.rows]
    seen: dict[tuple[Any, ...], int] = {}
    for line in lines:
        _judge(line, waiting, standing, seen)
    return AmountPreview(lines)


def _judge(
    line: AmountLine,
    waiting: AmountImport,
    standing: dict[tuple[Any, ...], list[StandardAmount]],
    seen: dict[tuple[Any, ...], int],
) -> None:
    if line.row.problems:
        return
    entry = entry_from(
        line.row.values, municipality=waiting.municipality, fiscal_year=waiting.fiscal_year
    )
    line.row.problems += _problems(entry)
    if not line.row.problems and entry.key in seen:
        line.row.problems.append(TWICE.format(seen[entry.key]))
    if line.row.problems:
        return
    seen[entry.key] = line.row.line
    line.entry = entry
    there = standing.get(entry.key, [])
    waits = there[-1] if there and not there[-1].is_confirmed else None
    if any(row.values == entry.values for row in there):
        line.state = State.UNCHANGED
        line.before = waits if waits and waits.values != entry.values else None
    else:
        line.before = there[-1] if there else None
        line.state = State.CHANGED if there else State.NEW


def _problems(entry: StandardAmount) -> Iterable[str]:
    """What the fields and the row as a whole refuse; nothing is asked of the database."""
    try:
        entry.clean_fields(exclude={"municipality", "recorded_at", "recorded_by"})
        entry.clean()
    except ValidationError as error:
        return [
            f"{StandardAmount._meta.get_field(name).verbose_name}：{message}"  # type: ignore[union-attr]  # fields
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []
