"""A table of expenditure and income beside what is entered: what would be written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from centers.directory.comparison import State
from centers.enums import CenterType
from centers.models import Center, CenterDesignation
from shared.date_ranges import overlapping
from shared.fiscal_year import FiscalYear
from subsidies.actions import digest_of
from worksheets.components import category_labels
from worksheets.enums import Side
from worksheets.models import SpendingImport, SpendingItem
from worksheets.spending_list import MOST_ITEMS, TOO_MANY_ITEMS

UNKNOWN_CENTER = "センター番号「{}」のセンターがありません。"
NO_TYPE = "この年度に、このセンターの「{}」の登録がありません。"
TWICE = "{}行目と同じ科目です。"
Key = tuple[int, str, str, str, str]  # center, type, side, category, 科目


@dataclass
class SpendingLine:
    """One row of the table, and the entered item that it would replace."""

    line: int
    values: Mapping[str, Any]
    problems: list[str] = field(default_factory=list)
    center: Center | None = None
    old: SpendingItem | None = None

    @property
    def state(self) -> State:
        if self.problems:
            return State.BROKEN
        if self.old is None:
            return State.NEW
        same = all(
            getattr(self.old, name) == self.values[name]
            for name in ("amount", "eligible", "source")
        )
        return State.UNCHANGED if same else State.CHANGED

    @property
    def key(self) -> Key | None:
        if self.center is None:
            return None
        told = (self.values[name] for name in ("center_type", "side", "category", "subject"))
        return (self.center.pk, *told)

    @property
    def place(self) -> str:
        return self.center.name if self.center else str(self.values.get("center", ""))

    @property
    def amount(self) -> int | None:
        return self.values.get("amount")

    @property
    def eligible(self) -> int | None:
        return self.values.get("eligible")

    @property
    def is_other_amount(self) -> bool:
        return self.old is not None and self.old.amount != self.amount

    @property
    def what(self) -> str:
        """支出　運営費　報酬, as far as it could be read."""
        side, category = self.values.get("side", ""), self.values.get("category", "")
        words = (
            Side(side).label if side else "",
            category_labels().get(category, category),
            self.values.get("subject", ""),
        )
        return "　".join(str(word) for word in words if word)


@dataclass(frozen=True)
class SpendingPreview:
    lines: list[SpendingLine]

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in State if found[state]}

    @property
    def is_ready(self) -> bool:
        return any(line.state in {State.NEW, State.CHANGED} for line in self.lines)

    @property
    def digest(self) -> str:
        """Of what would be written and of what it would replace."""
        return digest_of(
            [
                [line.line, line.state, line.old.pk if line.old else None, dict(line.values)]
                for line in self.lines
            ]
        )


def spending_preview_of(waiting: SpendingImport) -> SpendingPreview:
    """Everything compared anew; three queries."""
    centers = {row.code: row for row in Center.objects.filter(municipality=waiting.municipality_id)}
    types = _types(waiting)
    standing = {
        (row.center_id, row.center_type, row.side, row.category, row.subject): row
        for row in SpendingItem.objects.current().filter(
            municipality=waiting.municipality_id,
            fiscal_year=waiting.fiscal_year,
            stage=waiting.stage,
        )
    }
    counts = Counter(key[:2] for key in standing)
    seen: dict[Key, int] = {}
    lines = []
    for row in waiting.rows:
        line = SpendingLine(row["line"], row["values"], list(row["problems"]))
        _place(line, centers, types)
        if line.key is not None and not line.problems:
            if line.key in seen:
                line.problems.append(TWICE.format(seen[line.key]))
            seen.setdefault(line.key, line.line)
            line.old = standing.get(line.key)
            if line.state == State.NEW and counts[line.key[:2]] >= MOST_ITEMS:
                line.problems.append(TOO_MANY_ITEMS)
            counts[line.key[:2]] += line.state == State.NEW
        lines.append(line)
    return SpendingPreview(lines)


def _types(waiting: SpendingImport) -> set[tuple[int, str]]:
    year = FiscalYear(waiting.fiscal_year)
    rows = CenterDesignation.objects.current().filter(
        overlapping(year.starts_on, year.ends_on), municipality=waiting.municipality_id
    )
    return set(rows.values_list("center_id", "type"))


def _place(line: SpendingLine, centers: Mapping[str, Center], types: set[tuple[int, str]]) -> None:
    code = line.values.get("center", "")
    line.center, center_type = centers.get(code), line.values.get("center_type")
    if line.center is None and code:
        line.problems.append(UNKNOWN_CENTER.format(code))
    elif line.center is None and not line.problems:
        line.problems.append("センター番号：空欄です。")
    elif line.center is not None and center_type and (line.center.pk, center_type) not in types:
        line.problems.append(NO_TYPE.format(CenterType(center_type).label))
