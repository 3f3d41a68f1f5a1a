"""What a page shows of a note that was found: the places where the words stand, and no more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from consultations.models import Consultation
from shared.note_key import Piece, hits, note_key, snippet

SEARCHED = ("content", "response", "next_step", "place", "resources_given")
BEFORE, LENGTH = 24, 96
MOST_SNIPPETS = 4


@dataclass(frozen=True)
class Snippet:
    """A place in a field, or in what is said of one child."""

    label: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class ShownNote:
    """A note as the page of results has it; `is_foreign` if another center keeps it."""

    record: Consultation
    caller: Sequence[Piece]
    snippets: Sequence[Snippet]
    is_foreign: bool = False


def shown_note(
    record: Consultation, words: Collection[str], *, own_centers: Collection[int]
) -> ShownNote:
    """`record.parts_shown` holds the parts that the user may read; nothing else is looked into."""
    keys = [note_key(word) for word in words]
    texts = [(_label(name), getattr(record, name)) for name in SEARCHED]
    parts: Any = record.parts_shown  # type: ignore[attr-defined]  # of NoteSearch
    texts += [(f"こどもごとの記述：{part.label}", part.content) for part in parts]
    found = [(label, snippet(text, keys, before=BEFORE, length=LENGTH)) for label, text in texts]
    return ShownNote(
        record,
        caller=_marked(record.caller_name, keys),
        snippets=[Snippet(label, pieces) for label, pieces in found if pieces][:MOST_SNIPPETS],
        is_foreign=record.center_id not in own_centers,
    )


def _label(name: str) -> str:
    return str(Consultation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column


def _marked(text: str, keys: Collection[str]) -> list[Piece]:
    letters, marks = hits(text, keys)
    return [Piece(letter, mark) for letter, mark in zip(letters, marks, strict=True)]
