"""A case as told from outside: strictly validated, never completed by a guess."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from subsidies.judge.catalogue import Catalogue
from subsidies.judge.shapes import (
    MalformedError,
    Shape,
    day,
    listing,
    number,
    one_of,
    record,
    table,
    text,
)
from subsidies.judge.versions import JAPAN
from subsidies.judge.vocabulary import FACTS

TYPES = ("basic", "specific", "maternal_child", "family_center", "pregnancy_support")
SUBTYPES = ("Ⅰ", "Ⅱ", "Ⅲ")
STAGES = ("plan", "actual")
VERSIONS = ("R2", "R3", "R6", "R7", "G2", "HK")
DRAFTS = ("D14",)


class Facts:
    """Facts by dotted key. None is "not known", whether the key is absent or null."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content

    def get(self, key: str) -> Any:
        value: Any = self.content
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def absent(self, key: str) -> str:
        """The shortest absent part of a key: what the clerk must supply."""
        parent, _, _ = key.rpartition(".")
        is_table = parent.startswith("municipality.")
        return parent if is_table and self.get(parent) is None else key


@dataclass(frozen=True, kw_only=True)
class Attestation:
    condition: str
    decision: bool
    reason: str
    document: str
    by: str
    on: str

    @property
    def is_signed(self) -> bool:
        return bool(self.reason and self.by)


@dataclass(frozen=True, kw_only=True)
class Case:
    id: str
    target: str
    date: date
    version: str | None = None
    type: str | None = None
    subtype: str | None = None
    stage: str = "actual"
    known_at: datetime | None = None
    facts: Facts = field(default_factory=lambda: Facts({}))
    attestations: tuple[Attestation, ...] = ()
    expect: Mapping[str, Any] | None = None

    def attestation(self, condition: str) -> Attestation | None:
        """The last decision on a condition: a later one replaces an earlier one."""
        found = [item for item in self.attestations if item.condition == condition]
        return found[-1] if found else None


def parse_cases(content: object, catalogue: Catalogue) -> tuple[Case, ...]:
    rows = content if isinstance(content, list) else [content]
    return tuple(_parse_row(row, index, catalogue) for index, row in enumerate(rows))


def _parse_row(row: object, index: int, catalogue: Catalogue) -> Case:
    case_id = row.get("id") if isinstance(row, dict) else None
    label = case_id if isinstance(case_id, str) and case_id else f"{index + 1}件目"
    try:
        return parse_case(row, catalogue)
    except MalformedError as error:
        raise MalformedError(error.path, error.reason, case_id=label) from None


def parse_case(row: object, catalogue: Catalogue) -> Case:
    if not isinstance(row, dict):
        raise MalformedError("（全体）", "事例はオブジェクトで書いてください。")
    for key in ("id", "target", "date"):
        if row.get(key) is None:
            raise MalformedError(key, "必須のキーがありません。")
    record(_case_shapes(catalogue))(row, "")
    facts = row.get("facts") or {}
    return Case(
        id=row["id"],
        target=row["target"],
        date=_date(row["date"]),
        version=row.get("version"),
        type=row.get("type"),
        subtype=row.get("subtype"),
        stage=row.get("stage") or "actual",
        known_at=_moment(row.get("known_at")),
        facts=Facts(facts),
        attestations=tuple(_attestations(facts.get("attestations") or [], catalogue)),
        expect=row.get("expect"),
    )


def _case_shapes(catalogue: Catalogue) -> dict[str, Shape]:
    return {
        "id": text,
        "name": text,
        "target": _known_target(catalogue),
        "version": _known_version,
        "type": one_of(*TYPES),
        "subtype": one_of(*SUBTYPES),
        "date": day,
        "stage": one_of(*STAGES),
        "known_at": _moment_shape,
        "facts": record(FACTS),
        "expect": _expect,
        "derivation": text,
    }


def _expect(value: object, path: str) -> None:
    record(RESULT_SHAPES)(value, path)


def _figures(value: object, path: str) -> None:
    for name, content in table(value, path).items():
        if isinstance(content, (dict, list)):
            raise MalformedError(f"{path}.{name}", "文字列・数・真偽のいずれかで書いてください。")
        if isinstance(content, (int, float, Decimal)) and not isinstance(content, bool):
            number(content, f"{path}.{name}")


def _words(value: object, path: str) -> None:
    for name, content in table(value, path).items():
        if content is not None:
            text(content, f"{path}.{name}")


RESULT_SHAPES: dict[str, Shape] = {
    "overall": text,
    "version": text,
    "conditions": _words,
    "clauses": _words,
    "values": _figures,
    "missing": listing(text),
    "flags": listing(text),
    "obligations": listing(text),
    "reasons": _words,
}


def _known_version(value: object, path: str) -> None:
    if value in DRAFTS:
        raise MalformedError(path, f"案であり、判定には使えません：{value}")
    one_of(*VERSIONS)(value, path)


def _known_target(catalogue: Catalogue) -> Shape:
    def shape(value: object, path: str) -> None:
        text(value, path)
        if value not in catalogue.targets:
            raise MalformedError(path, f"知らない対象です：{value}")

    return shape


def _moment_shape(value: object, path: str) -> None:
    try:
        _moment(value)
    except (TypeError, ValueError, OverflowError):
        raise MalformedError(path, "日時は YYYY-MM-DDTHH:MM+09:00 で書いてください。") from None


def _moment(value: object) -> datetime | None:
    """In Japanese time, where a day begins and ends."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value)  # type: ignore[arg-type]  # its caller looks before
    return moment.astimezone(JAPAN) if moment.tzinfo else moment


def _date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _attestations(rows: Iterable[Mapping[str, Any]], catalogue: Catalogue) -> Iterable[Attestation]:
    for index, row in enumerate(rows):
        path = f"facts.attestations[{index}]"
        if row.get("condition") not in catalogue.condition_ids:
            raise MalformedError(f"{path}.condition", f"知らない条件です：{row.get('condition')}")
        if row.get("decision") is None:
            raise MalformedError(f"{path}.decision", "必須のキーがありません。")
        details = {key: str(row.get(key) or "") for key in ("reason", "document", "by", "on")}
        yield Attestation(
            condition=row["condition"],
            decision=row["decision"] in (True, "met"),
            **details,
        )
