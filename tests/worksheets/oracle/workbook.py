"""Writes the oracle from the examples, has LibreOffice calculate it, and seals the result.

    python -m tests.worksheets.oracle.workbook             # after the examples have changed
    python -m tests.worksheets.oracle.workbook recalculate # after the workbook was edited by hand

Both need LibreOffice (`soffice`). The tests need openpyxl alone: the workbook keeps what it
calculated, and `seal_of` shows that nothing was changed since.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from tests.worksheets.oracle.examples import EXAMPLES
from tests.worksheets.oracle.formulas import FIRST_ROW, SHEETS, Sheet

HERE = Path(__file__).parent
WORKBOOK, SEAL = HERE / "oracle.xlsx", HERE / "oracle.sha256"
HEADER, FIRST = FIRST_ROW - 1, FIRST_ROW  # a note, the headings, then the examples
CALCULATED = PatternFill("solid", fgColor="E8F0E8")
SECONDS = 180


def build(path: Path) -> None:
    """The workbook without any calculated value."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in SHEETS:
        _write(book.create_sheet(sheet.name), sheet, EXAMPLES[sheet.name])
    book.save(path)


def _write(page: Any, sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    page.cell(row=1, column=1, value=sheet.note)
    places = {name: get_column_letter(at) for at, name in enumerate(sheet.headings, start=1)}
    for name, letter in places.items():
        page[f"{letter}{HEADER}"] = name
        page[f"{letter}{HEADER}"].font = Font(bold=True)
    for number, row in enumerate(rows, start=1):
        at = FIRST + number - 1
        typed = {"番号": number, **row}
        for name in sheet.typed:
            page[f"{places[name]}{at}"] = typed.get(name)
        cells = {name: f"{letter}{at}" for name, letter in places.items()}
        for name, formula in sheet.calculated.items():
            page[f"{places[name]}{at}"] = _placed(formula, cells)
            page[f"{places[name]}{at}"].fill = CALCULATED
    page.freeze_panes = f"C{FIRST}"


def _placed(formula: str, cells: dict[str, str]) -> str:
    for name, cell in cells.items():
        formula = formula.replace(f"{{{name}}}", cell)
    if "{" in formula:
        raise ValueError(f"a column that is not there: {formula}")
    return formula


def recalculate(path: Path) -> None:
    """Have LibreOffice calculate every formula anew; raises CalledProcessError."""
    office = shutil.which("soffice")
    if office is None:
        raise FileNotFoundError("LibreOffice (soffice) is not installed")
    with TemporaryDirectory(prefix="tsunagi-oracle-") as folder:
        bare = Path(folder) / "in" / path.name
        bare.parent.mkdir()
        load_workbook(path).save(bare)  # formulas alone: no value from before survives
        subprocess.run(  # noqa: S603 -- the arguments are our own
            [
                office,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                folder,
                str(bare),
            ],
            check=True,
            timeout=SECONDS,
            capture_output=True,
        )
        shutil.copyfile(Path(folder) / path.name, path)
    SEAL.write_text(f"{seal_of(path)}\n", encoding="ascii")


def seal_of(path: Path) -> str:
    """A digest of every input, formula and calculated value."""
    said = [
        [
            page.title,
            cell.coordinate,
            str(cell.value),
            str(values[page.title][cell.coordinate].value),
        ]
        for values in [load_workbook(path, data_only=True)]
        for page in load_workbook(path).worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def rows_of(path: Path, sheet: Sheet) -> list[dict[str, Any]]:
    """The examples with what the workbook calculated for them, by heading."""
    page = load_workbook(path, data_only=True)[sheet.name]
    headings = [cell.value for cell in page[HEADER]][: len(sheet.headings)]
    if tuple(headings) != sheet.headings:
        raise ValueError(f"{sheet.name}: other headings than the oracle knows")
    return [
        dict(zip(headings, values, strict=False))
        for values in page.iter_rows(min_row=FIRST, values_only=True)
        if values[0] is not None
    ]


if __name__ == "__main__":
    if sys.argv[1:] != ["recalculate"]:
        build(WORKBOOK)
    recalculate(WORKBOOK)
