"""The judgement on screen: a year's list of centers, and one center clause by clause."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared import audit
from shared.access import Actor, Capability, requires
from shared.fiscal_year import FiscalYear
from staffing.models import StaffMember
from subsidies.attestation_links import signable_for
from subsidies.enums import Stage
from subsidies.evidence import Link, MissingFact, flag_text, links_for, missing_facts
from subsidies.facts import Query
from subsidies.facts.attestations import revised_key, used_key
from subsidies.facts.staff import member_key
from subsidies.forms import JudgementForm, asked_again
from subsidies.interview_judgement import judge_interviews
from subsidies.judge.engine import COVERAGE_UNVERIFIED
from subsidies.judge.kleene import Status
from subsidies.judge.remedies import Remedy, what_would_change
from subsidies.judge.result import Finding, Result
from subsidies.judge.rulebook import Version
from subsidies.judgement import (
    CenterJudgement,
    judge_centers,
    judge_overlays,
    judge_staff,
    supplements_of,
)
from subsidies.models import Determination

MOST_INTERVIEWS = 50  # told one by one


@dataclass(frozen=True)
class ConditionRow:
    """One condition on screen: the finding, and the records behind it."""

    finding: Finding
    links: list[Link]
    missing: list[MissingFact]
    attest_url: str
    is_asked_again: bool  # what was signed for another wording is not used


@dataclass(frozen=True)
class RulePart:
    """One rule on screen."""

    result: Result
    conditions: list[ConditionRow]
    missing: list[MissingFact]
    flags: list[str]
    remedies: tuple[Remedy, ...]  # what would have to change; empty unless not met


@dataclass(frozen=True)
class StaffRow:
    """One of the staff against the requirement for one person; by number, never by name."""

    pk: int
    number: str
    url: str
    result: Result
    missing: list[MissingFact]


@dataclass(frozen=True)
class OverlayPart:
    """What a text beside the national guideline asks, on screen."""

    version: Version
    is_verified: bool
    rules: list[RulePart]


@dataclass(frozen=True)
class InterviewRow:
    """One interview to be looked at; by number, with a link for whoever may read it."""

    number: int
    url: str
    result: Result
    missing: list[MissingFact]


@dataclass(frozen=True)
class InterviewPart:
    """How many interviews of the year meet the conditions, and how many pregnancies their times."""

    counts: list[tuple[Status, int]]
    timing_counts: list[tuple[Status, int]]
    rows: list[InterviewRow]
    left_out: int


@dataclass(frozen=True)
class TypePart:
    """One type of a center on screen."""

    judgement: CenterJudgement
    flags: list[str]  # what every rule of the type says is told once
    rules: list[RulePart]
    staff: list[StaffRow]
    interviews: InterviewPart | None
    standing: Determination | None
    overlays: list[OverlayPart]


@dataclass(frozen=True)
class CenterRow:
    """One center in the year's list: its state under each supplement of the version."""

    judgement: CenterJudgement
    results: list[Result | None]
    unknown_count: int

    @property
    def is_covered(self) -> bool:
        return any(self.results)

    @property
    def covered_results(self) -> list[Result | None]:
        return self.results if self.is_covered else []


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def supplement_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    form = JudgementForm(_asked(request.GET, FiscalYear.of(today)), today=today)
    context: dict[str, Any] = {"form": form, "rows": [], "rules": [], "fiscal_year": None}
    if form.is_valid():
        query = form.query
        centers = Center.objects.visible_to(request.user, Capability.DETERMINATION_VIEW)
        judgements = judge_centers(
            centers.operating_on(query.day).select_related("municipality"), query
        )
        rules = supplements_of(judgements)
        context |= {
            "rules": rules,
            "rows": [
                _center_row(judgement, [rule.id for rule in rules]) for judgement in judgements
            ],
            "version": judgements[0].version if judgements else None,
            "fiscal_year": form.cleaned_data["fiscal_year"],
            "query": query,
            "search": _search(query),
        }
    return TemplateResponse(request, "subsidies/supplement_list.html", context)


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def center_supplements(request: UserRequest, center_pk: int, fiscal_year: int) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.DETERMINATION_VIEW)
    center = get_object_or_404(centers.select_related("municipality"), pk=center_pk)
    year = fiscal_year_or_404(fiscal_year)
    asked = _asked(request.GET, year)
    asked["fiscal_year"] = str(fiscal_year)
    form = JudgementForm(asked, today=timezone.localdate())
    context: dict[str, Any] = {"form": form, "center": center, "judgements": [], "query": None}
    if form.is_valid():
        query = form.query
        standing = _standing(request.user, center, year, query)
        context |= {"query": query, "asked": asked_again(query)}
        context["judgements"] = [
            _type_part(judgement, request.user, year, standing=standing.get(judgement.facts.type))
            for judgement in judge_centers([center], query)
        ]
        _record_staff_shown(request, center, context["judgements"])
    return TemplateResponse(
        request,
        "subsidies/center_supplements.html",
        context
        | {
            "fiscal_year": year,
            "may_create_judgement_sheet": request.user.reach(
                Capability.JUDGEMENT_SHEET_CREATE
            ).covers(municipality_id=center.municipality_id, center_id=center.pk),
            "may_record": request.user.reach(Capability.DETERMINATION_RECORD).covers(
                municipality_id=center.municipality_id, center_id=center.pk
            ),
        },
    )


