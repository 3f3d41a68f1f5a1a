"""支援記録: written once, corrected with a reason, withdrawn; nothing that was said disappears."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from accounts.models import User
from casework.amendment_actions import change
from casework.enums import NoteKind
from casework.models import Case, SupportNote, SupportNoteCorrection
from consultations.conflicts import Conflict, FieldConflict, merged
from shared.clock_time import format_clock
from shared.wareki import format_wareki

TOLD = ("kind", "occurred_at", "counterpart", "content")


@dataclass(frozen=True, kw_only=True)
class NoteText:
    """All that a note says, as one form gives it."""

    kind: str
    occurred_at: datetime
    content: str
    counterpart: str = ""


class NoteChangedMeanwhileError(Exception):
    """Somebody else corrected or withdrew the note after the form was opened."""


class NoteSavedBeforeError(Exception):
    """The same form came twice; `note` is what it made the first time."""

    def __init__(self, note: SupportNote) -> None:
        super().__init__(note)
        self.note = note


def write_note(
    case: Case, text: NoteText, *, submission_key: uuid.UUID, by: User, at: datetime
) -> SupportNote:
    """Save once. Raises NoteSavedBeforeError."""
    saved = SupportNote.objects.filter(
        municipality=case.municipality_id, submission_key=submission_key
    )
    if found := saved.first():
        raise NoteSavedBeforeError(found)
    try:
        with transaction.atomic():
            return SupportNote.objects.create(
                case=case,
                submission_key=submission_key,
                recorded_at=at,
                recorded_by=by,
                **{name: getattr(text, name) for name in TOLD},
            )
    except IntegrityError as error:
        if "support_note_is_saved_once" not in str(error):
            raise
        raise NoteSavedBeforeError(saved.get()) from error


@transaction.atomic
def correct_note(
    note: SupportNote, text: NoteText, *, version: int, reason: str, by: User, at: datetime
) -> SupportNoteCorrection | None:
    """Change the note and append what it said; None if nothing differs.

    Raises NoteChangedMeanwhileError.
    """
    locked = _locked(note, version)
    before, after = shown(text_of(locked)), shown(text)
    changes = {
        name: change(old["label"], old["text"], after[name]["text"])
        for name, old in before.items()
        if old["text"] != after[name]["text"]
    }
    if not changes:
        return None
    for name in TOLD:
        setattr(locked, name, getattr(text, name))
    locked.version += 1
    locked.save(update_fields=[*TOLD, "version"])
    return SupportNoteCorrection.objects.create(
        note=locked, reason=reason, changes=changes, corrected_at=at, corrected_by=by
    )


@transaction.atomic
def withdraw_note(
    note: SupportNote, *, version: int, reason: str, by: User, at: datetime
) -> SupportNoteCorrection:
    """Written by mistake; it stays readable, with the reason. Raises NoteChangedMeanwhileError."""
    locked = _locked(note, version)
    locked.withdrawn_at, locked.withdrawn_by = at, by
    locked.version += 1
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "version"])
    return SupportNoteCorrection.objects.create(
        note=locked,
        reason=reason,
        changes={"withdrawn": change("取消", "", "取消")},
        corrected_at=at,
        corrected_by=by,
    )


def _locked(note: SupportNote, version: int) -> SupportNote:
    locked = SupportNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if locked.version != version or locked.withdrawn_at is not None:
        raise NoteChangedMeanwhileError(locked)
    return locked


def text_of(note: SupportNote) -> NoteText:
    return NoteText(**{name: getattr(note, name) for name in TOLD})


def shown(text: NoteText) -> dict[str, dict[str, str]]:
    """Every field as label and text, the way the history shows it."""
    moment = localtime(text.occurred_at)
    words: Mapping[str, Any] = {
        "kind": NoteKind(text.kind).label,
        "occurred_at": f"{format_wareki(moment.date())} {format_clock(moment.time())}",
        "counterpart": text.counterpart,
        "content": text.content,
    }
    return {
        name: {
            "label": str(SupportNote._meta.get_field(name).verbose_name),  # type: ignore[union-attr]  # a column
            "text": str(words[name]),
        }
        for name in TOLD
    }


def conflict_of(note: SupportNote, text: NoteText, *, version: int) -> Conflict:
    """What others changed since `version`, beside what was typed here."""
    corrections = note.corrections.select_related("corrected_by").order_by("pk")
    since = list(corrections[max(0, version - 1) :])
    mine = shown(text)
    return Conflict(
        since,  # type: ignore[arg-type]  # the page reads who, when and why
        [
            FieldConflict(
                name=name,
                label=each["label"],
                before=each["before"],
                theirs=each["after"],
                mine=mine[name]["text"],
            )
            for name, each in merged(since).items()
            if name in mine
        ],
    )
