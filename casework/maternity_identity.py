"""Whom a page of the ledger is about: the name as far as protections allow, and the caution."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casework.identity import cut_links
from casework.losses import Caution, caution_for
from casework.maternity_weeks import week_text
from casework.models import Pregnancy
from consultations.conflicts import Conflict
from consultations.masking import covered_among
from consultations.models import Person
from shared.concealed import MASK

# Columns that tell where a woman is, was or will be: hidden from everybody like her address.
WHEREABOUTS = ("homecoming_place", "moved_in_from", "moved_out_to")


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


def is_covered(pregnancy: Pregnancy, day: date) -> bool:
    """Whether the whereabouts of the mother are hidden. One query."""
    return bool(covered_among([pregnancy.mother], day))


def homecomings_of(pregnancies: Collection[Pregnancy], day: date) -> dict[int, str]:
    """里帰り先 by the number of the row, as far as protections allow. One query."""
    covered = covered_among([each.mother for each in pregnancies], day)
    return {
        each.pk: shown_place(each.homecoming_place, is_hidden=each.mother_id in covered)
        for each in pregnancies
    }


def shown_place(text: str, *, is_hidden: bool) -> str:
    return MASK if text and is_hidden else text


def changes_told(changes: dict[str, Any], *, is_hidden: bool) -> dict[str, Any]:
    """Of a change in the ledger what may be shown: that a place was changed, but not from or to where."""
    if not is_hidden:
        return changes
    return {
        name: _without_words(each) if name in WHEREABOUTS else each
        for name, each in changes.items()
    }


def _without_words(change: dict[str, str]) -> dict[str, str]:
    hidden = {side: shown_place(change[side], is_hidden=True) for side in ("before", "after")}
    return {**change, **hidden}


def conflict_told(conflict: Conflict, *, is_hidden: bool) -> Conflict:
    """The same of what somebody else changed meanwhile; what was typed here stays."""
    if not is_hidden:
        return conflict
    fields = [
        replace(
            each,
            before=shown_place(each.before, is_hidden=True),
            theirs=shown_place(each.theirs, is_hidden=True),
        )
        if each.name in WHEREABOUTS
        else each
        for each in conflict.fields
    ]
    return replace(conflict, fields=fields)
