"""IN08, FL01: tables that are meant to break their reader are refused at once, in Japanese."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]>'


def _workbook(tmp_path, sheets=1):
    path, book = tmp_path / "a.xlsx", Workbook(write_only=True)
    for number in range(sheets):
        book.create_sheet(f"s{number}").append([1])
    book.save(path)
    return path


def _rewritten(path, change):
    """The same workbook with some parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in change(parts).items():
            new.writestr(name, content)
    return path


def bomb(tmp_path):
    return _rewritten(_workbook(tmp_path), lambda parts: parts | {"x": b"\x00" * 60_000_000})


def many_sheets(tmp_path):
    return _rewritten(
        _workbook(tmp_path), lambda parts: parts | {f"x{number}": b"" for number in range(2000)}
    )


def tall(tmp_path):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576">'
        '<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    return _rewritten(
        _workbook(tmp_path), lambda parts: parts | {"xl/worksheets/sheet1.xml": sheet}
    )


def entities(tmp_path):
    def change(parts):
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        return parts | {"xl/worksheets/sheet1.xml": ENTITY + (sheet.partition("?>")[2] or sheet)}

    return _rewritten(_workbook(tmp_path), change)


def long_line(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    return path


def nested(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"\x00" * 1_000_000)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    return path


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (bomb, "大きすぎるか、部品が多すぎます"),
        (many_sheets, "大きすぎるか、部品が多すぎます"),
        (tall, "多すぎます"),
        (entities, "危険な定義|読み取れません"),
        (long_line, "ファイルが大きすぎます"),
        (nested, "XLSXファイルとして読み取れません"),
    ],
)
def test_a_hostile_file_is_refused(municipality, tmp_path, make, reason):
    path = make(tmp_path)
    with pytest.raises(CommandError, match=reason) as refusal:
        call_command("import_population", str(path), municipality=municipality.code)

    assert "何も登録していません" in str(refusal.value)
    assert not municipality.facts.exists()
