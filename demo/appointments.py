"""Rooms, publicity of the outreach sessions, and appointments with what became of them."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from centers.models import OutreachPublicity, OutreachSession, Room
from consultations.appointment_actions import become, book, change, remind
from consultations.appointment_enums import (
    AppointmentMode,
    AppointmentState,
    ReminderMeans,
    ReminderResult,
)
from consultations.models import Appointment, Person
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import FIRST_DAY, clock_time, moment, written
from demo.world import World

BOOKED_BEFORE = timedelta(days=6)
A_DAY = timedelta(days=1)
MADE_KNOWN = 4  # sessions of center 01 whose publicity is on record by medium


def build_appointments(world: World) -> str:
    data = read("appointments")
    rooms = {(row["center"], row["name"]): _room(world, row) for row in data["room"]}
    publicity = _publicity(world, data["publicity"])
    for row in data["appointment"]:
        _appointment(world, row, rooms)
    return f"部屋{len(rooms)}室、周知{publicity}件、予約{Appointment.objects.count()}件"


def _room(world: World, row: dict[str, Any]) -> Room:
    return Room.objects.create(
        center=world.centers[row["center"]],
        name=row["name"],
        capacity=row["capacity"],
        starts_on=FIRST_DAY,
        ends_on=row.get("ends_on"),
    )


def _publicity(world: World, media: list[dict[str, Any]]) -> int:
    sessions = OutreachSession.objects.current().filter(center=world.centers["tsunagi-01"])
    rows = [
        OutreachPublicity(
            session=session,
            medium=row["medium"],
            publicised_on=(day := session.held_on - timedelta(days=row["days_before"])),
            evidence=row["evidence"],
            recorded_at=written(day),
            recorded_by=world.users["shokan"],
        )
        for session in sessions.order_by("-held_on")[:MADE_KNOWN]
        for row in media
    ]
    OutreachPublicity.objects.bulk_create(rows)
    return len(rows)


def _appointment(world: World, row: dict[str, Any], rooms: dict[Any, Room]) -> None:
    worker = world.users[row["worker"]]
    day = row["day"]
    booked = book(_of(world, row, rooms, day, row), by=worker, at=moment(day - BOOKED_BEFORE))
    if "reminded" in row:
        remind(
            booked,
            means=ReminderMeans.PHONE,
            result=ReminderResult(row["reminded"]),
            note="",
            by=worker,
            at=moment(day - A_DAY),
        )
    if "then" in row:
        later = _of(world, row, rooms, row["then"]["day"], row["then"])
        change(booked, later, reason=row["reason"], by=worker, at=moment(day - A_DAY))
    elif "state" in row:
        become(
            booked,
            AppointmentState(row["state"]),
            reason=row.get("reason", ""),
            follow_up_on=row.get("call_on"),
            by=worker,
            at=booked.ends_at,
        )


def _of(
    world: World, row: dict[str, Any], rooms: dict[Any, Room], day: date, times: dict[str, Any]
) -> Appointment:
    person = Person.objects.get(registered_name=row["person"]) if "person" in row else None
    return Appointment(
        center=world.centers[row["center"]],
        room=rooms[row["center"], row["room"]] if "room" in row else None,
        worker=world.users[row["worker"]],
        starts_at=_at(day, times["from"]),
        ends_at=_at(day, times["to"]),
        mode=AppointmentMode(row["mode"]),
        person=person,
        alias=row.get("alias", ""),
        purpose=row["purpose"],
        reminder_wish=row["wish"],
        reminder_contact=row.get("contact", ""),
        submission_key=uuid.uuid5(KEYS, f"appointment/{row['worker']}/{day}/{times['from']}"),
    )


def _at(day: date, text: str) -> datetime:
    return moment(day, clock_time(text.zfill(5)))
