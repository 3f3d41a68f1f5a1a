"""Children to be born: registered by the day they are expected, and born under a name."""

import uuid

import pytest
from django.utils import timezone

from consultations.models import (
    HouseholdMembership,
    Person,
    PersonRelation,
)
from shared.wareki import format_wareki
from tests.consultations.registry import in_days, url
from tests.household_factories import (
    HouseholdFactory,
    HouseholdMembershipFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for, consultant):
    return client_for(consultant)


@pytest.fixture
def home(center):
    return HouseholdFactory(center=center)


def member(home, name="見本 葉子", **more):
    return HouseholdMembershipFactory(household=home, person__registered_name=name, **more)


class TestChildrenToBeBorn:
    def expect(self, browser, home, parent, **typed):
        data = {
            "submission_key": str(uuid.uuid4()),
            "mother": parent.pk,
            "number": "2",
            "expected_on": format_wareki(in_days(100)),
            **typed,
        }
        return browser.post(url("unborn_create", home.pk), data)

    def test_twins_with_their_mother_and_with_each_other(self, browser, home):
        mother = member(home).person

        self.expect(browser, home, mother)

        first, second = Person.objects.exclude(pk=mother.pk).order_by("pk")
        assert first.registered_name == "見本 葉子の子 第1児（出生前）"
        assert first.is_unborn
        assert set(PersonRelation.objects.values_list("person", "other", "kind")) == {
            (mother.pk, first.pk, "parent"),
            (mother.pk, second.pk, "parent"),
            (first.pk, second.pk, "twin"),
        }
        assert "出生前" in browser.get(url("household_detail", home.pk)).content.decode()

    def test_sent_twice_they_are_expected_once(self, browser, home):
        mother, key = member(home).person, str(uuid.uuid4())

        for _ in range(2):
            self.expect(browser, home, mother, submission_key=key)

        assert HouseholdMembership.objects.filter(household=home).count() == 3

    def test_born_it_is_the_same_person(self, browser, home):
        mother = member(home).person
        self.expect(browser, home, mother, number="1")
        child = Person.objects.exclude(pk=mother.pk).get()

        answer = browser.post(
            url("person_born", child.pk),
            {
                "registered_name": "見本 小鳥",
                "registered_kana": "ミホン コトリ",
                "date_of_birth": format_wareki(timezone.localdate()),
            },
        )

        born = Person.objects.get(pk=child.pk)
        assert answer.status_code == 302
        assert (born.registered_name, born.is_unborn) == ("見本 小鳥", False)
        assert born.expected_on == in_days(100)
        assert born.changes.get().changes["氏名"]["before"] == "見本 葉子の子（出生前）"
        again = browser.get(url("person_born", child.pk))
        assert again.url == url("person_edit", child.pk)

    def test_born_already_what_was_typed_stands_beside_what_is_registered(self, browser, home):
        mother = member(home).person
        self.expect(browser, home, mother, number="1")
        child = Person.objects.exclude(pk=mother.pk).get()
        typed = {"registered_kana": "", "date_of_birth": format_wareki(timezone.localdate())}
        browser.post(url("person_born", child.pk), typed | {"registered_name": "見本 小鳥"})

        late = browser.post(url("person_born", child.pk), typed | {"registered_name": "見本 雛"})

        assert late.status_code == 409
        assert "見本 小鳥" in late.content.decode()
        assert "見本 雛" in late.content.decode()
        assert Person.objects.get(pk=child.pk).registered_name == "見本 小鳥"

    def test_a_birth_far_from_its_day_is_confirmed(self, browser, home):
        mother = member(home).person
        self.expect(browser, home, mother, number="1", expected_on=format_wareki(in_days(200)))
        child = Person.objects.exclude(pk=mother.pk).get()
        typed = {
            "registered_name": "見本 小鳥",
            "registered_kana": "",
            "date_of_birth": format_wareki(timezone.localdate()),
        }

        asked = browser.post(url("person_born", child.pk), typed)
        assert asked.status_code == 422
        assert "生年月日と大きく離れています" in asked.content.decode()
        assert Person.objects.get(pk=child.pk).is_unborn

        assert browser.post(url("person_born", child.pk), typed | {"is_certain": "on"}).url
        assert not Person.objects.get(pk=child.pk).is_unborn

    def test_the_same_children_once_more_are_confirmed(self, browser, home):
        mother = member(home).person
        self.expect(browser, home, mother)

        asked = self.expect(browser, home, mother)
        assert asked.status_code == 422
        assert "近い予定日で2人登録済みです" in asked.content.decode()
        assert Person.objects.exclude(pk=mother.pk).count() == 2

        self.expect(browser, home, mother, is_certain="on")
        assert Person.objects.exclude(pk=mother.pk).count() == 4

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"number": "0"}, "この値は 1 以上でなければなりません。"),
            ({"expected_on": "R1.5.1"}, "出産予定日を確かめてください"),
            ({"mother": ""}, "母を選んでください。"),
        ],
    )
    def test_what_cannot_be_is_said(self, browser, home, typed, said):
        answer = self.expect(browser, home, member(home).person, **typed)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert Person.objects.count() == 1
