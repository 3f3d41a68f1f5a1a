"""What stands on a printed sheet; no database."""

from dataclasses import replace

import pytest

from worksheets.content import TOTALS
from worksheets.print_layout import MISSING, PrintLayout, Stamp, default_layout, quantity, roles_in
from worksheets.print_sample import STAMP, sample_content, sample_sheet
from worksheets.print_sheet import BLANK_DAY, INTERNAL, printed_sheet
from worksheets.print_tables import NO_TOTAL, UNCHANGED
from worksheets.printing import sheet_html

CHANGES = "当初交付申請からの変更"
SUBMITTED = Stamp(
    number="T-00000007",
    checksum="ab" * 32,
    state="提出済み",
    is_submitted=True,
    submitted_on="2026-05-01",
    prepared="令和8年4月10日 9:05　見本 一子",
    checked="令和8年4月20日　見本 二郎",
    submitted="令和8年5月1日　見本 三枝",
)


def sheet_of(kind="center", *, layout=None, stamp=STAMP, **changes):
    content = sample_content(kind, "change", 2026) | changes
    return printed_sheet(content, layout or PrintLayout(), stamp)


def table_of(sheet, title):
    [table] = [table for table in sheet.tables if table.title == title]
    return table


def words_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_whatever_is_not_registered_says_so_and_there_is_no_total():
    sheet = sheet_of()

    amounts = [row[3] for row in words_of(table_of(sheet, "計算"))]
    totals = table_of(sheet, "合計")
    assert amounts == ["1,000,000,000", MISSING, "△1,234,567", MISSING]
    assert [row[1] for row in words_of(totals)] == [MISSING] * len(TOTALS)
    assert totals.note == NO_TOTAL


def test_a_complete_sheet_has_its_totals():
    totals = dict.fromkeys(TOTALS, 3_000_000) | {"municipal": -1}
    table = table_of(sheet_of(totals=totals), "合計")

    assert words_of(table)[0] == ["補助基準額", "3,000,000"]
    assert words_of(table)[-1] == ["市町村負担額", "△1"]
    assert table.note == ""


@pytest.mark.parametrize(
    ("yen", "shown"),
    [
        (0, "0"),
        (999, "0"),
        (1_000, "1"),
        (1_999, "1"),
        (-999, "0"),
        (-1_000, "△1"),
        (1_000_000_000, "1,000,000"),
    ],
)
def test_thousands_are_cut_and_never_rounded(yen, shown):
    assert PrintLayout(unit="thousand").number(yen) == shown


def test_a_form_in_thousands_says_so_in_every_heading_and_once_above_all():
    layout = PrintLayout(unit="thousand")
    sheet = sheet_of("municipality", layout=layout)
    table = table_of(sheet, "計算")

    assert table.columns[-1].heading == "金額（千円）"
    assert words_of(table)[0][3] == "1,000,000"
    assert sheet_html(sheet).count("合計が一致しないことがあります") == 1
    assert PrintLayout().unit_note == ""


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (1_999, 2_000, "1未満"),
        (2_000, 1_001, "△1未満"),
        (5_000, 5_000, "0"),
        (5_000, 3_500, "△1"),
        (None, 5_000, "－"),
    ],
)
def test_a_change_below_the_unit_is_a_change_all_the_same(before, after, shown):
    difference = {"key": "a", "label": "基本分", "before": before, "after": after}
    sheet = sheet_of(layout=PrintLayout(unit="thousand"), differences=[difference])

    cell = table_of(sheet, CHANGES).rows[0].cells[3]
    assert cell.text == shown
    assert cell.value is None or shown.endswith(("0", "1"))


def test_every_date_is_in_the_digits_of_the_form():
    rows = [{"what": "職員", "who": "センター", "by": "2026-05-31", "url": ""}]
    flags = ["D-00000012（令和元年5月1日）は1,199件です。"]
    sheet = sheet_of(
        layout=PrintLayout(digits="full"),
        stamp=replace(SUBMITTED, stage="変更交付申請（第2回）"),
        missing=rows,
        flags=flags,
    )

    assert dict(sheet.identity)["段階"] == "変更交付申請（第２回）"
    assert dict(sheet.steps)["作成"] == "令和８年４月１０日 ９：０５　見本 一子"  # noqa: RUF001 -- full width is what the form asks
    assert words_of(table_of(sheet, "足りないもの"))[0][2] == "令和８年５月３１日"
    assert sheet.remarks == ("D-00000012（令和元年５月１日）は1,199件です。",)


