"""妊婦等との面談, judged one by one: how many meet 4(4), and which of them need to be looked at."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from subsidies.facts.interviews import interviews_of
from subsidies.judge.engine import judge
from subsidies.judge.kleene import Status
from subsidies.judge.result import Result
from subsidies.judge.scenario import parse_case
from subsidies.judgement import OF_EVERY_PERSON, CenterJudgement
from subsidies.published import catalogue_of

INTERVIEW, TIMING = "pregnancy_support.interview", "pregnancy_support.timing"


@dataclass(frozen=True)
class JudgedInterviews:
    """By number: the result of each interview, and of the three of each pregnancy."""

    interviews: Mapping[int, Result]
    pregnancies: Mapping[int, Result]

    def __bool__(self) -> bool:
        return bool(self.interviews)

    @property
    def counts(self) -> Counter[Status]:
        return Counter(result.overall for result in self.interviews.values())

    @property
    def timing_counts(self) -> Counter[Status]:
        return Counter(result.overall for result in self.pregnancies.values())

    @property
    def to_look_at(self) -> list[tuple[int, Result]]:
        """Interviews that do not meet the conditions, or of which that is not known."""
        return [
            (number, result)
            for number, result in self.interviews.items()
            if result.overall is not Status.MET
        ]


def judge_interviews(judgement: CenterJudgement) -> JudgedInterviews:
    """Nothing, and no query, where the type has no such rule; else four queries."""
    facts, version = judgement.facts, judgement.version
    rule = None if version is None else version.rule(catalogue_of([version]).rule_of(INTERVIEW))
    if version is None or rule is None or facts.type not in rule.types:
        return JudgedInterviews({}, {})
    told = interviews_of(judgement.center, facts.query)
    return JudgedInterviews(
        _judged(judgement, INTERVIEW, told.interviews), _judged(judgement, TIMING, told.pregnancies)
    )


def _judged(
    judgement: CenterJudgement, target: str, told: Mapping[int, dict[str, Any]]
) -> dict[int, Result]:
    """What many have in common, such as a midwife who met a mother, is judged once."""
    facts, version = judgement.facts, judgement.version
    versions = [version] if version is not None else []
    catalogue = catalogue_of(versions)
    common = {key: facts.facts[key] for key in OF_EVERY_PERSON if key in facts.facts}
    judged: dict[str, Result] = {}
    results = {}
    for number, each in told.items():
        key = json.dumps(each, sort_keys=True, ensure_ascii=False)
        if key not in judged:
            case = facts.case(target) | {"facts": common | each}
            judged[key] = judge(parse_case(case, catalogue), versions)
        results[number] = judged[key]
    return results
