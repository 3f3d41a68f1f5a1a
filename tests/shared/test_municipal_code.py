import csv

import pytest
from django.core.exceptions import ValidationError

from shared.municipal_code import (
    CSV_FILE,
    MunicipalCode,
    check_digit,
    find,
    is_valid,
    kind_of_municipality,
    search,
    validate_municipal_code,
)

with CSV_FILE.open(encoding="utf-8", newline="") as file:
    CODES = [row["code"] for row in csv.DictReader(file)]


def test_every_code_in_use_is_valid():
    assert len(set(CODES)) == 1916
    assert [code for code in CODES if not is_valid(code)] == []


def test_no_code_is_valid_with_another_check_digit():
    corrupted = [
        f"{code[:5]}{digit}" for code in CODES for digit in "0123456789" if digit != code[5]
    ]

    assert [code for code in corrupted if is_valid(code)] == []


def test_the_check_digit_of_hakodate():
    assert check_digit("01202") == "5"


@pytest.mark.parametrize("code", ["01202", "0120255", "０１２０２５", "01202x", "", "012025\n"])  # noqa: RUF001 -- as it is typed
def test_a_code_has_six_half_width_digits(code):
    assert not is_valid(code)
    with pytest.raises(ValidationError, match="団体コードは6桁の半角数字で入力してください。"):
        validate_municipal_code(code)


def test_a_slip_of_the_keys_is_noticed():
    validate_municipal_code("012025")
    with pytest.raises(ValidationError, match="団体コードの末尾の検査数字が合いません。"):
        validate_municipal_code("012052")


def test_a_municipality_is_found_by_its_code():
    assert find("012025") == MunicipalCode("012025", "北海道", "函館市", "はこだてし")
    assert str(find("012025")) == "北海道函館市"
    assert find("012026") is None


@pytest.mark.parametrize(
    "text",
    ["函館", "函舘", "はこだて", "ﾊｺﾀﾞﾃ", "012025", "北海道函館市", "０１２０２５"],  # noqa: RUF001 -- as it is typed
)
def test_a_municipality_is_found_by_name_reading_or_code(text):
    assert [each.code for each in search(text)] == ["012025"]


def test_a_ward_is_found_with_or_without_the_space():
    assert search("札幌市中央区") == search("札幌市　中央区") == [find("011011")]


def test_a_search_for_nothing_finds_nothing():
    assert search(" ") == []
    assert search("存在しない市") == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("012025", "市町村"),
        ("131016", "特別区"),
        ("131237", "特別区"),
        ("132012", "市町村"),
        ("990019", "市町村"),
        ("130001", None),
        ("138011", None),
    ],
)
def test_the_code_tells_a_municipality_from_a_special_ward(code, kind):
    assert kind_of_municipality(code) == kind