def test_digits_in_full_width_leave_the_amounts_as_they_are():
    sheet = sheet_of(layout=PrintLayout(digits="full"), stamp=SUBMITTED)

    assert sheet.fiscal_year == "令和８年度"
    assert sheet.day == "令和８年５月１日"
    assert words_of(table_of(sheet, "計算"))[0][3] == "1,000,000,000"


@pytest.mark.parametrize(
    ("is_final", "stamp", "marks"),
    [
        (False, STAMP, (INTERNAL, "作成中（提出前）")),
        (True, STAMP, ("作成中（提出前）",)),
        (False, SUBMITTED, (INTERNAL,)),
        (True, SUBMITTED, ()),
    ],
)
def test_what_is_not_official_says_so_on_every_page(is_final, stamp, marks):
    sheet = sheet_of(layout=PrintLayout(is_final=is_final), stamp=stamp)

    assert sheet.marks == marks
    assert f'<body class="{"internal" if marks else "official"}">' in sheet_html(sheet)


def test_the_day_is_the_day_of_submission_or_room_for_one():
    assert sheet_of().day == BLANK_DAY
    assert sheet_of(stamp=SUBMITTED).day == "令和8年5月1日"


def test_the_boxes_of_approval_and_the_seal_are_switched_by_the_form():
    plain = PrintLayout(approval_roles=(), sender="架空市長")
    sealed = PrintLayout(approval_roles=("課長", "担当"), sender="架空市長", shows_seal=True)

    assert 'class="approval"' not in sheet_html(sheet_of(layout=plain))
    assert 'class="seal"' not in sheet_html(sheet_of(layout=plain))
    html = sheet_html(sheet_of(layout=sealed))
    assert '<th scope="col">課長</th><th scope="col">担当</th>' in html
    assert '<span class="seal">印</span>' in html


def test_nobody_needs_a_seal_unless_the_form_asks_for_it():
    assert not PrintLayout().shows_seal
    assert PrintLayout().approval_roles == ("課長", "係長", "担当")


def test_each_condition_of_a_supplement_stands_in_its_annex():
    [annex] = [table for table in sheet_of().tables if table.title.startswith("別紙")]

    assert annex.title == "別紙1　夜間加算　4(1)④オ(ア)　？ 要確認"
    assert annex.begins_page
    assert words_of(annex) == [
        [
            "4(1)④オ(ア)",
            "1日に6時間を超えて開所する。",
            "○ 満たす",
            "最も短い日の開所時間 7時間",
            "開所時間の登録による。",
        ]
    ]
    assert annex.rows[0].cells[3].below == ("週の開所予定 月 9:00～16:00",)
    assert annex.rows[0].cells[-1].below == ("開所時間の登録（見本）",)


def test_differences_from_the_stage_before_show_both_and_the_change():
    rows = words_of(table_of(sheet_of(), CHANGES))

    assert rows == [["基本分", "1,000,000,000", "998,765,433", "△1,234,567"]]


def test_a_line_that_was_not_there_before_has_no_change():
    difference = {"key": "a", "label": "新しい加算", "before": None, "after": 5}
    rows = words_of(table_of(sheet_of(differences=[difference]), CHANGES))

    assert rows == [["新しい加算", "－", "5", "－"]]


def test_a_line_without_an_amount_is_not_a_line_that_is_not_there():
    difference = {"key": "a", "label": "夜間加算", "before": None, "after": None}
    exists = {"before_exists": True, "after_exists": False}
    rows = words_of(table_of(sheet_of(differences=[difference | exists]), CHANGES))

    assert rows == [["夜間加算", MISSING, "－", "－"]]


def test_what_it_is_compared_with_is_told_also_where_nothing_differs():
    compared = {"stage": "change", "number": 2, "checksum": "ef" * 32, "sheet": "T-00000012"}
    compared["stage_label"] = "変更交付申請（第2回）"
    table = table_of(
        sheet_of(differences=[], compared_with=compared), "変更交付申請（第2回）からの変更"
    )

    assert words_of(table)[0][0] == UNCHANGED
    assert table.note == (
        f"比べた調書：変更交付申請（第2回）　T-00000012（内容のハッシュ値 {'ef' * 32}）"
    )


