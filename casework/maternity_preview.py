"""A list of the health system beside the ledger and the registry: what would become of each row.

A row is known by the number of the health system, as far as the day can be of the same pregnancy,
or by the mother and the day. Whom a new row is
about is never decided here: those who resemble are shown with why, and somebody chooses.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models

from casework.losses import stopped_among
from casework.maternity_identity import WHEREABOUTS, shown_place
from casework.maternity_reading import FileRow, Problem
from casework.maternity_weeks import EARLIEST_BIRTH
from casework.models import MaternityImport, Pregnancy
from consultations.likely_same import (
    MOST_SHOWN,
    Candidate,
    Profile,
    Profiles,
    Verdict,
    resemblance,
    typed_profile,
)
from consultations.masking import covered_among
from consultations.models import Person
from shared.access import Capability
from shared.japanese_text import fold_key, kana_key
from shared.name_sound import sound_key
from shared.wareki import format_wareki

UPDATED = (
    "notified_on",
    "due_on",
    "fetus_count",
    "delivered_on",
    "homecoming_place",
    "homecoming_from",
    "homecoming_until",
    "moved_in_on",
    "moved_out_on",
)


NUMBER = "管理番号など"
ONE_PREGNANCY = timedelta(days=280)


class State(models.TextChoices):
    """行の状態."""

    BROKEN = "broken", "取り込めない"
    STOPPED = "stopped", "担当者が確かめる"
    NEW = "new", "新規（人を選ぶ）"
    CHANGED = "changed", "変更"
    UNCHANGED = "unchanged", "変更なし"


@dataclass(frozen=True)
class Change:
    """One field: what stands, and what the list says."""

    name: str
    label: str
    old: Any
    new: Any
    is_hidden: bool = False  # a place of somebody whose whereabouts nobody is shown

    @property
    def old_text(self) -> str:
        return shown_place(_words(self.old), is_hidden=self.is_hidden)

    @property
    def new_text(self) -> str:
        return shown_place(_words(self.new), is_hidden=self.is_hidden)


@dataclass
class Line:
    row: FileRow
    state: State
    pregnancy: Pregnancy | None = None
    changes: list[Change] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Nothing of a family whose steps are stopped; of a broken row nobody knows whose it is."""
        is_hidden = self.state in {State.STOPPED, State.BROKEN}
        return "" if is_hidden else str(self.row.values.get("name") or "")

    @property
    def field(self) -> str:
        return f"line-{self.row.line}"


