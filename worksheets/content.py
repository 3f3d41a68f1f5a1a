"""調書の内容: what one sheet says, as plain values that are frozen, printed, exported and compared.

The content holds no time and no number of its own, so that the same records make the same content.
It holds the words of whatever it names by a code: a frozen sheet keeps its words, whatever a later
program calls the same thing.

    kind          "center" or "municipality"
    municipality  {name, code}
    center        {name, code, type, type_label}, or None for the municipality's total
    fiscal_year   2026
    stage         value of WorksheetStage
    stage_label   its words
    version       {rules, title, numbers: [通知の番号], digest, engine, determination,
                  determination_digest}; "" and [] if none
    versions      of the municipality's total: [{title, numbers}] of its centers' sheets, each once
    lines         each `Line` as plain values, in printed order
    totals        {standard_amount, grant_base, national, prefectural, municipal}: yen, or None
    claims        each `Claim` as plain values, with category_label and status_label
    spending      each `Spending` as plain values, with category_label
    missing       each `Missing` as plain values, once
    differences   [{key, label, before, after, before_exists, after_exists}] from `compared_with`;
                  yen, or None: not known where the line exists, else no such line
    compared_with {stage, stage_label, number, checksum, sheet} of the sheet of the stage before, or
                  None
    annex         [{component, label, rule, clause, status, status_label, conditions: [{clause,
                  description, status, status_label, figure, reason, origin}]}]
    centers       of the municipality's total: [{name, code, type_label, sheet, checksum,
                  standard_amount, …}]; without a sheet its amounts are None
    handling      [{key, label, value (None: not set), source}]
    flags         sentences
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from subsidies.actions import digest_of
from worksheets.calculation.shapes import Case, Claim, Missing, Outcome, Spending
from worksheets.enums import WorksheetStage
from worksheets.handling import unset_missing
from worksheets.words import category_word, status_word

CENTER, MUNICIPALITY = "center", "municipality"
TOTALS = ("standard_amount", "grant_base", "national", "prefectural", "municipal")
TOTAL_LABELS = {
    "standard_amount": "補助基準額",
    "grant_base": "交付基本額",
    "national": "国庫補助額",
    "prefectural": "都道府県補助額",
    "municipal": "市町村負担額",
}


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Which sheet it is; without a center the municipality's total."""

    municipality_name: str
    municipality_code: str
    fiscal_year: int
    stage: str
    center_name: str = ""
    center_code: str = ""
    center_type: str = ""
    type_label: str = ""


@dataclass(frozen=True, kw_only=True)
class RulesApplied:
    """By which rules and from which determination; all empty where none is recorded."""

    rules: str = ""
    title: str = ""
    numbers: tuple[str, ...] = ()
    digest: str = ""
    engine: str = ""
    determination: str = ""
    determination_digest: str = ""


@dataclass(frozen=True, kw_only=True)
class VersionOfCenters:
    """By which guideline sheets of centers were made that a total sums."""

    title: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of the annex. `figure` and `origin` are words."""

    clause: str
    description: str
    status: str
    figure: str
    reason: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The annex of one component: the rule that decides it, condition by condition."""

    component: str
    label: str
    rule: str
    clause: str
    status: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class HandlingRow:
    """One 取扱い as it is printed; `value` None: not set."""

    key: str
    label: str
    value: str | None
    source: str


@dataclass(frozen=True, kw_only=True)
class CenterTotals:
    """One center in the municipality's total."""

    name: str
    code: str
    type_label: str
    sheet: str
    checksum: str
    standard_amount: int | None
    grant_base: int | None
    national: int | None
    prefectural: int | None
    municipal: int | None


