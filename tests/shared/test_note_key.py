"""Free text by its key: what counts as the same word, and where it stands in the text."""

import pytest

from shared.note_key import graphemes, hits, note_key, snippet


@pytest.mark.parametrize(
    "pair",
    [
        ("ﾎｲｸ園", "ほいく園"),
        ("ガ", "ｶﾞ"),
        ("髙橋", "高橋"),
        ("葛\U000e0100城", "葛城"),
        ("離乳\u3000食\n", "離乳食"),
        ("ＡＢＣ", "abc"),  # noqa: RUF001 -- full-width letters are what is tested
        ("090−1234", "090-1234"),  # noqa: RUF001 -- another dash
        ("㍿", "株式会社"),
    ],
)
def test_what_is_one_word_to_whoever_searches(pair):
    one, other = pair

    assert note_key(one) == note_key(other)


@pytest.mark.parametrize("pair", [("か", "が"), ("おの", "おおの"), ("100%", "100"), ("a_b", "ab")])
def test_what_is_two_words(pair):
    one, other = pair

    assert note_key(one) != note_key(other)


def test_no_character_that_is_read_as_one_is_cut():
    text = "か\u3099葛\U000e0100👨\u200d👩\u200d👧👍🏽🇯🇵🇫🇷ｶﾞ\r\nあ"

    assert list(graphemes(text)) == [
        "か\u3099",
        "葛\U000e0100",
        "👨\u200d👩\u200d👧",
        "👍🏽",
        "🇯🇵",
        "🇫🇷",
        "ｶﾞ",
        "\r\n",
        "あ",
    ]
    assert list(graphemes("")) == []


def marked(text, *words, before=3, length=12):
    pieces = snippet(text, [note_key(word) for word in words], before=before, length=length)
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


def test_hits_are_marked_as_they_are_written():
    assert marked("夜にﾎｲｸ園へ行く", "ほいく園") == "夜に[ﾎｲｸ園]へ行く"
    assert marked("離乳\u3000食を食べる", "乳食") == "離[乳 食]を食べる"
    assert marked("夜泣きと夜泣き", "夜泣", "泣き") == "[夜泣き]と[夜泣き]"
    assert marked("葛\U000e0100城さん", "葛城") == "[葛\U000e0100城]さん"
    assert marked("ここは㍿です", "式会") == "ここは[㍿]です"


def test_the_beginning_and_the_end_are_cut():
    assert marked("一二三四五六七八九十", "五六", before=2, length=6) == "…三四[五六]七八…"
    assert marked("何も\nない", "五六") == ""
    assert marked("何も\nない", "何も") == "[何も] ない"


def test_no_key_marks_nothing():
    assert hits("あいう", [""]) == (["あ", "い", "う"], [False, False, False])
