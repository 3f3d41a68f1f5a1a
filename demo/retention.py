"""Retention: rules, holds, a disposal of the old ledger, and one that waits for its approval."""

import uuid
from datetime import date
from typing import Any

from consultations.models import Consultation, ConsultationDraft
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import moment, written
from demo.world import World
from retention.actions import lift_hold, place_hold, propose_disposal, set_rule
from retention.enums import DisposalStatus, ItemState
from retention.models import Disposal, DisposalItem, RetentionRule

SECOND = "shokan2"


def build_retention(world: World) -> str:
    data = read("retention")
    for number, row in enumerate(data["rule"]):
        _rule(world, row, number)
    for number, row in enumerate(data["hold"]):
        _hold(world, row, number)
    for row in data["draft"]:
        _draft(world, row)
    _over(world, data["over"])
    disposal = _proposal(world, data["proposal"])
    return (
        f"定め{len(data['rule'])}件、停止{len(data['hold'])}件、"
        f"廃棄済み1件、承認待ち{disposal.items.count()}件"
    )


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"retention/{name}")


def _rule(world: World, row: dict[str, Any], number: int) -> None:
    names = ("kind", "years", "event", "counted_from", "ordinance")
    set_rule(
        world.municipalities["tsunagi"],
        {name: row[name] for name in names} | {"starts_on": row["on"]},
        submission_key=_key(f"rule/{number}"),
        by=world.officer("tsunagi"),
        at=written(row["on"]),
    )


def _hold(world: World, row: dict[str, Any], number: int) -> None:
    officer = world.officer("tsunagi")
    records = Consultation.objects.filter(center=world.centers[row["center"]]).order_by("pk")
    held = records.values_list("pk", flat=True)[row["place"] : row["place"] + 1]
    names = ("kind", "requested_by_name", "reason")
    hold, _ = place_hold(
        world.municipalities["tsunagi"],
        {name: row[name] for name in names} | {"starts_on": row["on"], "record_id": held.first()},
        submission_key=_key(f"hold/{number}"),
        by=officer,
        at=written(row["on"]),
    )
    if "lifted_on" in row:
        at = written(row["lifted_on"])
        lift_hold(hold, reason=row["lift_reason"], by=officer, at=at)


def _draft(world: World, row: dict[str, Any]) -> None:
    ConsultationDraft.objects.create(
        municipality=world.municipalities["tsunagi"],
        author=world.users[row["author"]],
        form_key="new",
        payload={"content": row["content"]},
        saved_on_server=moment(row["saved"]),
    )


def _over(world: World, row: dict[str, Any]) -> None:
    """What was kept before つなぎ came: its register was taken over, its records never were."""
    municipality = world.municipalities["tsunagi"]
    rule = RetentionRule.objects.get(municipality=municipality, kind="consultation")
    at = moment(row["carried_out_on"])
    disposal = Disposal.objects.create(
        municipality=municipality,
        submission_key=_key("over"),
        fiscal_year=row["fiscal_year"],
        note=row["note"],
        proposed_at=moment(row["proposed_on"]),
        proposed_by=world.officer("tsunagi"),
        status=DisposalStatus.CARRIED_OUT,
        decided_at=moment(row["decided_on"]),
        decided_by=world.users[SECOND],
        carried_out_at=at,
    )
    total = row["disposed"] + row["kept"]
    DisposalItem.objects.bulk_create(
        [
            DisposalItem(
                disposal=disposal,
                rule=rule,
                kind="consultation",
                record_id=row["first_number"] + number,
                event_on=row["event_on"],
                kept_until=row["kept_until"],
                **_result(row, number, at),
            )
            for number in range(total)
        ]
    )


def _result(row: dict[str, Any], number: int, at: Any) -> dict[str, Any]:
    if number < row["disposed"]:
        rows = {"consultations.Consultation": 1}
        return {"state": ItemState.DISPOSED, "disposed_at": at, "rows": rows}
    return {"state": ItemState.KEPT, "kept_because": row["kept_because"]}


def _proposal(world: World, row: dict[str, Any]) -> Disposal:
    """By the second officer, so that the one who signs in may approve it."""
    day: date = row["on"]
    disposal, _ = propose_disposal(
        world.municipalities["tsunagi"],
        fiscal_year=row["fiscal_year"],
        note=row["note"],
        submission_key=_key("proposal"),
        by=world.users[SECOND],
        at=moment(day),
        today=day,
    )
    return disposal
