"""Search before create: who is shown while somebody is typed in, why, and to whom."""

import datetime as dt

import pytest
from django.urls import reverse

from consultations.models import Household, Person
from tests.consultations.registry import member_form, url
from tests.factories import CenterFactory
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
)

pytestmark = pytest.mark.django_db
PHONE = "090-1234-5678"
BORN = dt.date(1993, 4, 1)


@pytest.fixture
def browser(client_for, consultant):
    return client_for(consultant)


def registered(center, name="見本 葉子", kana="ミホン ヨウコ", born=BORN, **more):
    person = HouseholdMembershipFactory(
        household=HouseholdFactory(center=center),
        person__registered_name=name,
        person__registered_kana=kana,
        person__date_of_birth=born,
        **more,
    ).person
    ContactDetailFactory(person=person, kind="phone", value=PHONE)
    return person


def hint(browser, **typed):
    data = {
        "registered_name": "",
        "registered_kana": "",
        "date_of_birth": "",
        "contact_phone": "",
        **typed,
    }
    answer = browser.post(url("duplicate_hint"), data)
    assert answer.status_code == 200
    rows = answer.context["candidates"].rows
    return {
        row.person: (row.resemblance.verdict.name, list(row.resemblance.reasons)) for row in rows
    }


class TestWhy:
    def test_a_variant_and_a_date_of_birth(self, browser, center):
        person = registered(center, "髙橋 恵子", "タカハシ ケイコ")

        shown = hint(browser, registered_name="高橋 惠子", date_of_birth="H5.4.1")

        assert shown == {person: ("LIKELY", ["氏名が一致（異体字・表記の違い）", "生年月日が同じ"])}

    def test_a_reading_and_a_phone(self, browser, center):
        person = registered(center, "髙橋 恵子", "タカハシ ケイコ")

        shown = hint(browser, registered_kana="たかはし けーこ", contact_phone="09012345678")

        assert shown == {person: ("LIKELY", ["かなが一致", "電話が同じ"])}

    def test_a_maiden_name(self, browser, center):
        person = registered(center)
        OtherNameFactory(person=person, name="渡邊 葉子", kana="ワタナベ ヨウコ")

        shown = hint(browser, registered_name="渡辺 葉子", registered_kana="ワタナベ ヨウコ")

        assert shown == {person: ("POSSIBLE", ["氏名が一致（異体字・表記の違い）"])}

    def test_a_name_alone(self, browser, center):
        person = registered(center)

        assert hint(browser, registered_name="見本葉子") == {
            person: ("POSSIBLE", ["氏名が一致（異体字・表記の違い）"])
        }

    @pytest.mark.parametrize("typed", ["H5.4.2", "H5.5.1", "H6.4.1"])
    def test_a_date_of_birth_with_one_slip(self, browser, center, typed):
        person = registered(center)

        shown = hint(browser, registered_name="見本 葉子", date_of_birth=typed)

        assert shown == {person: ("POSSIBLE", ["氏名が一致", "生年月日が1か所だけ違う"])}


class TestNobody:
    def test_a_namesake_of_another_age(self, browser, center):
        registered(center)

        assert hint(browser, registered_name="見本 葉子", date_of_birth="S35.10.20") == {}

    def test_twins_are_family(self, browser, center):
        person = registered(center, "見本 一郎", "ミホン イチロウ")

        shown = hint(
            browser,
            registered_name="見本 二郎",
            registered_kana="ミホン ジロウ",
            date_of_birth="H5.4.1",
            contact_phone=PHONE,
        )

        assert shown == {person: ("FAMILY", ["生年月日が同じ", "電話が同じ"])}

    def test_a_phone_that_a_family_shares_is_no_identity(self, browser, center):
        person = registered(center)

        shown = hint(browser, registered_name="見本 太郎", contact_phone=PHONE)

        assert shown == {person: ("FAMILY", ["電話が同じ"])}

    @pytest.mark.parametrize("typed", [{}, {"registered_name": " "}, {"contact_phone": "0901"}])
    def test_before_anything_is_typed(self, browser, center, typed):
        registered(center)

        assert hint(browser, **typed) == {}

    def test_a_day_that_is_none_is_no_obstacle(self, browser, center):
        person = registered(center)

        assert list(hint(browser, registered_name="見本 葉子", date_of_birth="R99")) == [person]


