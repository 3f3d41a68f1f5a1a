"""Writes the oracle from the examples, has LibreOffice calculate it, and seals the result.

    python -m tests.worksheets.oracle.workbook  # after the examples or formulas have changed

It needs LibreOffice (`soffice`). The tests need openpyxl alone: the workbook keeps what it
calculated, `cells_of` says what it was made of, and `seal_of` shows that nothing was changed since.
"""

import hashlib
import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from tests.worksheets.oracle.formulas import FIRST_ROW, Sheet
from tests.worksheets.oracle.sheets import ROWS, SHEETS

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
        _write(book.create_sheet(sheet.name), sheet)
    book.save(path)


def _write(page: Any, sheet: Sheet) -> None:
    for place, value in cells_of(sheet).items():
        page[place] = value
        if page[place].row == HEADER:
            page[place].font = Font(bold=True)
        elif page[place].column > len(sheet.typed):
            page[place].fill = CALCULATED
    page.freeze_panes = f"C{FIRST}"


def cells_of(sheet: Sheet) -> dict[str, Any]:
    """What is written into the sheet, by the cell's place: note, headings, examples, formulas."""
    places = {name: get_column_letter(at) for at, name in enumerate(sheet.headings, start=1)}
    found: dict[str, Any] = {"A1": sheet.note}
    found |= {f"{letter}{HEADER}": name for name, letter in places.items()}
    for number, row in enumerate(ROWS[sheet.name], start=1):
        at = FIRST + number - 1
        cells = {name: f"{letter}{at}" for name, letter in places.items()}
        typed = {"番号": number, **row}
        if unknown := typed.keys() - set(sheet.typed):
            raise ValueError(f"{sheet.name}{number}: {sorted(unknown)}")
        found |= {cells[name]: typed[name] for name in sheet.typed if typed.get(name) is not None}
        found |= {
            cells[name]: _placed(formula, cells) for name, formula in sheet.calculated.items()
        }
    return found


def cells_in(path: Path, sheet: Sheet) -> dict[str, Any]:
    """The same of a workbook that was written: what is typed there, and its formulas."""
    return {
        cell.coordinate: _day(cell.value)
        for row in load_workbook(path)[sheet.name].iter_rows()
        for cell in row
        if cell.value is not None
    }


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


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
        dict(zip(headings, map(_day, values), strict=False))
        for values in page.iter_rows(min_row=FIRST, values_only=True)
        if values[0] is not None
    ]


if __name__ == "__main__":
    build(WORKBOOK)
    recalculate(WORKBOOK)
