"""地域・年齢別人口: which files are taken, and why others are not."""

import datetime as dt

import pytest

from centers.population import Population, PopulationFileError, read_population

CODE = "372013"
DAY = dt.date(2024, 12, 1)
HEADER = ["地域コード", "調査年月日", "地域名", "総人口", "男性", "女性", "0-4歳の男性"]


def district(name, total, day="2024-12-01"):
    return ["", day, name, total, "1", "1", "0"]


def read(*rows, header=HEADER):
    return read_population(list(enumerate([header, *rows], 1)), code=CODE)


def reasons(*rows, **header):
    with pytest.raises(PopulationFileError) as refusal:
        read(*rows, **header)
    return refusal.value.reasons


def test_districts_add_up():
    found = read(district("塩屋町", "404"), district("築地町", "１,６５０", "令和6年12月1日"))  # noqa: RUF001 -- as an IME types

    assert found == Population(DAY, 2054, 2)


def test_lines_about_the_file_stand_before_and_after_the_header():
    rows = [
        ["#LINK", "", ""],
        ["#lang", "ja", ""],
        ["#property", "surveyDate", "regionName", "totalPopulation", "prefCode"],
        ["#object_type_xsd", "date", "string", "integer", "string"],
        ["1", "2024/12/1", "塩屋町", "404", "37201"],
    ]

    assert read_population(list(enumerate(rows, 1)), code=CODE) == Population(DAY, 404, 1)


def test_grand_total_is_not_counted_again():
    found = read(district("合計", "30"), district("塩屋町", "10"), district("築地町", "20"))

    assert found == Population(DAY, 30, 2)


def test_grand_total_that_does_not_agree_is_told():
    assert reasons(district("総数", "31"), district("塩屋町", "10")) == [
        "2行目：「総数」31人が、各地域の合計10人と合いません。"
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (district("塩屋町", ""), "総人口が空欄です。"),
        (district("塩屋町", "-"), "総人口「-」が0以上の整数ではありません。"),
        (district("塩屋町", "10.5"), "総人口「10.5」が0以上の整数ではありません。"),
        (
            district("塩屋町", "1", "2024-12-02"),
            "調査年月日が令和6年12月1日ではありません（令和6年12月2日）。",
        ),
        (district("築地町", "1"), "2行目と同じ地域「築地町」です。"),
        (["", "2024-12-01"], "総人口が空欄です。"),
    ],
)
def test_bad_row_is_named_by_its_line(row, reason):
    assert reasons(district("築地町", "5"), row) == [f"3行目：{reason}"]


def test_all_bad_rows_are_told_at_once():
    found = reasons(district("塩屋町", "x"), district("築地町", "5"), district("塩上町", "5", "昔"))

    assert [reason.split("：")[0] for reason in found] == ["2行目", "4行目"]
    assert found[1].startswith("4行目：調査年月日「昔」：")


def test_rows_of_another_municipality_are_refused():
    header = [*HEADER, "全国地方公共団体コード"]

    assert reasons([*district("見本町", "5"), "012025"], header=header) == [
        "2行目：別の自治体の行です（コード 012025）。"
    ]


@pytest.mark.parametrize("header", [["名称", "住所"], HEADER[:3]])
def test_file_of_another_kind_is_refused(header):
    assert reasons(header=header) == [
        "見出しの行が見つかりません。調査年月日・地域名・総人口の列が必要です。"
    ]


def test_file_without_rows_is_refused():
    assert reasons() == ["データの行がありません。"]
