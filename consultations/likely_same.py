"""Who may be registered twice: asked while somebody is typed, and over a whole center.

It tells why two records look alike and decides nothing. A phone that a family shares is no
identity; what a protection hides is never compared, so that no hint confirms it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from itertools import combinations
from typing import Any

from django.db.models import Q, QuerySet

from consultations.enums import ContactKind
from consultations.models import (
    AddressProtection,
    ContactDetail,
    OtherName,
    Person,
    PersonDistinction,
    contact_key,
)
from shared.concealed import Concealed
from shared.japanese_text import fold_key, kana_key
from shared.name_comparison import NAMES_ALIKE, Likeness, WrittenName, likeness
from shared.name_sound import sound_key, words_of

MOST_CANDIDATES = 200
MOST_SHOWN = 10
MOST_OF_ONE_KEY = 50  # a block of 50 namesakes is 1,225 pairs


class Verdict(IntEnum):
    """見立て, never a decision."""

    NOTHING = 0
    FAMILY = 1
    POSSIBLE = 2
    LIKELY = 3

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_likely(self) -> bool:
        return self is Verdict.LIKELY


_LABELS = {
    Verdict.NOTHING: "",
    Verdict.FAMILY: "家族かもしれません",
    Verdict.POSSIBLE: "同じ人かもしれません",
    Verdict.LIKELY: "同じ人の可能性が高い",
}


@dataclass(frozen=True)
class Profile:
    """What is compared of somebody: typed just now, or registered."""

    names: Sequence[WrittenName]
    date_of_birth: date | None = None
    phones: frozenset[Concealed] = frozenset()


@dataclass(frozen=True)
class Resemblance:
    verdict: Verdict
    reasons: Sequence[str] = ()


@dataclass(frozen=True)
class Candidate:
    """Somebody registered who resembles."""

    person: Person
    resemblance: Resemblance


@dataclass(frozen=True)
class Pair:
    first: Person
    second: Person
    resemblance: Resemblance


@dataclass
class Profiles:
    """Of many persons, in two queries; `covered` are compared without their numbers."""

    people: Sequence[Person]
    covered: Collection[int]
    _names: dict[int, list[WrittenName]] = field(default_factory=dict)
    _phones: dict[int, set[Concealed]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = [person.pk for person in self.people]
        for row in OtherName.objects.filter(person__in=numbers):
            self._names.setdefault(row.person_id, []).append(WrittenName(row.name, row.kana))
        phones = ContactDetail.objects.current().filter(kind=ContactKind.PHONE, person__in=numbers)
        for each in phones.exclude(person__in=self.covered):
            key: Any = each.value_key
            self._phones.setdefault(each.person_id, set()).add(key)

    def of(self, person: Person) -> Profile:
        own = WrittenName(person.registered_name, person.registered_kana)
        return Profile(
            (own, *self._names.get(person.pk, ())),
            person.date_of_birth,
            frozenset(self._phones.get(person.pk, ())),
        )


def resemblance(one: Profile, other: Profile) -> Resemblance:
    """How far two profiles look like one person, and why."""
    name = likeness(one.names, other.names)
    same_phone = bool(one.phones & other.phones)
    day = _days(one.date_of_birth, other.date_of_birth)
    reasons = [name.text] if name else []
    if day in _DAY_TEXTS:
        reasons.append(_DAY_TEXTS[day])
    if same_phone:
        reasons.append("電話が同じ")
    return Resemblance(_verdict(name, day, same_phone=same_phone), reasons)


class _Days(IntEnum):
    DIFFERENT = 0
    UNKNOWN = 1
    NEAR = 2
    SAME = 3


_DAY_TEXTS = {_Days.SAME: "生年月日が同じ", _Days.NEAR: "生年月日が1か所だけ違う"}


def _days(one: date | None, other: date | None) -> _Days:
    if one is None or other is None:
        return _Days.UNKNOWN
    if one == other:
        return _Days.SAME
    parts = zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)
    is_swapped = (one.month, one.day) == (other.day, other.month) and one.year == other.year
    return _Days.NEAR if is_swapped or sum(a == b for a, b in parts) == 2 else _Days.DIFFERENT  # noqa: PLR2004 -- of three parts


def _verdict(name: Likeness, day: _Days, *, same_phone: bool) -> Verdict:
    if name >= NAMES_ALIKE:
        if day == _Days.SAME or (same_phone and day != _Days.DIFFERENT):
            return Verdict.LIKELY
        return Verdict.POSSIBLE if day != _Days.DIFFERENT or same_phone else Verdict.NOTHING
    if name and day == _Days.SAME:
        return Verdict.POSSIBLE
    # Twins have one phone and one date of birth, and are two.
    return Verdict.FAMILY if same_phone else Verdict.NOTHING


def candidates(asked: Profile, among: QuerySet[Person], *, day: date) -> list[Candidate]:
    """Of `among`, those who resemble, the likeliest first."""
    blocks = [*_by_names(asked), *_by_phones(asked, day)]
    if not blocks:
        return []
    # Apart and then together: a condition with OR would walk through everybody.
    numbers = blocks[0].union(*blocks[1:])
    people = list(among.filter(pk__in=numbers).order_by("pk")[:MOST_CANDIDATES])
    covered = Person.objects.covered(day).filter(pk__in=[person.pk for person in people])
    profiles = Profiles(people, set(covered.values_list("pk", flat=True)))
    found = [Candidate(each, resemblance(asked, profiles.of(each))) for each in people]
    found = [each for each in found if each.resemblance.verdict]
    found.sort(key=lambda each: (-each.resemblance.verdict, each.person.pk))
    return found[:MOST_SHOWN]


def _by_names(asked: Profile) -> Iterable[QuerySet[Any, Any]]:
    """Equal keys of any name, or one date of birth with one surname."""
    people, others = Person.objects, OtherName.objects
    for each in asked.names:
        heard = each.reading or each.name
        for known, number in ((people, "pk"), (others, "person")):
            rows: Any = known
            yield rows.filter(name_key=fold_key(each.name)).values(number)
            yield rows.filter(sound_key=sound_key(heard)).values(number)
            yield rows.filter(kana_key=kana_key(heard)).exclude(kana_key="").values(number)
        surname = words_of(each.name)[:1]
        if asked.date_of_birth and surname:
            alike = Q(name_key__startswith=fold_key(surname[0]))
            alike |= Q(sound_key__startswith=sound_key(heard)[:2])
            yield people.filter(alike, date_of_birth=asked.date_of_birth).values("pk")


def _by_phones(asked: Profile, day: date) -> Iterable[QuerySet[Any, Any]]:
    """Whoever is covered stays out of this block as well as out of the comparison."""
    if asked.phones:
        phones = ContactDetail.objects.current().filter(
            kind=ContactKind.PHONE, value_key__in=list(asked.phones)
        )
        covered = Person.objects.covered(day).values("pk")
        people = Person.objects.filter(pk__in=phones.values("person"))
        yield people.exclude(pk__in=covered).values("pk")


def typed_profile(name: str, kana: str, born: date | None, phone: str) -> Profile:
    """Of somebody who is being typed in."""
    key = contact_key(phone)
    names = [WrittenName(name, kana)] if name else [WrittenName(kana)] if kana else []
    return Profile(names, born, frozenset({Concealed(key)} if key else ()))


def likely_pairs(people: Sequence[Person], *, covered: Collection[int]) -> list[Pair]:
    """Records of one person, most likely, in `people`; not those that somebody has told apart."""
    profiles = Profiles(people, covered)
    by_number = {person.pk: person for person in people}
    known = {person.pk: profiles.of(person) for person in people}
    apart = _told_apart(people)
    found = []
    for first, second in sorted(_pairs_in_blocks(known)):
        one, other = by_number[first], by_number[second]
        if one.identity == other.identity or _pair_of(one, other) in apart:
            continue
        resembling = resemblance(known[first], known[second])
        if resembling.verdict >= Verdict.POSSIBLE:
            found.append(Pair(one, other, resembling))
    return sorted(
        found, key=lambda pair: (-pair.resemblance.verdict, pair.first.pk, pair.second.pk)
    )


def _pairs_in_blocks(known: Mapping[int, Profile]) -> set[tuple[int, int]]:
    blocks: dict[tuple[str, str], set[int]] = {}
    for number, profile in known.items():
        for each in profile.names:
            for key in _block_keys(each, profile):
                blocks.setdefault(key, set()).add(number)
    return {
        pair
        for numbers in blocks.values()
        for pair in combinations(sorted(numbers)[:MOST_OF_ONE_KEY], 2)
    }


def _block_keys(name: WrittenName, profile: Profile) -> Iterable[tuple[str, str]]:
    heard = name.reading or name.name
    yield "name", fold_key(name.name)
    yield "sound", sound_key(heard)
    yield "kana", kana_key(heard)
    if profile.date_of_birth:
        yield "born", f"{profile.date_of_birth}"


def _told_apart(people: Sequence[Person]) -> set[tuple[int, int]]:
    """Pairs of identities between which somebody has decided."""
    numbers = [person.pk for person in people]
    decided = PersonDistinction.objects.standing().filter(
        Q(person__in=numbers) | Q(other__in=numbers)
    )
    # One against the other: not named in one breath.
    parties = AddressProtection.objects.standing().filter(counter_party__in=numbers)
    rows = [
        *decided.values_list("person__identity", "other__identity"),
        *parties.values_list("person__identity", "counter_party__identity"),
    ]
    return {(min(pair), max(pair)) for pair in rows}


def _pair_of(one: Person, other: Person) -> tuple[int, int]:
    return min(one.identity, other.identity), max(one.identity, other.identity)
