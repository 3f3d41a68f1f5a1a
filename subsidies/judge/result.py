"""The answer: in the shape of the public contract, and richer for screens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from subsidies.judge.kleene import Status
from subsidies.judge.question import Verdict
from subsidies.judge.rulebook import ADVISORY, Condition, Force, Reading, Rule, Version, digest
from subsidies.judge.scenario import Case


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What came of one condition, with everything a reader needs to check it."""

    condition_id: str
    clause: str
    description: str
    force: Force
    decides: bool
    status: Status
    reason: str
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    flags: tuple[str, ...]
    ambiguity: str
    reading_clause: str
    values: Mapping[str, Any]
    obligations: tuple[str, ...]
    remedy: str

    @classmethod
    def of(cls, condition: Condition, verdict: Verdict, *, reading: Reading | None) -> "Finding":
        return cls(
            condition_id=condition.id,
            clause=condition.clause,
            description=reading.description if reading else condition.description,
            force=condition.force,
            decides=not condition.reported and condition.force not in ADVISORY,
            status=verdict.status,
            reason=verdict.reason,
            evidence=reading.evidence if reading else condition.evidence,
            missing=municipality_first(verdict.missing),
            flags=tuple(dict.fromkeys(verdict.flags)),
            ambiguity=reading.ambiguity if reading else condition.ambiguity,
            reading_clause=reading.clause if reading else "",
            values=verdict.values,
            obligations=verdict.obligations,
            remedy=verdict.remedy if verdict.status is Status.NOT_MET else "",
        )


@dataclass(frozen=True, kw_only=True)
class Result:
    id: str
    target: str
    version: str
    overall: Status
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    rule_id: str = ""
    rule_name: str = ""
    clause: str = ""
    nature: str = ""
    notice: str = ""
    digest: str = ""

    @classmethod
    def without_rule(
        cls,
        case: Case,
        *,
        version: str,
        overall: Status,
        flags: tuple[str, ...],
    ) -> "Result":
        return cls(id=case.id, target=case.target, version=version, overall=overall, flags=flags)

    @classmethod
    def of_rule(
        cls,
        case: Case,
        *,
        version: Version,
        rule: Rule,
        findings: tuple[Finding, ...],
        missing: tuple[str, ...],
        flags: tuple[str, ...],
        **answers: Any,
    ) -> "Result":
        return cls(
            id=case.id,
            target=case.target,
            version=version.code,
            missing=municipality_first(missing),
            flags=tuple(dict.fromkeys(flags)),
            findings=findings,
            values={key: value for part in findings for key, value in part.values.items()},
            rule_id=rule.id,
            rule_name=rule.name,
            clause=rule.clause,
            nature=rule.nature,
            notice=version.title,
            digest=digest(version),
            **answers,
        )

    def as_contract(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "target": self.target,
            "version": self.version,
            "overall": str(self.overall),
            "conditions": {part.condition_id: str(part.status) for part in self.findings},
            "clauses": {part.condition_id: part.clause for part in self.findings},
            "values": dict(self.values),
            "missing": list(self.missing),
            "flags": list(self.flags),
            "obligations": list(self.obligations),
            "reasons": {part.condition_id: part.reason for part in self.findings},
        }


def municipality_first(keys: Iterable[str]) -> tuple[str, ...]:
    """One office can supply these for every place, so they are asked for first."""
    unique = dict.fromkeys(keys)
    return tuple(sorted(unique, key=lambda key: not key.startswith("municipality.")))
