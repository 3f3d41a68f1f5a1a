"""Persons by what a caller says, as the page finds them, beside one indexed equality."""

import random
import statistics

from django.db import connection
from django.utils.timezone import localdate

from bench.note_search import p95, times
from bench.people import ensure
from consultations.models import ContactDetail, Person
from consultations.person_search import members_found_by
from shared.concealed import disclosed
from shared.municipal_context import municipal_context
from shared.wareki import format_wareki

__all__ = ["ensure", "measure"]

SHOWN = 50
FLOOR = """
SELECT id, registered_name, registered_kana, date_of_birth FROM consultations_person
WHERE kana_key = %s AND municipality_id = %s ORDER BY id LIMIT 51
"""
TO_HIRAGANA = {code: code - 96 for code in range(ord("ァ"), ord("ヶ") + 1)}


def measure(world, *, rounds):
    chance = random.Random(5)
    with municipal_context([world.municipality_id]):
        people = _some_people(chance, number=max(40, rounds * 4))
        print(f"{Person.objects.count():,} persons of one municipality, all within reach\n")
        _check(world.reader, people)
        floor = [taken for person in people for taken in times(lambda: _equal(world, person), 1)]  # noqa: B023 -- called before the loop goes on
        middle = statistics.median(floor)
        print("| searched by | median ms | p95 ms | ratio of the medians |\n|---|--:|--:|--:|")
        print(f"| floor: kana key = …, bare SQL | {middle:.2f} | {p95(floor):.2f} | 1 |")
        for name, words in _ways(people).items():
            taken = [
                once
                for each in words
                for once in times(lambda: _found(world.reader, each), 1)  # noqa: B023 -- called before the loop goes on
            ]
            median = statistics.median(taken)
            print(
                f"| {name} | {median:.1f} | {p95(taken):.1f} | {median / middle:.0f} |", flush=True
            )
        print()


def _some_people(chance, *, number):
    last = Person.objects.order_by("-pk")[0].pk
    wanted = [chance.randrange(last - Person.objects.count(), last) + 1 for _ in range(number)]
    return list(Person.objects.filter(pk__in=wanted))


def _ways(people):
    phones = {
        row.person_id: disclosed(row.value)
        for row in ContactDetail.objects.filter(person__in=people, kind="phone")
    }
    addresses = {
        row.person_id: disclosed(row.value)
        for row in ContactDetail.objects.filter(person__in=people, kind="address")
    }
    return {
        "surname in kanji": [each.registered_name.split()[0] for each in people],
        "whole name in kanji": [each.registered_name for each in people],
        "reading, three hiragana": [
            each.registered_kana.replace(" ", "").translate(TO_HIRAGANA)[:3] for each in people
        ],
        "whole reading": [each.registered_kana for each in people],
        "last four digits": [phones[each.pk][-4:] for each in people],
        "whole phone": [phones[each.pk] for each in people],
        "part of an address": [addresses[each.pk][3:] for each in people],
        "date of birth, 和暦": [format_wareki(each.date_of_birth) for each in people],
        "number of the record": [f"個人{each.pk}" for each in people],
    }


def _check(user, people):
    """Right before fast: each way leads to the person, or to a page of others before them."""
    for words in _ways(people[:3]).values():
        for person, each in zip(people[:3], words, strict=True):
            found, has_more = members_found_by(user, each, localdate(), limit=SHOWN)
            assert has_more or person.pk in [row.person_id for row in found], each


def _found(user, words):
    return members_found_by(user, words, localdate(), limit=SHOWN)


def _equal(world, person):
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [person.kana_key, world.municipality_id])
        return cursor.fetchall()
