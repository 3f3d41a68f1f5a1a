"""Which part of a name is what was searched for, although it is written otherwise."""

from shared.japanese_text import fold_key
from shared.name_sound import long_vowel_key


def matched_part(name: str, words: str) -> tuple[str, str, str]:
    """Before, the shortest part that is searched for alike, and after; the part may be empty."""
    for key in (fold_key, long_vowel_key):
        wanted = key(words)
        if not wanted or wanted not in key(name):
            continue
        for length in range(1, len(name) + 1):
            for start in range(len(name) - length + 1):
                part = name[start : start + length]
                if key(part) == wanted:
                    return name[:start], part, name[start + length :]
    return name, "", ""
