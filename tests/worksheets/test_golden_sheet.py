"""A sheet of an earlier program prints the same: its words are its own."""

from tests.worksheets.golden_sheet import WORDS, printed_words
from worksheets.components import category_labels
from worksheets.words import CLAIM_LABELS

# What the stored sheet calls 運営費, 満たす, 要確認, 申請しない and 変更交付申請.
THEN = ("運営の経費", "要件に合う", "確かめる", "申請を見合わせる", "変更の申請")


def test_a_stored_sheet_prints_the_same():
    assert printed_words() == WORDS.read_text(encoding="utf-8")


def test_a_stored_sheet_keeps_the_words_of_its_day():
    words = printed_words()

    assert [word for word in THEN if word not in words] == []
    today = [*category_labels().values(), *CLAIM_LABELS.values(), "変更交付申請"]
    assert [word for word in today if word in words] == []
