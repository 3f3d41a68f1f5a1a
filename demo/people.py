"""The staff: names as written, licences, training, careers, exemptions, postings."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from demo.data_files import read
from demo.world import Shift, World
from staffing.models import (
    CareerRecord,
    Licence,
    Posting,
    StaffMember,
    TrainingExemption,
    TrainingRecord,
)

LEDGERS: tuple[Any, ...] = (Licence, TrainingRecord, CareerRecord, TrainingExemption, Posting)


def build_staff(world: World) -> str:
    rows = read("staff")["member"]
    members = StaffMember.objects.bulk_create([_member(world, row) for row in rows])
    world.staff = {member.number: member for member in members}
    entries: list[Any] = [entry for row in rows for entry in _ledger(world, row)]
    for model in LEDGERS:
        model.objects.bulk_create([entry for entry in entries if isinstance(entry, model)])
    return f"{len(members)}人（資格・研修・経験・免除・配置{len(entries)}件）"


def _member(world: World, row: dict[str, Any]) -> StaffMember:
    member = StaffMember(
        municipality=world.municipalities[_of(row)],
        user=world.users[row["account"]] if "account" in row else None,
        number=row["number"],
        name=row["name"],
        name_kana=row["kana"],
    )
    member.renew_keys()
    return member


def _ledger(world: World, row: dict[str, Any]) -> Iterator[Any]:
    joined = min(posting["starts_on"] for posting in row["postings"])
    for kind, acquired_on in row.get("licences", []):
        known_from = max(joined, acquired_on)
        yield _entry(world, row, Licence, on=known_from, kind=kind, acquired_on=acquired_on)
    for course, *completed in row.get("training", []):
        completed_on = completed[0] if completed else None
        known_from = max(joined, completed_on or joined)
        yield _entry(
            world, row, TrainingRecord, on=known_from, course=course, completed_on=completed_on
        )
    for career in row.get("careers", []):
        yield _entry(world, row, CareerRecord, on=joined, **career)
    if "exemption" in row:
        yield _entry(world, row, TrainingExemption, on=joined, **row["exemption"])
    for posting in row["postings"]:
        _note_shift(world, row, posting)
        yield _posting(world, row, posting)


def _note_shift(world: World, row: dict[str, Any], posting: dict[str, Any]) -> None:
    if "account" in row:
        world.shifts.setdefault(f"{_of(row)}-{posting['center']}", []).append(
            Shift(
                account=row["account"],
                hours=float(posting["hours"]),
                first=posting["starts_on"],
                last=posting.get("ends_on", date.max),
            )
        )


def _posting(world: World, row: dict[str, Any], posting: dict[str, Any]) -> Posting:
    return _entry(
        world,
        row,
        Posting,
        on=posting["starts_on"],
        center=world.centers[f"{_of(row)}-{posting['center']}"],
        role=posting["role"],
        is_dedicated=posting.get("dedicated"),
        is_full_time=posting.get("full_time"),
        weekly_hours=Decimal(posting["hours"]),
        starts_on=posting["starts_on"],
        ends_on=posting.get("ends_on"),
    )


def _entry(world: World, member_row: dict[str, Any], model: Any, *, on: date, **values: Any) -> Any:
    member = world.staff[member_row["number"]]
    return world.entry(model, of=_of(member_row), on=on, staff_member=member, **values)


def _of(row: dict[str, Any]) -> str:
    return row.get("of", "tsunagi")
