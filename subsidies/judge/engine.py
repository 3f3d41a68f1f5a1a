"""One case against one version: findings in printed order, and what they amount to."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from subsidies.judge.catalogue import Catalogue, load_catalogue
from subsidies.judge.kleene import Status, conjunction
from subsidies.judge.loading import nodes_of
from subsidies.judge.predicates import PREDICATES
from subsidies.judge.question import Outcome, Question, Verdict, joined, reading_of
from subsidies.judge.result import Finding, Result
from subsidies.judge.rulebook import (
    ADVISORY,
    Choice,
    Condition,
    Force,
    Group,
    Leaf,
    Listing,
    Node,
    Proviso,
    Reading,
    Reference,
    Rule,
    Scheme,
    Scope,
    Version,
    When,
    digest,
)
from subsidies.judge.scenario import Case, Facts
from subsidies.judge.settings import setting
from subsidies.judge.versions import load_overlays, load_versions, version_on

DRAFT = "判定に用いない案"
READING_UNSET = "読み方未登録"
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
    """The answer of the version that was asked for, or of the one in force on the day.

    A rule of a text beside the national guideline is answered by that text alone.
    """
    known = (*load_versions(), *load_overlays()) if versions is None else tuple(versions)
    rules = catalogue or load_catalogue()
    version = _version_for(case, rules.rule_of(case.target), known)
    if version is None:
        return Result.without_rule(
            case, version="none", overall=Status.UNKNOWN, flags=(NO_VERSION,)
        )
    flags = _version_flags(case, version)
    if case.target == VERSION_RESOLUTION:
        overall = Status.MET if version.text_held else Status.UNKNOWN
        return _about_version(case, version, overall, flags)
    if not version.text_held or version.scheme is Scheme.DRAFT:
        return _about_version(case, version, Status.UNKNOWN, flags)
    rule = version.rule(rules.rule_of(case.target))
    if rule is None:
        return _about_version(case, version, Status.NOT_APPLICABLE, (*flags, NOT_IN_VERSION))
    return Judgement(case=case, version=version, rule=rule, facts=case.facts).result(flags)


def _version_for(case: Case, rule_id: str, known: tuple[Version, ...]) -> Version | None:
    if case.version is not None:
        return next((version for version in known if version.code == case.version), None)
    beside = (version for version in known if version.scheme is not Scheme.NATIONAL)
    holding = next((version for version in beside if version.rule(rule_id)), None)
    return holding or version_on(case.date, case.known_at, versions=known)


def _version_flags(case: Case, version: Version) -> tuple[str, ...]:
    begun = version.effective_from <= case.date
    ended = version.ends_on is not None and version.ends_on < case.date
    national = version.scheme is Scheme.NATIONAL
    chosen = case.version is not None or not national
    draft = version.scheme is Scheme.DRAFT
    named = {
        DRAFT: draft,
        TEXT_NOT_HELD: not version.text_held,
        COVERAGE_UNVERIFIED: not version.is_verified_on(case.date),
        NOT_IN_FORCE: chosen and not draft and (ended or not begun),
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

    def __init__(
        self, *, case: Case, version: Version, rule: Rule, facts: Facts, subject: str = ""
    ) -> None:
        self.case, self.version, self.rule, self.facts = case, version, rule, facts
        self.subject = subject or rule.subject
        self._others: dict[str, Judgement] = {}

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
            findings=self.told,
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
        told = [flag for finding in self.told for flag in finding.flags]
        return Outcome(
            status=status,
            missing=(*lacking, *kind, *subtype) if undecided else (),
            flags=tuple(dict.fromkeys([*(flag for _, flag in bars), *told, *logic.flags])),
            obligations=tuple(
                dict.fromkeys(duty for part in self.told for duty in part.obligations),
            ),
        )

    @cached_property
    def told(self) -> tuple[Finding, ...]:
        """The rule's own findings, and those of the rules that are told with it."""
        others = [self._other(rule_id) for rule_id in self.rule.includes]
        return (*self.findings, *(finding for other in others for finding in other.told))

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
        weighed = self._weighed(condition, reading or condition, verdict)
        return Finding.of(condition, weighed, reading=reading)

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
            type=self.case.type,
            subtype=self.case.subtype,
            subject=self.subject,
            types=self.version.types,
        )
        return PREDICATES[source.predicate].decide(question)

    def _answer_of_logic(self, logic: Node) -> Verdict:
        outcome = self._solve(logic)
        asked = self._asked(logic)
        carried = [part.rule for part in asked if self._solve(part).status is Status.MET]
        rules = [self.version.known_rule(rule_id) for rule_id in dict.fromkeys(carried)]
        names = "、".join(rule.name for rule in rules)
        words = {
            Status.MET: f"{names}を実施しています。",
            Status.NOT_MET: "前提となる取組のうち、要件を満たして実施しているものがありません。",
            Status.UNKNOWN: "前提となる取組を実施しているか、まだ判定できません。",
            Status.NOT_APPLICABLE: "前提となる取組が適用されません。",
        }
        return Verdict(
            status=outcome.status,
            reason=f"{words[outcome.status]}{self._readings_told(logic)}",
            missing=outcome.missing,
            flags=outcome.flags,
        )

    def _asked(self, node: Node) -> list[Reference]:
        """The rules a logic asks for, under the readings in use."""
        if isinstance(node, Choice):
            chosen = self._chosen(node)
            return self._asked(chosen) if chosen else []
        if isinstance(node, Group):
            return [found for part in node.parts for found in self._asked(part)]
        return [node] if isinstance(node, Reference) else []

    def _readings_told(self, logic: Node) -> str:
        choices = [node for node in nodes_of(logic) if isinstance(node, Choice)]
        chosen = [(node.setting, reading_of(self.facts, node.setting)) for node in choices]
        return "".join(
            f"{setting(key).name}：{setting(key).label(value)}。" for key, value in chosen if value
        )

    def _weighed(
        self, condition: Condition, source: Condition | Reading, verdict: Verdict
    ) -> Verdict:
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
        if verdict.status is Status.UNKNOWN and source.attestable:
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
        ways: dict[type, Callable[[Any], Outcome]] = {
            Leaf: self._solve_leaf,
            Reference: self._solve_reference,
            Listing: self._solve_listing,
            Choice: self._solve_choice,
            Group: self._solve_group,
            When: self._solve_when,
            Proviso: self._solve_proviso,
        }
        return ways[type(node)](node)

    def _solve_group(self, node: Group) -> Outcome:
        return joined([self._solve(part) for part in node.parts], every=node.every)

    def _solve_leaf(self, node: Leaf) -> Outcome:
        return self._outcome_of(node.condition)

    def _outcome_of(self, condition_id: str) -> Outcome:
        finding = next(part for part in self.findings if part.condition_id == condition_id)
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
        return joined([test, then], every=True) if then.status is Status.UNKNOWN else test

    def _solve_proviso(self, node: Proviso) -> Outcome:
        return joined([self._solve(node.main), self._solve(node.exception)], every=False)

    def _solve_reference(self, node: Reference) -> Outcome:
        other = self._other(node.rule)
        if not node.only:
            return other.outcome
        return joined([other._outcome_of(part) for part in node.only], every=True)  # noqa: SLF001 -- of its own kind

    def _solve_listing(self, node: Listing) -> Outcome:
        parts = [self._solve(part) for part in node.parts]
        all_of, any_of = joined(parts, every=True), joined(parts, every=False)
        if all_of.status is any_of.status:
            return all_of
        return Outcome(
            status=Status.UNKNOWN,
            missing=tuple(dict.fromkeys(key for part in parts for key in part.missing)),
            flags=(node.flag,),
        )

    def _chosen(self, node: Choice) -> Node | None:
        return dict(node.readings).get(reading_of(self.facts, node.setting))

    def _solve_choice(self, node: Choice) -> Outcome:
        """While no reading is in use, only what all of them answer alike is known."""
        chosen = self._chosen(node)
        if chosen is not None:
            return self._solve(chosen)
        answers = [self._solve(reading) for _, reading in node.readings]
        if len({answer.status for answer in answers}) == 1:
            return answers[0]
        key = setting(node.setting).fact
        missing = [key, *(key for answer in answers for key in answer.missing)]
        flags = (READING_UNSET,)
        return Outcome(status=Status.UNKNOWN, missing=tuple(dict.fromkeys(missing)), flags=flags)

    def _other(self, rule_id: str) -> "Judgement":
        """Another rule on the same facts, for the same type; asked once."""
        if rule_id not in self._others:
            rule = self.version.known_rule(rule_id)
            self._others[rule_id] = Judgement(
                case=self.case,
                version=self.version,
                rule=rule,
                facts=self.facts,
                subject=self.subject,
            )
        return self._others[rule_id]

    def _judge_person(self, rule_id: str, facts: Facts) -> Outcome:
        """A person is judged by the rule that is named, whatever the type of the place."""
        rule = self.version.known_rule(rule_id)
        case = replace(self.case, type=rule.types[0])
        return Judgement(case=case, version=self.version, rule=rule, facts=facts).outcome
