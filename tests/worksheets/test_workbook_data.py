"""The pages for machines: one value a cell, which sheet it is of, codes beside words."""

import pytest

from tests.print_factories import document, numbered
from tests.worksheets.books import book_of, rows_of
from worksheets.calculation.claims import NOTHING
from worksheets.words import CLAIM_LABELS
from worksheets.workbook_data import HEAD

LARGE, LESS = 1_000_000_000, -1_234_567


def test_each_row_says_which_sheet_it_is_of_and_how_far_that_is():
    submitted = numbered(2)
    submitted["stamp"] |= {
        "number": "T-00000002",
        "checksum": "a" * 64,
        "state": "提出済み",
        "number_in_stage": 2,
        "is_submitted": True,
    }
    submitted["layout"] |= {"is_final": True}
    rows = rows_of(book_of(numbered(1), submitted)["データ_合計"])

    assert [
        tuple(row[name] for name in ("調書番号", "回", "状態", "紙の表示", "内容のハッシュ値"))
        for row in rows
    ] == [
        ("T-00000000", 1, "作成中", "内部確認用、作成中（提出前）", "0" * 64),
        ("T-00000002", 2, "提出済み", None, "a" * 64),
    ]
    assert [row["センター番号"] for row in rows] == ["999999-01", "999999-02"]


@pytest.mark.parametrize("status", CLAIM_LABELS)
def test_codes_stand_beside_their_words_and_an_empty_cell_tells_why(status):
    made = document()
    other = made["content"]["claims"][1]
    other |= {"status": status, "missing": []}
    other.pop("status_label", None)
    known, other = rows_of(book_of(made)["データ_補助対象"])

    assert (known["区分コード"], known["区分"]) == ("operation", "運営費")
    assert (other["判定コード"], other["判定"]) == (status, CLAIM_LABELS[status])
    assert other["基準額の単価（円）"] is None
    assert other["計上"] == ("計上しない" if status in NOTHING else "未定")


def test_words_that_the_sheet_has_kept_are_told_whatever_they_are_called_today():
    made = document(stage_label="当時の段階")
    kept = {"status_label": "当時の判定", "category_label": "当時の区分"}
    made["content"]["claims"][0] |= kept
    made["content"]["spending"][0] |= kept
    book = book_of(made)
    claim, spending = (rows_of(book[name])[0] for name in ("データ_補助対象", "データ_経費と収入"))

    assert (claim["判定"], claim["区分"], claim["段階"]) == (
        "当時の判定",
        "当時の区分",
        "当時の段階",
    )
    assert spending["区分"] == "当時の区分"


def test_a_line_without_an_amount_is_not_one_that_does_not_exist():
    made = document()
    made["content"]["differences"] = [
        {"key": key, "label": key, "before": None, "after": 1}
        | {"before_exists": exists, "after_exists": True}
        for key, exists in (("open", True), ("none", False))
    ]
    rows = rows_of(book_of(made)["データ_前の段階からの変更"])

    assert [(row["前の行"], row["前の額（円）"], row["増減（円）"]) for row in rows] == [
        ("あり", None, None),
        ("なし", None, None),
    ]


def test_a_claim_that_has_all_it_needs_counts():
    made = document()
    made["content"]["claims"][0] |= {"quantity": "7/2", "unit": "時間"}
    [row, _] = rows_of(book_of(made)["データ_補助対象"])

    assert (row["計上"], row["数量"], row["基準額の単価（円）"]) == ("計上する", 3.5, LARGE)


def test_everything_that_is_on_paper_has_a_page_for_machines():
    compared = {
        "stage": "application",
        "number": 2,
        "checksum": "b" * 64,
        "stage_label": "当初交付申請",
        "sheet": "T-00000009",
    }
    book = book_of(document(compared_with=compared))
    total = book_of(document("municipality"))

    def values(book, name):
        """Without what each row says of its sheet."""
        return [tuple(row.values())[len(HEAD) :] for row in rows_of(book[name])]

    assert values(book, "データ_経費と収入") == [
        ("operation", "運営費", LARGE, LARGE, 0, "架空の決算書")
    ]
    of = ("application", "当初交付申請", 2, "T-00000009", "b" * 64)
    assert values(book, "データ_前の段階からの変更") == [
        (*of, "operation.base", "基本分", "あり", "あり", LARGE, LARGE + LESS, LESS)
    ]
    assert values(book, "データ_合計")[0][-5:] == of
    assert [row[2] for row in values(book, "データ_取扱い")] == ["1,000円", None]
    assert [row[-1] for row in values(book, "データ_備考")] == [
        "見本です。金額は、すべて架空の金額です。"
    ]
    assert values(book, "データ_足りないもの") == [(1, "夜間加算の基準額の単価", "経理担当", None)]
    assert values(book, "データ_センターの一覧") == []
    assert [row[1] for row in values(total, "データ_センターの一覧")] == ["999999-01", "999999-02"]
    assert [row[6] for row in values(total, "データ_センターの一覧")] == [None, LARGE]


def test_two_sheets_of_one_center_have_pages_of_their_own():
    assert book_of(numbered(1), numbered(1)).sheetnames[:2] == ["999999-01", "999999-01_2"]