def test_nothing_is_told_of_changes_where_nothing_was_compared():
    sheet = sheet_of(differences=[], compared_with=None)

    assert [table.title for table in sheet.tables if "変更" in table.title] == []


def test_the_total_of_a_municipality_lists_its_centers():
    sheet = sheet_of("municipality")
    rows = table_of(sheet, "センターの一覧").rows

    assert len(rows) == 2
    assert rows[0].cells[1].below == ("999999-01　基本型",)
    assert [cell.text for cell in rows[1].cells][2:] == [*["1,000,000,000"] * 4, "△1,234,567"]


def test_what_is_not_set_and_what_is_missing_are_listed():
    sheet = sheet_of()

    assert words_of(table_of(sheet, "取扱い"))[1] == ["年度途中の月割り", "未設定", ""]
    assert words_of(table_of(sheet, "足りないもの")) == [
        ["夜間加算の基準額の単価", "経理担当", "定めなし"]
    ]


def test_the_same_sheet_gives_the_same_words_each_time():
    first, second = (sheet_html(sheet_of(stamp=SUBMITTED)) for _ in range(2))

    assert first == second
    assert SUBMITTED.checksum in first
    assert sheet_of(stamp=SUBMITTED).stamp.print_id in first
    assert "<svg" in first


@pytest.mark.parametrize(
    "other",
    [
        {"stamp": replace(SUBMITTED, checksum="cd" * 32)},
        {"stamp": replace(SUBMITTED, state="確認済み", is_submitted=False)},
        {"layout": PrintLayout(unit="thousand")},
        {"layout": PrintLayout(title="別の表題")},
    ],
    ids=["content", "state", "unit", "title"],
)
def test_other_paper_has_another_print_id(other):
    sheet, same = (sheet_of(stamp=SUBMITTED).stamp.print_id for _ in range(2))

    assert sheet == same
    assert sheet.startswith("T-00000007-")
    assert sheet_of(**({"stamp": SUBMITTED} | other)).stamp.print_id != sheet


def test_each_page_names_who_prepared_it_and_when():
    assert sheet_of(stamp=SUBMITTED).prepared == "作成　令和8年4月10日 9:05　見本 一子"


def test_markup_that_somebody_typed_is_printed_as_typed():
    html = sheet_html(sheet_of(flags=["<script>alert(1)</script>"]))

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_layout_survives_the_way_through_json():
    layout = PrintLayout(title="調書", approval_roles=("課長",), unit="thousand", is_final=True)

    assert PrintLayout.of_plain(layout.plain()) == layout


@pytest.mark.parametrize("text", ["課長、係長、担当", "課長 係長　担当", "課長,係長,担当"])
def test_roles_are_read_however_they_are_parted(text):
    assert roles_in(text) == ("課長", "係長", "担当")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "人", MISSING),
        (1200, "人", "1,200人"),
        (-3, "", "△3"),
        ("7/2", "時間", "3.5時間"),
        ("-7/2", "時間", "△3.5時間"),
        ("-7/2", "", "△7/2"),
        ("1/2", "", "1/2"),
        ("1/40", "", "1/40"),
        ("5/4", "人", "1.25人"),
        ("1/3", "", "1/3"),
        ("小規模A型", "", "小規模A型"),
    ],
)
def test_figures_are_exact(value, unit, shown):
    assert quantity(value, unit) == shown


def test_before_a_form_is_registered_nothing_is_official():
    layout = default_layout("municipality", "変更交付申請")

    assert layout.title == "利用者支援事業　調書（自治体計）　変更交付申請"
    assert (layout.form_number, layout.addressee, layout.is_final) == ("", "", False)


def test_the_sample_says_that_it_is_one():
    sheet = sample_sheet("center", "change", 2026, PrintLayout(note="注記"))

    assert sheet.remarks == ("見本です。金額は、すべて架空の金額です。", "注記")
    assert len(sheet.content["center"]["name"]) > 36


def test_a_supplement_that_is_left_out_is_printed_in_words():
    content = sample_content("center", "application", 2026)
    content["claims"][0]["status"] = "not_claimed"
    sheet = printed_sheet(content, PrintLayout(), STAMP)

    assert words_of(table_of(sheet, "補助対象"))[0][2] == "申請しない"
