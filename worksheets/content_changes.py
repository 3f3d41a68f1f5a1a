"""「提出時と異なる」: what a content made anew says otherwise than a frozen one.

Pure: two contents are compared as `worksheets/content.py` describes them. They say the same where
their checksums are the same, and nowhere else: whether a sheet is prepared anew, whether its page
tells of a change and whether it may be submitted is one question.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from shared.wareki import format_wareki
from worksheets.calculation.subsidies import WORDS
from worksheets.content import TOTAL_LABELS, checksum_of
from worksheets.words import category_word, status_word, yen

Row = Mapping[str, Any]
Each = TypeVar("Each")
Told = Mapping[str, tuple[str, str]]  # by name: a label, and what is said under it
NOTHING = "なし"
CONTENT = "調書の内容"
SHOWN_OF_CHECKSUM = 8  # as many as the print id has
VERSION = {
    "rules": "要綱の版",
    "title": "要綱の名称",
    "numbers": "要綱の番号",
    "digest": "要綱の版のハッシュ値",
    "determination": "判定",
    "engine": "判定プログラムの版",
}
SPENDING = {"total": "総事業費", "eligible": "対象経費", "income": "寄附金その他の収入額"}


@dataclass(frozen=True)
class Change:
    """One thing that differs, in words."""

    label: str
    before: str
    after: str


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every difference that can be named, amounts first; empty only where the checksums agree."""
    was, is_now = checksum_of(before), checksum_of(after)
    if was == is_now:
        return []
    found = [
        *_lines(before, after),
        *_claims(before, after),
        *_spending(before, after),
        *_handling(before, after),
        *_annex(before, after),
        *_named(before["version"], after["version"], VERSION),
        *_headings(before, after),
        *_centers(before, after),
        *_sources(before, after),
        *_compared(before, after),
        *_missing(before, after),
        *_flags(before, after),
    ]
    # What has no name of its own still is another content: a formula, the order of lines.
    return list(dict.fromkeys(found)) or [Change(CONTENT, _short(was), _short(is_now))]


def says_more(next_one: dict[str, Any], submitted: dict[str, Any]) -> bool:
    """Whether a next sheet would say anything else than the submitted one. Of itself it is compared
    with that one, which is not by that another sheet."""
    beside = {name: submitted[name] for name in ("compared_with", "differences")}
    return checksum_of(next_one | beside) != checksum_of(submitted)


def _lines(before: Row, after: Row) -> Iterable[Change]:
    return _each(
        before["lines"],
        after["lines"],
        key=lambda line: line["key"],
        told=lambda line: {"": (line["label"], yen(line["amount"])), **_shares(line)},
    )


def _shares(line: Row) -> Told:
    """負担割合, which no claim tells of."""
    return {
        figure["label"]: (figure["label"], str(figure["value"]))
        for figure in line["figures"]
        if figure["label"] in WORDS.values()
    }


def _claims(before: Row, after: Row) -> Iterable[Change]:
    return _each(
        before["claims"],
        after["claims"],
        key=lambda claim: claim["component"],
        told=lambda claim: {
            name: (f"{claim['label']}：{label}", words)
            for name, (label, words) in _claim_words(claim).items()
        },
    )


def _claim_words(claim: Row) -> Told:
    figures = {
        f"figure {figure['label']}": (figure["label"], _counted(figure["value"], figure["unit"]))
        for figure in claim["quantity_figures"]
    }
    return {
        "status": ("判定", status_word(claim)),
        "size_class": ("規模等", claim["size_class"] or NOTHING),
        "quantity": ("数量", _counted(claim["quantity"], claim["unit"])),
        "months": ("対象月数", _counted(claim["months"], "か月")),
        "unit_amount": ("単価", yen(claim["unit_amount"])),
        **figures,
    }


def _spending(before: Row, after: Row) -> Iterable[Change]:
    def told(row: Row) -> Told:
        category = category_word(row)
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
    """The conditions by their clause; of each what was found, why, and in which words."""
    return _each(
        list(_conditions(before)),
        list(_conditions(after)),
        key=lambda part: part["key"],
        told=lambda part: {
            "status": (part["label"], status_word(part)),
            "figure": (f"{part['label']}：根拠の値", part["figure"] or NOTHING),
            "reason": (f"{part['label']}：理由", part["reason"] or NOTHING),
        },
    )


def _conditions(content: Row) -> Iterable[Row]:
    for evidence in content["annex"]:
        for number, part in enumerate(evidence["conditions"]):
            key = (evidence["component"], evidence["rule"], part["clause"], number)
            label = f"{evidence['label']}：{part['clause']} {part['description']}"
            yield {**part, "key": key, "label": label}


