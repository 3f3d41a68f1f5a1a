"""Search keys for names: what people hold to be the same name gets the same key.

Keys are for finding and comparing only. The name itself is stored as written, never folded.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

VARIANTS_FILE = Path(__file__).parent / "data" / "kanji_variants.toml"

_HIRAGANA_TO_KATAKANA = {
    ord(hiragana): ord(hiragana) + ord("ァ") - ord("ぁ")
    for hiragana in map(chr, range(ord("ぁ"), ord("ゖ") + 1))
}
_V_SOUNDS = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴュ": "ビュ", "ヴ": "ブ"}
_SAME_SOUNDS = str.maketrans(
    "ァィゥェォッャュョヮヵヶヂヅヰヱヲヷヸヹヺ",
    "アイウエオツヤユヨワカケジズイエオバビベボ",
)
_LATIN = str.maketrans({"Đ": "D", "Ø": "O", "Ł": "L", "Æ": "AE", "Œ": "OE", "Þ": "TH", "İ": "I"})

_SELECTORS = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200d\ufeff]")
_HYPHENS = r"[-‐‑‒–—―−]"  # noqa: RUF001 -- these are the look-alikes to be folded
_HYPHEN_FOR_LONG_SOUND = re.compile(rf"(?<=[ァ-ヺ]){_HYPHENS}")
_BETWEEN_WORDS = re.compile(rf"[\s・･,.'’`]|{_HYPHENS}")  # noqa: RUF001 -- what people type between names
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_REPEATED = re.compile(r"(.)[々ゝヽ]")
_REPEATED_VOICED = re.compile(r"(.)[ゞヾ]")
VOICED_MARK = "\u3099"


def kana_key(text: str) -> str:
    """Key of a reading (フリガナ): ﾔﾏﾀﾞ, やまだ and ヤマ ダ are one."""
    # Only the last long sound goes: a name cut short while typing stays a part of the whole key.
    return whole_kana_key(text).rstrip("ー")


def whole_kana_key(text: str) -> str:
    """`kana_key` with its last long sound."""
    key = _without_accents(unicodedata.normalize("NFKC", text).upper()).translate(_LATIN)
    key = _with_repetitions(_SELECTORS.sub("", key)).translate(_HIRAGANA_TO_KATAKANA)
    for sound, plain in _V_SOUNDS.items():
        key = key.replace(sound, plain)
    key = _HYPHEN_FOR_LONG_SOUND.sub("ー", key.translate(_SAME_SOUNDS))
    return _BETWEEN_WORDS.sub("", key)


def fold_key(text: str) -> str:
    """Key of a name in any script: 髙﨑 and 高崎 are one; equal to `kana_key` for kana."""
    return kana_key(text).translate(variants())


def _without_accents(text: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare)


def _with_repetitions(text: str) -> str:
    text = _REPEATED.sub(r"\1\1", text)
    return _REPEATED_VOICED.sub(
        lambda match: match[1] + unicodedata.normalize("NFC", match[1] + VOICED_MARK), text
    )


@cache
def variants() -> dict[int, str]:
    """Each variant of a character, by its number, and the one that stands for it."""
    with VARIANTS_FILE.open("rb") as file:
        groups: list[str] = tomllib.load(file)["groups"]
    return {ord(variant): group[0] for group in groups for variant in group[1:]}
