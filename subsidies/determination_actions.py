"""Determinations: recorded from a judgement, superseded by a later one, checked by a job.

All of it works on many at once, in a number of queries that does not grow with the centers; one
determination is a set of one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from centers.models import Center
from shared import job_lock
from shared.job_lock import one_at_a_time
from subsidies.actions import digest_of
from subsidies.determination_difference import Comparison, Judged, compare
from subsidies.determined import ContentDigest, condition_contents, findings_of
from subsidies.engine_version import engine_version
from subsidies.facts import CenterFacts, Query, gather
from subsidies.judge.rulebook import Version, digest
from subsidies.judgement import CenterJudgement, judge_as
from subsidies.models import Determination, DeterminationCheck, RuleVersion, Snapshot
from subsidies.published import published_versions

NO_DESIGNATION = "no_designation"


class ReasonMissingError(Exception):
    """A determination stands and says something else: superseding it needs a reason."""

    def __init__(self, standing: Determination) -> None:
        super().__init__(standing)
        self.standing = standing


@dataclass(frozen=True)
class Recorded:
    """What came of it: new rows, those that stand already, and those left for want of a reason."""

    new: list[Determination]
    unchanged: list[Determination]
    left: list[Determination]


@dataclass(frozen=True)
class Checked:
    """How many standing determinations were looked at, and what was new about them."""

    determinations: int
    mismatches: int
    new: list[DeterminationCheck]


def record_determination(
    judgement: CenterJudgement,
    *,
    fiscal_year: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> tuple[Determination, bool]:
    """Record one; return it and whether it is new. Saying the same again makes no second one."""
    recorded = record_determinations(
        [judgement], fiscal_year=fiscal_year, by=by, at=at, reason=reason
    )
    if recorded.left:
        raise ReasonMissingError(recorded.left[0])
    [determination] = [*recorded.new, *recorded.unchanged]
    return determination, bool(recorded.new)


@transaction.atomic
def record_determinations(
    judgements: Sequence[CenterJudgement],
    *,
    fiscal_year: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> Recorded:
    """Record all; where another one stands, only with a reason, superseding it.

    The centers are locked first: a button pressed twice makes one.
    """
    _lock({judgement.center.pk for judgement in judgements})
    standing = _standing(judgements, fiscal_year=fiscal_year)
    versions = {row.code: row for row in RuleVersion.objects.defer("content")}
    contents = _contents(judgement.version for judgement in judgements)
    outcome = Recorded([], [], [])
    for judgement in judgements:
        row = _determination(judgement, contents, versions)
        row.fiscal_year, row.recorded_by, row.recorded_at = fiscal_year, by, at
        row.known_at = judgement.facts.query.known_at or at
        before = standing.get((row.center_id, row.center_type, row.stage))
        if before is not None and before.digest == row.digest:
            outcome.unchanged.append(before)
        elif before is not None and not reason:
            outcome.left.append(before)
        else:
            row.supersedes, row.reason = before, reason if before else ""
            row.snapshot.taken_by, row.snapshot.taken_at = by, at
            outcome.new.append(row)
    Snapshot.objects.bulk_create([row.snapshot for row in outcome.new])
    Determination.objects.bulk_create(outcome.new)
    return outcome


def _lock(center_ids: Collection[int]) -> None:
    rows = Center.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(pk__in=center_ids).order_by("pk").values_list("pk"))


def _standing(
    judgements: Iterable[CenterJudgement], *, fiscal_year: int
) -> dict[tuple[int, str, str], Determination]:
    rows = Determination.objects.standing().filter(
        center__in={judgement.center.pk for judgement in judgements}, fiscal_year=fiscal_year
    )
    return {(row.center_id, row.center_type, row.stage): row for row in rows}


def standing_of(judgement: CenterJudgement, *, fiscal_year: int) -> Determination | None:
    """The determination that a new one of this judgement would supersede."""
    facts = judgement.facts
    found = _standing([judgement], fiscal_year=fiscal_year)
    return found.get((facts.center.pk, facts.type, facts.query.stage))


def _contents(versions: Iterable[Version | None]) -> dict[str, ContentDigest]:
    return {_code(version): condition_contents(version) for version in versions}


def _code(version: Version | None) -> str:
    return "" if version is None else version.code


def _determination(
    judgement: CenterJudgement,
    contents: dict[str, ContentDigest],
    versions: dict[str, RuleVersion],
) -> Determination:
    """Not yet saved; `digest` covers all that decides whether it says something new."""
    facts, version = judgement.facts, judgement.version
    findings = findings_of(judgement, contents[_code(version)])
    row = Determination(
        center=facts.center,
        center_type=facts.type,
        subtype=facts.subtype,
        stage=facts.query.stage,
        judged_on=facts.query.day,
        rule_version=versions[version.code] if version else None,
        rule_digest=digest(version) if version else "",
        engine_version=engine_version(),
        snapshot=Snapshot(
            center=facts.center,
            judged_on=facts.query.day,
            stage=facts.query.stage,
            facts=facts.facts,
            digest=digest_of(facts.facts),
        ),
        findings=findings,
    )
    row.digest = digest_of(
        {
            "findings": findings,
            "snapshot": row.snapshot.digest,
            "subtype": row.subtype,
            "judged_on": row.judged_on.isoformat(),
            "rules": row.rule_digest,
        }
    )
    return row


def judged(determination: Determination) -> Judged:
    """A determination as it is compared; its snapshot is loaded."""
    return Judged(
        findings=determination.findings,
        facts=determination.snapshot.facts,
        subtype=determination.subtype,
        rule_digest=determination.rule_digest,
        engine_version=determination.engine_version,
        judged_on=determination.judged_on,
    )


def judged_now(judgement: CenterJudgement, contents: ContentDigest | None = None) -> Judged:
    """A judgement as it would be recorded."""
    version, facts = judgement.version, judgement.facts
    return Judged(
        findings=findings_of(judgement, contents or condition_contents(version)),
        facts=facts.facts,
        subtype=facts.subtype,
        rule_digest=digest(version) if version else "",
        engine_version=engine_version(),
        judged_on=facts.query.day,
    )


@transaction.atomic
def check_determinations(*, at: datetime) -> Checked:
    """Compare every standing determination with what the records say now; keep what is new.

    The law date and the version are those of the determination. The facts are gathered once for
    each law date that occurs, for all centers together.
    """
    one_at_a_time(job_lock.DETERMINATION_CHECK)
    standing = list(
        Determination.objects.standing()
        .select_related("center__municipality", "rule_version", "snapshot")
        .defer("rule_version__content")
        .order_by("judged_on", "pk")
    )
    latest, found = _latest_checks(), changes_by_now(standing)
    rows = [
        check
        for row in standing
        for check in [_check(row, found[row.pk], at=at)]
        if latest.get(row.pk) != check.digest
    ]
    mismatches = sum(bool(changes) for changes in found.values())
    DeterminationCheck.objects.bulk_create(rows)
    return Checked(len(standing), mismatches, rows)


def changes_by_now(rows: Sequence[Determination]) -> dict[int, dict[str, Any]]:
    """What the records of now say otherwise than each of these determinations, by its number;
    empty where nothing. They come with center, municipality, snapshot and version."""
    versions = {version.code: version for version in published_versions()}
    contents = _contents([None, *versions.values()])
    gathered = _gathered(rows)
    found = {}
    for row in rows:
        code = row.rule_version.code if row.rule_version else ""
        facts = gathered[row.judged_on].get((row.center_id, row.center_type))
        found[row.pk] = _changes(row, facts, versions.get(code), contents[code])
    return found


def _check(row: Determination, changes: dict[str, Any], *, at: datetime) -> DeterminationCheck:
    return DeterminationCheck(
        determination=row,
        checked_at=at,
        matches=not changes,
        changes=changes,
        digest=digest_of(changes),
    )


def _latest_checks() -> dict[int, str]:
    rows = DeterminationCheck.objects.order_by("determination", "-pk").distinct("determination")
    return dict(rows.values_list("determination", "digest"))


def _gathered(
    determinations: Iterable[Determination],
) -> dict[date, dict[tuple[int, str], CenterFacts]]:
    centers: dict[date, dict[int, Center]] = {}
    for row in determinations:
        centers.setdefault(row.judged_on, {})[row.center_id] = row.center
    return {
        day: {
            (facts.center.pk, facts.type): facts
            for facts in gather(of_day.values(), Query(day=day))
        }
        for day, of_day in centers.items()
    }


def _changes(
    row: Determination,
    facts: CenterFacts | None,
    version: Version | None,
    contents: ContentDigest,
) -> dict[str, Any]:
    if facts is None:
        return {"conditions": [], "figures": [], "also": NO_DESIGNATION}
    return difference_from(row, judge_as(_of_stage(facts, row), version), contents).as_changes()


def _of_stage(facts: CenterFacts, row: Determination) -> CenterFacts:
    return replace(facts, query=replace(facts.query, stage=row.stage))


def difference_from(
    determination: Determination,
    judgement: CenterJudgement,
    contents: ContentDigest | None = None,
) -> Comparison:
    """What a judgement says otherwise than the determination."""
    return compare(judged(determination), judged_now(judgement, contents))
