"""What free text is searched by: width, kana, case, spaces and variants of characters let go of.

The database makes the same key (`row_security.note_key`, made from the constants below); a test
holds the two together. Here it tells where in a text the words stand that were found in its key.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from shared.japanese_text import variants

HIRAGANA = "".join(map(chr, [*range(ord("ぁ"), ord("ゖ") + 1), ord("ゝ"), ord("ゞ")]))
KATAKANA = "".join(chr(ord(kana) + ord("ァ") - ord("ぁ")) for kana in HIRAGANA)
# Dashes and waves look alike; who types one means the other.
_DASHES = "‐‑‒–—―−"  # noqa: RUF001 -- the look-alikes to be folded
RARE = {**dict.fromkeys(_DASHES, "-"), "〜": "~", **{chr(k): v for k, v in variants().items()}}
# As a character class of Python and of PostgreSQL alike: spaces, line breaks and what has no width.
# Not \x1f: it stands between the fields of a record, so that no word reaches from one to the next.
LEFT_OUT = (
    r"[\u0009-\u000d\u0020\u0085\u1680\u2028\u2029\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f"
    r"\U000e0100-\U000e01ef]"
)
BETWEEN = "\x1f"

_LEFT_OUT = re.compile(LEFT_OUT)
_FOLDED = str.maketrans(
    {
        **{chr(code): chr(code).lower() for code in range(ord("A"), ord("Z") + 1)},
        **dict(zip(HIRAGANA, KATAKANA, strict=True)),
        **RARE,
    }
)
_JOINED_AFTER = "\u200d"
_HALFWIDTH_MARKS = "\uff9e\uff9f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


def note_key(text: str) -> str:
    """ﾎｲｸ園, ほいく園 and 保　育園 without its space: each as the database's key has it."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).translate(_FOLDED)


_letter_key = lru_cache(maxsize=10_000)(note_key)


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool = False


def graphemes(text: str) -> Iterator[str]:
    """What a reader takes for single characters: none is ever cut in two."""
    start = 0
    for at in range(1, len(text)):
        if not _goes_on(text, start, at):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _goes_on(text: str, start: int, at: int) -> bool:
    letter, code, before = text[at], ord(text[at]), text[at - 1]
    if unicodedata.category(letter)[0] == "M" or letter in _HALFWIDTH_MARKS:
        return True
    if code == ord(_JOINED_AFTER) or before == _JOINED_AFTER or code in _SKIN_TONES:
        return True
    if (before, letter) == ("\r", "\n") or 0x1160 <= code <= 0x11FF:  # noqa: PLR2004 -- Hangul jamo
        return True
    return code in _FLAGS and ord(before) in _FLAGS and (at - start) % 2 == 1


def hits(text: str, keys: Collection[str]) -> tuple[Sequence[str], list[bool]]:
    """The characters of `text`, and for each whether one of the keys covers it."""
    letters = list(graphemes(text))
    parts = [_letter_key(letter) for letter in letters]
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    whole = "".join(parts)
    covered = bytearray(len(whole))
    for key in keys:
        at = whole.find(key) if key else -1
        while at >= 0:
            covered[at : at + len(key)] = b"\x01" * len(key)
            at = whole.find(key, at + 1)
    # A space within a hit belongs to it: it lies between two covered characters.
    marks = [any(covered[first:last]) for first, last in pairwise(ends)]
    for number, (first, last) in enumerate(pairwise(ends)):
        if first == last and 0 < first < len(whole):
            marks[number] = bool(covered[first - 1] and covered[first])
    return letters, marks


def snippet(text: str, keys: Collection[str], *, before: int, length: int) -> list[Piece]:
    """At most `length` characters of `text` around its first hit; nothing if there is none."""
    letters, marks = hits(text, keys)
    if True not in marks:
        return []
    first = max(0, marks.index(True) - before)
    last = min(len(letters), first + length)
    pieces: list[Piece] = [Piece("…")] if first else []
    for number in range(first, last):
        letter = " " if letters[number].isspace() else letters[number]
        if pieces and pieces[-1].is_hit == marks[number] and number > first:
            pieces[-1] = Piece(pieces[-1].text + letter, marks[number])
        else:
            pieces.append(Piece(letter, marks[number]))
    return [*pieces, Piece("…")] if last < len(letters) else pieces
