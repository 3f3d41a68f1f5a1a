"""Finding words in a version: width and case of letters do not matter, all words must occur."""

import unicodedata
from collections.abc import Iterable, Sequence

MOST_WORDS = 10


def words_of(asked: str) -> tuple[str, ...]:
    """The words that somebody typed, as they are compared."""
    return tuple(dict.fromkeys(_plain(asked).split()))[:MOST_WORDS]


def holds_all(words: Sequence[str], texts: Iterable[str]) -> bool:
    whole = "\n".join(_plain(text) for text in texts)
    return all(word in whole for word in words)


def parts_of(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text cut where hits begin and end, each part with whether it is one."""
    letters = [_plain(letter) for letter in text]
    whole = "".join(letters)
    owner = [index for index, letter in enumerate(letters) for _ in letter]
    hit = [False] * len(text)
    for word in words:
        begin = whole.find(word)
        while begin >= 0:
            for place in range(begin, begin + len(word)):
                hit[owner[place]] = True
            begin = whole.find(word, begin + len(word))
    parts: list[tuple[str, bool]] = []
    for letter, is_hit in zip(text, hit, strict=True):
        if parts and parts[-1][1] == is_hit:
            parts[-1] = (parts[-1][0] + letter, is_hit)
        else:
            parts.append((letter, is_hit))
    return parts


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