@dataclass(frozen=True, kw_only=True)
class ComparedWith:
    """The submitted sheet of an earlier stage; `sheet` is its number, T-00000001."""

    stage: str
    stage_label: str
    number: int
    checksum: str
    sheet: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One line whose amount is another one than at the stage before.

    None where the line exists: nobody knows the amount; where it does not: there is none.
    """

    key: str
    label: str
    before: int | None
    after: int | None
    before_exists: bool
    after_exists: bool


def sheet_content(
    heading: Heading,
    outcome: Outcome,
    *,
    version: RulesApplied,
    case: Case | None = None,
    annex: Sequence[Evidence] = (),
    handling: Sequence[HandlingRow] = (),
    centers: Sequence[CenterTotals] = (),
    versions: Sequence[VersionOfCenters] = (),
    flags: Sequence[str] = (),
    earlier: "tuple[ComparedWith, dict[str, Any]] | None" = None,
    supply_by: date | None = None,
) -> dict[str, Any]:
    """The content of one sheet; `earlier` is the submitted sheet that it is compared with."""
    content: dict[str, Any] = {
        "kind": CENTER if heading.center_code else MUNICIPALITY,
        "municipality": {"name": heading.municipality_name, "code": heading.municipality_code},
        "center": _center(heading),
        "fiscal_year": heading.fiscal_year,
        "stage": str(heading.stage),
        "stage_label": str(WorksheetStage(heading.stage).label),
        "version": as_plain(version),
        "versions": as_plain(versions),
        "lines": as_plain(outcome.lines),
        "totals": {name: getattr(outcome, name) for name in TOTALS},
        "claims": [_worded(each) for each in as_plain(_claims(case))],
        "spending": [_worded(each) for each in as_plain(_spending(case))],
        "missing": as_plain(missing_of(outcome, case, supply_by=supply_by)),
        "differences": [],
        "compared_with": None,
        "annex": [
            _worded(each) | {"conditions": [_worded(part) for part in each["conditions"]]}
            for each in as_plain(annex)
        ],
        "centers": as_plain(centers),
        "handling": as_plain(handling),
        "flags": list(dict.fromkeys(flags)),
    }
    if earlier is not None:
        compared_with, before = earlier
        content["compared_with"] = as_plain(compared_with)
        content["differences"] = as_plain(differences_between(before, content))
    return content


def missing_of(
    outcome: Outcome, case: Case | None = None, *, supply_by: date | None = None
) -> tuple[Missing, ...]:
    """Each thing that is missing, once: of the lines first, then of claims that no line shows, and
    the 取扱い that nobody has set, though these lines may do without it."""
    of_claims = (each for claim in _claims(case) for each in claim.missing)
    found = dict.fromkeys((*outcome.missing, *of_claims))
    told = {each.what for each in found}
    unset = unset_missing(case.handling) if case is not None else []
    more = (replace(each, by=supply_by) for each in unset if each.what not in told)
    return (*found, *more)


def checksum_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the content."""
    return digest_of(content)


def differences_between(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The lines with another amount, in the order of `after`; lines that are gone come last."""
    earlier = {line["key"]: line for line in before["lines"]}
    later = {line["key"]: line for line in after["lines"]}
    return [
        Difference(
            key=key,
            label=(now or earlier[key])["label"],
            before=was,
            after=is_now,
            before_exists=then is not None,
            after_exists=now is not None,
        )
        for key in dict.fromkeys([*later, *earlier])
        for then, now in [(earlier.get(key), later.get(key))]
        for was, is_now in [(then and then["amount"], now and now["amount"])]
        if was != is_now or (then is None) != (now is None)
    ]


def as_plain(value: Any) -> Any:
    """Values for JSON: a fraction as 「1/3」 unless it is whole, a day as 2026-04-01."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(part) for part in value]
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value  # without the class of an enum


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    """The same with the words of its codes."""
    words = {}
    if "category" in row:
        words["category_label"] = category_word(row)
    if "status" in row:
        words["status_label"] = status_word(row)
    return row | words


def _center(heading: Heading) -> dict[str, str] | None:
    if not heading.center_code:
        return None
    return {
        "name": heading.center_name,
        "code": heading.center_code,
        "type": str(heading.center_type),
        "type_label": heading.type_label,
    }


def _claims(case: Case | None) -> tuple[Claim, ...]:
    return () if case is None else case.claims


def _spending(case: Case | None) -> tuple[Spending, ...]:
    return () if case is None else case.spending
