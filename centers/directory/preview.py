"""An import that waits: its rows as the database keeps them, beside the directory as it stands."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from centers.directory.comparison import Line, State, compare, digest_of
from centers.directory.reading import FileRow, Problem, ReadList
from centers.models import LocalResource, ResourceImport


@dataclass(frozen=True)
class Preview:
    """`missing` came with an earlier list of the same kind and area and stands no more in this."""

    lines: list[Line]
    missing: list[LocalResource]

    @property
    def digest(self) -> str:
        return digest_of(self.lines)

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in State}

    def of_state(self, state: State) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def conflicting(self) -> list[Line]:
        """Also changed rows may hold a field that somebody put right."""
        return [line for line in self.lines if line.conflicts]

    @property
    def is_ready(self) -> bool:
        """Whether confirming would do anything at all."""
        counts = self.counts
        return bool(counts[State.NEW] or counts[State.CHANGED] or self.conflicting)


def preview_of(resource_import: ResourceImport) -> Preview:
    """Everything compared anew: the directory may have changed since the list was handed in."""
    municipality = resource_import.municipality_id
    standing = list(LocalResource.objects.filter(municipality=municipality).order_by("pk"))
    lines = compare(rows_of(resource_import), standing)
    return Preview(lines, _missing(lines, standing))


def _missing(lines: list[Line], standing: list[LocalResource]) -> list[LocalResource]:
    found = {line.resource.pk: line.resource for line in lines if line.resource}
    alike = {(resource.area, resource.kind) for resource in found.values()}
    return [
        resource
        for resource in standing
        if resource.pk not in found
        and resource.imported
        and resource.closed_on is None
        and (resource.area, resource.kind) in alike
    ]


def rows_of(resource_import: ResourceImport) -> list[FileRow]:
    return [
        FileRow(
            row["line"],
            row["values"],
            [Problem(*problem) for problem in row["problems"]],
            list(row["remarks"]),
        )
        for row in resource_import.rows
    ]


def kept_rows(found: ReadList, *, kind: str) -> list[dict[str, Any]]:
    """The rows for the database; `kind` is that of a list which tells none."""
    return [_kept_row(row, kind) for row in found.rows]


def _kept_row(row: FileRow, kind: str) -> dict[str, Any]:
    values = dict(row.values)
    if kind:
        values.setdefault("kind", kind)
    return {
        "line": row.line,
        "values": values,
        "problems": [[problem.column, problem.reason] for problem in row.problems],
        "remarks": row.remarks,
    }


def kept_header(found: ReadList) -> dict[str, Any]:
    """What the page tells of how the file was read."""
    header = found.header
    return {
        "line": header.line,
        "columns": [
            [header.titles[place], name]
            for name, place in sorted(header.places.items(), key=lambda item: item[1])
        ],
        "extras": [title for at, title in header.extras if header.titles[at]],
        "skipped": found.skipped,
    }
