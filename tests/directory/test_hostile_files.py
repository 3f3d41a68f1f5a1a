"""IN05, FL01, FL03: what a browser hands in as a list is told by its content, read and dropped."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from centers.models import LocalResource, ResourceImport
from tests.attack import test_files
from tests.directory.conftest import CREATE, file_of

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def workbook(*cells):
    book, output = Workbook(), io.BytesIO()
    for row in cells or (["名称", "住所"], ["ひろば", "見本町"]):
        book.active.append(row)
    book.save(output)
    return output.getvalue()


def with_part(content, name, inside=b"macro"):
    output = io.BytesIO(content)
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr(name, inside)
    return output.getvalue()


def locked():
    """The flag of encryption on every part, as a password would set it."""
    content = bytearray(workbook())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


@pytest.mark.parametrize("make", [test_files.bomb, test_files.many_sheets, test_files.tall])
def test_fl01_a_hostile_list_is_refused(officer, tmp_path, make):
    content = make(tmp_path).read_bytes()

    response = officer.post(CREATE, {"file": file_of(content, "a.xlsx")})

    assert response.status_code == 422
    assert "多すぎます" in response.content.decode() or "大きすぎる" in response.content.decode()
    assert ResourceImport.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"<html><script>alert(1)</script></html>", "見出しの行が見つかりません。"),
        ("a.csv", b"%PDF-1.7\n<script>", "PDFは読み取れません。"),
        ("a.xlsx", b"MZ\x90\x00\x03" + b"\xff" * 60, "文字コードが"),
        ("a.csv", EICAR, "見出しの行が見つかりません。"),
        ("a.xlsx", with_part(workbook(), "xl/vbaProject.bin"), "マクロを含むファイル"),
        ("a.csv", b"", "ファイルが空です。"),
        ("a.xlsx", locked(), "パスワード付きのファイル"),
        ("a.xlsx", b"PK\x03\x04", "XLSXファイルとして読み取れません。"),
    ],
    ids=["html", "pdf", "exe", "eicar", "macro", "empty", "locked", "cut"],
)
def test_fl03_only_what_is_a_table_is_read(officer, name, content, reason):
    response = officer.post(CREATE, {"file": file_of(content, name)})

    assert response.status_code == 422
    assert reason in response.content.decode()
    assert ResourceImport.objects.count() == 0


def test_a_workbook_is_known_by_its_content(hand_in):
    assert hand_in(workbook(), "list.csv").header["line"] == 1


def test_the_name_of_a_file_is_only_shown(hand_in, officer):
    waiting = hand_in("名称,住所\n甲,乙\n".encode(), "../../<b>一覧\x07\u202e.csv")

    page = officer.get(f"/directory/imports/{waiting.pk}/").content.decode()
    assert waiting.file_name == "<b>一覧.csv"
    assert "&lt;b&gt;一覧.csv" in page


def test_no_file_is_left_behind(hand_in, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    hand_in("名称,住所\n甲,乙\n".encode())
    hand_in(b"broken")

    assert list(Path(tmp_path).iterdir()) == []


def test_what_a_cell_says_is_shown_as_text(hand_in, officer, confirm):
    script = "<script>alert(1)</script>"
    waiting = hand_in(
        f"名称,住所,URL\n{script},{script},javascript:alert(1)\n甲{script},乙,\n".encode()
    )

    page = officer.get(f"/directory/imports/{waiting.pk}/").content.decode()
    confirm(waiting)
    resource = LocalResource.objects.get()
    detail = officer.get(f"/directory/{resource.pk}/").content.decode()

    assert "http:// か https:// で始まるURLではありません。" in page
    assert script not in page
    assert script not in detail
    assert resource.name == f"甲{script}"
