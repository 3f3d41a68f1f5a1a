"""What the desk notes besides: language, what was given, follow-ups, intakes, text templates."""

from datetime import date, timedelta
from typing import Any

from centers.models import OutreachSession
from consultations.desk_enums import Interpreter, Language, PartVisibility, SafetyCheck
from consultations.models import (
    AbuseIntake,
    ChildPart,
    Consultation,
    FollowUp,
    IntakeClock,
    TextTemplate,
)
from demo.chance import dice
from demo.contacts import Contact
from demo.data_files import read
from demo.period import JAPAN, moment
from demo.world import World

IN_ANOTHER_LANGUAGE, GIVEN = 0.03, 0.2
BATCH = 1000
CLOCK_HOURS = 48
SET_ON = date(2025, 4, 1)


def note_more(world: World, log: list[Contact]) -> None:
    """Before anything is saved."""
    words = read("desk")
    chance = dice(world.seed, "desk")
    sessions = {
        (session.center_id, session.held_on): session
        for session in OutreachSession.objects.filter(superseded_at=None)
    }
    for each in log:
        record = each.consultation
        day = record.occurred_at.astimezone(JAPAN).date()
        if record.place and (session := sessions.get((record.center_id, day))):
            record.outreach_session = session if session.place == record.place else None
        if chance.random() < IN_ANOTHER_LANGUAGE:
            record.language = chance.choice([Language.PLAIN_JAPANESE, *Language][:8])
            if record.language not in (Language.JAPANESE, Language.PLAIN_JAPANESE):
                record.interpreter = chance.choice(list(Interpreter))
        if chance.random() < GIVEN:
            record.resources_given = chance.choice(words["resources"])


def build_desk(world: World, log: list[Contact]) -> None:
    """After the log is saved."""
    records = [each.consultation for each in log]
    FollowUp.objects.bulk_create(
        (
            FollowUp(
                consultation=record,
                due_on=record.next_on,
                recorded_at=record.recorded_at,
                recorded_by=record.recorded_by,
            )
            for record in records
            if record.next_on and record.withdrawn_at is None
        ),
        batch_size=BATCH,
    )
    words = read("desk")
    _parts(log, words)
    _intakes(world, records)
    _templates(world, words)


def _parts(log: list[Contact], words: dict[str, Any]) -> None:
    siblings = [each.consultation for each in log if len(each.children) > 1]
    ChildPart.objects.bulk_create(
        ChildPart(
            consultation=record,
            position=position,
            label=part["label"],
            content=part["content"],
            visibility=PartVisibility.OWN_CENTER if part["kept"] else PartVisibility.WITH_RECORD,
        )
        for record in siblings[-3:]
        for position, part in enumerate(words["parts"], start=1)
    )


def _intakes(world: World, records: list[Consultation]) -> None:
    """One confirmed in time, one late with its reason, one not yet."""
    IntakeClock.objects.create(
        municipality=world.centers["tsunagi-01"].municipality,
        hours=CLOCK_HOURS,
        starts_on=SET_ON,
        reason="つなぎ市児童虐待対応要領（架空）",
        recorded_at=moment(SET_ON),
        recorded_by=world.users["shokan"],
    )
    own = [
        record
        for record in records
        if record.is_restricted
        and record.center == world.centers["tsunagi-01"]
        and record.withdrawn_at is None
    ]
    late = "不在が続き、園での目視が週明けになったため。"
    looking = "転居先が分からず、関係機関と調べているため。"
    for record, hours, reason in zip(own, (20, 70, None), ("", late, looking), strict=False):
        confirmed = record.occurred_at + timedelta(hours=hours) if hours else None
        AbuseIntake.objects.create(
            consultation=record,
            accepted_at=record.occurred_at,
            accepted_by=record.recorded_by,
            clock_hours=CLOCK_HOURS,
            confirm_until=record.occurred_at + timedelta(hours=CLOCK_HOURS),
            safety_confirmed_at=confirmed,
            safety_confirmed_by=record.recorded_by if confirmed else None,
            safety_check=SafetyCheck.SEEN_ELSEWHERE if confirmed else "",
            missed_reason=reason,
        )


def _templates(world: World, words: dict[str, Any]) -> None:
    author, center = world.users["soudan"], world.centers["tsunagi-01"]
    TextTemplate.objects.bulk_create(
        TextTemplate(
            municipality=center.municipality,
            center=None if each["own"] else center,
            owner=author if each["own"] else None,
            code=each["code"],
            body=each["body"],
            recorded_at=moment(SET_ON),
            recorded_by=author,
        )
        for each in words["templates"]
    )
