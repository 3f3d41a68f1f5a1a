"""What is done to the consultation log: record, correct, withdraw, keep a draft."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.timezone import localtime

from accounts.models import User
from centers.enums import Service
from centers.models import Center, OutreachSession
from consultations.child_parts import PARTS, PartText, set_parts
from consultations.desk_enums import FollowUpState, Language
from consultations.follow_ups import keep_in_step
from consultations.given import GIVEN, GivenEntry, given_in, in_words, set_given
from consultations.models import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    ConsultationDraft,
    NamedReader,
    Topic,
)
from shared.access import Confidentiality
from shared.clock_time import format_clock
from shared.draft_forms import draft_form_of
from shared.wareki import format_wareki

NEXT_STEP_DONE = "次の対応を済ませたため"
PLAIN_FIELDS = (
    "center",
    "occurred_at",
    "duration_minutes",
    "method",
    "place",
    "is_anonymous",
    "caller_name",
    "children_count",
    "content",
    "response",
    "next_step",
    "next_on",
    "service",
    "outreach_session",
    "language",
    "interpreter",
    "resources_given",
)


@dataclass(frozen=True, kw_only=True)
class ChildAge:
    """The age of one child; nothing given means that it is not known."""

    is_unborn: bool = False
    age_years: int | None = None
    age_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """All that a consultation says, as one filled-in form gives it."""

    center: Center
    occurred_at: datetime
    method: str
    content: str
    topics: Sequence[Topic]
    duration_minutes: int | None = None
    place: str = ""
    is_anonymous: bool = False
    caller_name: str = ""
    children_count: int | None = None
    children: Sequence[ChildAge] = ()
    response: str = ""
    next_step: str = ""
    next_on: date | None = None
    service: str = Service.GENERAL
    outreach_session: OutreachSession | None = None
    language: str = Language.JAPANESE
    interpreter: str = ""
    resources_given: str = ""
    child_parts: Sequence[PartText] = ()
    given: Sequence[GivenEntry] = ()


class ChangedMeanwhileError(Exception):
    """Somebody else corrected the record after this form was opened."""


class SubmissionTakenError(Exception):
    """The submission key belongs to somebody else's record."""


def log_consultation(
    entry: Entry,
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
    confidentiality: Confidentiality = Confidentiality.ORDINARY,
) -> Consultation:
    """Save once: the same form sent again (double click, repeated post) gives the same record."""
    saved = _saved_before(entry, submission_key)
    if saved is None:
        try:
            return _create(
                entry,
                submission_key=submission_key,
                by=by,
                at=at,
                confidentiality=confidentiality,
            )
        except IntegrityError as error:
            if "consultation_is_saved_once" not in str(error):
                raise
            saved = _saved_before(entry, submission_key)
    if saved is None or saved.recorded_by_id != by.pk:
        raise SubmissionTakenError(submission_key)
    return saved


def _saved_before(entry: Entry, submission_key: uuid.UUID) -> Consultation | None:
    return Consultation.objects.filter(
        municipality=entry.center.municipality_id, submission_key=submission_key
    ).first()


@transaction.atomic
def _create(
    entry: Entry,
    *,
    submission_key: uuid.UUID,
    by: User,
    at: datetime,
    confidentiality: Confidentiality,
) -> Consultation:
    consultation = Consultation.objects.create(
        municipality_id=entry.center.municipality_id,
        submission_key=submission_key,
        recorded_by=by,
        recorded_at=at,
        confidentiality=confidentiality,
        **{name: getattr(entry, name) for name in PLAIN_FIELDS},
    )
    _set_topics(consultation, entry.topics)
    _set_children(consultation, entry.children)
    set_parts(consultation, entry.child_parts)
    set_given(consultation, entry.given, by=by, at=at)
    keep_in_step(consultation, by=by, at=at)
    if consultation.is_restricted:
        NamedReader.objects.create(consultation=consultation, user=by, named_by=by, named_at=at)
    return consultation


