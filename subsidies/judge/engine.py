"""One case against one version: findings in printed order, and what they amount to."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from subsidies.judge.catalogue import Catalogue, load_catalogue
from subsidies.judge.kleene import Status, conjunction, disjunction
from subsidies.judge.loading import nodes_of
from subsidies.judge.predicates import PREDICATES
from subsidies.judge.question import Outcome, Question, Verdict
from subsidies.judge.result import Finding, Result
from subsidies.judge.rulebook import (
    ADVISORY,
    Condition,
    Force,
    Group,
    Leaf,
    Node,
    Proviso,
    Reading,
    Reference,
    Rule,
    Scope,
    Version,
    When,
    digest,
)
from subsidies.judge.scenario import Case, Facts
from subsidies.judge.versions import load_versions, version_on

NOT_CARRIED = "未対応"
TEXT_NOT_HELD = "text_not_held"
COVERAGE_UNVERIFIED = "coverage_unverified"
NOT_IN_FORCE = "施行期間外"
NO_VERSION = "適用される要綱なし"
NOT_IN_VERSION = "この版に規定なし"
TYPE_NOT_COVERED = "類型対象外"
TYPE_UNKNOWN = "類型未登録"
SUBTYPE_UNKNOWN = "基本型区分未登録"
ATTESTED = "申立て"
NOT_SIGNED = "申立て不備"
VERSION_RESOLUTION = "version_resolution"


def judge(
    case: Case,
    versions: Iterable[Version] | None = None,
    *,
    catalogue: Catalogue | None = None,
) -> Result:
    known = load_versions() if versions is None else tuple(versions)
    version = _version_for(case, known)
    if version is None:
        return Result.without_rule(
            case, version="none", overall=Status.UNKNOWN, flags=(NO_VERSION,)
        )
    flags = _version_flags(case, version)
    if case.target == VERSION_RESOLUTION:
        overall = Status.MET if version.text_held else Status.UNKNOWN
        return _about_version(case, version, overall, flags)
    if not version.text_held:
        return _about_version(case, version, Status.UNKNOWN, flags)
    return _judge_rule(case, version, flags, catalogue or load_catalogue())


def _judge_rule(
    case: Case,
    version: Version,
    flags: tuple[str, ...],
    catalogue: Catalogue,
) -> Result:
    rule_id = catalogue.rule_of(case.target)
    rule = version.rule(rule_id)
    if rule is None:
        pending = catalogue.is_pending(rule_id, version.code)
        overall = Status.UNKNOWN if pending else Status.NOT_APPLICABLE
        flag = NOT_CARRIED if pending else NOT_IN_VERSION
        return _about_version(case, version, overall, (*flags, flag))
    return Judgement(case=case, version=version, rule=rule, facts=case.facts).result(flags)


def _version_for(case: Case, known: tuple[Version, ...]) -> Version | None:
    if case.version is None:
        return version_on(case.date, case.known_at, versions=known)
    return next((version for version in known if version.code == case.version), None)


def _version_flags(case: Case, version: Version) -> tuple[str, ...]:
    begun = version.effective_from <= case.date
    ended = version.ends_on is not None and version.ends_on < case.date
    chosen = case.version is not None
    named = {
        TEXT_NOT_HELD: not version.text_held,
        COVERAGE_UNVERIFIED: not version.is_verified_on(case.date),
        NOT_IN_FORCE: chosen and (ended or not begun),
    }
    return tuple(flag for flag, raised in named.items() if raised)


def _about_version(
    case: Case,
    version: Version,
    overall: Status,
    flags: tuple[str, ...],
) -> Result:
    result = Result.without_rule(case, version=version.code, overall=overall, flags=flags)
    return replace(result, notice=version.title, digest=digest(version))


class Judgement:
    """One rule on one set of facts. Each condition is asked once."""

    def __init__(self, *, case: Case, version: Version, rule: Rule, facts: Facts) -> None:
        self.case, self.version, self.rule, self.facts = case, version, rule, facts
        self._others: dict[str, Outcome] = {}

    def result(self, flags: tuple[str, ...]) -> Result:
        outcome = self.outcome
        return Result.of_rule(
            self.case,
            version=self.version,
            rule=self.rule,
            overall=outcome.status,
            missing=outcome.missing,
            flags=(*flags, *outcome.flags),
            obligations=outcome.obligations,
            findings=self.findings,
        )

    @cached_property
    def outcome(self) -> Outcome:
        bars = self._bars
        if any(status is Status.NOT_APPLICABLE for status, _ in bars):
            flags = tuple(flag for _, flag in bars)
            return Outcome(status=Status.NOT_APPLICABLE, flags=flags)
        logic = self._solve(self.rule.logic)
        status = conjunction([logic.status, *(status for status, _ in bars)])
        undecided = status is Status.UNKNOWN
        subtype = ("subtype",) if (Status.UNKNOWN, SUBTYPE_UNKNOWN) in bars else ()
        kind = ("type",) if (Status.UNKNOWN, TYPE_UNKNOWN) in bars else ()
        lacking = logic.missing if logic.status is Status.UNKNOWN else ()
        told = [flag for finding in self.findings for flag in finding.flags]
        return Outcome(
            status=status,
            missing=(*lacking, *kind, *subtype) if undecided else (),
            flags=tuple(dict.fromkeys([*(flag for _, flag in bars), *told, *logic.flags])),
            obligations=tuple(
                dict.fromkeys(duty for part in self.findings for duty in part.obligations),
            ),
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        barred = next((flag for status, flag in self._bars if status is Status.NOT_APPLICABLE), "")
        if barred:
            return tuple(self._barred(condition) for condition in self.rule.conditions)
        return tuple(self._find(condition) for condition in self.rule.conditions)

    @cached_property
    def _bars(self) -> list[tuple[Status, str]]:
        """Why the rule as a whole may not be one for this type or subtype."""
        kind = self.case.type or (self.rule.types[0] if len(self.rule.types) == 1 else None)
        if kind is None:
            return [(Status.UNKNOWN, TYPE_UNKNOWN)]
        if kind not in self.rule.types:
            return [(Status.NOT_APPLICABLE, TYPE_NOT_COVERED)]
        return [
            bar for scope in self.rule.scopes if kind in scope.types for bar in self._bar_of(scope)
        ]

    def _bar_of(self, scope: Scope) -> list[tuple[Status, str]]:
        if not scope.subtypes or self.case.subtype in scope.subtypes:
            return [(Status(scope.status), scope.flag)]
        return [] if self.case.subtype else [(Status.UNKNOWN, SUBTYPE_UNKNOWN)]

    def _barred(self, condition: Condition) -> Finding:
        reason = "この類型又は区分には適用されない規定です。"
        verdict = Verdict(status=Status.NOT_APPLICABLE, reason=reason)
        return Finding.of(condition, verdict, reading=None)

    def _find(self, condition: Condition) -> Finding:
        reading = self._reading(condition)
        verdict = self._answer(condition, reading)
        return Finding.of(condition, self._weighed(condition, verdict), reading=reading)

    def _reading(self, condition: Condition) -> Reading | None:
        fitting = (part for part in condition.readings if self.case.type in part.types)
        return next(fitting, None)

    def _answer(self, condition: Condition, reading: Reading | None) -> Verdict:
        source = reading or condition
        verdict = self._computed(condition, source)
        always = source.flag and condition.force in {Force.MUST, Force.MAY}
        return replace(verdict, flags=(*verdict.flags, source.flag)) if always else verdict

    def _computed(self, condition: Condition, source: Condition | Reading) -> Verdict:
        if condition.logic is not None:
            return self._answer_of_logic(condition.logic)
        question = Question(
            facts=self.facts,
            day=self.case.date,
            stage=self.case.stage,
            parameters=source.parameters,
            judge_rule=self._judge_person,
        )
        return PREDICATES[source.predicate].decide(question)

    def _answer_of_logic(self, logic: Node) -> Verdict:
        outcome = self._solve(logic)
        carried = [part for part in logic_references(logic) if self._met(part)]
        names = "、".join(self.version.known_rule(part.rule).name for part in carried)
        words = {
            Status.MET: f"{names}を実施しています。",
            Status.NOT_MET: "前提となる取組のいずれも実施していません。",
            Status.UNKNOWN: "前提となる取組を実施しているか、まだ判定できません。",
            Status.NOT_APPLICABLE: "前提となる取組が適用されません。",
        }
        return Verdict(
            status=outcome.status,
            reason=words[outcome.status],
            missing=outcome.missing,
            flags=outcome.flags,
        )

    def _weighed(self, condition: Condition, verdict: Verdict) -> Verdict:
        """What the wording makes of the computed answer, and what a signed decision may."""
        failed = verdict.status is Status.NOT_MET
        if failed and condition.force in ADVISORY:
            reason = f"{verdict.reason}望ましい又は努めるとされる事項で、要件ではありません。"
            return self._changed(verdict, Status.NOT_APPLICABLE, reason, condition.flag)
        if failed and condition.force is Force.ABOUT:
            reason = (
                f"{verdict.reason}「{condition.flag}」の幅は定められておらず、人の判断を要します。"
            )
            below = self._changed(verdict, Status.UNKNOWN, reason, condition.flag)
            return self._attested(condition, below)
        if failed and condition.force is Force.PRINCIPLE:
            return self._attested(condition, self._flagged(verdict, condition.flag))
        if verdict.status is Status.UNKNOWN and condition.attestable:
            return self._attested(condition, verdict)
        return verdict

    def _attested(self, condition: Condition, verdict: Verdict) -> Verdict:
        attestation = self.case.attestation(condition.id)
        if attestation is None:
            return verdict
        if not attestation.is_signed:
            return self._flagged(verdict, NOT_SIGNED)
        status = Status.MET if attestation.decision else Status.NOT_MET
        words = "満たす" if attestation.decision else "満たさない"
        reason = (
            f"{verdict.reason}{attestation.by}の申立てにより、{words}ものとして扱います"
            f"（理由：{attestation.reason}）。"
        )
        return replace(self._changed(verdict, status, reason, ATTESTED), missing=())

    def _changed(self, verdict: Verdict, status: Status, reason: str, flag: str) -> Verdict:
        return replace(self._flagged(verdict, flag), status=status, reason=reason)

    def _flagged(self, verdict: Verdict, flag: str) -> Verdict:
        return replace(verdict, flags=(*verdict.flags, *((flag,) if flag else ())))

    def _solve(self, node: Node) -> Outcome:
        if isinstance(node, Leaf):
            return self._solve_leaf(node)
        if isinstance(node, Reference):
            return self._judge_other(node.rule)
        if isinstance(node, Group):
            return _joined([self._solve(part) for part in node.parts], every=node.every)
        if isinstance(node, When):
            return self._solve_when(node)
        return self._solve_proviso(node)

    def _solve_leaf(self, node: Leaf) -> Outcome:
        finding = next(part for part in self.findings if part.condition_id == node.condition)
        if finding.force in ADVISORY:
            return Outcome(status=Status.NOT_APPLICABLE)
        return Outcome(status=finding.status, missing=finding.missing)

    def _solve_when(self, node: When) -> Outcome:
        test = self._solve(node.test)
        if test.status is Status.MET:
            return self._solve(node.then)
        if test.status is not Status.UNKNOWN:
            return Outcome(status=Status.NOT_APPLICABLE)
        then = self._solve(node.then)
        if then.status in {Status.MET, Status.NOT_APPLICABLE}:
            return then
        return _joined([test, then], every=True) if then.status is Status.UNKNOWN else test

    def _solve_proviso(self, node: Proviso) -> Outcome:
        return _joined([self._solve(node.main), self._solve(node.exception)], every=False)

    def _judge_other(self, rule_id: str) -> Outcome:
        """Another rule on the same facts, for the same type; asked once."""
        if rule_id not in self._others:
            rule = self.version.known_rule(rule_id)
            other = Judgement(case=self.case, version=self.version, rule=rule, facts=self.facts)
            self._others[rule_id] = other.outcome
        return self._others[rule_id]

    def _judge_person(self, rule_id: str, facts: Facts) -> Outcome:
        """A person is judged by the rule that is named, whatever the type of the place."""
        rule = self.version.known_rule(rule_id)
        case = replace(self.case, type=rule.types[0])
        return Judgement(case=case, version=self.version, rule=rule, facts=facts).outcome

    def _met(self, reference: Reference) -> bool:
        return self._judge_other(reference.rule).status is Status.MET


def logic_references(node: Node) -> list[Reference]:
    return [part for part in nodes_of(node) if isinstance(part, Reference)]


def _joined(outcomes: list[Outcome], *, every: bool) -> Outcome:
    join = conjunction if every else disjunction
    status = join(outcome.status for outcome in outcomes)
    if status is not Status.UNKNOWN:
        return Outcome(status=status)
    open_ones = [outcome for outcome in outcomes if outcome.status is Status.UNKNOWN]
    return Outcome(
        status=status,
        missing=tuple(dict.fromkeys(key for part in open_ones for key in part.missing)),
        flags=tuple(dict.fromkeys(flag for part in open_ones for flag in part.flags)),
    )
