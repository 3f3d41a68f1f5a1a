"""JSON in, JSON out. Nothing is judged as long as one case is malformed."""

import json
import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from subsidies.judge.catalogue import Catalogue, load_catalogue
from subsidies.judge.comparison import differences
from subsidies.judge.engine import judge
from subsidies.judge.result import Result
from subsidies.judge.rulebook import Version
from subsidies.judge.scenario import Case, parse_cases
from subsidies.judge.shapes import MalformedError, Repeated

AGREED, DISAGREED, REFUSED = 0, 1, 2
JSON_LIST_HEAD = "（ファイル全体）"
LONGEST = 40  # digits of a whole number; one so long is refused as too large


def main(
    path: str,
    *,
    check: bool = False,
    versions: Sequence[Version] | None = None,
    catalogue: Catalogue | None = None,
) -> int:
    """Judge by the shipped versions, or by those that are handed over with their catalogue."""
    try:
        cases = read_cases(Path(path), catalogue)
    except MalformedError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    results = [judge(case, versions, catalogue=catalogue) for case in cases]
    contract = [result.as_contract() for result in results]
    sys.stdout.write(json.dumps(contract, ensure_ascii=False, indent=1) + "\n")
    return _check(cases, results) if check else AGREED


def read_cases(path: Path, catalogue: Catalogue | None = None) -> tuple[Case, ...]:
    return parse_cases(_decoded(path), catalogue or load_catalogue())


def _decoded(path: Path) -> object:
    try:
        content: object = json.loads(
            path.read_text(encoding="utf-8"),
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=Decimal,
            object_pairs_hook=_keys,
        )
    except json.JSONDecodeError as error:
        where = f"{error.lineno}行{error.colno}列"
        raise MalformedError(where, "JSONとして読めません。", case_id=JSON_LIST_HEAD) from error
    except (OSError, ValueError, RecursionError) as error:
        raise MalformedError(str(path), f"読めません：{error}", case_id=JSON_LIST_HEAD) from error
    return content


def _decimal(digits: str) -> Decimal:
    """The number as written; the shapes refuse what is out of all proportion."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("NaN")


def _whole(digits: str) -> int:
    return int(digits[:LONGEST])


def _keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A repeated key is kept as such, so that its refusal can name the case and the path."""
    content = dict(pairs)
    if len(content) == len(pairs):
        return content
    names = [name for name, _ in pairs]
    return Repeated(content, twice=next(name for name in names if names.count(name) > 1))


def _check(cases: Sequence[Case], results: Sequence[Result]) -> int:
    pairs = [
        (result, differences(case.expect, result.as_contract()))
        for case, result in zip(cases, results, strict=True)
        if case.expect
    ]
    lines = [f"{result.id}: {line}\n" for result, found in pairs for line in found]
    sys.stderr.write("".join(lines))
    return DISAGREED if lines else AGREED
