"""A first page of notes by words of 2, 3 and 6 letters, rare and common, beside two floors."""

import random
import statistics
import time
from contextlib import contextmanager

from django.db import connection

from bench.notes import COMMON, RARE, ensure
from consultations.models import NoteText
from consultations.note_search import PAGE_SIZE, Asked, NoteSearch
from shared.municipal_context import municipal_context
from shared.note_key import note_key

__all__ = ["ensure", "measure"]

LENGTHS = (2, 3, 6)
SCANS = 3  # of the whole table: it takes long, and hardly varies
RECORDS = """
SELECT id, occurred_at, content, center_id FROM consultations_consultation WHERE id = ANY (%s)
"""
SCAN = r"""
SELECT consultation_id FROM consultations_notetext WHERE municipality_id = %s AND key LIKE %s
ORDER BY occurred_at DESC, consultation_id DESC LIMIT 51
"""


def measure(notes, *, rounds):
    chance = random.Random(11)
    with municipal_context([notes.municipality_id]):
        _tell_sizes()
        words = _words(notes, chance, number=max(60, rounds * 5))
        _check(notes, words, chance)
        pages = _pages_by_number(notes)
        print(f"floor: {PAGE_SIZE} notes by primary key, bare SQL, in turns with each search\n")
        for title, user in (
            ("all 5 centers", notes.reader),
            ("one center", notes.reader_of_one),
        ):
            fetch = lambda: _fetch(chance.choice(pages))  # noqa: E731 -- one line is read at a glance
            _table(title, user, notes, words, fetch=fetch)


def _tell_sizes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), avg(length(key)) FROM consultations_notetext")
        number, letters = cursor.fetchone()
        print(f"{number:,} notes of {letters:.0f} letters in this municipality")
    for name in ("consultations_notetext", "row_security.note_token"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_size_pretty(pg_table_size(c)), pg_size_pretty(pg_indexes_size(c))"
                " FROM (SELECT oid AS c FROM pg_class WHERE relname = %s) AS named",
                [name.rpartition(".")[2]],
            )
            print("{}: {} and indexes of {}".format(name, *cursor.fetchone()))


def _words(notes, chance, *, number):
    """Any part of any note, so that common ones come as often as they are written."""
    newest = NoteText.objects.filter(municipality=notes.municipality_id)
    last = newest.order_by("-pk").values_list("pk", flat=True)[0]
    sample = newest.filter(
        pk__in=[chance.randint(last - notes.count + 1, last) for _ in range(number * 3)]
    )
    keys = list(sample.values_list("key", flat=True))
    words = {}
    for length in LENGTHS:
        parts = []
        while len(parts) < number:
            key = chance.choice(keys)
            at = chance.randrange(len(key) - length)
            part = key[at : at + length]
            if part.isalpha():
                parts.append(part)
        words[f"{length} letters, any"] = parts
        words[f"{length} letters, common"] = [COMMON[length]] * (number // 6)
        words[f"{length} letters, rare"] = [RARE[length]] * (number // 6)
    return words


def _check(notes, words, chance):
    """Right before fast: what a scan of the whole table finds, in its order."""
    for each in words.values():
        for word in {chance.choice(each) for _ in range(3)}:
            found = [row.pk for row in NoteSearch(notes.reader, Asked(words=[word])).page().rows]
            assert found == _scan(notes, word)[:PAGE_SIZE], word


def _scan(notes, word):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")
        pattern = f"%{note_key(word)}%"
        cursor.execute(SCAN, [notes.municipality_id, pattern])
        found = [number for (number,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_indexscan = on")
    return found


def _pages_by_number(notes):
    numbers = list(
        NoteText.objects.filter(municipality=notes.municipality_id)
        .order_by("-pk")
        .values_list("pk", flat=True)[: PAGE_SIZE * 40]
    )
    return [numbers[at : at + PAGE_SIZE] for at in range(0, len(numbers), PAGE_SIZE)]


def _fetch(numbers):
    with connection.cursor() as cursor:
        cursor.execute(RECORDS, [numbers])
        return cursor.fetchall()


def times(do, number):
    taken = []
    for _ in range(number):
        start = time.perf_counter()
        do()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _table(title, user, notes, words, *, fetch):
    print(
        f"| {title} | database: median | p95 | whole: median | p95 | ×floor (median, p95) |"
        " counting: median | scan | of the scan (p95) |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, each in words.items():
        whole, inside, counted, floors = [], [], [], []
        for word in each:
            floors += times(fetch, 1)
            search = NoteSearch(user, Asked(words=[word]))
            with _database() as spent:
                whole += times(search.page, 1)
            inside.append(sum(spent))
            counted += times(search.count, 1)
        scan = statistics.median(times(lambda: _scan(notes, each[0]), SCANS))  # noqa: B023 -- called before the loop goes on
        middle, high, floor = statistics.median(inside), p95(inside), statistics.median(floors)
        print(
            f"| {name} | {middle:.1f} | {high:.1f} | {statistics.median(whole):.1f} |"
            f" {p95(whole):.1f} | {middle / floor:.1f}, {high / floor:.1f} |"
            f" {statistics.median(counted):.1f} | {scan:.0f} | 1/{scan / high:.0f} |",
            flush=True,
        )
    print()


def p95(taken):
    return statistics.quantiles(taken, n=20)[-1]


@contextmanager
def _database():
    """The milliseconds that each statement takes."""
    spent = []

    def timed(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((time.perf_counter() - start) * 1000)

    with connection.execute_wrapper(timed):
        yield spent
