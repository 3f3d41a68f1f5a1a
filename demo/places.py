"""The centers, their types, and when they open."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from centers.calendar import open_days
from centers.enums import Service
from centers.models import (
    Center,
    CenterDesignation,
    Closure,
    Contract,
    ExtraOpening,
    NationalHolidayOpening,
    OpenDay,
    OpeningHours,
)
from demo.data_files import read
from demo.period import EVENING, FIRST_DAY, LAST_DAY, clock_time, moment
from demo.world import World

OPENINGS: tuple[Any, ...] = (
    CenterDesignation,
    Contract,
    OpeningHours,
    NationalHolidayOpening,
    Closure,
    ExtraOpening,
)
PLAIN = ("name", "operation", "contractor", "address", "phone", "opened_on")


def build_centers(world: World) -> str:
    for row in read("centers")["center"]:
        municipality = world.municipalities[row["of"]]
        key = f"{row['of']}-{row['number']}"
        world.center_data[key] = row
        world.centers[key] = Center.objects.create(
            municipality=municipality,
            code=f"{municipality.code}-{row['number']}",
            **{name: row[name] for name in PLAIN if name in row},
        )
    return f"{len(world.centers)}か所"


def build_openings(world: World) -> str:
    rows: list[Any] = [row for key in world.centers for row in _opening_rows(world, key)]
    for model in OPENINGS:
        model.objects.bulk_create([row for row in rows if isinstance(row, model)])
    return f"{len(rows)}件"


def _opening_rows(world: World, key: str) -> Iterator[Any]:
    data = world.center_data[key]
    yield _designation(world, key)
    for term in data.get("contracts", []):
        yield _entry(world, key, Contract, contractor=data["contractor"], **term)
    for hours in data["hours"]:
        yield from _hours(world, key, hours)
    for rule in data.get("holidays", []):
        days = {"starts_on": rule["starts_on"], "ends_on": rule.get("ends_on")}
        yield _entry(world, key, NationalHolidayOpening, is_open=rule["open"], **days)
    for closure in data["closures"]:
        yield _entry(world, key, Closure, **closure)
    for extra in data.get("extra", []):
        yield _entry(
            world,
            key,
            ExtraOpening,
            starts_on=extra["on"],
            held_on=extra["on"],
            opens_at=clock_time(extra["from"]),
            closes_at=clock_time(extra["to"]),
            reason=extra["reason"],
        )


def _designation(world: World, key: str) -> CenterDesignation:
    data = world.center_data[key]
    return _entry(
        world,
        key,
        CenterDesignation,
        type=data["type"],
        subtype=data.get("subtype", ""),
        starts_on=data["opened_on"],
        source=data["designation_source"],
    )


def _hours(world: World, key: str, hours: dict[str, Any]) -> Iterator[OpeningHours]:
    for weekday in hours["days"]:
        for opens, closes in hours["times"]:
            yield _entry(
                world,
                key,
                OpeningHours,
                service=hours.get("service", Service.GENERAL),
                weekday=weekday,
                opens_at=clock_time(opens),
                closes_at=clock_time(closes),
                starts_on=hours["starts_on"],
                ends_on=hours.get("ends_on"),
            )


def _entry(world: World, key: str, model: Any, *, starts_on: date, **values: Any) -> Any:
    """Decided beforehand: on record from the beginning of the year in which it applies."""
    if model is not ExtraOpening:
        values["starts_on"] = starts_on
    of = world.center_data[key]["of"]
    known_from = starts_on if model in (OpeningHours, NationalHolidayOpening) else FIRST_DAY
    return world.entry(model, of=of, on=known_from, center=world.centers[key], **values)


def build_open_days(world: World) -> str:
    """What the calendar says, confirmed each evening; a few days closed, a few not recorded."""
    keys = {center.pk: key for key, center in world.centers.items()}
    calendar = open_days(keys, first=FIRST_DAY, last=LAST_DAY)
    rows = [
        row
        for center_id, key in keys.items()
        for row in _confirmed(world, key, calendar[center_id].scheduled)
    ]
    OpenDay.objects.bulk_create(rows, batch_size=1000)
    return f"{len(rows)}件"


def _confirmed(world: World, key: str, scheduled: set[date]) -> Iterator[OpenDay]:
    data = world.center_data[key]
    closed = {row["on"]: row["note"] for row in data.get("closed_days", [])}
    for day in sorted(scheduled.difference(data.get("unrecorded", []))):
        yield OpenDay(
            center=world.centers[key],
            held_on=day,
            is_open=day not in closed,
            note=closed.get(day, ""),
            recorded_at=moment(day, EVENING),
            recorded_by=world.users[data["manager"]],
        )
