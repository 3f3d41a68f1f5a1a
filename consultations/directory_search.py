"""Finding an entry of the directory while somebody is on the telephone."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from centers.enums import AgencyKind, ResourceKind
from centers.models import LocalResource, PartnerAgency
from consultations.given import AGENCY, RESOURCE, GivenEntry, entry_of
from consultations.models import FavouriteResource
from shared.access import Actor
from shared.japanese_text import fold_key

AT_ONCE = 8
FEWEST, MOST = 2, 40  # characters: a longer line is a sentence
MOST_GIVEN = 20
DIGITS = 18  # of a number that the database can hold
CODE_MARKS = (";", "；")
_LAST_WORD = re.compile(r"(?:[;；]\s*)?[^、。，．,\s]*\Z")  # noqa: RUF001 -- marks as they are typed


@dataclass(frozen=True)
class Offer:
    """An entry to be ticked: what it is called, what tells it from others, its code if it has one."""

    entry: GivenEntry
    note: str
    code: str = ""

    @property
    def key(self) -> str:
        return self.entry.key


def words_of(typed: str) -> str:
    """What is looked for: what the note ends with, if it can be a name; else nothing.

    A comma, a full stop, a space or a new line ends what stood before; given_box.js agrees.
    """
    last = _LAST_WORD.search(typed)
    words = last[0] if last else ""
    is_name = FEWEST <= len(words) <= MOST and not words.startswith(CODE_MARKS)
    return words if is_name and "\x00" not in words else ""


def entries_found_by(words: str, user: Actor, day: date) -> tuple[list[Offer], bool]:
    """By any part of the name or its reading, or by the kind; names that begin so come first."""
    if not words or not fold_key(words):
        return [], False
    found: list[LocalResource | PartnerAgency] = []
    asked: tuple[tuple[Any, Any], ...] = (
        (LocalResource, ResourceKind.choices),
        (PartnerAgency, AgencyKind.choices),
    )
    for model, choices in asked:
        rows = model.objects.visible_to(user).select_related("municipality")
        standing = rows.standing_on(day)
        kinds = [value for value, label in choices if words in label]
        named = standing.named(words)
        matching = standing.filter(Q(pk__in=named.values("pk")) | Q(kind__in=kinds))
        found += list(matching.order_by("search_key", "pk")[: AT_ONCE + 1])
    key = fold_key(words)
    found.sort(key=lambda each: not each.search_key.startswith(key))
    return [offer_of(each) for each in found[:AT_ONCE]], len(found) > AT_ONCE


def offer_of(found: LocalResource | PartnerAgency, *, code: str = "") -> Offer:
    kind = str(found.get_kind_display())
    if code:  # whoever types codes knows the place
        return Offer(entry_of(found), kind, code)
    is_elsewhere = isinstance(found, LocalResource) and found.is_neighbouring
    parts = [kind, found.area if is_elsewhere else "", found.phone]
    return Offer(entry_of(found), "　".join(part for part in parts if part))


def entries_named(keys: Collection[str], user: Actor) -> dict[str, LocalResource | PartnerAgency]:
    """By key those within reach, closed ones included; a key that names nothing is left out."""
    numbers: dict[str, list[int]] = {RESOURCE: [], AGENCY: []}
    for key in list(keys)[: 2 * MOST_GIVEN]:
        kind, number = key[:1], key[1:]
        if kind in numbers and number.isascii() and number.isdecimal() and len(number) <= DIGITS:
            numbers[kind].append(int(number))
    found: list[LocalResource | PartnerAgency] = []
    if numbers[RESOURCE]:
        resources = LocalResource.objects.visible_to(user).select_related("municipality")
        found += resources.filter(pk__in=numbers[RESOURCE])
    if numbers[AGENCY]:
        found += PartnerAgency.objects.visible_to(user).filter(pk__in=numbers[AGENCY])
    return {entry_of(each).key: each for each in found}


def favourites_of(user: Actor, day: date) -> list[Offer]:
    """With their codes; what has closed is no longer offered."""
    rows = FavouriteResource.objects.visible_to(user).standing().for_listing()
    entries: Iterable[tuple[str, Any]] = ((row.code, row.resource or row.agency) for row in rows)
    return [
        offer_of(entry, code=code)
        for code, entry in entries
        if entry.closed_on is None or entry.closed_on > day
    ]
