"""The tables of a printed sheet, from its content: words and figures in the order of the paper.

Each is built once, so that the PDF and the xlsx have the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.templatetags.status import LABELS, MARKS
from shared.wareki import format_wareki
from worksheets.components import category_labels, component_of
from worksheets.content import TOTAL_LABELS
from worksheets.print_layout import MISSING, NOTHING, PrintLayout, quantity
from worksheets.words import CLAIM_LABELS

NO_TOTAL = "未登録・未設定の事項があるため、合計はありません。"
CUT = "千円未満は切り捨てて表示しています。計算は円で行っています。"
YEN = "円"
MOST_WIDE_COLUMNS, MOST_SHORT_ROWS = 6, 8


@dataclass(frozen=True)
class Cell:
    """One cell: its words, the yen behind an amount, and smaller lines below."""

    text: str
    value: int | None = None  # yen
    is_amount: bool = False
    is_missing: bool = False
    below: tuple[str, ...] = ()

    @property
    def all_words(self) -> str:
        return "\n".join((self.text, *self.below))


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    level: int = 2  # 0: a total, 1: a category, 2: whatever they are made of


@dataclass(frozen=True)
class Column:
    """`width` in hundredths of the page; amounts say their unit in the heading."""

    heading: str
    width: int


@dataclass(frozen=True)
class Table:
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    begins_page: bool = False

    @property
    def is_short(self) -> bool:
        """Better on one page than on two."""
        return len(self.rows) <= MOST_SHORT_ROWS

    @property
    def is_dense(self) -> bool:
        return len(self.columns) > MOST_WIDE_COLUMNS


def tables_of(content: dict[str, Any], layout: PrintLayout) -> tuple[Table, ...]:
    """Those that have rows, the annexes last. Raises KeyError for content that is no sheet's."""
    tables = (
        _centers(content, layout),
        _lines(content, layout),
        _totals(content, layout),
        _claims(content, layout),
        _spending(content, layout),
        _differences(content, layout),
        _handling(content),
        _missing(content),
        *_annex(content, layout),
    )
    return tuple(table for table in tables if table.rows)


def _table(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Row], **more: Any
) -> Table:
    return Table(title, tuple(Column(*column) for column in columns), tuple(rows), **more)


def _amount(value: int | None, layout: PrintLayout, *, otherwise: str = MISSING) -> Cell:
    return Cell(
        layout.amount(value, otherwise=otherwise),
        value,
        is_amount=True,
        is_missing=value is None and otherwise == MISSING,
    )


