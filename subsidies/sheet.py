"""判定書の内容: what one sheet prints, as plain values that can be frozen and printed again.

No notice in hand states an amount, so every line says 未登録 until an amount is registered.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from shared.clock_time import format_clock
from shared.fiscal_year import FiscalYear
from shared.wareki import format_wareki
from subsidies.enums import Stage
from subsidies.evidence import flag_text
from subsidies.judge.result import Finding, Result
from subsidies.judgement import CenterJudgement

UNREGISTERED = "未登録"


def sheet_content(judgement: CenterJudgement, *, fiscal_year: int) -> dict[str, Any]:
    """Everything that the sheet prints, except its own number, hash and page count."""
    center, query = judgement.center, judgement.facts.query
    return {
        "fiscal_year": FiscalYear(fiscal_year).label,
        "municipality": center.municipality.name,
        "municipality_code": center.municipality.code,
        "center": center.name,
        "center_code": center.code,
        "operation": center.get_operation_display(),
        "contractor": center.contractor,
        "center_type": judgement.facts.type_label,
        "stage": Stage(query.stage).label,
        "judged_on": format_wareki(query.day),
        **_known_at(query.known_at),
        "version": _version(judgement),
        "flags": [flag_text(flag) for flag in judgement.common_flags],
        "rules": [_rule(result, told=judgement.common_flags) for result in judgement.results],
    }


def _known_at(moment: datetime | None) -> dict[str, str]:
    """Told only where the sheet rests on the records of an earlier time."""
    if moment is None:
        return {}
    local = timezone.localtime(moment)
    return {"known_at": f"{format_wareki(local.date())} {format_clock(local.time())}"}


def _version(judgement: CenterJudgement) -> dict[str, Any] | None:
    version = judgement.version
    if version is None:
        return None
    return {
        "code": version.code,
        "title": version.title,
        "numbers": list(version.numbers),
        "effective_from": format_wareki(version.effective_from),
        "text_held": version.text_held,
    }


def _rule(result: Result, *, told: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": result.target,
        "name": result.rule_name,
        "clause": result.clause,
        "nature": result.nature,
        "status": str(result.overall),
        "flags": [flag_text(flag) for flag in result.flags if flag not in told],
        "obligations": list(result.obligations),
        "amount": UNREGISTERED,
        "conditions": [_condition(finding) for finding in result.findings],
    }


def _condition(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.condition_id,
        "clause": finding.clause,
        "description": finding.description,
        "status": str(finding.status),
        "decides": finding.decides,
        "reason": finding.reason,
    }