@dataclass(frozen=True)
class Preview:
    lines: list[Line]

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in State}

    def of_state(self, state: State) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    @property
    def digest(self) -> str:
        """Changes whenever what would be done changes."""
        said = [
            [
                line.row.line,
                line.state.value,
                line.pregnancy.pk if line.pregnancy else None,
                [[each.name, each.old, each.new] for each in line.changes],
                [each.person.pk for each in line.candidates],
            ]
            for line in self.lines
        ]
        text = json.dumps(said, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def preview_of(waiting: MaternityImport, user: Any, *, day: date) -> Preview:
    """Everything compared anew; a fixed number of queries, however many rows there are."""
    rows = rows_of(waiting)
    ready = [row for row in rows if not row.problems]
    known = _Known(waiting, ready, day)
    looked_for = [row for row in ready if known.find(row) is None]
    found = _candidates_of(looked_for, user, day=day)
    by_person = known.by_people([each.person for many in found.values() for each in many])
    lines = []
    for row in rows:
        if row.problems:
            lines.append(Line(row, State.BROKEN))
            continue
        pregnancy = known.find(row)
        if (problem := known.problem_of(row, pregnancy)) is not None:
            lines.append(Line(FileRow(row.line, {}, [problem]), State.BROKEN))
            continue
        if pregnancy is None:
            candidates = found.get(row.line, [])
            if any(_is_stopped_person(each, row, by_person, known) for each in candidates):
                lines.append(Line(FileRow(row.line, {}), State.STOPPED))
                continue
            lines.append(Line(row, State.NEW, candidates=candidates))
            continue
        lines.append(known.line(row, pregnancy))
    return Preview(lines)


def _is_stopped_person(
    candidate: Candidate,
    row: FileRow,
    by_person: dict[int, list[Pregnancy]],
    known: "_Known",
) -> bool:
    """Perhaps the same woman, with a stopped pregnancy that may be this one."""
    rows, due_on = (
        by_person.get(candidate.person.identity, []),
        restored("due_on", row.values["due_on"]),
    )
    return any(
        each.pk in known.stopped_of(rows) and abs(each.due_on - due_on) <= ONE_PREGNANCY
        for each in rows
    )


class _Known:
    """The standing rows of the municipality's ledger that lines may name."""

    def __init__(self, waiting: MaternityImport, rows: Sequence[FileRow], day: date) -> None:
        numbers = {row.values["health_number"] for row in rows if row.values.get("health_number")}
        of_center = Pregnancy.objects.filter(municipality=waiting.municipality_id)
        self.ledger = of_center.filter(center=waiting.center_id).select_related("mother")
        found = list(self.ledger.filter(health_number__in=numbers))
        days = {row.values["due_on"] for row in rows}
        names = {fold_key(row.values["name"]) for row in rows}
        alike = self.ledger.filter(due_on__in=days, mother__name_key__in=names)
        self.by_number: dict[str, list[Pregnancy]] = {}
        for known in found:
            self.by_number.setdefault(known.health_number, []).append(known)
        self.by_mother = {
            (each.mother.registered_name, each.mother.date_of_birth, each.due_on.isoformat()): each
            for each in alike
        }
        others = of_center.exclude(center=waiting.center_id).filter(health_number__in=numbers)
        every = [*found, *self.by_mother.values()]
        self._stopped = stopped_among(every)
        self._elsewhere: dict[str, list[Pregnancy]] = {}
        for known in others:
            self._elsewhere.setdefault(known.health_number, []).append(known)
        self.covered = covered_among([each.mother for each in every], day)

    def find(self, row: FileRow) -> Pregnancy | None:
        values = row.values
        if (numbered := self._of_one_pregnancy(row, self.by_number)) is not None:
            return numbered
        born = values.get("date_of_birth")
        key = (values["name"], date.fromisoformat(born) if born else None, values["due_on"])
        return self.by_mother.get(key) if born else None

    def _of_one_pregnancy(
        self, row: FileRow, by_number: dict[str, list[Pregnancy]]
    ) -> Pregnancy | None:
        """The row of this number, unless it is an earlier or later pregnancy: such a one is never
        written over. A closed row is meant only by its very day."""
        due_on = date.fromisoformat(row.values["due_on"])
        near = [
            each
            for each in by_number.get(row.values.get("health_number") or "", ())
            if each.due_on == due_on
            or (
                abs(each.due_on - due_on) < ONE_PREGNANCY
                and (each.delivered_on is None or due_on - each.delivered_on <= EARLIEST_BIRTH)
                and (each.closed_on is None or each.pk in self._stopped)
            )
        ]
        return min(near, key=lambda each: (abs(each.due_on - due_on), each.pk), default=None)

    def problem_of(self, row: FileRow, pregnancy: Pregnancy | None) -> Problem | None:
        """A number of another center's ledger, or of somebody of another name and birthday."""
        if self._of_one_pregnancy(row, self._elsewhere) is not None:
            return Problem(NUMBER, "この番号は、ほかのセンターの台帳にあります。")
        if pregnancy is None or pregnancy.pk in self._stopped:
            return None
        born, mother = row.values.get("date_of_birth"), pregnancy.mother
        same_day = mother.date_of_birth is not None and mother.date_of_birth.isoformat() == born
        if same_day or fold_key(row.values["name"]) == mother.name_key:
            return None
        return Problem(NUMBER, "この番号の台帳は、別の氏名・生年月日の人のものです。")

    def by_people(self, people: Sequence[Person]) -> dict[int, list[Pregnancy]]:
        """The rows of those who resemble, by person; with whether they are stopped."""
        found: dict[int, list[Pregnancy]] = {}
        for row in self.ledger.filter(mother__identity__in={each.identity for each in people}):
            found.setdefault(row.mother.identity, []).append(row)
        every = [row for rows in found.values() for row in rows]
        self._stopped |= stopped_among(every)
        return found

    def stopped_of(self, rows: Sequence[Pregnancy]) -> set[int]:
        return self._stopped & {row.pk for row in rows}

    def line(self, row: FileRow, pregnancy: Pregnancy) -> Line:
        if pregnancy.pk in self._stopped:
            return Line(FileRow(row.line, {}), State.STOPPED, pregnancy)
        is_covered = pregnancy.mother_id in self.covered
        changes = changes_of(row, pregnancy, is_covered=is_covered)
        return Line(row, State.CHANGED if changes else State.UNCHANGED, pregnancy, changes)


def changes_of(row: FileRow, pregnancy: Pregnancy, *, is_covered: bool) -> list[Change]:
    """What the list says otherwise; an empty cell says nothing."""
    found = []
    for name in UPDATED:
        new = restored(name, row.values.get(name))
        old = getattr(pregnancy, name)
        if new not in {None, ""} and new != old:
            label = str(Pregnancy._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column
            found.append(Change(name, label, old, new, is_covered and name in WHEREABOUTS))
    return found


def restored(name: str, value: Any) -> Any:
    """A kept value as the column has it."""
    return (
        date.fromisoformat(value) if value and name.endswith(("_on", "_from", "_until")) else value
    )


def rows_of(waiting: MaternityImport) -> list[FileRow]:
    return [
        FileRow(row["line"], row["values"], [Problem(*each) for each in row["problems"]])
        for row in waiting.rows
    ]


def _candidates_of(rows: Sequence[FileRow], user: Any, *, day: date) -> dict[int, list[Candidate]]:
    """By line, those of the registry who resemble; six queries for all lines together."""
    asked = {row.line: _profile(row) for row in rows}
    if not asked:
        return {}
    names = {each.name for profile in asked.values() for each in profile.names}
    heard = {each.reading or each.name for profile in asked.values() for each in profile.names}
    people = Person.objects
    blocks = [
        people.filter(name_key__in={fold_key(name) for name in names}).values("pk"),
        people.filter(sound_key__in={sound_key(name) for name in heard}).values("pk"),
        people.filter(kana_key__in={kana_key(name) for name in heard} - {""}).values("pk"),
        people.filter(
            date_of_birth__in={profile.date_of_birth for profile in asked.values()} - {None}
        ).values("pk"),
    ]
    within = Person.objects.visible_to(user, Capability.HOUSEHOLD_VIEW).filter(merged_into=None)
    numbers = blocks[0].union(*blocks[1:])
    known = list(within.filter(pk__in=numbers).order_by("pk"))
    covered = Person.objects.covered(day).filter(pk__in=[person.pk for person in known])
    profiles = Profiles(known, set(covered.values_list("pk", flat=True)))
    told = {person.pk: profiles.of(person) for person in known}
    by_key: dict[tuple[str, Any], list[Person]] = {}
    for person in known:
        for key in _keys(told[person.pk]):
            by_key.setdefault(key, []).append(person)
    return {line: _alike(profile, by_key, told) for line, profile in asked.items()}


def _keys(profile: Profile) -> set[tuple[str, Any]]:
    """Only those who share one of these are held beside each other."""
    keys: set[tuple[str, Any]] = {("born", profile.date_of_birth)} - {("born", None)}
    for each in profile.names:
        heard = each.reading or each.name
        keys |= {
            ("name", fold_key(each.name)),
            ("sound", sound_key(heard)),
            ("kana", kana_key(heard)),
        }
    return keys


def _alike(
    asked: Profile, by_key: dict[tuple[str, Any], list[Person]], told: dict[int, Profile]
) -> list[Candidate]:
    near = {person.pk: person for key in _keys(asked) for person in by_key.get(key, ())}
    found = [Candidate(person, resemblance(asked, told[pk])) for pk, person in near.items()]
    alike = [each for each in found if each.resemblance.verdict >= Verdict.POSSIBLE]
    alike.sort(key=lambda each: (-each.resemblance.verdict, each.person.pk))
    return alike[:MOST_SHOWN]


def _profile(row: FileRow) -> Profile:
    values = row.values
    born = values.get("date_of_birth")
    return typed_profile(
        values["name"],
        values.get("kana") or "",
        date.fromisoformat(born) if born else None,
        "",
    )


def _words(value: Any) -> str:
    if isinstance(value, date):
        return format_wareki(value)
    return "" if value is None else str(value)
