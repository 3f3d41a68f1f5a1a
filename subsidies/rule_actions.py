"""How a rule version comes to be published: proposed from a file, decided by a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from subsidies.actions import publish_version
from subsidies.enums import ProposalStatus
from subsidies.judge.checking import Problem, check_source
from subsidies.judge.differences import Comparison, compare
from subsidies.judge.republished import UnreadableContentError, version_from
from subsidies.judge.rulebook import Version, canonical
from subsidies.models import RuleVersion, RuleVersionProposal


class RefusedRuleFileError(Exception):
    """A rule file that cannot be proposed: every reason, one a line."""

    def __init__(self, reasons: Sequence[object]) -> None:
        super().__init__("\n".join(map(str, reasons)))
        self.reasons = [str(reason) for reason in reasons]


class SamePersonError(Exception):
    """Who proposed a version does not publish it."""


class DecidedError(Exception):
    """The proposal was published or rejected before."""


@dataclass(frozen=True)
class RuleFile:
    """A rule file that can be taken at its word."""

    name: str
    source: str
    version: Version


def read_rule_file(source: str, *, name: str) -> RuleFile:
    """Raises RefusedRuleFileError with every problem and its line."""
    checked = check_source(source, name=name)
    if checked.version is None:
        raise RefusedRuleFileError(checked.problems or [Problem(line=0, text="読めません。")])
    return RuleFile(name=name, source=source, version=checked.version)


def ended_by(version: Version, code: str) -> RuleVersion | None:
    """The published version whose period a successor ends, by its code; None for no code.

    Raises RefusedRuleFileError where it cannot be ended so.
    """
    if not code:
        return None
    ended = RuleVersion.objects.filter(code=code).first()
    if ended is None:
        raise RefusedRuleFileError([f"適用を終える版 {code} は公開されていません。"])
    last = day_before(version.effective_from)
    if last < ended.effective_from or (ended.effective_until and ended.effective_until <= last):
        raise RefusedRuleFileError([f"{code} の適用期間は、{last} で終えることができません。"])
    return ended


def refuse_unpublishable(version: Version, *, ends: RuleVersion | None) -> None:
    """Raises RefusedRuleFileError for what was published before or overlaps another period."""
    published = RuleVersion.objects.filter(code=version.code).first()
    if published is not None:
        raise _published_before(published, version)
    reasons = [
        f"適用期間が、公開済みの版 {other.code} と重なっています"
        f"（{other.effective_from}～{other.effective_until or '（終わりなし）'}）。"
        for other in RuleVersion.objects.order_by("effective_from")
        if _overlap(version, other, ends)
    ]
    if reasons:
        hint = "前の版の適用を終える場合は、その版を指定してください（load_rules では --ends）。"
        raise RefusedRuleFileError([*reasons, hint])


def _overlap(version: Version, other: RuleVersion, ends: RuleVersion | None) -> bool:
    until = other.effective_until
    if ends is not None and other.pk == ends.pk:
        until = day_before(version.effective_from)
    begins_in_time = version.ends_on is None or other.effective_from <= version.ends_on
    return begins_in_time and (until is None or version.effective_from <= until)


def _published_before(published: RuleVersion, version: Version) -> RefusedRuleFileError:
    code = version.code
    if published.digest == version.digest:
        return RefusedRuleFileError([f"{code} は、同じ内容で公開済みです。"])
    refusal = f"{code} は公開済みです。公開した内容は変えられません。"
    return RefusedRuleFileError([refusal, *differences_of_published(version)])


def differences_of_published(version: Version) -> list[str]:
    """In what a version differs from the one published under its code, one point a line."""
    published = RuleVersion.objects.get(code=version.code)
    try:
        comparison = compare(version_from(published.content), version)
    except UnreadableContentError:
        return ["公開済みの内容と異なります（公開済みの内容は、条件ごとに比べられません）。"]
    return ["公開した内容と、次の点が異なります。", *difference_lines(comparison)]


KINDS = {
    "added": "追加",
    "removed": "削除",
    "changed": "変更",
    "renumbered": "条項の移動",
    "reworded": "表記のみの変更",
}


def difference_lines(comparison: Comparison) -> list[str]:
    """The comparison for a terminal, one point a line."""
    lines = [f"・{part.what}：{part.old} → {part.new}" for part in comparison.head]
    for rule in comparison.rules:
        if rule.kind is not None:
            lines.append(f"・規定「{rule.name}」：{KINDS[rule.kind]}")
            lines += [f"　　{part.what}：{part.old} → {part.new}" for part in rule.changes]
        for found in rule.conditions:
            there = found.new or found.old
            clause = there.clause if there else ""
            lines.append(f"・{clause} {found.id}：{KINDS[found.kind]}")
            if found.is_renumbered and found.old and found.new:
                lines.append(f"　　条項：{found.old.clause} → {found.new.clause}")
            lines += [
                f"　　{part.what}：{part.old or 'なし'} → {part.new or 'なし'}"
                for part in (*found.changes, *found.wording)
            ]
    return lines


@transaction.atomic
def propose_version(
    file: RuleFile, *, note: str, ends: RuleVersion | None, by: User, at: datetime
) -> RuleVersionProposal:
    """Raises RefusedRuleFileError; nothing is published yet."""
    refuse_unpublishable(file.version, ends=ends)
    if RuleVersionProposal.objects.open().filter(code=file.version.code).exists():
        raise RefusedRuleFileError([f"{file.version.code} の案は、すでに登録されています。"])
    return RuleVersionProposal.objects.create(
        code=file.version.code,
        title=file.version.title,
        effective_from=file.version.effective_from,
        file_name=file.name,
        source=file.source,
        content=canonical(file.version),
        digest=file.version.digest,
        note=note,
        ends=ends,
        proposed_at=at,
        proposed_by=by,
    )


@transaction.atomic
def publish_proposal(proposal: RuleVersionProposal, *, by: User, at: datetime) -> RuleVersion:
    """Publish what was proposed, and end the version it follows. Raises SamePersonError,
    DecidedError, RefusedRuleFileError."""
    standing = _standing(proposal)
    if standing.proposed_by_id == by.pk:
        raise SamePersonError
    version = read_rule_file(standing.source, name=standing.file_name).version
    refuse_unpublishable(version, ends=standing.ends)
    if standing.ends is not None:
        ended = RuleVersion.objects.filter(pk=standing.ends.pk)
        ended.update(effective_until=day_before(version.effective_from))
    published, _ = publish_version(version, by=by, at=at)
    _decide(standing, ProposalStatus.PUBLISHED, by=by, at=at, rule_version=published)
    return published


@transaction.atomic
def reject_proposal(proposal: RuleVersionProposal, *, reason: str, by: User, at: datetime) -> None:
    """Raises DecidedError."""
    _decide(_standing(proposal), ProposalStatus.REJECTED, by=by, at=at, reason=reason)


def _standing(proposal: RuleVersionProposal) -> RuleVersionProposal:
    standing = RuleVersionProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not standing.is_open:
        raise DecidedError
    return standing


def _decide(
    proposal: RuleVersionProposal,
    status: ProposalStatus,
    *,
    by: User,
    at: datetime,
    rule_version: RuleVersion | None = None,
    reason: str = "",
) -> None:
    proposal.status = status
    proposal.decided_by, proposal.decided_at = by, at
    proposal.rule_version, proposal.reason = rule_version, reason
    proposal.save()


def day_before(day: date) -> date:
    return day - timedelta(days=1)
