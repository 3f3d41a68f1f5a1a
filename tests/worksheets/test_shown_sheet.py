"""A content as the pages show it; no database."""

import pytest

from worksheets.print_sample import sample_content
from worksheets.sheet_pages import shown_sheet


def shown(**changes):
    return shown_sheet(sample_content("center", "change", 2026) | changes)


def claim(**changes):
    [_, night] = sample_content("center", "change", 2026)["claims"]
    [found] = shown(claims=[night | changes]).claims
    return found


def figure_of(value, unit):
    line = sample_content("center", "change", 2026)["lines"][0]
    figure = {"label": "数", "value": value, "unit": unit, "origin": {"text": "", "url": ""}}
    [found] = shown(lines=[line | {"figures": [figure]}]).lines[0].figures
    return found.value


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (-1_234_567, "円", "△1,234,567円"),
        ("151/4", "時間", "37.75時間"),
        ("1/2", "", "1/2"),
        (None, "円", "未登録"),
    ],
)
def test_figures_are_those_of_the_paper(value, unit, words):
    assert figure_of(value, unit) == words


def test_hours_of_a_claim_are_those_of_the_paper():
    assert claim(status="met", quantity="9/2", unit="時間").quantity == "4.5時間"


@pytest.mark.parametrize("status", ["not_met", "not_applicable", "not_claimed"])
def test_what_is_not_claimed_is_not_called_unregistered(status):
    assert claim(status=status).unit_amount == "－"
    assert claim(status="met").unit_amount == "未登録"


def test_what_it_is_compared_with_is_named():
    compared = {"stage": "change", "number": 2, "checksum": "0" * 64, "sheet": "T-00000012"}
    page = shown(compared_with=compared)

    assert (page.compared_with, page.compared_sheet) == ("変更交付申請（第2回）", "T-00000012")
    assert shown(compared_with={**compared, "sheet": ""}).compared_sheet == ""


def test_a_line_that_stands_without_an_amount_is_told_from_none():
    difference = {"key": "a", "label": "夜間加算", "before": None, "after": None}
    exists = {"before_exists": True, "after_exists": False}

    assert shown(differences=[difference | exists]).differences == [
        ("夜間加算", "未登録", "－", "－")
    ]


def test_the_notice_is_named_with_its_numbers():
    version = {"title": "実施要綱", "numbers": ["甲第1号"], "determination": ""}

    assert shown(version=version).notices == ("実施要綱　甲第1号",)
