"""What a browser hands in as a list, read as rows; the file itself is not kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from centers.directory.columns import NoHeaderError
from centers.directory.places import Home
from centers.directory.reading import ReadList, read_list
from centers.directory.vacancy_list import ReadVacancies
from shared.table_file import MIB, MOST_BYTES, Row, TableFileError, read_sheets

ZIP_MARK, OLD_EXCEL_MARK, PDF_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
MOST_RESOURCES = 10_000
List = TypeVar("List", ReadList, ReadVacancies)


@dataclass(frozen=True)
class Received:
    """A list as read, and the digest of the file that it stood in."""

    digest: str
    found: ReadList


def read_upload(chunks: Iterable[bytes], *, size: int, home: Home) -> Received:
    """The first sheet with a header. Raises `TableFileError` or `NoHeaderError` with the reason."""
    digest, found = read_first(chunks, size=size, read=lambda rows: read_list(rows, home=home))
    return Received(digest, found)


def read_first(
    chunks: Iterable[bytes], *, size: int, read: Callable[[list[Row]], List]
) -> tuple[str, List]:
    """The digest of the file and its first sheet that `read` finds a header in."""
    if size > MOST_BYTES:
        raise TableFileError(f"ファイルが大きすぎます（{MOST_BYTES // MIB}MBまで）。")
    content = b"".join(chunks)
    if not content.strip():
        raise TableFileError("ファイルが空です。")
    if content.startswith(OLD_EXCEL_MARK):
        raise TableFileError(
            "古い形式のExcelファイル（.xls）か、パスワード付きのファイルです。"
            "「.xlsx」か「CSV」で保存し直してください。"
        )
    if content.startswith(PDF_MARK):
        raise TableFileError("PDFは読み取れません。CSVかXLSXのファイルを選んでください。")
    # By content: a name proves nothing.
    name = "list.xlsx" if content.startswith(ZIP_MARK) else "list.csv"
    with TemporaryDirectory(prefix="tsunagi-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = _first_list(path, read)
    if not found.rows:
        raise TableFileError("見出しの下にデータの行がありません。")
    if len(found.rows) > MOST_RESOURCES:
        raise TableFileError(
            f"行が多すぎます（{MOST_RESOURCES:,}行まで）。分けて取り込んでください。"
        )
    return sha256(content).hexdigest(), found


def _first_list(path: Path, read: Callable[[list[Row]], List]) -> List:
    missing = NoHeaderError("データの行がありません。")
    for rows in read_sheets(path, keep_broken=True):
        try:
            return read(rows)
        except NoHeaderError as error:
            missing = error
    raise missing
