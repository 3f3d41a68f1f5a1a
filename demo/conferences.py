"""Conferences with minutes and decisions, tasks, community issues, the days of the board."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from casework.conference_actions import (
    Calling,
    ItemWanted,
    add_attendee,
    add_role,
    call_conference,
    change_conference,
    decide,
    duty_of_agency,
    hold_conference,
    set_lead,
)
from casework.conference_enums import Attendance, AttendeeKind
from casework.issue_actions import change_issue, note_issue
from casework.minutes_actions import TypedSection, write_minutes
from casework.models import (
    BoardThreshold,
    Case,
    CommunityIssue,
    Conference,
    ConferenceAttendee,
    ConferenceItem,
    MinutesSection,
    Task,
)
from casework.task_actions import Promise, change_task, cover_absence, promise
from casework.task_enums import TaskAct
from centers.models import PartnerAgency
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import LAST_DAY, clock_time, moment, written
from demo.world import World

CALLED_BEFORE = timedelta(days=7)
NOTED_AT, DONE_AT = time(17), time(16, 30)


def build_conferences(world: World) -> str:
    data = read("conferences")
    for row in data["threshold"]:
        _threshold(world, row)
    issues = {row["key"]: _issue(world, row) for row in data["issue"]}
    for row in data["conference"]:
        _conference(world, row, issues)
    for row in data["task"]:
        _task(world, row)
    for row in data["cover"]:
        _cover(world, row)
    return (
        f"会議{len(data['conference'])}件、タスク{Task.objects.count()}件、地域課題{len(issues)}件"
    )


def _key(text: str) -> uuid.UUID:
    return uuid.uuid5(KEYS, text)


def _case(key: str) -> Case:
    return Case.objects.select_related("center").get(submission_key=_key(f"case/{key}"))


def _threshold(world: World, row: dict[str, Any]) -> None:
    BoardThreshold.objects.create(
        municipality=world.municipalities[row["of"]],
        kind=row["kind"],
        days=row["days"],
        starts_on=row["starts_on"],
        reason=row["reason"],
        recorded_at=written(row["starts_on"]),
        recorded_by=world.officer(row["of"]),
    )


def _issue(world: World, row: dict[str, Any]) -> CommunityIssue:
    told = {name: row.get(name, "") for name in ("field", "extent", "title", "content", "wanted")}
    issue = note_issue(
        world.centers[row["center"]],
        told,
        submission_key=_key(f"issue/{row['key']}"),
        on=row["on"],
    )
    if "response" in row:
        change_issue(
            issue,
            row["state"],
            row["response"],
            version=issue.version,
            by=world.users[row["answered_by"]],
            at=moment(row["answered_on"], NOTED_AT),
        )
    return issue


def _conference(world: World, row: dict[str, Any], issues: dict[str, CommunityIssue]) -> None:
    by, held_on = world.users[row["by"]], row["held_on"]
    rows = row.get("item", [])
    conference = call_conference(
        Calling(
            center=world.centers[row["center"]],
            kind=row["kind"],
            held_on=held_on,
            begins=clock_time(row["begins"].zfill(5)),
            place=row["place"],
            chair=world.users[row["chair"]],
            purpose=row.get("purpose", ""),
            items=[_wanted(each, issues) for each in rows],
        ),
        submission_key=_key(f"conference/{row['key']}"),
        by=by,
        at=_called_at(held_on),
    )
    for each in row.get("attendee", ()):
        _attendee(world, conference, each, held_on)
    if row.get("is_ahead"):
        return
    _hold(conference)
    _minutes(world, conference, None, row.get("minutes", {}))
    items = conference.items.select_related("conference__center", "case").order_by("position")
    for item, each in zip(items, rows, strict=True):
        _said(world, item, each)
    if "next_on" in row:
        change_conference(conference, {"next_on": row["next_on"]}, version=conference.version)


def _called_at(held_on: date) -> datetime:
    return moment(min(held_on - CALLED_BEFORE, LAST_DAY))


def _wanted(row: dict[str, Any], issues: dict[str, CommunityIssue]) -> ItemWanted:
    return ItemWanted(
        reason=row["reason"],
        case=_case(row["case"]) if "case" in row else None,
        issue=issues[row["issue"]] if "issue" in row else None,
        title=row.get("title", ""),
        flags=row.get("flags", ()),
    )


def _attendee(world: World, conference: Conference, row: dict[str, Any], held_on: date) -> None:
    agency = PartnerAgency.objects.get(name=row["agency"]) if "agency" in row else None
    duty, note = duty_of_agency(agency) if agency else (row["duty"], row["note"])
    attendee = ConferenceAttendee(
        kind=AttendeeKind.AGENCY if agency else AttendeeKind.OTHER,
        agency=agency,
        name=row["name"],
        secrecy_duty=duty,
        secrecy_note=note,
    )
    add_attendee(conference, attendee, by=world.users["toukatsu"], at=_called_at(held_on))


def _hold(conference: Conference) -> None:
    came = dict.fromkeys(conference.attendees.values_list("pk", flat=True), Attendance.ATTENDED)
    hold_conference(conference, came, version=conference.version)


def _minutes(
    world: World,
    conference: Conference,
    item: ConferenceItem | None,
    told: dict[str, list[str]],
) -> None:
    for part, (author, text) in told.items():
        section = MinutesSection.objects.get(conference=conference, item=item, part=part)
        write_minutes(
            conference,
            [TypedSection(section.pk, text, section.version)],
            by=world.users[author],
            at=moment(conference.held_on, NOTED_AT),
        )


def _said(world: World, item: ConferenceItem, row: dict[str, Any]) -> None:
    conference = item.conference
    by, at = world.users["toukatsu"], moment(conference.held_on, NOTED_AT)
    _minutes(world, conference, item, row.get("minutes", {}))
    for each in row.get("role", ()):
        agency = PartnerAgency.objects.get(name=each["agency"]) if "agency" in each else None
        add_role(item, each["role"], agency=agency, agency_name=each.get("name", ""), by=by, at=at)
    for each in row.get("decision", ()):
        _decision(world, item, each)
    if "lead" in row:
        set_lead(
            item, lead_agency=row["lead"], review_on=row.get("review_on"), version=item.version
        )


def _decision(world: World, item: ConferenceItem, row: dict[str, Any]) -> None:
    conference, owner = item.conference, world.users[row["owner"]]
    task = decide(
        conference,
        item,
        row["content"],
        owner=owner,
        due_on=row["due_on"],
        doer=row.get("doer", ""),
        submission_key=_key(f"decision/{conference.submission_key}/{row['content']}"),
        by=world.users["toukatsu"],
        at=moment(conference.held_on, NOTED_AT),
    )
    if "done_on" in row:
        change_task(
            task,
            TaskAct.DONE,
            version=task.version,
            reason=row["result"],
            by=owner,
            at=moment(row["done_on"], DONE_AT),
        )
    if "moved_on" in row:
        change_task(
            task,
            TaskAct.MOVED,
            version=task.version,
            reason=row["reason"],
            due_on=row["moved_to"],
            by=owner,
            at=moment(row["moved_on"], DONE_AT),
        )


def _task(world: World, row: dict[str, Any]) -> None:
    owner = world.users[row["owner"]]
    promise(
        Promise(
            center=world.centers[row["center"]],
            case=_case(row["case"]) if "case" in row else None,
            content=row["content"],
            owner=owner,
            due_on=row["due_on"],
        ),
        submission_key=_key(f"task/{row['key']}"),
        by=owner,
        at=moment(row["on"], DONE_AT),
    )


def _cover(world: World, row: dict[str, Any]) -> None:
    cover_absence(
        world.users[row["absentee"]],
        world.users[row["deputy"]],
        center=world.centers[row["center"]],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        reason=row["reason"],
        by=world.users[row["by"]],
        at=moment(row["on"]),
    )
