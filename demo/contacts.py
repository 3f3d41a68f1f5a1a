"""The consultations: on open days, within the hours, written down by whoever was posted there."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from consultations.actions import ChildAge
from consultations.enums import Method
from consultations.models import Consultation
from demo.activities import session_days
from demo.chance import dice
from demo.families import Callers, family
from demo.notes import Notebook
from demo.period import clock_time, moment
from demo.volumes import days_of_contacts
from demo.world import World

KEYS = uuid.UUID("7d0e9a52-52c6-5a0f-9d0c-3a9d5f4b9c11")
STEP = 5  # minutes: nobody writes 10:03
LAST_CALL = 15  # minutes before closing
AT_THE_SESSION = 0.6
WRITTEN_NEXT_DAY = 0.08
DURATION_NOT_NOTED = 0.06
RECENT = date(2026, 9, 24)  # follow-ups of earlier records were done; some were forgotten
FORGOTTEN = 0.012


@dataclass
class Contact:
    """A consultation with what hangs on it, not yet saved."""

    consultation: Consultation
    topics: list[str]
    children: list[ChildAge] = field(default_factory=list)


def contacts(world: World) -> list[Contact]:
    notebook = Notebook()
    found = []
    for key, days in days_of_contacts(world).items():
        log = _Log(world, key, notebook)
        found += [log.contact(number, day) for number, day in enumerate(days)]
    return found


class _Log:
    """One center's log in the making."""

    def __init__(self, world: World, key: str, notebook: Notebook) -> None:
        self.world, self.key, self.notebook = world, key, notebook
        self.data = world.center_data[key]
        self.chance = dice(world.seed, "contacts", key)
        self.callers = Callers(dice(world.seed, "callers", key))
        self.sessions = dict(_session_places(self.data))

    def contact(self, number: int, day: date) -> Contact:
        chance, center_type = self.chance, self.data["type"]
        subject = self.notebook.subject(chance, center_type=center_type, month=day.month)
        method, place = self._way(day)
        told = chance.choice(subject["contents"])
        count, children, called = family(chance, subject | told)
        who = self.notebook.caller(chance, subject)
        note = self.notebook.note(chance, subject, told, child=called, who=who, method=method)
        minutes = self._minutes(method)
        at = self._time(day, minutes)
        consultation = Consultation(
            municipality=self.world.municipalities[self.data["of"]],
            center=self.world.centers[self.key],
            submission_key=uuid.uuid5(KEYS, f"{self.world.seed}/{self.key}/{number}"),
            occurred_at=at,
            duration_minutes=None if chance.random() < DURATION_NOT_NOTED else minutes,
            method=method,
            place=place,
            children_count=count,
            content=note.content,
            response=note.response,
            next_step=note.next_step,
            next_on=self._next_on(day) if note.next_step else None,
            recorded_at=self._written_at(at, minutes),
            recorded_by=self._recorder(day),
            **self._caller(who, method, told.get("agency", "")),
        )
        return Contact(consultation, self.notebook.topics(chance, subject), children)

    def _way(self, day: date) -> tuple[str, str]:
        if day in self.sessions and self.chance.random() < AT_THE_SESSION:
            return Method.OUTREACH, self.sessions[day]
        method = self.notebook.method(self.chance, center_type=self.data["type"])
        places = self.notebook.contacts["method"][method].get("places")
        return method, self.chance.choice(places) if places else ""

    def _minutes(self, method: str) -> int:
        shortest, longest = self.notebook.contacts["method"][method]["minutes"]
        return self.chance.randrange(shortest, longest + STEP, STEP)

    def _time(self, day: date, minutes: int) -> datetime:
        """A start within the hours of the day that leaves time for it, if there is any."""
        opens, closes = self.chance.choice(self._intervals(day))
        length = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
        latest = max(length - max(minutes, LAST_CALL), 0)
        return moment(day, opens) + timedelta(minutes=self.chance.randrange(0, latest + 1, STEP))

    def _intervals(self, day: date) -> list[tuple[time, time]]:
        extra = [row for row in self.data.get("extra", []) if row["on"] == day]
        if extra:
            return [(clock_time(row["from"]), clock_time(row["to"])) for row in extra]
        last = clock_time(self.data.get("last_contact_at", "23:59"))
        return [
            (opens, min(closes, last))
            for hours in self.data["hours"]
            if _applies(hours, day)
            for opens, closes in ((clock_time(a), clock_time(b)) for a, b in hours["times"])
        ]

    def _written_at(self, at: datetime, minutes: int) -> datetime:
        if self.chance.random() < WRITTEN_NEXT_DAY:
            return moment(at.date() + timedelta(days=1)) + timedelta(
                minutes=self.chance.randint(0, 60)
            )
        return at + timedelta(minutes=minutes + self.chance.randint(2, 80))

    def _recorder(self, day: date) -> User:
        present = self.world.recorders(self.key, day)
        names = [name for name, _ in present]
        return self.world.users[self.chance.choices(names, [hours for _, hours in present])[0]]

    def _caller(self, who: str, method: str, agency: str) -> dict[str, Any]:
        anonymous = self.notebook.contacts["method"][method]["anonymous"]
        if agency:
            return {"is_anonymous": False, "caller_name": agency}
        if self.chance.random() < anonymous:
            return {"is_anonymous": True, "caller_name": ""}
        return {"is_anonymous": False, "caller_name": self.callers.name(who)}

    def _next_on(self, day: date) -> date | None:
        due = day + timedelta(days=self.chance.randint(7, 45))
        return due if day >= RECENT or self.chance.random() < FORGOTTEN else None


def _applies(hours: dict[str, Any], day: date) -> bool:
    return (
        "service" not in hours
        and day.isoweekday() in hours["days"]
        and hours["starts_on"] <= day <= hours.get("ends_on", date.max)
    )


def _session_places(data: dict[str, Any]) -> Iterator[tuple[date, str]]:
    for series in data.get("outreach", []):
        for number, day in enumerate(session_days(series)):
            yield day, series["places"][number % len(series["places"])]
