"""The complaints desk: who serves there, the days that つなぎ市 set, complaints in every state."""

import uuid
from datetime import date, datetime, time
from typing import Any

from accounts.models import User
from consultations.complaint_actions import Step, add_step, receive_complaint, set_clock
from consultations.complaint_enums import ComplaintStepKind
from consultations.models import Complaint, ComplaintClock, ComplaintOfficer, Person
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import clock_time, moment
from demo.world import World

AFTERNOON = time(15)


def build_complaints(world: World) -> str:
    data = read("complaints")
    for row in data["officer"]:
        _officer(world, row)
    for row in data["clock"]:
        day = row["starts_on"]
        clock = ComplaintClock(municipality=world.municipalities["tsunagi"], **row)
        set_clock(clock, by=world.officer("tsunagi"), at=moment(day))
    for number, row in enumerate(data["complaint"]):
        _complaint(world, row, f"complaint/{number}")
    return f"苦情対応の担当{len(data['officer'])}人、苦情{len(data['complaint'])}件"


def _officer(world: World, row: dict[str, Any]) -> None:
    account = world.users[row["account"]] if "account" in row else None
    world.entry(
        ComplaintOfficer,
        of="tsunagi",
        on=row["starts_on"],
        center=world.centers[row["center"]],
        role=row["role"],
        account=account,
        name=account.name if account else row["name"],
        affiliation=row.get("affiliation", ""),
        contact=row.get("contact", ""),
        starts_on=row["starts_on"],
        ends_on=row.get("ends_on"),
    ).save()


def _complaint(world: World, row: dict[str, Any], key: str) -> None:
    by = world.users[row["received_by"]]
    told = (
        "channel",
        "subject_kind",
        "is_anonymous",
        "complainant_name",
        "complainant_contact",
        "wishes",
        "summary",
        "facts",
        "reports_to_third_party",
        "third_party_attends",
    )
    person = Person.objects.get(registered_name=row["person"]) if "person" in row else None
    at = _at(row["on"], row["clock"])
    complaint = receive_complaint(
        Complaint(
            center=world.centers[row["center"]],
            person=person,
            received_at=at,
            **{name: row[name] for name in told if name in row},
        ),
        [world.staff[number] for number in row.get("subjects", ())],
        submission_key=uuid.uuid5(KEYS, key),
        by=by,
        at=at,
    )
    for number, step in enumerate(row["steps"]):
        _step(world, complaint, step, f"{key}/{number}")


def _at(day: date, clock: str) -> datetime:
    return moment(day, clock_time(clock))


def _step(world: World, complaint: Complaint, row: dict[str, Any], key: str) -> None:
    by: User = world.users[row["by"]]
    add_step(
        complaint,
        Step(
            kind=ComplaintStepKind(row["kind"]),
            happened_on=row["on"],
            handled_by_name=row.get("handled_by", by.name),
            audience=row.get("audience", ()),
            note=row["note"],
            outcome=row.get("outcome", ""),
        ),
        submission_key=uuid.uuid5(KEYS, key),
        by=by,
        at=moment(row["on"], AFTERNOON),
    )
