"""A list of vacancies beside the directory: of which place it tells, and what would be written."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from centers.directory.comparison import State
from centers.directory.places import address_key
from centers.directory.preview import rows_of
from centers.directory.reading import WHOLE_ROW, FileRow, Problem
from centers.enums import AgeClass
from centers.models import LocalResource, ResourceImport, ResourceVacancy
from shared.japanese_text import fold_key
from shared.ledger import CURRENT
from shared.wareki import format_wareki

SEVERAL = "同じ名称の地域資源が{}件あります。番号（ID）か住所の列を付けてください。"
NOT_LISTED = "名簿にありません。先に地域資源として登録してください。"
NOT_THE_SAME = "番号「{}」は「{}」のものです。名称と合いません。"
TWICE = "{}行目と違う人数です（同じ施設・対象・日付）。"


@dataclass(frozen=True)
class Count:
    """One class of one place on one day: what stands (None where nothing does) and what is told."""

    age_class: str
    old: ResourceVacancy | None
    new: int | None

    @property
    def label(self) -> str:
        return str(AgeClass(self.age_class).label)

    @property
    def is_new(self) -> bool:
        return self.old is None

    @property
    def is_changed(self) -> bool:
        return self.old is not None and self.old.number != self.new

    @property
    def old_text(self) -> str:
        return self.old.number_label if self.old else ""

    @property
    def new_text(self) -> str:
        return ResourceVacancy(number=self.new).number_label


@dataclass
class VacancyLine:
    row: FileRow
    state: State = State.BROKEN
    resource: LocalResource | None = None
    counts: list[Count] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.row.values.get("name") or self.row.values.get("source_id") or "")

    @property
    def day(self) -> date | None:
        told = self.row.values.get("counted_on")
        return date.fromisoformat(told) if told else None

    @property
    def day_text(self) -> str:
        return format_wareki(self.day) if self.day else ""


@dataclass(frozen=True)
class VacancyPreview:
    lines: list[VacancyLine]

    @property
    def digest(self) -> str:
        """Changes whenever what would be written changes."""
        said = [
            [
                line.row.line,
                line.state.value,
                line.resource.pk if line.resource else None,
                [
                    [each.age_class, each.old.pk if each.old else None, each.new]
                    for each in line.counts
                ],
            ]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in State if found[state]}

    @property
    def is_ready(self) -> bool:
        return any(line.state in {State.NEW, State.CHANGED} for line in self.lines)


def vacancy_preview_of(waiting: ResourceImport) -> VacancyPreview:
    """Everything compared anew: the directory may have changed since the list was handed in."""
    standing = LocalResource.objects.filter(municipality=waiting.municipality_id)
    resources = standing.standing_on(waiting.uploaded_at.date()).order_by("pk")
    lines = [VacancyLine(row) for row in rows_of(waiting)]
    known = _Known(resources)
    for line in lines:
        if not line.row.problems:
            line.resource = known.resource_of(line.row)
    days = {line.day for line in lines if line.resource and line.day}
    stands = {
        (row.resource_id, row.age_class, row.counted_on): row
        for row in ResourceVacancy.objects.filter(
            CURRENT, resource__municipality=waiting.municipality_id, counted_on__in=days
        )
    }
    _judge(lines, stands)
    return VacancyPreview(lines)


def _judge(
    lines: Iterable[VacancyLine], stands: dict[tuple[int, str, date], ResourceVacancy]
) -> None:
    told: dict[tuple[int, str, date], tuple[int | None, int]] = {}
    for line in lines:
        day, resource = line.day, line.resource
        if resource is None or day is None:
            continue
        numbers = {(resource.pk, name, day): n for name, n in line.row.values["numbers"].items()}
        before = [told[key][1] for key, n in numbers.items() if key in told and told[key][0] != n]
        if before:
            line.row.problems.append(Problem(WHOLE_ROW, TWICE.format(before[0])))
            continue
        line.counts = [
            Count(key[1], stands.get(key), n) for key, n in numbers.items() if key not in told
        ]
        told |= {key: (n, line.row.line) for key, n in numbers.items() if key not in told}
        line.state = State.UNCHANGED
        if any(each.is_changed for each in line.counts):
            line.state = State.CHANGED
        elif any(each.is_new for each in line.counts):
            line.state = State.NEW


class _Known:
    """The standing resources by number and by name."""

    def __init__(self, resources: Iterable[LocalResource]) -> None:
        self.by_number: dict[str, list[LocalResource]] = defaultdict(list)
        self.by_name: dict[str, list[LocalResource]] = defaultdict(list)
        for resource in resources:
            self.by_name[fold_key(resource.name)].append(resource)
            if resource.source_id:
                self.by_number[resource.source_id].append(resource)

    def resource_of(self, row: FileRow) -> LocalResource | None:
        """The one that is meant; None with the reason among the row's problems."""
        number, name = row.values["source_id"], row.values["name"]
        numbered = self.by_number.get(number, []) if number else []
        named = self.by_name.get(fold_key(name), []) if name else []
        if numbered and name:
            both = [each for each in numbered if each in named]
            if not both and not named:
                row.problems.append(
                    Problem(WHOLE_ROW, NOT_THE_SAME.format(number, numbered[0].name))
                )
                return None
            found: Sequence[LocalResource] = both or named
        else:
            found = numbered or named
        if len(found) > 1 and row.values["address"]:
            place = address_key(row.values["address"])
            found = [each for each in found if each.place_key == place] or found
        if len(found) == 1:
            return found[0]
        row.problems.append(Problem(WHOLE_ROW, SEVERAL.format(len(found)) if found else NOT_LISTED))
        return None


def kept_vacancy_rows(rows: Iterable[FileRow]) -> list[dict[str, object]]:
    """The rows for the database."""
    return [
        {
            "line": row.line,
            "values": row.values,
            "problems": [[problem.column, problem.reason] for problem in row.problems],
            "remarks": row.remarks,
        }
        for row in rows
    ]
