import tomllib
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.japanese_text import VARIANTS_FILE, fold_key, kana_key

GROUPS = tomllib.loads(VARIANTS_FILE.read_text())["groups"]
HIRAGANA = "".join(map(chr, range(ord("ぁ"), ord("ゖ") + 1)))


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("髙﨑", "高崎"),
        ("𠮷野", "吉野"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("齋藤", "斉藤"),
        ("斎藤", "齊藤"),
        ("濵田", "濱田"),
        ("德田", "徳田"),
        ("大嶋", "大島"),
        ("大嶌", "大島"),
        ("桒原", "桑原"),
        ("栁沢", "柳澤"),
        ("廣瀨", "広瀬"),
        ("眞𣘺", "真橋"),
        ("葛󠄀城", "葛城"),
        ("辻󠄀", "辻"),
        ("神谷", "神谷"),  # U+FA19
        ("佐々木", "佐佐木"),
        ("袖ヶ浦", "袖ケ浦"),
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "やまだはなこ"),
        ("山田　花子", "山田花子"),
        ("か\u3099く", "がく"),
        ("ヴァイオレット", "バイオレット"),
        ("すゞ", "すず"),
        ("いすゞ", "イスズ"),
        ("キヱ", "きえ"),
        ("カヲル", "かおる"),
        ("かづき", "カズキ"),
        ("ちぢわ", "チジワ"),
        ("きょうこ", "キヨウコ"),
        ("シーラ・カーン", "シーラカーン"),
        ("ロ−ラ", "ローラ"),  # noqa: RUF001 -- as it is typed
        ("サリー", "サリ"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("Đỗ", "do"),
        ("Ｏ'Brien-Smith", "obrien smith"),  # noqa: RUF001 -- as it is typed
    ],
)
def test_names_that_people_hold_to_be_one_share_a_key(written, searched):
    assert fold_key(written) == fold_key(searched)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("高崎", "高橋"),
        ("おおの", "おの"),
        ("ローラ", "ロラ"),
        ("かとう", "がとう"),
        ("山崎", "山碕"),
        ("大阪", "大坂"),
    ],
)
def test_other_names_keep_apart(one, another):
    assert fold_key(one) != fold_key(another)


@pytest.mark.parametrize("typed", ["ロ", "ロー", "ローラ", "ローラ・カ"])
def test_a_name_is_found_while_it_is_being_typed(typed):
    assert fold_key(typed) in fold_key("ローラ・カーン")


@pytest.mark.parametrize("text", ["", " 　", "・", "ー"])
def test_nothing_to_search_for_gives_an_empty_key(text):
    assert fold_key(text) == ""


@given(st.text(alphabet=HIRAGANA + "ー "))
def test_one_key_searches_both_the_name_and_its_reading(reading):
    assert fold_key(reading) == kana_key(reading)


@given(st.text(alphabet=HIRAGANA + "ー・-山田髙﨑齋Aa é"))
def test_a_key_is_its_own_key(text):
    assert fold_key(fold_key(text)) == fold_key(text)


@given(st.text())
def test_any_text_has_a_key(text):
    assert isinstance(fold_key(text), str)


def test_no_character_of_the_table_stands_in_two_groups():
    counted = Counter(character for group in GROUPS for character in group)

    assert [character for character, count in counted.items() if count > 1] == []


def test_the_table_holds_only_what_nfkc_leaves_alone():
    assert [
        character
        for group in GROUPS
        for character in group
        if unicodedata.normalize("NFKC", character) != character
    ] == []
    assert all(len(group) > 1 for group in GROUPS)