class TestWhoIsShown:
    def test_nobody_beyond_reach(self, browser, municipality):
        registered(CenterFactory(municipality=municipality))

        assert hint(browser, registered_name="見本 葉子", date_of_birth="H5.4.1") == {}

    def test_a_number_that_a_protection_hides_is_not_confirmed(self, browser, center):
        person = registered(center)
        AddressProtectionFactory(person=person)

        assert hint(browser, contact_phone=PHONE) == {}
        assert hint(browser, registered_name="見本 葉子", contact_phone=PHONE) == {
            person: ("POSSIBLE", ["氏名が一致"])
        }

    def test_nor_that_of_whoever_lives_with_them(self, browser, center):
        person = registered(center)
        child = HouseholdMembershipFactory(household=person.memberships.get().household).person
        AddressProtectionFactory(person=child)

        assert person not in hint(browser, contact_phone=PHONE)


class TestBeforeSaving:
    def test_a_possible_one_is_shown_once_and_then_it_is_saved(self, browser, center):
        person = registered(center, born=None)
        data = member_form(center=center.pk)

        first = browser.post(url("household_create"), data)
        seen = first.context["candidates"].numbers
        second = browser.post(url("household_create"), data | {"candidates_seen": seen})

        assert first.status_code == 422
        assert "もう一度「保存する」を押すと" in first.content.decode()
        assert f'value="{person.pk}"' in first.content.decode()
        assert second.status_code == 302
        assert Person.objects.filter(registered_name="見本 葉子").count() == 2

    def test_a_likely_one_must_be_told_apart(self, browser, center):
        person = registered(center)
        data = member_form(center=center.pk, candidates_seen=str(person.pk))

        refused = browser.post(url("household_create"), data)
        saved = browser.post(url("household_create"), data | {"is_somebody_else": "1"})

        assert (refused.status_code, saved.status_code) == (422, 302)
        assert "上のどの人とも別の人です" in refused.content.decode()
        assert 'value="見本 葉子"' in refused.content.decode()

    def test_what_was_typed_and_whoever_was_seen_before_are_not_confused(self, browser, center):
        registered(center)

        answer = browser.post(
            url("household_create"),
            member_form(center=center.pk, candidates_seen="12,x,\uff19", is_somebody_else="1"),
        )

        assert answer.status_code == 422
        assert Household.objects.count() == 1

    def test_the_family_is_offered_but_stops_nobody(self, browser, center):
        registered(center)

        answer = browser.post(
            url("household_create"),
            member_form(
                center=center.pk,
                registered_name="見本 太郎",
                registered_kana="",
                contact_phone=PHONE,
            ),
        )

        assert answer.status_code == 302

    def test_somebody_is_not_taken_for_themselves_when_sent_twice(self, browser, center):
        data = member_form(center=center.pk)

        answers = [browser.post(url("household_create"), data) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert Person.objects.count() == 1

    def test_without_a_likeness_nothing_is_asked(self, browser, center):
        answer = browser.post(url("household_create"), member_form(center=center.pk))

        assert answer.status_code == 302


@pytest.mark.parametrize("others", [1, 3])
def test_the_hint_asks_the_database_as_often_for_many(
    browser, center, django_assert_num_queries, others
):
    for _ in range(others):
        registered(center)
    # session, user, grants, context (3), people, covered, other names, phones, homes, entry …
    with django_assert_num_queries(12):
        hint(browser, registered_name="見本 葉子")


def test_nobody_without_the_right_asks(client_for, municipal_officer):
    answer = client_for(municipal_officer).post(reverse("households:duplicate_hint"), {})

    assert answer.status_code == 403