def _set_topics(consultation: Consultation, topics: Sequence[Topic]) -> None:
    of = {"municipality_id": consultation.municipality_id}
    consultation.topics.set(topics, through_defaults=of)


def _set_children(consultation: Consultation, children: Sequence[ChildAge]) -> None:
    consultation.children.all().delete()
    ConsultationChild.objects.bulk_create(
        ConsultationChild(consultation=consultation, position=number, **asdict(child))
        for number, child in enumerate(children, start=1)
    )


@transaction.atomic
def correct_consultation(
    consultation: Consultation,
    entry: Entry,
    *,
    version: int,
    reason: str,
    by: User,
    at: datetime,
    outcome: FollowUpState | None = None,
) -> ConsultationCorrection | None:
    """Change the record and append what it said before; None if nothing differs.

    `outcome` is what became of a next step whose date is gone or another.
    Raises ChangedMeanwhileError if the record is no longer at `version`.
    """
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if locked.version != version or locked.is_withdrawn:
        raise ChangedMeanwhileError(locked)
    before = shown(entry_of(locked))
    for name in PLAIN_FIELDS:
        setattr(locked, name, getattr(entry, name))
    _set_topics(locked, entry.topics)
    _set_children(locked, entry.children)
    set_parts(locked, entry.child_parts)
    set_given(locked, entry.given, by=by, at=at)
    changes = _differences(before, shown(entry))
    if not changes:
        return None
    locked.version = version + 1
    locked.save(update_fields=[*PLAIN_FIELDS, "version"])
    keep_in_step(locked, by=by, at=at, outcome=outcome, reason=reason)
    return ConsultationCorrection.objects.create(
        consultation=locked, corrected_at=at, corrected_by=by, reason=reason, changes=changes
    )


def finish_next_step(
    consultation: Consultation,
    *,
    version: int,
    by: User,
    at: datetime,
    outcome: FollowUpState = FollowUpState.DONE,
    next_on: date | None = None,
    reason: str = NEXT_STEP_DONE,
) -> ConsultationCorrection | None:
    """Its date leaves the list of what is due, or is another; the history keeps it and why."""
    entry = replace(entry_of(consultation), next_on=next_on)
    return correct_consultation(
        consultation, entry, version=version, reason=reason, by=by, at=at, outcome=outcome
    )


@transaction.atomic
def withdraw_consultation(
    consultation: Consultation, *, version: int, reason: str, by: User, at: datetime
) -> ConsultationCorrection:
    """Take a record logged by mistake out of the counts; it stays readable with the reason."""
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if locked.version != version or locked.is_withdrawn:
        raise ChangedMeanwhileError(locked)
    locked.withdrawn_at, locked.withdrawn_by = at, by
    locked.version = version + 1
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "version"])
    keep_in_step(locked, by=by, at=at, reason=reason)
    return ConsultationCorrection.objects.create(
        consultation=locked,
        corrected_at=at,
        corrected_by=by,
        reason=reason,
        changes={"withdrawn": {"label": "取消", "before": "", "after": "取消"}},
    )


def entry_of(consultation: Consultation) -> Entry:
    """What the record says now, as the form that would have made it."""
    children = consultation.children.order_by("position")
    return Entry(
        **{name: getattr(consultation, name) for name in PLAIN_FIELDS},
        topics=list(consultation.topics.order_by("code")),
        children=[
            ChildAge(
                is_unborn=child.is_unborn, age_years=child.age_years, age_months=child.age_months
            )
            for child in children
        ],
        child_parts=[
            PartText(label=part.label, content=part.content, visibility=part.visibility)
            for part in consultation.child_parts.order_by("position")
        ],
        given=given_in(consultation),
    )


