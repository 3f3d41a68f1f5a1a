from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.fiscal_year import FiscalYear


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 3, 31), 2024),
        (date(2025, 4, 1), 2025),
        (date(2025, 12, 31), 2025),
        (date(2026, 1, 1), 2025),
    ],
)
def test_the_year_turns_on_the_first_of_april(day, year):
    assert FiscalYear.of(day) == FiscalYear(year)


@given(st.dates(date(1873, 4, 1), date(2099, 3, 31)))
def test_every_day_lies_in_its_year_and_in_no_neighbour(day):
    year = FiscalYear.of(day)

    assert day in year
    assert day not in year.previous
    assert day not in year.next
    assert year.starts_on <= day <= year.ends_on


def test_the_months_run_from_april_to_march():
    months = FiscalYear(2025).months

    assert [month.month for month in months] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert months[0] == FiscalYear(2025).starts_on
    assert months[-1] == date(2026, 3, 1)


def test_years_are_in_order():
    assert FiscalYear(2024) < FiscalYear(2025)
    assert FiscalYear(2025).previous.next == FiscalYear(2025)


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2025, "令和7年度"),
        (2020, "令和2年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
        (1926, "大正15年度"),
        (1872, "1872年度"),
        (1800, "1800年度"),
    ],
)
def test_the_label_is_the_name_offices_use(year, label):
    assert FiscalYear(year).label == label
    assert str(FiscalYear(year)) == label


@pytest.mark.parametrize(
    "text",
    [2025, "2025", "2025年度", "令和7年度", "令和 7 年度", "令和7", "R7", "r07", "Ｒ７"],  # noqa: RUF001 -- as it is typed
)
def test_many_ways_of_writing_one_year(text):
    assert FiscalYear.parse(text) == FiscalYear(2025)


@pytest.mark.parametrize("text", ["令和元年度", "R1", "平成31年度", "H31", "2019"])
def test_the_year_in_which_the_era_changed_has_two_names(text):
    assert FiscalYear.parse(text) == FiscalYear(2019)


@given(st.integers(1873, 2098).map(FiscalYear))
def test_every_label_reads_back(year):
    assert FiscalYear.parse(year.label) == year
    assert FiscalYear.parse(year.year) == year


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("平成32年度", "平成32年度はありません。令和2年度ではありませんか。"),
        ("昭和64年度", "昭和64年度はありません。平成元年度ではありませんか。"),
        ("令和0年度", "令和0年度はありません。平成30年度ではありませんか。"),
        ("7年度", "年度は、1873から2098までの西暦か元号で入力してください。"),
        ("2099", "年度は、1873から2098までの西暦か元号で入力してください。"),
        ("9999", "年度は、1873から2098までの西暦か元号で入力してください。"),
        ("元年度", "年度は、令和7年度、R7、2025 のように入力してください。"),
        ("来年度", "年度は、令和7年度、R7、2025 のように入力してください。"),
        (-1, "年度は、令和7年度、R7、2025 のように入力してください。"),
    ],
)
def test_the_refusal_says_what_is_wrong(text, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        FiscalYear.parse(text)
