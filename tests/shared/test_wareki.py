from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.wareki import FIRST_DAY, LAST_DAY, DateTextError, format_wareki, parse_date

EVERY_DAY = [
    FIRST_DAY + timedelta(days=count) for count in range((date(2049, 12, 31) - FIRST_DAY).days + 1)
]


@pytest.mark.parametrize("style", ["long", "short"])
def test_every_day_reads_back_as_it_was_written(style):
    unread = [day for day in EVERY_DAY if parse_date(format_wareki(day, style)) != day]

    assert unread == []


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2025, 4, 1), "令和7年4月1日", "R07.04.01"),
        (date(2019, 5, 1), "令和元年5月1日", "R01.05.01"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.04.30"),
        (date(1989, 1, 8), "平成元年1月8日", "H01.01.08"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.01.07"),
        (date(1926, 12, 25), "昭和元年12月25日", "S01.12.25"),
        (date(1912, 7, 30), "大正元年7月30日", "T01.07.30"),
        (date(1912, 7, 29), "明治45年7月29日", "M45.07.29"),
        (date(1873, 1, 1), "明治6年1月1日", "M06.01.01"),
        (date(1872, 12, 31), "1872年12月31日", "1872-12-31"),
        (date(1, 1, 1), "1年1月1日", "0001-01-01"),
    ],
)
def test_a_date_is_written_in_the_era_of_its_day(day, long, short):
    assert format_wareki(day) == long
    assert format_wareki(day, "short") == short


@pytest.mark.parametrize(
    "text",
    [
        "令和8年4月1日",
        "㋿8年4月1日",
        "令和 8 年 4 月 1 日",
        "令和８年４月１日",
        "　令和8年4月1日（水）　",
        "令和8年4月1日（水曜日）",
        "Ｒ８．４．１",  # noqa: RUF001 -- as it is typed
        "r8/4/1",
        "R8-4-1",
        "R8.04.01",
        "R8。4。1",
        "Ｒ８ー４ー１",
        "R080401",
        "2026-04-01",
        "2026/4/1",
        "２０２６／４／１",  # noqa: RUF001 -- as it is typed
        "2026年4月1日",
        "20260401",
    ],
)
def test_many_ways_of_writing_one_day(text):
    assert parse_date(text) == date(2026, 4, 1)


@pytest.mark.parametrize("text", ["令和元年5月1日", "令和1年5月1日", "R元.5.1", "R010501"])
def test_the_first_year_may_be_written_either_way(text):
    assert parse_date(text) == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        (
            "令和1年4月30日",
            "令和は5月1日からです。平成31年4月30日ではありませんか。",
            date(2019, 4, 30),
        ),
        (
            "平成31年5月1日",
            "平成は31年4月30日までです。令和元年5月1日ではありませんか。",
            date(2019, 5, 1),
        ),
        (
            "昭和64年1月8日",
            "昭和は64年1月7日までです。平成元年1月8日ではありませんか。",
            date(1989, 1, 8),
        ),
        (
            "昭和100年1月1日",
            "昭和は64年1月7日までです。令和7年1月1日ではありませんか。",
            date(2025, 1, 1),
        ),
        (
            "S1.12.24",
            "昭和は12月25日からです。大正15年12月24日ではありませんか。",
            date(1926, 12, 24),
        ),
    ],
)
def test_a_date_outside_its_era_comes_back_with_the_likely_one(text, message, suggestion):
    with pytest.raises(DateTextError) as refusal:
        parse_date(text)

    assert str(refusal.value) == message
    assert refusal.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2月30日", "年も入力してください（例：令和7年4月1日、2025-04-01）。"),
        ("4/1", "年も入力してください（例：令和7年4月1日、2025-04-01）。"),
        ("令和7年4月", "日まで入力してください（例：令和7年4月1日、2025-04-01）。"),
        ("2025-04", "日まで入力してください（例：令和7年4月1日、2025-04-01）。"),
        ("令和7年2月30日", "2月30日という日付はありません。"),
        ("2025-04-31", "4月31日という日付はありません。"),
        ("令和7年4月0日", "4月0日という日付はありません。"),
        ("令和7年13月1日", "13月という月はありません。"),
        ("20250001", "0月という月はありません。"),
        (
            "令和8年2月29日",
            "令和8年2月29日という日付はありません。令和8年の2月は28日までです。",
        ),
        ("2026/2/29", "2026年2月29日という日付はありません。2026年の2月は28日までです。"),
        ("令和0年4月1日", "令和0年という年はありません。元年から数えてください。"),
        ("7.4.1", "年には元号か4桁の西暦を付けてください（例：令和7年、2025年）。"),
        ("元年5月1日", "年には元号か4桁の西暦を付けてください（例：令和7年、2025年）。"),
        (
            "令和8年4月1日（火）",
            "令和8年4月1日は水曜日です。日付か曜日を直してください。",
        ),
    ],
)
def test_the_refusal_says_what_is_wrong(text, message):
    with pytest.raises(DateTextError) as refusal:
        parse_date(text)

    assert str(refusal.value) == message
    assert refusal.value.suggestion is None


@pytest.mark.parametrize("text", ["1872-12-31", "明治5年12月31日", "22050401", "9999-12-31"])
def test_a_year_nobody_can_mean_is_refused(text):
    with pytest.raises(DateTextError, match=r"明治6年（1873年）から2099年まで"):
        parse_date(text)


@pytest.mark.parametrize(
    "text", ["", "きのう", "2026 4 1", "2026/1 1/1", "260401", "R8401", "٢٠٢٦-04-01", "令和7年度"]
)
def test_what_could_mean_several_days_or_none_is_not_guessed(text):
    with pytest.raises(DateTextError, match="日付として読み取れません"):
        parse_date(text)


@given(st.dates(FIRST_DAY, LAST_DAY), st.sampled_from(["-", "/", "."]))
def test_western_dates_read_back(day, separator):
    assert parse_date(day.strftime(f"%Y{separator}%m{separator}%d")) == day


@given(st.text(alphabet="令和平成昭RHS元年月日0123456789０１./- （水）"))  # noqa: RUF001 -- as it is typed
def test_any_text_is_either_a_possible_day_or_refused(text):
    try:
        day = parse_date(text)
    except DateTextError as refusal:
        assert str(refusal).endswith("。")  # noqa: PT017 -- both outcomes are right
    else:
        assert FIRST_DAY <= day <= LAST_DAY
