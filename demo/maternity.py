"""The maternity ledger: pregnancies with interviews, payments, two losses; by the actions themselves."""

import uuid
from datetime import date, time
from typing import Any

from accounts.models import User
from casework.interview_actions import InterviewText, record_interview
from casework.loss_actions import LossTold, decide_continuation, record_loss
from casework.maternity_actions import (
    NewPregnancy,
    add_once,
    amend_pregnancy,
    open_pregnancy,
    record_contact,
)
from casework.maternity_data import sheet_on
from casework.maternity_enums import HandOverKind, HandOverPart
from casework.models import (
    BenefitStep,
    ContinuationDecision,
    MaternityContact,
    MaternityHandOver,
    MaternityRisk,
    Pregnancy,
    QuestionnaireAnswer,
    ScreeningScore,
)
from consultations.consent_actions import record_consent
from consultations.consent_enums import (
    ConsentAnswer,
    ConsentManner,
    ConsentPurpose,
    RecipientKind,
)
from consultations.enums import Relationship
from consultations.family_actions import record_birth
from consultations.household_actions import NewMember, register_household
from consultations.models import Consent, Household, Person
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import clock_time, moment
from demo.sharing import agency_of
from demo.world import World

CENTER, RECORDER = "tsunagi-01", "soudan"
WRITTEN_AT = time(11)
COLUMNS = (
    "notified_on",
    "due_on",
    "fetus_count",
    "situation",
    "homecoming_place",
    "homecoming_from",
    "homecoming_until",
    "next_on",
    "next_step",
)


def build_maternity(world: World) -> str:
    for row in read("maternity")["family"]:
        _go_on(world, _open(world, row), row)
    return f"妊産婦等支援台帳{Pregnancy.objects.count()}件"


def _open(world: World, row: dict[str, Any]) -> Pregnancy:
    household = _household(world, row)
    members = [each.person for each in household.memberships.select_related("person")]
    [mother] = [each for each in members if each.registered_name == row["mother"]]
    columns = {name: row[name] for name in COLUMNS if name in row}
    if "worker" in row:
        columns["worker"] = world.users[row["worker"]]
    return open_pregnancy(
        NewPregnancy(
            household=household,
            mother=mother,
            columns=columns,
            children=[each for each in members if each.is_unborn],
            expects_children=not row.get("registered"),
        ),
        submission_key=_key(row, "row"),
        by=_by(world, row),
        at=moment(row["on"], WRITTEN_AT),
    )


def _household(world: World, row: dict[str, Any]) -> Household:
    if row.get("registered"):
        found = Household.objects.filter(
            memberships__person__registered_name=row["mother"], memberships__ends_on=None
        )
        return found.select_related("center").get()
    at, by = moment(row["on"], WRITTEN_AT), _by(world, row)
    person = Person(
        submission_key=_key(row, "mother"),
        registered_name=row["mother"],
        registered_kana=row["kana"],
        date_of_birth=row["born"],
    )
    member = NewMember(
        person=person, relationship=Relationship.SELF, starts_on=row["on"], contacts={}
    )
    return register_household(world.centers[CENTER], member, by=by, at=at)


def _key(row: dict[str, Any], what: str) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"maternity/{row['key']}/{what}")


def _by(world: World, row: dict[str, Any]) -> User:
    return world.users[row.get("worker", RECORDER)]


def _go_on(world: World, pregnancy: Pregnancy, row: dict[str, Any]) -> None:
    """Everything in the order of its day, as the office would have noted it."""
    happened: list[tuple[date, int, Any, dict[str, Any]]] = []
    for order, (name, act) in enumerate(_ACTS):
        told = row.get(name, [])
        rows = told if isinstance(told, list) else [told]
        happened += [(each["on"], order, act, each) for each in rows]
    by = _by(world, row)
    for number, (_on, _order, act, each) in enumerate(sorted(happened, key=lambda one: one[:2])):
        act(world, pregnancy, each, _key(row, f"step {number}"), by)


def _birth(
    _world: World, pregnancy: Pregnancy, row: dict[str, Any], _key: uuid.UUID, by: User
) -> None:
    """The children that were expected get their names; the ledger says when they were born."""
    at = moment(row["on"], WRITTEN_AT)
    standing = Pregnancy.objects.get(pk=pregnancy.pk)
    day = {"delivered_on": row["delivered_on"]}
    amend_pregnancy(standing, day, version=standing.version, reason="出生届", by=by, at=at)
    expected = [each.person for each in pregnancy.children.order_by("pk")]
    for person, told in zip(expected, row["children"], strict=True):
        record_birth(
            person, name=told["name"], kana=told["kana"], born_on=row["delivered_on"], by=by, at=at
        )


