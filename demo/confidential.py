"""A few restricted records with the people named for them, and records opened with a reason."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from consultations.enums import AccessKind, AccessOutcome, AccessReason
from consultations.models import Consultation, NamedReader, RecordAccess
from demo.chance import dice
from demo.contacts import Contact
from demo.period import moment
from demo.world import World
from shared.access import Confidentiality

BEFORE = date(2026, 10, 1)
# How many in which center, and who is named besides the author; never one of the sign-ins.
RESTRICTED = (
    ("tsunagi-01", 3, "soyokaze1"),
    ("tsunagi-02", 1, "yorube2"),
    ("tsunagi-05", 2, "katei1"),
)
SIGN_INS = ("soudan", "jutaku")
AN_HOUR = timedelta(minutes=60)


def restrict(world: World, log: list[Contact]) -> None:
    """Before anything is saved; a record logged twice is then restricted twice."""
    for key, number, _ in RESTRICTED:
        chance = dice(world.seed, "restricted", key)
        authors = {world.users[name] for name in (*SIGN_INS, "soyokaze2")}
        fitting = [
            each.consultation
            for each in log
            if each.consultation.center == world.centers[key]
            and each.consultation.occurred_at < moment(BEFORE)
            and each.consultation.recorded_by not in authors
        ]
        for row in chance.sample(fitting, min(number, len(fitting))):
            row.confidentiality = Confidentiality.RESTRICTED


def name_readers(world: World, log: list[Contact]) -> None:
    colleague = {world.centers[key]: world.users[name] for key, _, name in RESTRICTED}
    rows = [each.consultation for each in log if each.consultation.is_restricted]
    NamedReader.objects.bulk_create(
        NamedReader(consultation=row, user=user, named_by=row.recorded_by, named_at=row.recorded_at)
        for row in rows
        for user in dict.fromkeys((row.recorded_by, colleague[row.center]))
    )


def open_records(world: World, log: list[Contact]) -> None:
    """One reviewed, one overdue, both of restricted records; and one of a contractor's, open."""
    RecordAccess.objects.bulk_create(_accesses(world, [each.consultation for each in log]))


def _accesses(world: World, log: list[Consultation]) -> Iterator[RecordAccess]:
    own = world.centers["tsunagi-01"]
    restricted = [row for row in log if row.center == own and row.is_restricted]
    for row, values in zip(restricted, _BREAK_GLASS, strict=False):
        access = _access(world, row, kind=AccessKind.BREAK_GLASS, **values)
        if access.reviewed_at:
            access.reviewed_by = world.users["toukatsu"]
        yield access
    commissioned = [
        row
        for row in log
        if row.center == world.centers["tsunagi-02"]
        and not row.is_restricted
        and moment(date(2026, 4, 1)) < row.occurred_at < moment(BEFORE)
    ]
    for row in commissioned[-1:]:
        yield _access(
            world,
            row,
            kind=AccessKind.REASONED,
            by="shokan",
            at=moment(date(2026, 10, 30), time(10, 15)),
            reason_kind=AccessReason.SUPERVISION,
            reason="委託業務の四半期ごとの確認で、対応の記録を確かめるため",
        )


def _access(
    world: World, row: Consultation, *, by: str, at: datetime, **values: Any
) -> RecordAccess:
    return RecordAccess(
        consultation=row,
        opened_by=world.users[by],
        opened_at=at,
        expires_at=at + AN_HOUR,
        **values,
    )


_BREAK_GLASS: tuple[dict[str, Any], ...] = (
    {
        "by": "soudan",
        "at": moment(date(2026, 10, 6), time(13, 20)),
        "reason_kind": AccessReason.NOTIFICATION,
        "reason": "関係機関から通告を受け、担当者が不在のため経過を確認する",
        "reviewed_at": moment(date(2026, 10, 8), time(9, 40)),
        "outcome": AccessOutcome.JUSTIFIED,
        "review_note": "通告の受理の記録と、担当者の休暇を確かめた。",
    },
    {
        "by": "soyokaze2",
        "at": moment(date(2026, 10, 20), time(16, 5)),
        "reason_kind": AccessReason.ABSENCE,
        "reason": "担当者が研修中で、本人から急ぎの電話があったため",
    },
)