def _headings(before: Row, after: Row) -> Iterable[Change]:
    names = {"name": "自治体の名称", "code": "自治体コード"}
    yield from _named(before["municipality"], after["municipality"], names)
    names = {"name": "センターの名称", "code": "センター番号", "type_label": "類型"}
    yield from _named(before["center"] or {}, after["center"] or {}, names)


def _centers(before: Row, after: Row) -> Iterable[Change]:
    """Of each center which sheet is summed, its amounts, and whether it is the same sheet still."""

    def told(row: Row) -> Told:
        whose = f"{row['name']}　{row['type_label']}の"
        return {
            "": (f"{whose}調書", row["sheet"] or NOTHING),
            **{name: (f"{whose}{label}", yen(row[name])) for name, label in TOTAL_LABELS.items()},
            "checksum": (f"{whose}{CONTENT}", _short(row["checksum"]) or NOTHING),
        }

    return _each(
        before["centers"],
        after["centers"],
        key=lambda row: (row["code"], row["type_label"]),
        told=told,
    )


def _sources(before: Row, after: Row) -> Iterable[Change]:
    """出典: where a figure is from, also where it is the same figure. Lines repeat the sources of
    claims and handling: of them only what is told nowhere else."""
    found = list(_other_sources(_entered_origins(before), _entered_origins(after)))
    told = {(change.before, change.after) for change in found}
    of_lines = _other_sources(_line_origins(before), _line_origins(after))
    return [*found, *(each for each in of_lines if (each.before, each.after) not in told)]


def _other_sources(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[Change]:
    """Of what is on both sides; what is on one only is told as such."""
    for label, now in after.items():
        then = before.get(label, now)
        if then != now:
            yield Change(f"{label}の出典", then or NOTHING, now or NOTHING)


def _entered_origins(content: Row) -> dict[str, str]:
    found = {}
    for claim in content["claims"]:
        whose = claim["label"]
        found[f"{whose}：判定"] = claim["status_origin"]["text"]
        found[f"{whose}：単価"] = claim["amount_origin"]["text"]
        for figure in claim["quantity_figures"]:
            found[f"{whose}：{figure['label']}"] = figure["origin"]["text"]
    return found | {f"取扱い：{row['label']}": row["source"] for row in content["handling"]}


def _line_origins(content: Row) -> dict[str, str]:
    return {
        f"{line['label']}：{figure['label']}": figure["origin"]["text"]
        for line in content["lines"]
        for figure in line["figures"]
    }


def _compared(before: Row, after: Row) -> Iterable[Change]:
    was, is_now = _sheet_before(before), _sheet_before(after)
    return [] if was == is_now else [Change("前の段階", was, is_now)]


def _sheet_before(content: Row) -> str:
    row = content["compared_with"]
    return f"{row.get('stage_label', '')}　{row.get('sheet', '')}" if row else NOTHING


def _missing(before: Row, after: Row) -> Iterable[Change]:
    return _each(
        before["missing"],
        after["missing"],
        key=lambda row: row["what"],
        told=lambda row: {
            "": (
                f"足りないもの：{row['what']}",
                f"{row['who']}（期限 {_day(row['by'])}）",
            )
        },
    )


def _day(by: str | None) -> str:
    return format_wareki(date.fromisoformat(by)) if by else "定めなし"


def _flags(before: Row, after: Row) -> Iterable[Change]:
    return _each(
        list(_remarks(before)),
        list(_remarks(after)),
        key=lambda row: row,
        told=lambda row: {"": row},
    )


def _remarks(content: Row) -> Iterable[tuple[str, str]]:
    for flag in content["flags"]:
        yield "備考", flag
    for claim in content["claims"]:
        for flag in claim["flags"]:
            yield f"{claim['label']}：備考", flag


def _named(before: Row, after: Row, names: Mapping[str, str]) -> Iterable[Change]:
    for name, label in names.items():
        was, is_now = _words(before.get(name)), _words(after.get(name))
        if was != is_now:
            yield Change(label, was, is_now)


def _words(value: Any) -> str:
    text = "・".join(value) if isinstance(value, list) else value
    return str(text or NOTHING)


def _each(
    before: Iterable[Each],
    after: Iterable[Each],
    *,
    key: Callable[[Each], Any],
    told: Callable[[Each], Told],
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


def _counted(value: Any, unit: str) -> str:
    if value in (None, ""):
        return NOTHING
    return f"{value:,}{unit}" if isinstance(value, int) else f"{value}{unit}"


def _short(checksum: str) -> str:
    return checksum[:SHOWN_OF_CHECKSUM]
