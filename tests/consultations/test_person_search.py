"""One box finds somebody by any of their names, however written, and by what else they tell."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from consultations.models import NamePart, Person
from consultations.person_search import people_found_by
from tests.factories import MunicipalityFactory
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(center):
    return HouseholdMembershipFactory(
        household=HouseholdFactory(center=center),
        person__registered_name="髙橋 恵子",
        person__registered_kana="タカハシ ケイコ",
        person__date_of_birth="1990-05-06",
    ).person


def found(person, words):
    people = people_found_by(words, timezone.localdate(), municipality_ids=[person.municipality_id])
    return list(people)


@pytest.mark.parametrize(
    "words",
    [
        "髙橋",
        "高橋恵子",
        "高橋 惠子",
        "橋",
        "たかはし",
        "ﾀｶﾊｼ",
        "けーこ",
        "けえこ",
        "H2.5.6",
        "平成2年5月6日",
        "1990-05-06",
    ],
)
def test_by_whatever_is_said(person, words):
    assert found(person, words) == [person]


@pytest.mark.parametrize("words", ["", "・", "高崎", "けこ", "H2.5.7", "山田", "世帯999999"])
def test_not_by_what_is_not_said(person, words):
    assert found(person, words) == []


def test_by_the_number_of_the_household_or_the_record(person):
    home = person.memberships.get().household

    assert found(person, f"世帯 {home.pk}") == [person]
    assert found(person, f"個人{person.pk}") == [person]


def test_by_a_maiden_name_and_a_common_name_also_when_they_are_over(person):
    OtherNameFactory(person=person, name="渡邊 恵子", kana="ワタナベ ケイコ", ends_on="2020-01-01")

    assert found(person, "渡辺") == [person]
    assert found(person, "わたなべけーこ") == [person]


def test_somebody_covered_not_by_a_contact_but_by_name_and_birthday(person):
    ContactDetailFactory(person=person, kind="phone", value="090-1234-5678")
    assert found(person, "09012345678") == [person]

    AddressProtectionFactory(person=person)

    assert found(person, "09012345678") == []
    assert found(person, "H2.5.6") == [person]


def test_the_parts_follow_the_name_however_it_is_saved(person, municipality):
    person.registered_name, person.registered_kana = "鈴木 一", "スズキ ハジメ"
    person.save()
    Person.objects.bulk_create(
        [Person(municipality=municipality, registered_name="鈴木 二", registered_kana="")]
    )

    assert found(person, "高橋") == []
    assert {each.registered_name for each in found(person, "鈴木")} == {"鈴木 一", "鈴木 二"}
    assert found(person, "はじめ") == [person]


def test_a_name_is_kept_byte_for_byte(municipality):
    written = "葛\U000e0100城 \ufa19谷\u3000か\u3099"

    person = PersonFactory(municipality=municipality, registered_name=written)

    assert Person.objects.get(pk=person.pk).registered_name == written
    assert found(person, "葛城神谷が") == [person]


def test_a_key_may_outgrow_its_name(municipality):
    person = PersonFactory(municipality=municipality, registered_name="㍿" * 99 + "\ufdfa")

    assert len(person.name_key) == 400
    assert found(person, "株式会社") == [person]


def test_another_municipality_is_another_index(person):
    other = PersonFactory(municipality=MunicipalityFactory(), registered_name="髙橋 恵子")

    assert found(person, "高橋") == [person]
    assert NamePart.objects.filter(person=other, part="高橋恵子").exists()


def test_the_index_is_used_under_row_level_security(person):
    people = NamePart.objects.filter(municipality__in=[person.municipality_id])
    query = people.beginning_with(["高橋"]).values("person")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        sql, values = query.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "name_part_by_beginning" in plan
    [condition] = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "part" in condition


def test_the_page_tells_by_which_other_name_somebody_was_found(client_for, consultant, person):
    OtherNameFactory(person=person, name="渡邊 恵子")

    answer = client_for(consultant).post(
        reverse("households:household_search"), {"words": "渡辺"}, follow=True
    )

    text = answer.content.decode()
    assert [row.person for row in answer.context["found"]] == [person]
    assert "旧姓：<mark>渡邊</mark> 恵子" in text
