"""How a name sounds: おおの, おーの and おうの are one to whoever writes down what is heard.

Coarser than `shared.japanese_text.kana_key`: it also lets go of how a long vowel is written, and of
the voicing by which one surname is read in two ways (なかた, なかだ). It keeps what tells names
apart: おの from おおの, しゅん from じゅん, なかた from ながた.
"""

import re
import unicodedata

from shared.japanese_text import whole_kana_key

_VOWEL_ROWS = {
    "ア": "アカサタナハマヤラワガザダバパ",
    "イ": "イキシチニヒミリギジビピ",
    "ウ": "ウクスツヌフムユルグズブプ",
    "エ": "エケセテネヘメレゲゼデベペ",
    "オ": "オコソトノホモヨロゴゾドボポ",
}
_VOWEL = {kana: vowel for vowel, row in _VOWEL_ROWS.items() for kana in row}
_PROLONGS = {"ア": "ア", "イ": "イ", "ウ": "ウ", "エ": "エイ", "オ": "オウ"}

# Second halves of surnames that are read with or without the voicing, as voiced: as plain.
_VOICED_ENDINGS = {
    "バヤシ": "ハヤシ",
    "ザキ": "サキ",
    "ザワ": "サワ",
    "ジマ": "シマ",
    "ガワ": "カワ",
    "バラ": "ハラ",
    "グチ": "クチ",
    "グラ": "クラ",
    "バタ": "ハタ",
    "ズカ": "ツカ",
    "ダニ": "タニ",
    "ダケ": "タケ",
    "ブチ": "フチ",
    "ガキ": "カキ",
    "ゴエ": "コエ",
    "デラ": "テラ",
    "ダ": "タ",
}
SHORTEST_SURNAME = 3  # 羽田 (はだ) is not 畑 (はた)

_SEPARATORS = re.compile(r"[\s・･,，、]+")


def words_of(name: str) -> list[str]:
    """Surname, given name and whatever else is written apart."""
    return [word for word in _SEPARATORS.split(unicodedata.normalize("NFKC", name)) if word]


def long_vowel_key(reading: str) -> str:
    """Key of a reading in which every long vowel is written ー."""
    key, vowel = [], ""
    for kana in whole_kana_key(reading):
        if kana in _PROLONGS.get(vowel, ""):
            key.append("ー")
            vowel = ""  # what follows begins anew: おおおか is おーおか
            continue
        key.append(kana)
        vowel = "" if kana == "ー" else _VOWEL.get(kana, "")
    return "".join(key)


def sound_key(reading: str) -> str:
    """Key of a whole name or a part of it; its first word is taken for the surname."""
    words = words_of(reading)
    return "".join([_unvoiced(long_vowel_key(word)) for word in words[:1]]) + "".join(
        long_vowel_key(word) for word in words[1:]
    )


def _unvoiced(surname: str) -> str:
    for voiced, plain in _VOICED_ENDINGS.items():
        if surname.endswith(voiced) and len(surname) >= SHORTEST_SURNAME:
            return surname.removesuffix(voiced) + plain
    return surname
