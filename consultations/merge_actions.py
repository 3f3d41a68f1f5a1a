"""One person under two records: put together, taken apart again, or told apart for good.

A merge moves nothing. It is an edge of a forest (`PersonMerge`), and each person's root in it is
written to `Person.merged_into`; whatever points to a person goes on pointing there. Taking an edge
out therefore leaves every row where it was, whatever has been recorded since and in whatever order
merges are undone. What was recorded after a merge stays with the record it was recorded for.

A merge shows nobody more than before: each record is reached through its own household. It hides
more: a protection of any of the records holds for all of them (`Person.identity`).
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from centers.models import Center
from consultations.models import Person, PersonDistinction, PersonMerge


class MergeRefusedError(Exception):
    """Why these two cannot be put together, in words for the screen."""


OF_COUNTER_PARTY = (
    "一方は、もう一方の人（又は同じ世帯の人）の支援措置の相手方です。統合できません。"
)
SAME_ALREADY = "この2件は、すでに同じ人として統合されています。"
OF_TWO_MUNICIPALITIES = "別の自治体の記録とは統合できません。"
MERGED_ALREADY = "この2件は統合されています。別人と記録するには、先に統合を取り消してください。"
DISTINCTION_WITHDRAWN = "この判断は、すでに取り消されています。"
ALREADY_UNDONE = "この統合は、すでに取り消されています。"


@transaction.atomic
def merge_persons(
    merged: Person, survivor: Person, *, center: Center, reason: str, by: User, at: datetime
) -> PersonMerge:
    """Hold `merged` and `survivor` for one person. Raises MergeRefusedError.

    Both may stand for several records already: it is their roots that are joined.
    """
    merged, survivor = _locked_roots(merged, survivor)
    if merged.pk == survivor.pk:
        raise MergeRefusedError(SAME_ALREADY)
    if merged.municipality_id != survivor.municipality_id:
        raise MergeRefusedError(OF_TWO_MUNICIPALITIES)
    if is_hidden_between(merged, survivor, localdate(at)):
        raise MergeRefusedError(OF_COUNTER_PARTY)
    merge = PersonMerge.objects.create(
        center=center, merged=merged, survivor=survivor, reason=reason, merged_by=by, merged_at=at
    )
    Person.objects.filter(identity=merged.pk).update(merged_into=survivor)
    return merge


def _locked_roots(*people: Person) -> list[Person]:
    """In the order asked for. Locked by number, so that two merges cannot cross each other."""
    numbers = {person.pk for person in people}
    while True:
        rows = Person.objects.filter(pk__in=numbers).order_by("pk")
        known = {row.pk: row for row in rows.select_for_update(of=("self",))}
        roots = {row.merged_into_id or row.pk for row in known.values()}
        if roots <= known.keys():
            break
        numbers |= roots
    return [known[known[person.pk].merged_into_id or person.pk] for person in people]


def is_hidden_between(one: Person, other: Person, day: date) -> bool:
    """One, or somebody with whom one lives, is protected against the other."""
    people = Person.objects
    return (
        people.hidden_from(one, day).filter(identity=other.identity).exists()
        or people.hidden_from(other, day).filter(identity=one.identity).exists()
    )


@transaction.atomic
def undo_merge(merge: PersonMerge, *, reason: str, by: User, at: datetime) -> None:
    """Take the edge out: the two stand apart as they did. Raises MergeRefusedError if done before."""
    # The persons before the merge, as when merging: whoever waits, waits in one order.
    [root, *_] = _locked_roots(merge.survivor)
    row = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if row.is_undone:
        raise MergeRefusedError(ALREADY_UNDONE)
    row.undone_at, row.undone_by, row.undo_reason = at, by, reason
    row.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    below = _below(row.merged_id, of=root)
    Person.objects.filter(pk=row.merged_id).update(merged_into=None)
    Person.objects.filter(pk__in=below).update(merged_into=row.merged_id)


def _below(person: int, *, of: Person) -> set[int]:
    """Who is held for `person` by the merges that still stand in the tree of `of`."""
    edges = PersonMerge.objects.standing().filter(merged__identity=of.pk)
    children: dict[int, list[int]] = {}
    for merged, survivor in edges.values_list("merged", "survivor"):
        children.setdefault(survivor, []).append(merged)
    found: set[int] = set()
    waiting = list(children.get(person, ()))
    while waiting:
        found.add(number := waiting.pop())
        waiting.extend(children.get(number, ()))
    return found


@transaction.atomic
def tell_apart(
    one: Person, other: Person, *, reason: str, by: User, at: datetime
) -> PersonDistinction:
    """Two persons, remembered: the pair is not asked about again. Raises MergeRefusedError."""
    roots = _locked_roots(one, other)
    if roots[0].pk == roots[1].pk:
        raise MergeRefusedError(MERGED_ALREADY)
    first, second = sorted((one, other), key=lambda person: person.pk)
    row, _ = PersonDistinction.objects.get_or_create(
        person=first,
        other=second,
        withdrawn_at=None,
        defaults={"reason": reason, "decided_by": by, "decided_at": at},
    )
    return row


@transaction.atomic
def withdraw_distinction(
    distinction: PersonDistinction, *, reason: str, by: User, at: datetime
) -> None:
    """The pair is asked about again. Raises MergeRefusedError if done before."""
    row = PersonDistinction.objects.select_for_update(of=("self",)).get(pk=distinction.pk)
    if row.withdrawn_at is not None:
        raise MergeRefusedError(DISTINCTION_WITHDRAWN)
    row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = at, by, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])


def recorded_since(people: Iterable[Person], day: date) -> dict[int, int]:
    """Of each record, how many contacts, memberships and names began after `day`.

    They stay where they are when a merge is undone, and the page says so.
    """
    numbers = [person.pk for person in people]
    counts = dict.fromkeys(numbers, 0)
    for rows in ("contact_details", "memberships", "other_names"):
        begun = Person.objects.filter(pk__in=numbers, **{f"{rows}__starts_on__gt": day})
        for number in begun.values_list("pk", flat=True):
            counts[number] += 1
    return counts
