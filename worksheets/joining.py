"""The parts of a print job as one file: a PDF with bookmarks, or a ZIP of single files."""

import io
from collections.abc import Iterable, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pypdf import PdfReader, PdfWriter

from shared.csv_safety import write_csv
from worksheets.models import PrintJob, PrintJobPart
from worksheets.print_enums import PrintBundle
from worksheets.print_sheet import PrintedSheet
from worksheets.printable import sheet_of_document
from worksheets.workbook import workbook_of

BEFORE_TIME = (1980, 1, 1, 0, 0, 0)  # the same parts make the same archive
INDEX_HEADINGS = (
    "順番",
    "調書",
    "センター番号",
    "調書番号",
    "回",
    "状態",
    "印刷番号",
    "内容のハッシュ値",
    "ページ数",
    "PDF",
    "XLSX",
)


def page_count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def joined(job: PrintJob, parts: Sequence[PrintJobPart]) -> bytes:
    """Each part once, in order; all of them are printed."""
    return as_zip(parts) if job.bundle == PrintBundle.ZIP else as_pdf(parts)


def as_pdf(parts: Iterable[PrintJobPart]) -> bytes:
    """Every sheet keeps its own page numbers; a bookmark leads to each."""
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(_pdf(part)), outline_item=part.label, import_outline=False)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def as_zip(parts: Sequence[PrintJobPart]) -> bytes:
    """Names have numbers and codes only: any program of any office unpacks them."""
    output = io.BytesIO()
    rows: list[tuple[object, ...]] = [INDEX_HEADINGS]
    sheets: list[PrintedSheet] = []
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        for part in parts:
            center, sheet = part.content["center"] or {}, sheet_of_document(part.document)
            name = f"{part.number:04d}-{center.get('code', 'total')}"
            _add(archive, f"{name}.pdf", _pdf(part))
            _add(archive, f"{name}.xlsx", workbook_of([sheet]))
            sheets.append(sheet)
            rows.append(
                (
                    part.number,
                    part.label,
                    center.get("code"),
                    *_which(part),
                    part.pages,
                    f"{name}.pdf",
                    f"{name}.xlsx",
                )
            )
        _add(archive, "data.xlsx", workbook_of(sheets, only_data=True))
        _add(archive, "index.csv", write_csv(rows))
    return output.getvalue()


def _which(part: PrintJobPart) -> tuple[object, ...]:
    """The sheet as it was when it was asked for; its number and 回 never change."""
    sheet = part.worksheet
    return (
        str(sheet) if sheet else None,
        sheet.number if sheet else None,
        part.get_sheet_state_display(),
        part.print_id,
        part.checksum,
    )


def _pdf(part: PrintJobPart) -> bytes:
    """Raises ValueError for a part that is not printed yet."""
    if part.pdf is None:
        raise ValueError(f"part {part.number} is not printed")
    return bytes(part.pdf)


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(ZipInfo(name, BEFORE_TIME), content, ZIP_DEFLATED)
