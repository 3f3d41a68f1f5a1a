"""Which version is in force on a day, as far as had been published by a given moment."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from subsidies.judge.loading import RuleFileError, load_version
from subsidies.judge.rulebook import Scheme, Version, canonical, digest

__all__ = [
    "RULES",
    "Version",
    "canonical",
    "digest",
    "load_overlays",
    "load_versions",
    "overlays_on",
    "version_on",
]

RULES = Path(__file__).resolve().parent.parent / "rules"
JAPAN = timezone(timedelta(hours=9))


@cache
def load_versions(directory: Path = RULES) -> tuple[Version, ...]:
    """The versions of the national guideline, the oldest first. Raises RuleFileError."""
    versions = [load_version(path) for path in sorted(directory.glob("R*.toml"))]
    odd = [version.code for version in versions if version.scheme is not Scheme.NATIONAL]
    if odd:
        raise RuleFileError(f"国の要綱ではない版です：{'、'.join(odd)}")
    return tuple(sorted(versions, key=lambda version: version.effective_from))


@cache
def load_overlays(directory: Path = RULES / "overlays") -> tuple[Version, ...]:
    """The texts beside the national guideline: each judged by itself, and none ever chosen by
    `version_on`. Raises RuleFileError."""
    overlays = tuple(load_version(path) for path in sorted(directory.glob("*.toml")))
    odd = [version.code for version in overlays if version.scheme is Scheme.NATIONAL]
    if odd:
        raise RuleFileError(f"国の要綱は重ねる版にできません：{'、'.join(odd)}")
    return overlays


def overlays_on(day: date, municipality_code: str) -> tuple[Version, ...]:
    """The overlays in force on the day that concern the municipality; a draft is in force on
    none, and the contract of one municipality binds no other."""
    return tuple(
        version
        for version in load_overlays()
        if version.effective_from <= day
        and (version.ends_on is None or day <= version.ends_on)
        and (not version.municipalities or municipality_code in version.municipalities)
    )


def version_on(
    day: date,
    known_at: date | datetime | None = None,
    *,
    versions: Iterable[Version] | None = None,
) -> Version | None:
    """The version in force, or None: no text is ever borrowed from another period."""
    known = load_versions() if versions is None else tuple(versions)
    known_on = _day(known_at)
    begun = [
        version
        for version in known
        if version.scheme is Scheme.NATIONAL
        and version.effective_from <= day
        and _was_known(version.published_on, known_on)
    ]
    if not begun:
        return None
    latest = max(begun, key=lambda version: version.effective_from)
    return None if _has_ended(latest, day, known_on) else latest


def _has_ended(version: Version, day: date, known_on: date | None) -> bool:
    """An end counts only once the notice that ended the version had been published."""
    if version.ends_on is None or day <= version.ends_on:
        return False
    return version.end_published_on is None or _was_known(version.end_published_on, known_on)


def _was_known(published_on: date, known_on: date | None) -> bool:
    return known_on is None or published_on <= known_on


def _day(moment: date | datetime | None) -> date | None:
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(JAPAN).date() if moment.tzinfo else moment.date()
