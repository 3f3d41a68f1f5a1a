"""A note is found by any part of any word of it, and only by who may read that very word."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from consultations import note_search
from consultations.actions import correct_consultation, entry_of, withdraw_consultation
from consultations.consent_enums import ConsentAnswer, ConsentPurpose
from consultations.models import Consultation, NoteText
from consultations.note_search import Asked, NoteSearch
from shared.japanese_text import variants
from shared.note_key import BETWEEN, HIRAGANA, RARE, note_key
from tests.desk_factories import ChildPartFactory
from tests.factories import (
    CenterFactory,
    ConsultationFactory,
    MunicipalityFactory,
    NamedReaderFactory,
    RoleGrantFactory,
    TopicFactory,
    UserFactory,
)
from tests.household_factories import AddressProtectionFactory
from tests.sharing_factories import ConsentFactory

pytestmark = pytest.mark.django_db
LETTERS = "あいアｱがｶﾞ園薗高髙%_\\'\"Ａa1１ー〜か\u3099葛\U000e0100\u3000 \n👨\u200d👩"  # noqa: RUF001 -- full-width letters are what is tested
NOW = dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC)


def found(user, *words, **more):
    return [row.pk for row in NoteSearch(user, Asked(words=words, **more)).page().rows]


def number(user, *words, **more):
    return str(NoteSearch(user, Asked(words=words, **more)).count())


@pytest.fixture
def stranger(municipality):
    user = UserFactory()
    center = CenterFactory(municipality=municipality)
    RoleGrantFactory(user=user, role=Role.CONSULTANT, municipality=municipality, center=center)
    user.center = center
    return user


def test_the_database_makes_the_same_key():
    every = "".join(RARE) + HIRAGANA + "".join(map(chr, variants())) + LETTERS
    every += "".join(map(chr, range(0x20, 0x2100))) + "".join(map(chr, range(0xFF01, 0xFFEF)))
    chance = random.Random(3)  # noqa: S311 -- a seed, no secret
    texts = [every, *("".join(chance.choices(LETTERS, k=40)) for _ in range(200))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security.note_key(unnest(%s::text[]))", [texts])
        keys = [key for (key,) in cursor.fetchall()]

    assert keys == [note_key(text) for text in texts]


@pytest.mark.parametrize("walked", [note_search.WALKED, 5])
def test_as_python_finds_it_in_the_words_one_may_read(
    monkeypatch, consultant, center, stranger, walked
):
    """Random texts and words, by either step; the oracle is `in` over the keys of each field."""
    monkeypatch.setattr(note_search, "WALKED", walked)
    monkeypatch.setattr(note_search, "PAGE_SIZE", 30)
    chance = random.Random(7)  # noqa: S311 -- a seed, no secret
    draw = lambda most: "x" + "".join(chance.choices(LETTERS, k=chance.randrange(most)))  # noqa: E731 -- one line is read at a glance
    texts = {}
    for day in range(120):
        record = ConsultationFactory(
            center=chance.choice([center, stranger.center]),
            content=draw(25),
            response=draw(9),
            occurred_at=NOW - dt.timedelta(days=day % 50),
            confidentiality=chance.choice(["ordinary", "ordinary", "ordinary", "restricted"]),
        )
        own = record.center == center and record.confidentiality == "ordinary"
        texts[record.pk] = [record.content, record.response] if own else []
        if day % 3 == 0:
            part = ChildPartFactory(consultation=record, content=draw(9), visibility="own_center")
            texts[record.pk] += [part.label, part.content] if own else []
    keys = {pk: [note_key(text) for text in fields] for pk, fields in texts.items()}
    order = list(Consultation.objects.order_by("-occurred_at", "-pk").values_list("pk", flat=True))
    some = [key for fields in keys.values() for key in fields if len(key) > 3]

    for _ in range(150):
        key = chance.choice(some)
        at, length = chance.randrange(len(key) - 1), chance.randrange(2, 5)
        words = [
            key[at : at + length],
            *(["".join(chance.choices("あ園%_", k=2))] * chance.randrange(2)),
        ]
        words = [word for word in words if len(word) > 1] or ["あい"]
        expected = [
            pk
            for pk in order
            if all(any(note_key(word) in field for field in keys[pk]) for word in words)
        ]
        assert found(consultant, *words) == expected[:30], words
        assert number(consultant, *words) == f"{len(expected)}件", words


def test_no_word_reaches_from_one_field_into_the_next(consultant, center):
    ConsultationFactory(center=center, content="夜に泣", response="いた。")

    assert found(consultant, "泣い") == []
    assert BETWEEN in NoteText.objects.get().key


@pytest.mark.parametrize(
    "words",
    ["なんねん生", "ﾅﾝﾈﾝ生", "ＡＢ", "高橋", "100%", "a_b", "\\n", "ab 高橋", "100% a_b"],  # noqa: RUF001 -- full-width letters are what is tested
)
def test_however_it_is_written(consultant, center, words):
    record = ConsultationFactory(
        center=center,
        content="何年？なんねん生？AB、a_b、髙橋、\\n、100％",  # noqa: RUF001 -- full-width letters are what is tested
    )

    assert found(consultant, *words.split()) == [record.pk]


@pytest.mark.parametrize("words", ["100_", "a%b", "a\\_b", "_%", "何年生"])
def test_signs_are_signs(consultant, center, words):
    ConsultationFactory(center=center, content="何年？なんねん生？AB、a_b、髙橋、100％")  # noqa: RUF001 -- full-width letters are what is tested

    assert found(consultant, words) == []


def test_a_correction_a_withdrawal_and_a_part_count_at_once(consultant, center):
    record = ConsultationFactory(center=center, content="離乳食のこと。")
    entry = entry_of(record)
    again = {"version": 1, "reason": "誤り", "by": consultant, "at": timezone.now()}
    correct_consultation(
        record, type(entry)(**vars(entry) | {"content": "夜泣きのこと。"}), **again
    )

    assert found(consultant, "離乳食") == []
    assert found(consultant, "夜泣き") == [record.pk]
    part = ChildPartFactory(consultation=record, content="園を休む。")
    assert found(consultant, "夜泣き", "休む") == [record.pk]
    part.content = "園へ行く。"
    part.save()
    assert (found(consultant, "休む"), found(consultant, "行く")) == ([], [record.pk])
    record.child_parts.all().delete()
    assert found(consultant, "行く") == []
    withdraw_consultation(record, **again | {"version": 2})
    [row] = NoteSearch(consultant, Asked(words=["夜泣き"])).page().rows
    assert row.is_withdrawn


def test_a_closed_record_betrays_itself_neither_by_a_hit_nor_by_a_number(
    monkeypatch, consultant, center
):
    monkeypatch.setattr(note_search, "PAGE_SIZE", 2)
    monkeypatch.setattr(note_search, "WALKED", 3)
    for _ in range(4):
        ConsultationFactory(center=center, content="ひみつの夜泣き。", confidentiality="restricted")
    named = NamedReaderFactory(
        consultation=ConsultationFactory(
            center=center, content="夜泣き。", confidentiality="restricted"
        )
    )
    assert (found(consultant, "夜泣き"), number(consultant, "夜泣き")) == ([], "0件")
    assert (found(consultant, "ひみつ"), number(consultant, "ひみつ")) == ([], "0件")

    RoleGrantFactory(
        user=named.user, role=Role.CONSULTANT, municipality=center.municipality, center=center
    )
    assert found(named.user, "夜泣き") == [named.consultation_id]


def test_by_role(consultant, contractor, chief_coordinator, stranger, center):
    record = ConsultationFactory(center=center, content="夜泣き。", confidentiality="restricted")

    assert found(chief_coordinator, "夜泣き") == [record.pk]
    for user in (consultant, contractor, stranger):
        assert found(user, "夜泣き") == []


def test_a_protected_household_is_read_by_its_center(
    consultant, stranger, household, mother, center
):
    AddressProtectionFactory(person=mother)
    record = ConsultationFactory(center=center, household=household, content="夜泣き。")
    ConsentFactory(household=household, share_to=stranger.center)

    assert found(consultant, "夜泣き") == [record.pk]
    assert (found(stranger, "夜泣き"), number(stranger, "夜泣き")) == ([], "0件")


@pytest.mark.parametrize("walked", [note_search.WALKED, 1])
def test_what_is_shared_is_found_without_what_is_kept_until_consent_is_withdrawn(
    monkeypatch, stranger, household, center, walked
):
    monkeypatch.setattr(note_search, "WALKED", walked)
    record = ConsultationFactory(center=center, household=household, content="夜泣き。")
    ChildPartFactory(consultation=record, content="秘密の話。", visibility="own_center")
    ChildPartFactory(consultation=record, content="園の話。", position=2)
    own = ConsultationFactory(center=stranger.center, content="夜泣き。")
    assert found(stranger, "夜泣き") == [own.pk]
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    ConsentFactory(household=household, share_to=stranger.center, answered_on=yesterday)

    assert set(found(stranger, "夜泣き")) == {own.pk, record.pk}
    assert found(stranger, "夜泣き", "園の話") == [record.pk]
    assert found(stranger, "夜泣き", center=stranger.center) == [own.pk]
    assert found(stranger, "秘密の話") == []
    assert found(stranger, "夜泣き", "秘密") == []
    [shown] = NoteSearch(stranger, Asked(words=["園の話"])).page().rows
    assert [part.content for part in shown.parts_shown] == ["園の話。"]
    ConsentFactory(household=household, share_to=stranger.center, answer=ConsentAnswer.WITHDRAWN)
    assert found(stranger, "夜泣き") == [own.pk]
    assert found(stranger, "園の話") == []


def test_without_consent_to_be_read_only_its_author_finds_it(consultant, household, center):
    author = UserFactory()
    RoleGrantFactory(
        user=author, role=Role.CONSULTANT, municipality=center.municipality, center=center
    )
    record = ConsultationFactory(
        center=center, household=household, content="夜泣き。", recorded_by=author
    )
    ConsentFactory(household=household, purpose=ConsentPurpose.VIEW, answer=ConsentAnswer.REFUSED)

    assert found(consultant, "夜泣き") == []
    assert found(author, "夜泣き") == [record.pk]


@pytest.mark.parametrize("walked", [note_search.WALKED, 2])
def test_pages_follow_one_another_without_gap_or_repetition(
    monkeypatch, consultant, center, walked
):
    monkeypatch.setattr(note_search, "PAGE_SIZE", 3)
    monkeypatch.setattr(note_search, "WALKED", walked)
    same = {"center": center, "content": "夜泣き。", "occurred_at": NOW}
    pks = [ConsultationFactory(**same).pk for _ in range(8)]
    seen, below = [], None
    for _ in range(3):
        page = NoteSearch(consultant, Asked(words=["夜泣き"], below=below)).page()
        seen += [row.pk for row in page.rows]
        below = page.next_place

    assert below is None
    assert seen == sorted(pks, reverse=True)
    assert number(consultant, "夜泣き", below=note_search.Place(NOW, pks[4])) in {"8件", "8件以上"}


def test_a_number_ends_at_a_thousand(monkeypatch, consultant, center):
    monkeypatch.setattr(note_search, "COUNTED_AT_MOST", 3)
    ConsultationFactory.create_batch(4, center=center, content="夜泣き。")

    assert number(consultant, "夜泣き") == "3件以上"


def test_narrowed_by_period_center_and_topic(consultant, center, stranger):
    topic = TopicFactory()
    old, new = (
        ConsultationFactory(center=center, content="夜泣き。", occurred_at=moment, topics=topics)
        for moment, topics in ((NOW - dt.timedelta(days=9), [topic]), (NOW, []))
    )

    assert found(consultant, "夜泣き") == [new.pk, old.pk]
    assert found(consultant, "夜泣き", since=NOW) == [new.pk]
    assert found(consultant, "夜泣き", until=NOW) == [old.pk]
    assert found(consultant, "夜泣き", center=stranger.center) == []
    assert found(consultant, "夜泣き", narrowed=note_search.Q(topics=topic)) == [old.pk]


def test_one_number_of_queries_however_much_is_found(consultant, center, django_assert_num_queries):
    for _ in range(2):
        ConsultationFactory.create_batch(2, center=center, content="夜泣き。")
        search = NoteSearch(consultant, Asked(words=["夜泣き"]))
        with django_assert_num_queries(4):  # walk, tokens, rows, their parts
            search.page()


class TestMunicipalities:
    @pytest.fixture
    def other(self):
        center = CenterFactory(municipality=MunicipalityFactory())
        return ConsultationFactory(center=center, content="夜泣きがひどい。")

    def test_a_search_keeps_to_ones_own(self, consultant, center, other):  # noqa: ARG002 -- the fixture makes the other search
        record = ConsultationFactory(center=center, content="夜泣きがひどい。")

        assert found(consultant, "夜泣きがひど") == [record.pk]
