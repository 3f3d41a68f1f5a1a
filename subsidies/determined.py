"""判定の内容: what a determination keeps of a judgement, as plain values that anybody can read
years later without the rule files or the program of today."""

from collections.abc import Callable
from functools import cache
from typing import Any

from subsidies.judge.content import content_digest
from subsidies.judge.result import Finding, Result
from subsidies.judge.rulebook import Version, plain
from subsidies.judgement import CenterJudgement

ContentDigest = Callable[[str], str]


def findings_of(judgement: CenterJudgement, contents: ContentDigest) -> dict[str, Any]:
    """All rules in printed order; `contents` is `condition_contents` of the judgement's version."""
    return {
        "version": _version(judgement.version),
        "flags": list(judgement.common_flags),
        "rules": [
            _rule(result, contents, told=judgement.common_flags) for result in judgement.results
        ],
    }


def condition_contents(version: Version | None) -> ContentDigest:
    """The imprint of what the version requires under a condition; each is made once."""

    @cache
    def of(condition_id: str) -> str:
        return "" if version is None else content_digest(version, condition_id)

    return of


def _version(version: Version | None) -> dict[str, Any] | None:
    if version is None:
        return None
    return {
        "code": version.code,
        "title": version.title,
        "numbers": list(version.numbers),
        "text_held": version.text_held,
    }


def _rule(result: Result, contents: ContentDigest, *, told: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": result.target,
        "name": result.rule_name,
        "clause": result.clause,
        "nature": result.nature,
        "status": str(result.overall),
        "missing": list(result.missing),
        "flags": [flag for flag in result.flags if flag not in told],
        "obligations": list(result.obligations),
        "values": plain(result.values),
        "conditions": [_condition(finding, contents) for finding in result.findings],
    }


def _condition(finding: Finding, contents: ContentDigest) -> dict[str, Any]:
    return {
        "id": finding.condition_id,
        "clause": finding.clause,
        "description": finding.description,
        "force": str(finding.force),
        "decides": finding.decides,
        "status": str(finding.status),
        "reason": finding.reason,
        "values": plain(finding.values),
        "missing": list(finding.missing),
        "flags": list(finding.flags),
        "evidence": list(finding.evidence),
        "ambiguity": finding.ambiguity,
        "reading_clause": finding.reading_clause,
        "obligations": list(finding.obligations),
        "content": contents(finding.condition_id),
    }