def shown(entry: Entry) -> dict[str, dict[str, str]]:
    """Every field as label and text, the way the history shows it."""
    fields = {
        name: {
            "label": str(Consultation._meta.get_field(name).verbose_name),  # type: ignore[union-attr]  # a column, no relation
            "text": _text(name, getattr(entry, name)),
        }
        for name in PLAIN_FIELDS
    }
    fields["topics"] = {
        "label": "相談内容の区分",
        "text": "、".join(str(topic) for topic in entry.topics),
    }
    children = [ConsultationChild(**asdict(child)) for child in entry.children]
    fields["children"] = {
        "label": "こどもの年齢",
        "text": "、".join(str(child) for child in children),
    }
    parts = "\n".join(str(part) for part in entry.child_parts)
    fields[PARTS] = {"label": "こどもごとの記述", "text": parts}
    fields[GIVEN] = {"label": "案内した窓口・施設（名簿）", "text": in_words(entry.given)}
    return fields


def _text(name: str, value: Any) -> str:
    labels: Any = dict(Consultation._meta.get_field(name).choices or ())  # type: ignore[union-attr]  # a column, no relation
    if value in labels:
        return str(labels[value])
    if isinstance(value, OutreachSession):
        return f"{format_wareki(value.held_on)} {value.place}"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        moment = localtime(value)
        return f"{format_wareki(moment.date())} {format_clock(moment.time())}"
    if isinstance(value, date):
        return format_wareki(value)
    return "" if value is None else str(value)


def _differences(
    before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    return {
        name: {"label": old["label"], "before": old["text"], "after": after[name]["text"]}
        for name, old in before.items()
        if old["text"] != after[name]["text"]
    }


@dataclass(frozen=True)
class DraftOrder:
    """Which page sent a draft, and the how-manieth it was of that page."""

    page: str = ""
    number: int = 0

    def is_before(self, draft: ConsultationDraft) -> bool:
        """Overtaken on its way by a later one of the same page."""
        return bool(self.page) and self.page == draft.page and self.number < draft.page_number


NO_ORDER = DraftOrder()


@transaction.atomic
def save_draft(
    form_key: str,
    payload: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    order: DraftOrder = NO_ORDER,
) -> ConsultationDraft:
    """Keep what has been typed so far, in place of the same author's earlier draft."""
    municipality_id = _municipality_of_draft(form_key, payload, by)
    drafts = ConsultationDraft.objects.of(by).filter(form_key=form_key)
    drafts.exclude(municipality=municipality_id).delete()
    values = {
        "payload": dict(payload),
        "saved_on_server": at,
        "page": order.page,
        "page_number": order.number,
    }
    draft, is_new = ConsultationDraft.objects.select_for_update().get_or_create(
        municipality_id=municipality_id, author=by, form_key=form_key, defaults=values
    )
    if not is_new and not order.is_before(draft):
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save(update_fields=list(values))
    return draft


def _municipality_of_draft(form_key: str, payload: Mapping[str, Any], by: User) -> int:
    """Of the row that the form is about, else of the center chosen, else the author's first."""
    held = list(dict.fromkeys(grant.municipality_id for grant in by.roles_held))
    if len(held) == 1:
        return held[0]
    chosen = Center.objects.filter(pk=_number(payload.get("center")))
    for found in (_written_about(form_key, by), chosen.first()):
        municipality_id: int | None = getattr(found, "municipality_id", None)
        if municipality_id in held:
            return municipality_id
    return held[0]


def _written_about(form_key: str, by: User) -> Model | None:
    if not (registered := draft_form_of(form_key)):
        return None
    form, number = registered
    return form.rows(by, [number]).get(number)


def _number(typed: Any) -> int:
    """What was typed as a number; 0, which no row has, for anything else."""
    return int(typed) if isinstance(typed, str) and typed.isdecimal() else 0


def discard_draft(
    form_key: str,
    *,
    by: User,
    submission_key: uuid.UUID | None = None,
    order: DraftOrder = NO_ORDER,
) -> None:
    """With a submission key, only the draft of that very form: another tab may hold the next."""
    drafts = ConsultationDraft.objects.of(by).filter(form_key=form_key)
    if submission_key is not None:
        drafts = drafts.filter(payload__submission_key=str(submission_key))
    if order.page:
        drafts = drafts.exclude(page=order.page, page_number__gt=order.number)
    drafts.delete()
