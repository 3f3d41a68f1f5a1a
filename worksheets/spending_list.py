"""A table of expenditure and income, row by row: of which center, in which category, how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from centers.directory.columns import NoHeaderError, title_key
from centers.enums import CenterType
from shared.broken_csv import Unreadable
from shared.form_fields import FullWidthIntegerField
from shared.plain_text import validate_plain_text
from shared.table_file import Row
from worksheets.components import category_labels
from worksheets.enums import Side

HEADER_AMONG = 20  # lines before which the header stands
COLUMNS = {
    "center": ("センター番号", "事業所番号"),
    "center_type": ("類型",),
    "side": ("収支", "支出・収入"),
    "category": ("区分",),
    "subject": ("科目",),
    "amount": ("金額（円）", "金額"),
    "eligible": ("うち対象経費（円）", "うち対象経費", "対象経費"),
    "source": ("根拠",),
}
TITLES = tuple(titles[0] for titles in COLUMNS.values())
NEEDED = ("center", "center_type", "side", "category", "subject", "amount")
MOST = {"subject": 60, "source": 300}
MOST_SHOWN = 40
# So many lines fit into what one form may send (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST_ITEMS = 70
TOO_MANY_ITEMS = f"科目は、センターの類型と段階ごとに{MOST_ITEMS}行までです。"


@dataclass
class SpendingRow:
    """One row of the table: what it says, or why it cannot be taken."""

    line: int
    values: dict[str, Any]
    problems: list[str] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        return {"line": self.line, "values": self.values, "problems": self.problems}


@dataclass(frozen=True)
class ReadSpending:
    rows: list[SpendingRow]


def read_spending(rows: Sequence[Row]) -> ReadSpending:
    """Every row below the header. Raises `NoHeaderError`."""
    for position, (_, cells) in enumerate(rows[:HEADER_AMONG]):
        places = {} if isinstance(cells, Unreadable) else _places(cells)
        if all(name in places for name in NEEDED):
            return ReadSpending([_read(line, each, places) for line, each in rows[position + 1 :]])
    raise NoHeaderError(
        f"見出しの行が見つかりません。「{'」「'.join(TITLES[:6])}」の列が必要です。"
    )


def _places(cells: Sequence[str]) -> dict[str, int]:
    keys = [title_key(cell) for cell in cells]
    return {
        name: next(keys.index(key) for key in map(title_key, titles) if key in keys)
        for name, titles in COLUMNS.items()
        if any(title_key(title) in keys for title in titles)
    }


def _read(line: int, cells: Sequence[str], places: Mapping[str, int]) -> SpendingRow:
    if isinstance(cells, Unreadable):
        return SpendingRow(line, {}, [cells.reason])
    said = {
        name: cells[at].replace("\x00", "").strip() if at < len(cells) else ""
        for name, at in places.items()
    }
    row = SpendingRow(line, {"center": said["center"][:20], "subject": "", "source": ""})
    row.values["center_type"] = _chosen(row, "類型", said["center_type"], _types())
    row.values["side"] = _chosen(row, "収支", said["side"], _named(Side.choices))
    row.values["category"] = _chosen(row, "区分", said["category"], _categories())
    for name, most in MOST.items():
        row.values[name] = said.get(name, "")[:most]
        row.problems += _faults(COLUMNS[name][0], said.get(name, ""), most)
    if not row.values["subject"]:
        row.problems.append("科目：空欄です。")
    row.values["amount"] = _yen(row, "金額", said["amount"])
    row.values["eligible"] = _eligible(row, said.get("eligible", ""))
    return row


def _faults(title: str, text: str, most: int) -> list[str]:
    if len(text) > most:
        return [f"{title}：{most}文字以内で入力してください。"]
    try:
        validate_plain_text(text)
    except ValidationError as error:
        return [f"{title}：{said}" for said in error.messages]
    return []


def _eligible(row: SpendingRow, text: str) -> int | None:
    """Of expenditure only; without the column nobody has said how much of it counts."""
    amount = row.values["amount"]
    if row.values["side"] != Side.EXPENDITURE:
        if text:
            row.problems.append("うち対象経費：収入の行では空欄にしてください。")
        return None
    eligible = _yen(row, "うち対象経費", text)
    if eligible is not None and amount is not None and eligible > amount:
        row.problems.append("うち対象経費：支出の金額以下で入力してください。")
    return eligible


def _yen(row: SpendingRow, title: str, text: str) -> int | None:
    """Whole yen from 0; an empty cell is not 0."""
    words = text.removesuffix("円")
    try:
        amount: int | None = FullWidthIntegerField(required=True).clean(words)
    except ValidationError as error:
        said = error.messages[0] if words.strip() else "空欄です（0円は0と入力してください）。"
        row.problems.append(f"{title}：{said}")
        return None
    if amount is not None and amount < 0:
        row.problems.append(f"{title}：0以上で入力してください。")
        return None
    return amount


def _chosen(row: SpendingRow, title: str, text: str, known: Mapping[str, str]) -> str:
    found = known.get(title_key(text), "")
    if not found:
        row.problems.append(f"{title}：「{text[:MOST_SHOWN]}」は一覧にありません。")
    return found


def _types() -> dict[str, str]:
    """With and without what stands in brackets."""
    named = _named(CenterType.choices)
    short = {title_key(label.partition("（")[0]): value for value, label in CenterType.choices}
    return named | short


def _categories() -> dict[str, str]:
    return _named(list(category_labels().items()))


def _named(choices: Sequence[tuple[str, str]]) -> dict[str, str]:
    by_label = {title_key(str(label)): value for value, label in choices}
    return by_label | {title_key(value): value for value, _ in choices}
