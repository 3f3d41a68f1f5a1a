"""「提出時と異なる」: what a content made anew says otherwise than a frozen one.

Pure: two contents are compared as `worksheets/content.py` describes them. What the sheet is
compared with, and until when something was wanted, is no change of the sheet itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.templatetags.status import LABELS
from worksheets.calculation.subsidies import WORDS
from worksheets.components import category_labels
from worksheets.words import CLAIM_LABELS, yen

Row = Mapping[str, Any]
NOTHING = "なし"
VERSION = {
    "rules": "要綱の版",
    "digest": "要綱の版のハッシュ値",
    "determination": "判定",
    "engine": "判定プログラムの版",
}
CLAIM = {
    "status": "申請",
    "size_class": "区分（型・規模）",
    "quantity": "数量",
    "months": "対象月数",
    "unit_amount": "単価",
}
SPENDING = {"total": "総事業費", "eligible": "対象経費", "income": "寄附金その他の収入額"}


@dataclass(frozen=True)
class Change:
    """One thing that differs, in words."""

    label: str
    before: str
    after: str


def changes_between(before: Row, after: Row) -> list[Change]:
    """Every difference that matters, amounts first; empty where both say the same."""
    found = [
        *_lines(before, after),
        *_claims(before, after),
        *_spending(before, after),
        *_handling(before, after),
        *_annex(before, after),
        *_named(before["version"], after["version"], VERSION, ""),
        *_headings(before, after),
        *_centers(before, after),
    ]
    return list(dict.fromkeys(found))


def _lines(before: Row, after: Row) -> Iterable[Change]:
    return _each(
        before["lines"],
        after["lines"],
        key=lambda line: line["key"],
        told=lambda line: {"": (line["label"], yen(line["amount"])), **_shares(line)},
    )


def _shares(line: Row) -> dict[str, tuple[str, str]]:
    """負担割合, which no claim tells of."""
    return {
        figure["label"]: (figure["label"], str(figure["value"]))
        for figure in line["figures"]
        if figure["label"] in WORDS.values()
    }


def _claims(before: Row, after: Row) -> Iterable[Change]:
    def told(claim: Row) -> dict[str, tuple[str, str]]:
        return {
            name: (f"{claim['label']}：{label}", _value(name, claim[name]))
            for name, label in CLAIM.items()
        }

    return _each(before["claims"], after["claims"], key=lambda claim: claim["component"], told=told)


def _spending(before: Row, after: Row) -> Iterable[Change]:
    def told(row: Row) -> dict[str, tuple[str, str]]:
        category = category_labels().get(row["category"], row["category"])
        return {name: (f"{category}：{label}", yen(row[name])) for name, label in SPENDING.items()}

    return _each(before["spending"], after["spending"], key=lambda row: row["category"], told=told)


def _handling(before: Row, after: Row) -> Iterable[Change]:
    return _each(
        before["handling"],
        after["handling"],
        key=lambda row: row["key"],
        told=lambda row: {"": (f"取扱い：{row['label']}", row["value"] or "未設定")},
    )


def _annex(before: Row, after: Row) -> Iterable[Change]:
    """The conditions by their clause; of each what was found, and in which words."""
    return _each(
        list(_conditions(before)),
        list(_conditions(after)),
        key=lambda part: part["key"],
        told=lambda part: {
            "status": (part["label"], str(LABELS.get(part["status"], part["status"]))),
            "figure": (f"{part['label']}：根拠の値", part["figure"] or NOTHING),
        },
    )


def _conditions(content: Row) -> Iterable[Row]:
    for evidence in content["annex"]:
        for number, part in enumerate(evidence["conditions"]):
            key = (evidence["component"], evidence["rule"], part["clause"], number)
            label = f"{evidence['label']}：{part['clause']} {part['description']}"
            yield {**part, "key": key, "label": label}


def _headings(before: Row, after: Row) -> Iterable[Change]:
    yield from _named(before["municipality"], after["municipality"], {"name": "自治体の名称"}, "")
    names = {"name": "センターの名称", "type_label": "類型"}
    yield from _named(before["center"] or {}, after["center"] or {}, names, "")


def _centers(before: Row, after: Row) -> Iterable[Change]:
    return _each(
        before["centers"],
        after["centers"],
        key=lambda row: (row["code"], row["type_label"]),
        told=lambda row: {
            "": (f"{row['name']}　{row['type_label']}の調書", row["sheet"] or NOTHING),
            "base": (f"{row['name']}　{row['type_label']}の交付基本額", yen(row["grant_base"])),
        },
    )


def _named(before: Row, after: Row, names: Mapping[str, str], prefix: str) -> Iterable[Change]:
    for name, label in names.items():
        was, is_now = str(before.get(name) or NOTHING), str(after.get(name) or NOTHING)
        if was != is_now:
            yield Change(f"{prefix}{label}", was, is_now)


def _each(
    before: Iterable[Row],
    after: Iterable[Row],
    *,
    key: Callable[[Row], Any],
    told: Callable[[Row], Mapping[str, tuple[str, str]]],
) -> Iterable[Change]:
    """Rows alike in `key`, by what is told of them; a row on one side only is 「なし」 on the other."""
    earlier = {key(row): told(row) for row in before}
    later = {key(row): told(row) for row in after}
    for row in dict.fromkeys([*later, *earlier]):
        was, is_now = earlier.get(row, {}), later.get(row, {})
        for name in dict.fromkeys([*is_now, *was]):
            label = (is_now.get(name) or was[name])[0]
            then = was[name][1] if name in was else NOTHING
            now = is_now[name][1] if name in is_now else NOTHING
            if then != now:
                yield Change(label, then, now)


def _value(name: str, value: Any) -> str:
    if name == "unit_amount":
        return yen(value)
    if name == "status":
        return str(CLAIM_LABELS.get(value, value))
    return NOTHING if value in (None, "") else str(value)
