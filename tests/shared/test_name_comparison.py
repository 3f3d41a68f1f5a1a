import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.name_comparison import NAMES_ALIKE, Likeness, WrittenName, likeness
from shared.name_sound import long_vowel_key, sound_key

PAIRS = tomllib.loads((Path(__file__).parent / "data/name_pairs.toml").read_text(encoding="utf-8"))
LEAST = 0.95
KANA = st.text(
    alphabet="あいうえおかがきぎくぐけげこごさしすせそただちつてとなのはばひまみやゆよらりるろんーっゃゅょ "
)


def names(written):
    """「氏名|フリガナ＋旧姓|フリガナ」."""
    return [WrittenName(*each.split("|")) for each in written.split("＋")]


def is_found_alike(one, other):
    return likeness(names(one), names(other)) >= NAMES_ALIKE


def test_200_pairs_of_names_with_precision_and_recall(capsys):
    """What was measured is printed whenever the tests run."""
    found = [pair for pair in PAIRS["same"] if is_found_alike(*pair[:2])]
    mistaken = [pair for pair in PAIRS["different"] if is_found_alike(*pair[:2])]
    missed = [pair for pair in PAIRS["same"] if pair not in found]
    precision = len(found) / (len(found) + len(mistaken))
    recall = len(found) / len(PAIRS["same"])

    lines = [f"200 pairs of names: precision {precision:.1%}, recall {recall:.1%}"]
    for kind, pairs in (("missed", missed), ("mistaken", mistaken)):
        lines += [f"  {kind}: {one} / {other} ({why})" for one, other, why in pairs]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert len(PAIRS["same"]) + len(PAIRS["different"]) == 200
    assert precision >= LEAST
    assert recall >= LEAST


@pytest.mark.parametrize("pair", [*PAIRS["same"], *PAIRS["different"]], ids=lambda pair: pair[2])
def test_it_does_not_matter_who_is_asked_first(pair):
    one, other = names(pair[0]), names(pair[1])

    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("山田 花子", "山田 花子", Likeness.EXACT),
        ("髙橋 恵子", "高橋 恵子", Likeness.VARIANT),
        ("山田 花子|ヤマダ ハナコ", "やまだ はなこ", Likeness.READING),
        ("花子 山田", "山田 花子", Likeness.OTHER_ORDER),
        ("John Paul Smith", "John Smith", Likeness.WITHOUT_MIDDLE_NAME),
        ("伊藤 翔|イトウ ショウ", "伊東 翔|イトウ ショウ", Likeness.SAME_SOUND),
        ("佐藤 幸子|サトウ サチコ", "佐藤 幸子|サトウ ユキコ", Likeness.SAME_KANJI),
        ("山田 花子", "鈴木 一郎", Likeness.NONE),
    ],
)
def test_it_says_why(one, other, why):
    assert likeness(names(one), names(other)) == why
    assert bool(why.text) == (why != Likeness.NONE)


def test_nobody_without_a_name_is_like_anybody():
    assert likeness([], names("山田 花子")) == Likeness.NONE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("おおの", "おーの"),
        ("とおやま", "とうやま"),
        ("けいこ", "けえこ"),
        ("おおおか", "おーおか"),
    ],
)
def test_a_long_vowel_is_one_however_it_is_written(one, other):
    assert long_vowel_key(one) == long_vowel_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("おおおか", "おおか"), ("おの", "おおの"), ("ゆき", "ゆうき"), ("みう", "みゆう")],
)
def test_a_short_vowel_is_not_a_long_one(one, other):
    assert long_vowel_key(one) != long_vowel_key(other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("なかだ ゆみ", "なかた ゆみ", True),
        ("なかだ", "ナカタ", True),
        ("なかた", "ながた", False),
        ("はだ", "はた", False),
        ("もり しゅん", "もり じゅん", False),
        ("もり ゆうだ", "もり ゆうた", False),
    ],
)
def test_only_the_end_of_a_surname_is_read_with_or_without_voicing(one, other, alike):
    assert (sound_key(one) == sound_key(other)) == alike


@given(KANA)
def test_any_reading_is_like_itself(reading):
    assert likeness([WrittenName(reading)], [WrittenName(reading)]) == Likeness.EXACT


@given(st.text())
def test_any_text_has_a_sound(text):
    assert isinstance(sound_key(text), str)
