"""What is published or recorded for subsidies: rule versions, snapshots, judgement sheets."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from centers.models import Center
from subsidies.judge.rulebook import Version, canonical, digest
from subsidies.judgement import CenterJudgement
from subsidies.models import JudgementSheet, RuleVersion, Snapshot
from subsidies.sheet import sheet_content


class PublishedOtherwiseError(Exception):
    """The same version was published before with other content; published content never changes."""


def digest_of(content: Any) -> str:
    """SHA-256 of the canonical JSON of `content`."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def publish_version(version: Version, *, by: User | None, at: datetime) -> tuple[RuleVersion, bool]:
    """Store the imprint of a rule file; return it and whether it is new."""
    published = RuleVersion.objects.filter(code=version.code).first()
    if published is None:
        return _imprint(version, by=by, at=at), True
    if published.digest != digest(version):
        raise PublishedOtherwiseError(version.code)
    return published, False


def _imprint(version: Version, *, by: User | None, at: datetime) -> RuleVersion:
    return RuleVersion.objects.create(
        code=version.code,
        title=version.title,
        effective_from=version.effective_from,
        effective_until=version.ends_on,
        text_held=version.text_held,
        content=canonical(version),
        digest=digest(version),
        published_at=at,
        published_by=by,
    )


@transaction.atomic
def create_judgement_sheet(
    judgement: CenterJudgement, *, fiscal_year: int, by: User, at: datetime
) -> tuple[JudgementSheet, bool]:
    """Freeze a judgement as a sheet, with the facts it rests on and the version's imprint.

    A sheet that says the same from the same facts is returned instead: a button pressed twice
    makes one. Also return whether the sheet is new.
    """
    facts = judgement.facts
    content = sheet_content(judgement, fiscal_year=fiscal_year)
    digest = digest_of({"sheet": content, "snapshot": digest_of(facts.facts)})
    Center.objects.select_for_update(of=("self",), no_key=True).get(pk=facts.center.pk)
    standing = JudgementSheet.objects.filter(center=facts.center, digest=digest).first()
    if standing is not None:
        return standing, False
    snapshot = Snapshot.objects.create(
        center=facts.center,
        judged_on=facts.query.day,
        stage=facts.query.stage,
        facts=facts.facts,
        digest=digest_of(facts.facts),
        taken_at=at,
        taken_by=by,
    )
    judgement_sheet = JudgementSheet.objects.create(
        center=facts.center,
        fiscal_year=fiscal_year,
        center_type=facts.type,
        rule_version=_published(judgement.version),
        snapshot=snapshot,
        content=content,
        digest=digest,
        created_at=at,
        created_by=by,
    )
    return judgement_sheet, True


def _published(version: Version | None) -> RuleVersion | None:
    return None if version is None else RuleVersion.objects.get(code=version.code)
