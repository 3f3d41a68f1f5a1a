"""A family through time: names, relations, children to be born, and leaving a household."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.family_enums import RelationKind
from consultations.masking import contacts_of, past_contacts_of
from consultations.models import (
    ContactDetail,
    Household,
    OtherName,
)
from tests.consultations.registry import in_days, url
from tests.factories import CenterFactory
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
    PersonRelationFactory,
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


class TestLeaving:
    def leave(self, browser, membership, **typed):
        data = {"ends_on": "R8.4.1", "reason": "moved_out", **typed}
        return browser.post(url("membership_end", membership.pk), data)

    def test_the_place_ends_with_its_reason_and_stays_on_the_page(self, browser, home):
        membership = member(home)

        answer = self.leave(browser, membership)

        membership.refresh_from_db()
        assert answer.url == url("household_detail", home.pk)
        assert (membership.ends_on, membership.end_reason) == (dt.date(2026, 4, 1), "moved_out")
        page = browser.get(answer.url).content.decode()
        assert "令和8年4月1日まで　転出・転居" in page
        change = membership.person.changes.get().changes["世帯"]
        assert change == {"before": str(home), "after": "令和8年4月1日に離れた（転出・転居）"}

    def test_with_a_household_of_their_own(self, browser, home):
        mother, child, father = member(home), member(home, relationship="child"), member(home)

        answer = self.leave(
            browser, mother, reason="separated", companions=[child.pk], own_household="on"
        )

        made = Household.objects.exclude(pk=home.pk).get()
        assert answer.url == url("household_detail", made.pk)
        assert made.center == home.center
        assert list(
            made.memberships.order_by("pk").values_list("person", "relationship", "starts_on")
        ) == [
            (mother.person_id, "self", dt.date(2026, 4, 1)),
            (child.person_id, "child", dt.date(2026, 4, 1)),
        ]
        father.refresh_from_db()
        assert father.ends_on is None

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"ends_on": ""}, "世帯を離れた日を入力してください。"),
            ({"ends_on": "R1.5.1"}, "以後の日付を入力してください。"),
            ({"ends_on": "R9.1.1"}, "以前の日付を入力してください。"),
            ({"reason": ""}, "理由を選んでください。"),
            (
                {"reason": "died", "own_household": "on"},
                "この理由では、新しい世帯を登録できません。",
            ),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_changes(self, browser, home, typed, said):
        membership = member(home, starts_on=dt.date(2025, 4, 1))

        answer = self.leave(browser, membership, **typed)

        membership.refresh_from_db()
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert membership.ends_on is None

    def test_nobody_of_another_household_goes_along(self, browser, home, center):
        stranger = member(HouseholdFactory(center=center))

        answer = self.leave(browser, member(home), companions=[stranger.pk])

        stranger.refresh_from_db()
        assert (answer.status_code, stranger.ends_on) == (302, None)

    def test_once(self, browser, home):
        membership = member(home)

        answers = [self.leave(browser, membership) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 404]

    def test_whoever_lived_with_somebody_protected_takes_no_address_along(self, browser, home):
        protected, leaving = member(home).person, member(home)
        ContactDetailFactory(person=leaving.person, value="鳥籠町1-2-3")
        AddressProtectionFactory(person=protected)
        page = browser.get(url("membership_end", leaving.pk))
        assert "支援措置があります" in page.content.decode()

        self.leave(browser, leaving, own_household="on")

        person, day = leaving.person, timezone.localdate()
        shown = contacts_of([person], day=day)[person.pk]
        assert [each.text for each in shown if each.text] == []
        assert [past.shown.is_masked for past in past_contacts_of(person, day=day)] == [True]
        seen = browser.get(url("person_detail", person.pk)).content.decode()
        assert "鳥籠町1-2-3" not in seen


def test_past_contacts_are_told_where_nobody_is_protected(browser, home):
    person = member(home).person
    ContactDetailFactory(person=person, value="前の町1", ends_on=in_days(-1))

    page = browser.get(url("person_detail", person.pk)).content.decode()

    assert "住所：前の町1" in page
    assert ContactDetail.objects.current().count() == 0


class TestNames:
    def test_another_name_with_its_days(self, browser, home):
        person = member(home).person

        answer = browser.post(
            url("name_create", person.pk),
            {"kind": "maiden", "name": "渡邊 葉子", "kana": "ワタナベ", "ends_on": "R2.3.31"},
        )

        name = OtherName.objects.get()
        assert answer.url == url("person_detail", person.pk)
        assert (name.name, name.name_key, name.ends_on) == (
            "渡邊 葉子",
            "渡辺葉子",
            dt.date(2020, 3, 31),
        )

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"name": ""}, "氏名を入力してください。"),
            ({"kind": ""}, "種別を選んでください。"),
            ({"kana": "漢字"}, "カタカナで入力してください"),
            (
                {"starts_on": "R3.1.1", "ends_on": "R2.1.1"},
                "終了日は開始日以後の日付にしてください。",
            ),
        ],
    )
    def test_what_cannot_be_is_said(self, browser, home, typed, said):
        data = {"kind": "alias", "name": "見本 桜", **typed}

        answer = browser.post(url("name_create", member(home).person.pk), data)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not OtherName.objects.exists()

    def test_the_same_again_is_refused_in_words(self, browser, home):
        person = member(home).person
        OtherNameFactory(person=person, kind="alias", name="見本 桜")

        answer = browser.post(url("name_create", person.pk), {"kind": "alias", "name": "見本 桜"})

        assert "この氏名は登録済みです。" in answer.content.decode()

    def test_it_ends_and_stays(self, browser, home):
        name = OtherNameFactory(person=member(home).person, starts_on=dt.date(2020, 4, 1))
        page = url("name_end", name.pk)

        refused = browser.post(page, {"ends_on": "H31.1.1"})
        done = browser.post(page, {"ends_on": "R8.4.1"})

        name.refresh_from_db()
        assert "開始日（令和2年4月1日）以後" in refused.content.decode()
        assert (done.status_code, name.ends_on) == (302, dt.date(2026, 4, 1))
        assert browser.get(page).status_code == 404


class TestRelations:
    def test_each_side_reads_it_its_own_way(self, browser, home):
        mother, child = member(home).person, member(home, "見本 小鳥").person

        browser.post(
            url("relation_create", mother.pk),
            {"other": child.pk, "kind": "parent", "starts_on": "R2.4.1"},
        )

        def shown(person):
            [row] = browser.get(url("person_detail", person.pk)).context["relations"]
            return row.other, row.kind

        assert shown(mother) == (child, "子")
        assert shown(child) == (mother, "親")

    def test_only_with_somebody_of_the_family(self, browser, home, center):
        stranger = member(HouseholdFactory(center=center)).person
        data = {"other": stranger.pk, "kind": "spouse"}

        answer = browser.post(url("relation_create", member(home).person.pk), data)

        assert "相手を選び直してください。" in answer.content.decode()

    def test_none_leads_to_whom_a_protection_hides(self, browser, center):
        protected, partner = (member(HouseholdFactory(center=center)).person for _ in range(2))
        PersonRelationFactory(person=partner, other=protected, kind="former_spouse")
        assert len(browser.get(url("person_detail", partner.pk)).context["relations"]) == 1

        AddressProtectionFactory(person=protected, counter_party=partner)

        assert browser.get(url("person_detail", partner.pk)).context["relations"] == []
        assert len(browser.get(url("person_detail", protected.pk)).context["relations"]) == 1

    def test_none_leads_beyond_reach(self, browser, home, municipality):
        person = member(home).person
        elsewhere = HouseholdFactory(center=CenterFactory(municipality=municipality))
        PersonRelationFactory(person=person, other=member(elsewhere).person)

        assert browser.get(url("person_detail", person.pk)).context["relations"] == []

    def test_it_ends(self, browser, home):
        relation = PersonRelationFactory(
            person=member(home).person, other=member(home).person, kind="spouse"
        )

        browser.post(url("relation_end", relation.pk), {"ends_on": "R8.4.1"})

        relation.refresh_from_db()
        assert relation.ends_on == dt.date(2026, 4, 1)

    def test_nobody_is_related_to_themselves(self, home):
        person = member(home).person

        with (
            pytest.raises(IntegrityError, match="person_relation_is_between_two"),
            transaction.atomic(),
        ):
            PersonRelationFactory(person=person, other=person)

    @pytest.mark.parametrize("kind", RelationKind)
    def test_every_relation_read_twice_is_itself(self, kind):
        assert kind.inverse.inverse == kind


class TestFamilyView:
    def test_everybody_with_dates_and_relations(self, browser, home):
        mother = member(home, starts_on=dt.date(2020, 4, 1))
        father = member(
            home,
            "見本 太郎",
            starts_on=dt.date(2020, 4, 1),
            ends_on=dt.date(2024, 3, 31),
            end_reason="separated",
        )
        PersonRelationFactory(person=mother.person, other=father.person, kind="former_spouse")

        page = browser.get(url("household_family", home.pk))

        text = page.content.decode()
        assert "令和6年3月31日" in text
        assert "離婚・別居" in text
        assert "見本 葉子は、見本 太郎の元配偶者" in text
        assert [bar.is_over for bar in page.context["map"].bars] == [False, True]

    def test_nobody_who_is_cut_from_it(self, browser, home):
        partner = member(home, "見本 太郎").person
        protected = member(home, ends_on=in_days(-10)).person
        AddressProtectionFactory(person=protected, counter_party=partner)

        page = browser.get(url("household_family", home.pk))

        assert "見本 葉子" not in page.content.decode()

    def test_an_empty_household(self, browser, home):
        assert "この世帯に属する人はいません。" in (
            browser.get(url("household_family", home.pk)).content.decode()
        )

    @pytest.mark.parametrize("members", [1, 3])
    def test_it_asks_the_database_as_often_for_many(
        self, browser, home, django_assert_num_queries, members
    ):
        people = [member(home).person for _ in range(members + 1)]
        for other in people[1:]:
            PersonRelationFactory(person=people[0], other=other)

        with django_assert_num_queries(11):
            browser.get(url("household_family", home.pk))
