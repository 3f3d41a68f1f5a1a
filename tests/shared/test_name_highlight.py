import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.name_highlight import matched_part
from shared.templatetags.tsunagi import marked


@pytest.mark.parametrize(
    ("name", "words", "part"),
    [
        ("髙橋 恵子", "高橋", "髙橋"),
        ("髙橋 恵子", "惠", "恵"),
        ("タカハシ ケイコ", "けーこ", "ケイコ"),
        ("タカハシ ケイコ", "ﾊｼ ｹ", "ハシ ケ"),
        ("葛\U000e0100城 花", "葛城", "葛\U000e0100城"),
        ("髙橋 恵子", "山田", ""),
        ("髙橋 恵子", "", ""),
    ],
)
def test_the_part_of_the_name_as_it_is_registered(name, words, part):
    assert matched_part(name, words)[1] == part


@given(st.text(max_size=12), st.text(max_size=4))
def test_nothing_of_the_name_is_lost(name, words):
    assert "".join(matched_part(name, words)) == name


def test_marked_for_a_page():
    assert marked("髙橋 恵子", "高橋") == "<mark>髙橋</mark> 恵子"
    assert marked("髙橋", "<b>") == "髙橋"
    assert marked("<b>髙橋", "高橋") == "&lt;b&gt;<mark>髙橋</mark>"
