"""What the centers carry out: plans of activities, documents on file, outreach sessions."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from centers.enums import DocumentKind
from centers.models import ActivityPlan, Document, OutreachSession
from demo.chance import dice
from demo.period import FIRST_DAY, LAST_DAY, days_between
from demo.world import World
from shared.fiscal_year import FiscalYear

NOTICE = timedelta(days=14)  # sessions are announced so long before
DAYS_OF_A_WEEK = 7


def build_activities(world: World) -> str:
    plans = [row for key in world.centers for row in _plans(world, key)]
    documents = [row for key in world.centers for row in _documents(world, key)]
    sessions = [row for key in world.centers for row in _sessions(world, key)]
    ActivityPlan.objects.bulk_create(plans)
    Document.objects.bulk_create(documents)
    OutreachSession.objects.bulk_create(sessions)
    return f"取組{len(plans)}件、文書{len(documents)}件、出張相談{len(sessions)}回"


def _plans(world: World, key: str) -> Iterator[ActivityPlan]:
    for year, answers in world.center_data[key].get("plans", {}).items():
        for kind, is_carried_out in answers.items():
            yield _entry(
                world,
                key,
                ActivityPlan,
                on=FiscalYear(int(year)).starts_on,
                fiscal_year=int(year),
                kind=kind,
                is_carried_out=is_carried_out,
            )


def _documents(world: World, key: str) -> Iterator[Document]:
    data = world.center_data[key]
    for exists, by_year in ((True, data["documents"]), (False, data.get("confirmed_absent", {}))):
        for year, days in by_year.items():
            for kind, day in days.items():
                yield _document(world, key, int(year), kind, day, exists=exists)


def _document(world: World, key: str, year: int, kind: str, day: date, *, exists: bool) -> Document:
    label = DocumentKind(kind).label
    return _entry(
        world,
        key,
        Document,
        on=day,
        fiscal_year=year,
        kind=kind,
        exists=exists,
        title=f"{FiscalYear(year)} {label}" if exists else f"{label}（確認した日に無し）",
        dated_on=day,
        location="文書管理システム（架空）" if exists else "",
    )


def _sessions(world: World, key: str) -> Iterator[OutreachSession]:
    for series in world.center_data[key].get("outreach", []):
        chance = dice(world.seed, "outreach", key)
        for number, day in enumerate(session_days(series)):
            yield _entry(
                world,
                key,
                OutreachSession,
                on=day,
                held_on=day,
                lineage=uuid.uuid5(uuid.NAMESPACE_OID, f"outreach/{key}/{day}"),
                place=series["places"][number % len(series["places"])],
                publicised_on=day - NOTICE if series["publicised"] else None,
                attendance=chance.randint(4, 15),
            )


def session_days(series: dict[str, Any]) -> list[date]:
    """The nth weekday of each month of the series."""
    first, last = max(series["starts_on"], FIRST_DAY), min(series["ends_on"], LAST_DAY)
    return [
        day
        for day in days_between(first, last)
        if day.isoweekday() == series["weekday"]
        and (day.day - 1) // DAYS_OF_A_WEEK + 1 == series["nth"]
    ]


def _entry(world: World, key: str, model: Any, *, on: date, **values: Any) -> Any:
    of = world.center_data[key]["of"]
    return world.entry(model, of=of, on=on, center=world.centers[key], **values)