def _standing(
    user: Actor, center: Center, year: FiscalYear, query: Query
) -> dict[str, Determination]:
    """What is recorded officially for the year and stage on the page, by type."""
    rows = (
        Determination.objects.visible_to(user).standing().with_check().select_related("successor")
    )
    found = rows.filter(center=center, fiscal_year=year.year, stage=query.stage)
    return {row.center_type: row for row in found.defer("findings")}


def _record_staff_shown(request: UserRequest, center: Center, parts: list[TypePart]) -> None:
    """A list of persons, where the page has come to hold one."""
    shown = sorted({row.pk for part in parts for row in part.staff})
    if shown:
        audit.write(
            request,
            audit.Entry(
                action=audit.Action.LIST,
                target_kind=StaffMember._meta.label,
                target_ids=shown,
                count=len(shown),
                municipality_id=center.municipality_id,
            ),
        )


def fiscal_year_or_404(year: int) -> FiscalYear:
    """A year that the calendar here does not hold is no page."""
    try:
        return FiscalYear.parse(year)
    except ValueError as error:
        raise Http404 from error


def _asked(asked: QueryDict, fiscal_year: FiscalYear) -> QueryDict:
    data = asked.copy()
    data.setdefault("fiscal_year", str(fiscal_year.year))
    data.setdefault("stage", Stage.ACTUAL)
    return data


def _search(query: Query) -> str:
    """The same question, for the links from the list to a center."""
    return "?" + urlencode(asked_again(query))


def _center_row(judgement: CenterJudgement, targets: list[str]) -> CenterRow:
    results = [judgement.result(target) for target in targets]
    unknown = sum(1 for result in judgement.results if result.overall is Status.UNKNOWN)
    return CenterRow(judgement=judgement, results=results, unknown_count=unknown)


def _type_part(
    judgement: CenterJudgement, user: Actor, year: FiscalYear, *, standing: Determination | None
) -> TypePart:
    common = judgement.common_flags
    signable = signable_for(user, judgement, year)
    return TypePart(
        judgement=judgement,
        flags=[flag_text(flag) for flag in common],
        rules=[
            _part(judgement, result, user, told=common, signable=signable)
            for result in judgement.results
        ],
        staff=[
            _staff_row(judgement, member, result, user) for member, result in judge_staff(judgement)
        ],
        interviews=_interviews(judgement, user),
        standing=standing,
        overlays=[
            _overlay_part(version, beside, user) for version, beside in judge_overlays(judgement)
        ],
    )


def _overlay_part(version: Version, judgement: CenterJudgement, user: Actor) -> OverlayPart:
    """For reading only: nothing is attested by a text that decides no supplement."""
    told = (COVERAGE_UNVERIFIED,)
    return OverlayPart(
        version=version,
        is_verified=version.is_verified_on(judgement.facts.query.day),
        rules=[
            _part(judgement, result, user, told=told, signable={}) for result in judgement.results
        ],
    )


def _interviews(judgement: CenterJudgement, user: Actor) -> InterviewPart | None:
    judged = judge_interviews(judgement)
    if not judged:
        return None
    center = judgement.center
    may_read = user.reach(Capability.MATERNITY_VIEW).covers(
        municipality_id=center.municipality_id, center_id=center.pk
    )
    rows = [
        InterviewRow(
            number,
            reverse("maternity:interview_detail", args=[number]) if may_read else "",
            result,
            missing_facts(result.missing),
        )
        for number, result in judged.to_look_at
    ]
    return InterviewPart(
        counts=_in_order(judged.counts),
        timing_counts=_in_order(judged.timing_counts),
        rows=rows[:MOST_INTERVIEWS],
        left_out=max(0, len(rows) - MOST_INTERVIEWS),
    )


def _in_order(counts: Counter[Status]) -> list[tuple[Status, int]]:
    return [(status, counts[status]) for status in Status if counts[status]]


def _staff_row(
    judgement: CenterJudgement, member: dict[str, Any], result: Result, user: Actor
) -> StaffRow:
    key, references = member_key(member["id"]), judgement.facts.references
    [link] = links_for([key], references, user)
    [page] = references[key]
    pk = dict(page.kwargs)["pk"]
    return StaffRow(pk, member["id"], link.url, result, missing_facts(result.missing))


def _part(
    judgement: CenterJudgement,
    result: Result,
    user: Actor,
    *,
    told: tuple[str, ...],
    signable: Mapping[str, str],
) -> RulePart:
    return RulePart(
        result=result,
        conditions=[_condition_row(judgement, part, user, signable) for part in result.findings],
        missing=missing_facts(result.missing),
        flags=[flag_text(flag) for flag in result.flags if flag not in told],
        remedies=what_would_change(result, judgement.version) if judgement.version else (),
    )


def _condition_row(
    judgement: CenterJudgement, finding: Finding, user: Actor, signable: Mapping[str, str]
) -> ConditionRow:
    references, condition = judgement.facts.references, finding.condition_id
    used, revised = used_key(condition), revised_key(condition)
    is_open = finding.status in {Status.UNKNOWN, Status.NOT_MET} and used not in references
    return ConditionRow(
        finding=finding,
        links=links_for([*finding.evidence, used, revised], references, user),
        missing=missing_facts(finding.missing),
        attest_url=signable.get(condition, "") if is_open else "",
        is_asked_again=revised in references and used not in references,
    )
