"""議事録: several people write at once; what differs is shown to both, and every word is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework.models import Conference, MinutesRevision, MinutesSection

EMPTY_VERSION = 1  # of a section in which nobody has written


@dataclass(frozen=True)
class TypedSection:
    """One section as a form sends it, written on top of `version`."""

    number: int
    text: str
    version: int


@dataclass(frozen=True)
class SectionConflict:
    """Somebody else wrote in the same section: both texts, and the one both began from."""

    section: MinutesSection
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Written:
    """`saved` sections hold what was typed; of `conflicts` nothing is saved yet."""

    saved: Sequence[MinutesSection]
    conflicts: Sequence[SectionConflict]


@transaction.atomic
def write_minutes(
    conference: Conference, typed: Collection[TypedSection], *, by: User, at: datetime
) -> Written:
    """Save each section that was changed here; leave alone what others changed meanwhile."""
    numbers = sorted(each.number for each in typed)
    sections = {
        section.pk: section
        for section in MinutesSection.objects.select_for_update(of=("self",))
        .filter(conference=conference, pk__in=numbers)
        .select_related("written_by", "item__case", "item__issue")
        .order_by("pk")
    }
    bases = texts_at({each.number: each.version for each in typed})
    saved, conflicts = [], []
    for each in sorted(typed, key=lambda one: one.number):
        section, base = sections.get(each.number), bases.get(each.number, "")
        if section is None or each.text in (base, section.text):
            continue  # nothing was typed here, or the same as somebody else
        if section.version != each.version:
            conflicts.append(SectionConflict(section, base, section.text, each.text))
            continue
        _save(section, each.text, by=by, at=at)
        saved.append(section)
    return Written(saved, conflicts)


def _save(section: MinutesSection, text: str, *, by: User, at: datetime) -> None:
    section.text, section.version = text, section.version + 1
    section.written_at, section.written_by = at, by
    section.save(update_fields=["text", "version", "written_at", "written_by"])
    MinutesRevision.objects.create(
        section=section, version=section.version, text=text, written_at=at, written_by=by
    )


def texts_at(versions: Mapping[int, int]) -> dict[int, str]:
    """What each section said at a version; "" before anybody wrote. One query."""
    rows = MinutesRevision.objects.filter(
        section__in=versions, version__in=set(versions.values()) - {EMPTY_VERSION}
    )
    found = {(row.section_id, row.version): row.text for row in rows}
    return {number: found.get((number, version), "") for number, version in versions.items()}
