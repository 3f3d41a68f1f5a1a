"""Cases with their steps, notes, workers, a reopening and transfers, by the actions themselves."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import User
from casework.actions import Opening, change_attention, change_status, open_case, reopen_case
from casework.amendment_actions import register_with_council
from casework.enums import AttentionLevel, CaseStatus, TransferRecipient
from casework.models import Case, CaseCode, CaseTransfer
from casework.note_actions import NoteText, write_note
from casework.safety_actions import tell_safety
from casework.transfer_actions import note_receipt, transfer_case
from casework.worker_actions import add_support_worker, assign_main_worker
from consultations.desk_enums import SafetyCheck
from consultations.models import Household, Person
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import clock_time, moment
from demo.world import World
from shared.access import Confidentiality

RECEIVED_AT, SEEN_AT, A_DAY = time(9, 30), time(15), timedelta(days=1)


def build_cases(world: World) -> str:
    rows = read("cases")["case"]
    codes = {code.code: code for code in CaseCode.objects.all()}
    for row in rows:
        case = _open(world, row, codes)
        if "notification" in row:
            _see_safe(world, case, row)
        _go_on(world, case, row)
        if "reopened" in row:
            again = row["reopened"]
            _go_on(world, _reopen(world, case, again), again)
    return f"ケース{Case.objects.count()}件"


def _open(world: World, row: dict[str, Any], codes: dict[str, CaseCode]) -> Case:
    people = {
        person.registered_name: person
        for person in Person.objects.filter(
            registered_name__in=[name for name, _role in row["subjects"]]
        ).order_by("pk")
    }
    restricted = row.get("restricted", False)
    return open_case(
        Opening(
            center=world.centers[row["center"]],
            opened_on=row["opened"],
            function=row["function"],
            attention_level=row["level"],
            category=codes[row["category"]],
            route=codes[row["route"]],
            concern=row["concern"],
            household=_household(row.get("household", "")),
            alias=row.get("alias", ""),
            confidentiality=Confidentiality.RESTRICTED if restricted else Confidentiality.ORDINARY,
            main_worker=world.users[row["main"]],
            subjects=[(people[name], role) for name, role in row["subjects"]],
            notification=_notification(world, row),
        ),
        submission_key=_key(row),
        by=world.users[row["by"]],
        at=_received_at(row),
    )


def _received_at(row: dict[str, Any]) -> datetime:
    """Never before the notification that it came from."""
    told = row.get("notification")
    clock = max(RECEIVED_AT, clock_time(told["clock"])) if told else RECEIVED_AT
    return moment(row["opened"], clock)


def _see_safe(world: World, case: Case, row: dict[str, Any]) -> None:
    """The day after, within the 48 hours."""
    tell_safety(
        case.notification,
        safety_check=SafetyCheck.SEEN_AT_HOME,
        confirmed_at=moment(row["opened"] + A_DAY, SEEN_AT),
        missed_reason="",
        by=world.users[row["main"]],
    )


def _household(member: str) -> Household | None:
    """Where somebody of this name lives now; cases of those who parted go with the person."""
    found = Household.objects.filter(
        memberships__person__registered_name=member, memberships__ends_on=None
    )
    return found.select_related("center").order_by("-pk").first()


def _notification(world: World, row: dict[str, Any]) -> dict[str, Any]:
    if "notification" not in row:
        return {}
    told = row["notification"]
    return {
        "received_at": moment(row["opened"], clock_time(told["clock"])),
        "received_by_name": world.users[row["by"]].name,
        "notifier_kind": told["notifier_kind"],
        "notifier_name": told.get("notifier_name", ""),
        "notifier_contact": told.get("notifier_contact", ""),
        "content": told["content"],
    }


def _go_on(world: World, case: Case, row: dict[str, Any]) -> None:
    """Everything in the order of its day, as the office would have noted it."""
    by = world.users[row["main"]]
    happened = [
        *((each["on"], 0, _step, each) for each in row.get("step", ())),
        *((each["on"], 1, _level, each) for each in row.get("level_change", ())),
        *((each["on"], 2, _main, each) for each in row.get("worker", ())),
        *((each["on"], 3, _support, each) for each in row.get("support", ())),
        *((each["on"], 4, _note, each) for each in row.get("note", ())),
    ]
    if "council" in row:
        happened.append((row["council"]["on"], 5, _council, row["council"]))
    for _day, _order, act, each in sorted(happened, key=lambda one: one[:2]):
        act(world, case, each | {"closing_reason": row.get("closing_reason", "")}, by)


def _step(world: World, case: Case, row: dict[str, Any], by: User) -> None:
    after = CaseStatus(row["after"])
    change_status(
        case,
        after,
        version=case.version,
        on=row["on"],
        reason=row["reason"],
        closing_reason=row["closing_reason"] if after == CaseStatus.CLOSED else "",
        by=world.users[row["decided_by"]] if "decided_by" in row else by,
        at=moment(row["on"], time(15)),
    )


def _level(_world: World, case: Case, row: dict[str, Any], by: User) -> None:
    change_attention(
        case,
        AttentionLevel(row["after"]),
        version=case.version,
        on=row["on"],
        reason=row["reason"],
        by=by,
        at=moment(row["on"], time(15, 10)),
    )


def _main(world: World, case: Case, row: dict[str, Any], _by: User) -> None:
    assign_main_worker(case, world.users[row["user"]], **_told(world, row))


def _support(world: World, case: Case, row: dict[str, Any], _by: User) -> None:
    add_support_worker(case, world.users[row["user"]], **_told(world, row))


def _told(world: World, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "on": row["on"],
        "reason": row["reason"],
        "by": world.users["toukatsu"],
        "at": moment(row["on"], time(15, 20)),
    }


def _council(world: World, case: Case, row: dict[str, Any], _by: User) -> None:
    register_with_council(case, lead_agency=row["lead"], **_told(world, row))


def _note(_world: World, case: Case, row: dict[str, Any], by: User) -> None:
    occurred_at = moment(row["on"], clock_time(row["clock"].zfill(5)))
    write_note(
        case,
        NoteText(
            kind=row["kind"],
            occurred_at=occurred_at,
            counterpart=row["counterpart"],
            content=row["content"],
        ),
        submission_key=uuid.uuid5(KEYS, f"note/{case}/{occurred_at.isoformat()}"),
        by=by,
        at=occurred_at,
    )


def build_transfers(world: World) -> str:
    """After everything else that was done to a case: nothing is done to one that has left."""
    rows = [row for row in read("cases")["case"] if "transfer" in row]
    for row in rows:
        case = Case.objects.get(submission_key=_key(row))
        _transfer(world, case, row["transfer"])
    return f"移管{len(rows)}件"


def _key(row: dict[str, Any]) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"case/{row['key']}")


def _transfer(world: World, case: Case, row: dict[str, Any]) -> None:
    kind = TransferRecipient(row["kind"])
    transfer = transfer_case(
        case,
        CaseTransfer(
            transferred_on=row["on"],
            recipient_kind=kind,
            recipient_center=world.centers[row["center"]] if "center" in row else None,
            recipient_name=row.get("name", ""),
            contact_person=row.get("contact_person", ""),
            handed_over=row["handed_over"],
            basis=row["basis"],
            message=row["message"],
        ),
        version=case.version,
        by=world.users["toukatsu"],
        at=moment(row["on"], time(16)),
    )
    if "received_on" in row:
        note_receipt(transfer, on=row["received_on"], by_name=row["received_by"])


def _reopen(world: World, case: Case, row: dict[str, Any]) -> Case:
    return reopen_case(
        case,
        opened_on=row["on"],
        concern=row["concern"],
        submission_key=_key(row),
        main_worker=world.users[row["main"]],
        by=world.users[row["by"]],
        at=moment(row["on"], RECEIVED_AT),
    )
