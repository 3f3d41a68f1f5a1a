"""Words of a printed sheet: the letter, the notices, what is left out and what is frozen."""

from tests.worksheets.test_print_sheet import SUBMITTED, sheet_of, table_of, words_of
from worksheets.content import TOTALS
from worksheets.print_layout import MISSING, PrintLayout
from worksheets.print_sample import STAMP, sample_content
from worksheets.print_sheet import printed_sheet
from worksheets.printing import sheet_html


def test_what_is_not_claimed_lacks_nothing():
    content = sample_content("center", "application", 2026)
    night = content["claims"][1]
    content["claims"] = [
        night | {"status": status} for status in ("not_met", "not_applicable", "not_claimed")
    ]
    content |= {"missing": [], "lines": [], "totals": dict.fromkeys(TOTALS, 0), "handling": []}
    content["spending"] = [
        {"category": "startup", "eligible": None, "total": None, "income": None}
        | {"origin": {"text": "", "url": ""}}
    ]

    html = sheet_html(printed_sheet(content, PrintLayout(), SUBMITTED))

    assert MISSING not in html


def test_the_notice_stands_with_its_numbers_and_without_our_code():
    version = {"rules": "R7", "title": "実施要綱", "numbers": ["甲第1号", "乙第2号"]}
    center = dict(sheet_of(version=version).identity)
    total = sheet_of("municipality", version={}, versions=[version, version | {"numbers": []}])

    assert center["実施要綱"] == "実施要綱　甲第1号・乙第2号"
    assert [words for label, words in total.identity if label == "実施要綱"] == [
        "実施要綱　甲第1号・乙第2号",
        "実施要綱",
    ]
    assert "実施要綱" not in dict(sheet_of("municipality", version={}, versions=[]).identity)
    assert "実施要綱" not in dict(sheet_of(version={"rules": "", "title": ""}).identity)


def test_the_lines_of_a_total_do_not_repeat_what_is_listed_below():
    lacking = [
        {"what": f"見本センター{number}：調書の作成", "who": "経理担当", "by": None, "url": ""}
        for number in range(200)
    ]
    content = sample_content("municipality", "change", 2026) | {"missing": lacking}
    content["lines"] = [line | {"missing": lacking} for line in content["lines"]]
    html = sheet_html(printed_sheet(content, PrintLayout(), STAMP))

    assert html.count("見本センター7：調書の作成") == 1
    assert html.count("足りないもの　200件（下の一覧）") == len(content["lines"])


def test_the_letter_stands_before_the_title():
    layout = PrintLayout(
        title="所要額調書",
        document_number="子発第12号",
        subject="交付申請について",
        opening="下記のとおり\n提出します。",
    )
    html = sheet_html(sheet_of(layout=layout))
    places = [html.index(words) for words in ("子発第12号", "交付申請について", "下記のとおり")]

    assert [*places, html.index(">記<"), html.index("<h1>")] == sorted(
        [*places, html.index(">記<"), html.index("<h1>")]
    )
    assert ">記<" not in sheet_html(sheet_of())


def test_words_that_the_content_holds_are_printed_as_they_were():
    content = sample_content("center", "application", 2026)
    content["claims"][0] |= {"category_label": "当時の区分", "status_label": "当時の語"}
    table = table_of(printed_sheet(content, PrintLayout(), STAMP), "補助対象")

    assert words_of(table)[0][1:3] == ["当時の区分", "○ 当時の語"]