def _missing_words(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(f"{MISSING}：{row['what']}" for row in rows)


def _in_unit(words: str, layout: PrintLayout) -> str:
    return f"{words}（{layout.unit_label}）"


def _lines(content: dict[str, Any], layout: PrintLayout) -> Table:
    rows = (
        Row(
            (
                Cell(layout.in_digits(str(number))),
                Cell(line["label"], below=(line["clause"],) if line["clause"] else ()),
                Cell(
                    line["formula"],
                    below=(
                        *(_figure(figure, layout) for figure in line["figures"]),
                        *_missing_words(line["missing"]),
                        *line["flags"],
                    ),
                ),
                _amount(line["amount"], layout),
            ),
            line["level"],
        )
        for number, line in enumerate(content["lines"], 1)
    )
    columns = (
        ("番号", 7),
        ("項目・条項", 29),
        ("算式と数値", 44),
        (_in_unit("金額", layout), 20),
    )
    return _table("計算", columns, rows, note=CUT if layout.in_thousands else "")


def _figure(figure: dict[str, Any], layout: PrintLayout) -> str:
    words = quantity(figure["value"], figure["unit"])
    if figure["unit"] != YEN:
        words = layout.in_digits(words)
    origin = figure["origin"]["text"]
    return f"{figure['label']}　{words}{f'（{origin}）' if origin else ''}"


def _totals(content: dict[str, Any], layout: PrintLayout) -> Table:
    totals = content["totals"]
    rows = (
        Row((Cell(label), _amount(totals[name], layout)), 0) for name, label in TOTAL_LABELS.items()
    )
    incomplete = any(totals[name] is None for name in TOTAL_LABELS)
    return _table(
        "合計",
        (("額", 60), (_in_unit("金額", layout), 40)),
        rows,
        note=NO_TOTAL if incomplete else "",
    )


def _claims(content: dict[str, Any], layout: PrintLayout) -> Table:
    labels, center_type = category_labels(), (content["center"] or {}).get("type", "")
    rows = (
        Row(
            (
                Cell(claim["label"], below=(claim["clause"],) if claim["clause"] else ()),
                Cell(labels.get(claim["category"], claim["category"])),
                Cell(
                    _status(claim["status"]),
                    below=(*_origin(claim["status_origin"]), *claim["flags"]),
                ),
                Cell(layout.in_digits(quantity(claim["quantity"], claim["unit"]))),
                Cell(_size(center_type, claim)),
                Cell(
                    quantity(claim["unit_amount"]),
                    below=_origin(claim["amount_origin"]),
                    is_amount=True,
                    is_missing=claim["unit_amount"] is None,
                    value=claim["unit_amount"],
                ),
                Cell(layout.in_digits(quantity(claim["months"], "か月"))),
            )
        )
        for claim in content["claims"]
    )
    columns = (
        ("内訳・条項", 24),
        ("区分", 11),
        ("判定", 16),
        ("数量", 11),
        ("規模等", 10),
        ("基準額の単価（円）", 18),
        ("月数", 10),
    )
    return _table("区分と加算の状況", columns, rows)


def _size(center_type: str, claim: dict[str, Any]) -> str:
    if not claim["size_class"]:
        return NOTHING
    component = component_of(center_type, claim["component"])
    return component.size_label(claim["size_class"]) if component else claim["size_class"]


def _status(word: str) -> str:
    """○ 満たす; what is left out has no mark."""
    return f"{MARKS[word]} {LABELS[word]}" if word in LABELS else str(CLAIM_LABELS.get(word, word))


def _origin(origin: dict[str, Any]) -> tuple[str, ...]:
    return (origin["text"],) if origin["text"] else ()


def _spending(content: dict[str, Any], layout: PrintLayout) -> Table:
    labels = category_labels()
    rows = (
        Row(
            (
                Cell(
                    labels.get(row["category"], row["category"]) or "全体",
                    below=_origin(row["origin"]),
                ),
                _amount(row["eligible"], layout),
                _amount(row["total"], layout),
                _amount(row["income"], layout),
            )
        )
        for row in content.get("spending", ())
    )
    columns = (
        ("区分", 31),
        (_in_unit("対象経費", layout), 23),
        (_in_unit("総事業費", layout), 23),
        (_in_unit("寄附金その他の収入", layout), 23),
    )
    return _table("経費と収入", columns, rows)


def _differences(content: dict[str, Any], layout: PrintLayout) -> Table:
    rows = (
        Row(
            (
                Cell(row["label"]),
                _amount(row["before"], layout, otherwise=NOTHING),
                _amount(row["after"], layout, otherwise=NOTHING),
                Cell(
                    layout.change(row["before"], row["after"]),
                    _grown(row["before"], row["after"]),
                    is_amount=True,
                ),
            )
        )
        for row in content["differences"]
    )
    columns = (
        ("項目", 40),
        (_in_unit("前の段階", layout), 20),
        (_in_unit("今回", layout), 20),
        (_in_unit("増減", layout), 20),
    )
    return _table("前の段階からの変更", columns, rows)


def _grown(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _handling(content: dict[str, Any]) -> Table:
    rows = (
        Row(
            (
                Cell(row["label"]),
                Cell(row["value"] or "未設定", is_missing=not row["value"]),
                Cell(row["source"]),
            )
        )
        for row in content["handling"]
    )
    return _table("取扱い", (("事項", 32), ("内容", 30), ("出典", 38)), rows)


def _missing(content: dict[str, Any]) -> Table:
    rows = (
        Row(
            (
                Cell(row["what"], is_missing=True),
                Cell(row["who"]),
                Cell(format_wareki(date.fromisoformat(row["by"])) if row["by"] else "定めなし"),
            )
        )
        for row in content["missing"]
    )
    columns = (("事項", 54), ("登録する人", 26), ("期限", 20))
    return _table("未登録・未設定の事項", columns, rows)


def _centers(content: dict[str, Any], layout: PrintLayout) -> Table:
    rows = (
        Row(
            (
                Cell(layout.in_digits(str(number))),
                Cell(center["name"], below=(f"{center['code']}　{center['type_label']}",)),
                *(_amount(center[name], layout) for name in TOTAL_LABELS),
            )
        )
        for number, center in enumerate(content["centers"], 1)
    )
    columns = (
        ("番号", 6),
        ("センター", 24),
        *((_in_unit(label, layout), 14) for label in TOTAL_LABELS.values()),
    )
    return _table("センターの一覧", columns, rows)


def _annex(content: dict[str, Any], layout: PrintLayout) -> Iterable[Table]:
    """One table for each supplement: each condition with clause, figure and where it comes from."""
    columns = (
        ("条項", 14),
        ("条件", 29),
        ("判定", 13),
        ("数値", 14),
        ("理由・根拠とする記録", 30),
    )
    for number, part in enumerate(content["annex"], 1):
        name = part.get("label") or part["component"]
        clause = f"　{part['clause']}" if part.get("clause") else ""
        rows = (
            Row(
                (
                    Cell(condition["clause"]),
                    Cell(condition["description"]),
                    Cell(_status(condition["status"])),
                    Cell(layout.in_digits(str(condition["figure"] or NOTHING))),
                    Cell(
                        condition["reason"],
                        below=(condition["origin"],) if condition["origin"] else (),
                    ),
                )
            )
            for condition in part["conditions"]
        )
        yield _table(
            f"別紙{layout.in_digits(str(number))}　{name}{clause}　{_status(part['status'])}",
            columns,
            rows,
            note=f"根拠とする規定：{part['rule']}" if part["rule"] else "",
            begins_page=number == 1,
        )
