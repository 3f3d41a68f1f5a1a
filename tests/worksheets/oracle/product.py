"""How the product is asked about an example, and how its answer is written."""

from collections.abc import Callable
from typing import Any

import pytest

from subsidies.judge.catalogue import load_catalogue
from subsidies.judge.engine import judge
from subsidies.judge.scenario import parse_case
from tests.worksheets.oracle.formulas import OPEN, Sheet
from tests.worksheets.oracle.rows import Row
from tests.worksheets.oracle.workbook import WORKBOOK, rows_of


def rows(sheet: Sheet, where: Callable[[Row], bool] = lambda _: True) -> list[Any]:
    """Each example as a parameter of a test."""
    found = [row for row in rows_of(WORKBOOK, sheet) if where(row)]
    return [pytest.param(row, id=f"{sheet.name}{row['番号']}") for row in found]


def told(amount: Any) -> Any:
    """As the workbook writes it."""
    return OPEN if amount is None else amount


def present(**facts: Any) -> Row:
    """Those that are known."""
    return {key: value for key, value in facts.items() if value not in (None, {})}


def judged(target: str, facts: Row, *, center_type: str = "family_center") -> Row:
    """What a determination keeps of the rule."""
    content = {
        "id": "oracle",
        "target": target,
        "date": "2025-10-01",
        "version": "R7",
        "type": center_type,
        "facts": facts,
    }
    result = judge(parse_case(content, load_catalogue()))
    conditions = [
        {
            "id": part.condition_id,
            "status": str(part.status),
            "values": dict(part.values),
            "missing": list(part.missing),
            "flags": list(part.flags),
            "evidence": list(part.evidence),
        }
        for part in result.findings
    ]
    rule = {
        "id": target,
        "status": str(result.overall),
        "missing": list(result.missing),
        "values": dict(result.values),
        "conditions": conditions,
    }
    return {target: rule}
