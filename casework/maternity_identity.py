"""Whom a page of the ledger is about: the name as far as protections allow, and the caution."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from casework.identity import cut_links
from casework.losses import Caution, caution_for
from casework.maternity_weeks import week_text
from casework.models import Pregnancy
from consultations.masking import covered_among
from consultations.models import Person
from shared.concealed import MASK


@dataclass(frozen=True)
class Head:
    """The head of every page of one row. A stopped family is told neither weeks nor days."""

    pregnancy: Pregnancy
    name: str
    phase: str
    week: str
    caution: Caution | None
    is_protected: bool


def head_of(pregnancy: Pregnancy, day: date) -> Head:
    """`pregnancy` comes with its mother. Four queries."""
    caution = caution_for(pregnancy)
    is_told = caution is None and pregnancy.delivered_on is None
    return Head(
        pregnancy,
        names_of([pregnancy], day)[pregnancy.pk],
        "" if caution else str(pregnancy.phase(day).label),
        week_text(pregnancy.due_on, day) if is_told else "",
        caution,
        bool(covered_among([pregnancy.mother], day)),
    )


def names_of(pregnancies: Collection[Pregnancy], day: date) -> dict[int, str]:
    """By the number of the row; the rows come with their mothers. Two queries."""
    cut = cut_links([(each.household_id, each.mother_id) for each in pregnancies], day)
    return {
        each.pk: MASK if (each.household_id, each.mother_id) in cut else each.mother.registered_name
        for each in pregnancies
    }


def child_names(pregnancy: Pregnancy, children: Collection[Person], day: date) -> dict[int, str]:
    """By the number of the child, as far as protections allow. Two queries."""
    cut = cut_links([(pregnancy.household_id, each.pk) for each in children], day)
    return {
        each.pk: MASK if (pregnancy.household_id, each.pk) in cut else each.registered_name
        for each in children
    }
