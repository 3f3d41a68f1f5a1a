import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.csv_safety import UnwritableTextError, safe_cell, write_csv


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+81 90",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\rx",
        "  =1+1",
        "＝1+1",
        "　＋1",
        "＠SUM",  # noqa: RUF001 -- as it is typed
        "\n=1+1",
    ],
    ids=ascii,
)
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "山田", "1+1=2", "090-0000-0000", "a\tb", "'=1", "△5"], ids=ascii
)
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_numbers_and_dates_are_untouched():
    content = write_csv(
        [["氏名", "差額"], ["髙﨑", -5], [None, Decimal("-1.50")], [date(2025, 4, 1)]]
    )

    assert content == "\ufeff氏名,差額\r\n髙﨑,-5\r\n,-1.50\r\n2025-04-01\r\n".encode()


def test_a_formula_after_a_line_break_stays_inside_its_cell():
    assert write_csv([["a\r\n=1+1", 'b","=2']], encoding="utf-8") == b'"a\r\n=1+1","b"",""=2"\r\n'


def test_what_cp932_cannot_hold_is_listed_once():
    with pytest.raises(UnwritableTextError) as refusal:
        write_csv([["𠮷田"], ["𠮷野😀", "髙﨑"]], encoding="cp932")

    assert refusal.value.characters == ("𠮷", "😀")
    assert str(refusal.value) == "この文字コードでは書き出せない文字があります：𠮷、😀"
    assert write_csv([["髙﨑"]], encoding="cp932") == "髙﨑\r\n".encode("cp932")


printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(st.lists(st.lists(printable, min_size=1), min_size=1))
def test_no_cell_of_any_table_starts_a_formula(rows):
    text = write_csv(rows).decode("utf-8-sig")

    read_back = list(csv.reader(io.StringIO(text, newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read_back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read_back for cell in row)