def _interview(
    world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    occurred_at = moment(row["on"], clock_time(row["clock"]))
    text = InterviewText(
        stage=row["stage"],
        occurred_at=occurred_at,
        mode=row["mode"],
        digital_ground=row.get("digital_ground", ""),
        interviewee=row["interviewee"],
        interviewer=world.staff[row["interviewer"]],
        content=row["content"],
        plan_given=row.get("plan_given", False),
    )
    record_interview(pregnancy, text, submission_key=key, by=by, at=occurred_at)


def _questionnaire(
    _world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    sheet = sheet_on(row["on"])
    answers = [
        {"key": each.key, "question": each.text, "answer": row["answers"][each.key]}
        for each in sheet.questions
        if each.key in row["answers"]
    ]
    answer = QuestionnaireAnswer(
        pregnancy=pregnancy,
        submission_key=key,
        sheet_version=sheet.version,
        sheet_digest=sheet.digest,
        answers=answers,
        answered_on=row["on"],
    )
    add_once(answer, by=by, at=moment(row["on"], WRITTEN_AT))


def _risk(
    _world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    risk = MaternityRisk(
        pregnancy=pregnancy,
        submission_key=key,
        level=row["level"],
        reason=row["reason"],
        judged_on=row["on"],
    )
    add_once(risk, by=by, at=moment(row["on"], WRITTEN_AT))


def _score(
    _world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    score = ScreeningScore(
        pregnancy=pregnancy,
        submission_key=key,
        kind=row["kind"],
        score=row["score"],
        remark=row["remark"],
        taken_on=row["on"],
    )
    add_once(score, by=by, at=moment(row["on"], WRITTEN_AT))


def _contact(
    _world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    contact = MaternityContact(
        pregnancy=pregnancy,
        submission_key=key,
        contacted_on=row["on"],
        manner=row["manner"],
        was_reached=row.get("reached", True),
        content=row["content"],
    )
    record_contact(contact, planned={}, by=by, at=moment(row["on"], WRITTEN_AT))


def _benefit(
    _world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    step = BenefitStep(
        pregnancy=pregnancy,
        submission_key=key,
        payment=row["payment"],
        act=row["act"],
        acted_on=row["on"],
        fetus_count=row.get("fetus_count"),
        remark=row.get("remark", ""),
    )
    add_once(step, by=by, at=moment(row["on"], WRITTEN_AT))


def _hand_over(
    _world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    at = moment(row["on"], WRITTEN_AT)
    consent = Consent(
        household=pregnancy.household,
        person=pregnancy.mother,
        purpose=ConsentPurpose.SHARE,
        recipient_kind=RecipientKind.AGENCY,
        agency=agency_of(pregnancy.household, row["recipient"]),
        answer=ConsentAnswer.GIVEN,
        answered_on=row["on"],
        manner=ConsentManner.ORAL,
        taken_by_name=by.name,
    )
    hand_over = MaternityHandOver(
        pregnancy=pregnancy,
        submission_key=key,
        kind=HandOverKind.HOMECOMING,
        recipient=row["recipient"],
        consent=record_consent(consent, by=by, at=at),
        parts=[HandOverPart.NAME, HandOverPart.DUE, HandOverPart.INTERVIEWS],
        request=row["request"],
        sent_on=row["on"],
    )
    add_once(hand_over, by=by, at=at)


def _loss(
    world: World, pregnancy: Pregnancy, row: dict[str, Any], key: uuid.UUID, by: User
) -> None:
    children = {each.person.registered_name: each.person for each in pregnancy.children.all()}
    told = LossTold(
        kind=row["kind"],
        child=children.get(row.get("child", "")),
        occurred_on=row["occurred_on"],
        told_on=row["on"],
        told_by=row["told_by"],
        remark=row["remark"],
    )
    loss, _ = record_loss(
        pregnancy, told, submission_key=key, by=by, at=moment(row["on"], WRITTEN_AT)
    )
    if "decision" in row:
        decided = row["decision"]
        decision = ContinuationDecision(
            loss=loss,
            submission_key=uuid.uuid5(key, "decision"),
            continues=True,
            worker=world.users[decided["worker"]],
            next_on=decided["next_on"],
            approach=decided["approach"],
            decided_on=decided["on"],
        )
        at = moment(decided["on"], WRITTEN_AT)
        decide_continuation(decision, by=by, at=at)


_ACTS = (
    ("birth", _birth),
    ("interview", _interview),
    ("questionnaire", _questionnaire),
    ("risk", _risk),
    ("score", _score),
    ("contact", _contact),
    ("benefit", _benefit),
    ("hand_over", _hand_over),
    ("loss", _loss),
)
