"""Whether two people are written with one name, and how that shows.

For asking a person 「同じ人ですか」, never for deciding it. Names as an office writes them: kanji with
or without a reading, kana alone, foreign names in any order, and further names (旧姓, 通称).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

from shared.japanese_text import fold_key, kana_key
from shared.name_sound import long_vowel_key, sound_key, words_of

SHORTEST_WITH_MIDDLE_NAME = 3  # words: 名・ミドルネーム・姓


@dataclass(frozen=True)
class WrittenName:
    name: str
    reading: str = ""

    @property
    def sound(self) -> str:
        """The reading; of a name without kanji, the name itself."""
        return self.reading or ("" if _has_kanji(self.name) else self.name)


class Likeness(IntEnum):
    """From what says nothing to what says most. `NAMES_ALIKE` and above are one name."""

    NONE = 0
    SAME_KANJI = 1
    SAME_SOUND = 2
    WITHOUT_MIDDLE_NAME = 3
    OTHER_ORDER = 4
    READING = 5
    VARIANT = 6
    EXACT = 7

    @property
    def text(self) -> str:
        return _TEXTS[self]


NAMES_ALIKE = Likeness.WITHOUT_MIDDLE_NAME
_TEXTS = {
    Likeness.NONE: "",
    Likeness.SAME_KANJI: "漢字は一致（読みが違う）",
    Likeness.SAME_SOUND: "読みは一致（漢字が違う）",
    Likeness.WITHOUT_MIDDLE_NAME: "氏名が一致（一方に名の一部がない）",
    Likeness.OTHER_ORDER: "氏名が一致（姓と名の順が違う）",
    Likeness.READING: "かなが一致",
    Likeness.VARIANT: "氏名が一致（異体字・表記の違い）",
    Likeness.EXACT: "氏名が一致",
}


def likeness(these: Sequence[WrittenName], those: Sequence[WrittenName]) -> Likeness:
    """The strongest likeness of any name of one person with any of the other."""
    return max((_likeness(a, b) for a, b in product(these, those)), default=Likeness.NONE)


def _likeness(a: WrittenName, b: WrittenName) -> Likeness:
    alike = _sound_alike(a.sound, b.sound)
    if fold_key(a.name) == fold_key(b.name):
        if a.reading and b.reading and not alike:
            return Likeness.SAME_KANJI
        return Likeness.EXACT if a.name == b.name else Likeness.VARIANT
    if _in_other_order(a.name, b.name) or _in_other_order(a.sound, b.sound):
        return Likeness.OTHER_ORDER
    if _lacks_middle_name(a.name, b.name):
        return Likeness.WITHOUT_MIDDLE_NAME
    if not alike:
        return Likeness.NONE
    # 高橋 けい子 and 高橋 恵子 may be one; 伊藤 and 伊東 are two names.
    return Likeness.SAME_SOUND if _only_kanji(a.name) and _only_kanji(b.name) else Likeness.READING


def _sound_alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return any(key(one) == key(other) for key in (kana_key, long_vowel_key, sound_key))


def _in_other_order(one: str, other: str) -> bool:
    these, those = _keys(one), _keys(other)
    return len(these) > 1 and these != those and sorted(these) == sorted(those)


def _lacks_middle_name(one: str, other: str) -> bool:
    """Of foreign names only: two words of three or more."""
    if _has_kanji(one) or _has_kanji(other):
        return False
    fewer, more = sorted((_keys(one), _keys(other)), key=len)
    return (
        1 < len(fewer) < len(more)
        and len(more) >= SHORTEST_WITH_MIDDLE_NAME
        and set(fewer) < set(more)
    )


def _keys(name: str) -> list[str]:
    return [fold_key(word) for word in words_of(name)]


def _has_kanji(name: str) -> bool:
    return any(_is_kanji(character) for character in name)


def _only_kanji(name: str) -> bool:
    return all(_is_kanji(letter) for letter in name if unicodedata.category(letter) == "Lo")


def _is_kanji(character: str) -> bool:
    return character == "々" or unicodedata.name(character, "").startswith("CJK ")
