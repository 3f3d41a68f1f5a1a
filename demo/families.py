"""Who a consultation is about and who called: invented ages and names."""

from random import Random
from typing import Any

from consultations.actions import ChildAge
from demo.data_files import read

YEAR = 12
AGES_NOT_ASKED = 0.12
ONLY_COUNTED = 0.05
MONTHS_NOT_ASKED_FROM = 4  # years
CHILDREN = {1: 66, 2: 27, 3: 7}
OLDEST = 17 * YEAR
OLDEST_OF_EXPECTING = 6 * YEAR
SAME_FAMILY = 0.5  # how many of the named calls come from somebody who called before
FOREIGN = 0.02
YOUNGER_BY = 14  # months at least
MEN = ("父", "祖父")
AGENCY = "関係機関"

Family = tuple[int | None, list[ChildAge], str]


def family(chance: Random, subject: dict[str, Any]) -> Family:
    """The number of children, those ages that were asked, and how the note calls the child."""
    if subject.get("unborn"):
        return _expecting(chance, has_older=subject.get("has_older"))
    ages = _ages(chance, subject)
    if chance.random() < AGES_NOT_ASKED:
        return None, [], "お子さん"
    if chance.random() < ONLY_COUNTED:
        return len(ages), [], "お子さん"
    return len(ages), [_age(chance, months) for months in ages], _called(chance, ages)


def _expecting(chance: Random, *, has_older: bool | None) -> Family:
    older = [chance.randint(YEAR, OLDEST_OF_EXPECTING)] if has_older else []
    children = [ChildAge(is_unborn=True), *(_age(chance, months) for months in older)]
    return len(children), children, "おなかの子"


def _ages(chance: Random, subject: dict[str, Any]) -> list[int]:
    """In months; the child in question first."""
    months = chance.randint(*subject["ages"])
    number = chance.choices(list(CHILDREN), list(CHILDREN.values()))[0]
    ages = [months]
    if subject.get("has_younger"):
        ages.append(chance.randint(0, months - YOUNGER_BY))
        number = max(number, 2)
    while len(ages) < number:
        apart = chance.choice((-1, 1)) * chance.randint(16, 50)
        if 0 <= months + apart <= OLDEST:
            ages.append(months + apart)
    return ages


def _age(chance: Random, months: int) -> ChildAge:
    years, rest = divmod(months, YEAR)
    rounded = years >= MONTHS_NOT_ASKED_FROM and chance.random() < SAME_FAMILY
    return ChildAge(age_years=years, age_months=None if rounded else rest)


def _called(chance: Random, ages: list[int]) -> str:
    has_older = any(months > ages[0] for months in ages[1:])
    word = chance.choice(("次男", "次女") if has_older else ("長男", "長女"))
    years, months = divmod(ages[0], YEAR)
    if not years:
        return f"{word}（{months}か月）"
    precise = months and years < MONTHS_NOT_ASKED_FROM
    return f"{word}（{years}歳{f'{months}か月' if precise else ''}）"


class Callers:
    """Invented names; half of the named calls come from somebody who called before."""

    def __init__(self, chance: Random) -> None:
        self.words = read("names")
        self.known: dict[str, list[str]] = {"given": [], "given_of_fathers": []}
        self.chance = chance

    def name(self, who: str) -> str:
        given = "given_of_fathers" if who in MEN else "given"
        if self.known[given] and self.chance.random() < SAME_FAMILY:
            return self.chance.choice(self.known[given])
        self.known[given].append(self._new(given))
        return self.known[given][-1]

    def _new(self, given: str) -> str:
        if given == "given" and self.chance.random() < FOREIGN:
            return self.chance.choice(self.words["latin"])
        family_name = self.chance.choice(self.words["family"])
        return f"{family_name} {self.chance.choice(self.words[given])}"
