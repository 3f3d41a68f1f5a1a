"""DV等支援措置: what it hides, how it parts a household, how it ends, how one looks behind it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.masking import contacts_of
from consultations.models import AddressProtection, Household, Person
from consultations.views.households import UNUSABLE
from shared.concealed import MASK
from tests.consultations.registry import (
    ADDRESS,
    REASON,
    in_days,
    member,
    member_form,
    protection_form,
    url,
)
from tests.factories import ConsultationFactory
from tests.household_factories import (
    AddressProtectionFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
)


def address_of(person):
    shown = contacts_of([person], day=timezone.localdate())[person.pk]
    return next(each.text for each in shown if each.kind == "address")


class TestWhatIsHidden:
    def test_the_person_and_whoever_lives_with_her(self, mother, child, center):
        grandmother = member(HouseholdFactory(center=center), "見本 梅")

        AddressProtectionFactory(person=mother)

        assert (address_of(mother), address_of(child), address_of(grandmother)) == (
            MASK,
            MASK,
            ADDRESS,
        )

    @pytest.mark.parametrize("expires_in", [300, -1, -400])
    def test_until_somebody_decides_that_it_is_over(self, mother, expires_in):
        starts_on = in_days(-800)
        AddressProtectionFactory(person=mother, starts_on=starts_on, expires_on=in_days(expires_in))

        assert address_of(mother) == MASK

    def test_the_edit_form_is_write_only(self, browser, mother):
        AddressProtectionFactory(person=mother)
        page = browser.get(url("person_edit", mother.pk))

        browser.post(url("person_edit", mother.pk), member_form(registered_name="見本 花代"))
        kept = mother.contact_details.get(ends_on=None)
        browser.post(url("person_edit", mother.pk), member_form(contact_address="新しい町9"))

        assert page.context["form"]["contact_address"].value() == ""
        assert "登録済み（非表示）。変更するときだけ入力してください。" in page.content.decode()
        assert ADDRESS not in page.content.decode()
        assert kept.kind == "address"
        assert mother.contact_details.get(ends_on=None) != kept

    def test_the_former_housemate_does_not_count(self, mother, household):
        moved = member(household, "見本 梅", ends_on=in_days(-1))
        AddressProtectionFactory(person=mother)

        assert address_of(moved) == ADDRESS


class TestRegistering:
    def test_a_shared_household_is_parted(self, browser, household, mother, child, father, center):
        record = ConsultationFactory(center=center, household=household)
        his = ConsultationFactory(
            center=center, household=household, is_anonymous=False, caller_name="見本太郎"
        )
        data = protection_form(counter_party=father.pk, companions=[child.pk])

        answer = browser.post(url("protection_create", mother.pk), data)

        new = Household.objects.exclude(pk=household.pk).get()
        assert answer.url == url("household_detail", new.pk)
        old_page = browser.get(url("household_detail", household.pk))
        new_page = browser.get(url("household_detail", new.pk))
        assert [each.membership.person for each in old_page.context["members"]] == [father]
        assert old_page.context["former"] == []
        assert [each.membership.person for each in new_page.context["members"]] == [mother, child]
        assert new_page.context["former"] == []
        record.refresh_from_db()
        his.refresh_from_db()
        assert (record.household, his.household) == (new, household)

    def test_the_same_form_registers_once(self, browser, mother, father):
        data = protection_form(counter_party=father.pk)

        first = browser.post(url("protection_create", mother.pk), data)
        again = browser.post(url("protection_create", mother.pk), data)

        assert (first.status_code, again.status_code) == (302, UNUSABLE)
        assert "同じ期間の支援措置は登録済みです。" in again.content.decode()
        assert (AddressProtection.objects.count(), Household.objects.count()) == (1, 2)

    def test_a_typed_name_of_a_housemate_is_taken_for_him(self, browser, mother, father):
        data = protection_form(counter_party_name="見本太郎")

        browser.post(url("protection_create", mother.pk), data)

        protection = AddressProtection.objects.get()
        assert (protection.counter_party, Household.objects.count()) == (father, 2)

    def test_somebody_registered_elsewhere_is_asked_about(self, browser, center, mother):
        elsewhere = member(HouseholdFactory(center=center), "例示 次郎")
        address, data = url("protection_create", mother.pk), {"counter_party_name": "例示次郎"}

        asked = browser.post(address, protection_form(**data))
        browser.post(address, protection_form(**data, counter_party=elsewhere.pk))

        assert asked.status_code == UNUSABLE
        assert "同じ氏名の人が登録されています。" in asked.content.decode()
        assert "例示次郎" in asked.content.decode()
        assert AddressProtection.objects.get().counter_party == elsewhere

    def test_a_namesake_need_not_be_the_counter_party(self, browser, center, mother):
        member(HouseholdFactory(center=center), "例示 次郎")
        data = protection_form(counter_party_name="例示次郎", is_somebody_else="on")

        browser.post(url("protection_create", mother.pk), data)

        assert AddressProtection.objects.get().counter_party is None

    def test_whoever_stays_behind_is_not_masked_even_on_the_first_day(self, browser, household):
        day = timezone.localdate()
        her, him = (member(household, name, starts_on=day) for name in ("例示 花子", "例示 次郎"))

        browser.post(url("protection_create", her.pk), protection_form(counter_party=him.pk))

        assert (address_of(her), address_of(him)) == (MASK, ADDRESS)

    @pytest.mark.usefixtures("child")
    def test_an_unknown_counter_party_parts_nobody(self, browser, household, mother):
        browser.post(url("protection_create", mother.pk), protection_form(counter_party_name="某"))

        assert Household.objects.get() == household
        assert AddressProtection.objects.get().counter_party is None

    def test_of_households_shared_before_the_consultations_go_along(
        self, browser, center, household, mother
    ):
        earlier = HouseholdFactory(center=center)
        partner = member(earlier, "見本 太郎")
        HouseholdMembershipFactory(household=earlier, person=mother, ends_on=in_days(-30))
        record = ConsultationFactory(center=center, household=earlier)

        browser.post(url("protection_create", mother.pk), protection_form(counter_party=partner.pk))

        record.refresh_from_db()
        assert record.household == household

    def test_the_page_says_what_will_be_hidden(self, browser, mother):
        text = browser.get(url("protection_create", mother.pk)).content.decode()

        assert "郵便番号・住所・電話番号・メールアドレス・園・学校・医療機関" in text

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"ground": ""}, "理由を選んでください。"),
            ({"expires_on": "R7.3.31"}, "期限は開始日以後の日付にしてください。"),
            ({"starts_on": "x"}, "日付"),
        ],
    )
    def test_what_cannot_be_used_is_said(self, browser, mother, typed, message):
        answer = browser.post(url("protection_create", mother.pk), protection_form() | typed)

        assert answer.status_code == UNUSABLE
        assert message in answer.content.decode()
        assert not AddressProtection.objects.exists()

    def test_the_counter_party_does_not_move_along(self, browser, mother, father):
        data = protection_form(counter_party=father.pk, companions=[father.pk])

        answer = browser.post(url("protection_create", mother.pk), data)

        assert "相手方を、一緒に移る人に選ぶことはできません。" in answer.content.decode()

    def test_the_database_refuses_a_protection_against_oneself(self, mother):
        with pytest.raises(IntegrityError), transaction.atomic():
            AddressProtectionFactory(person=mother, counter_party=mother)
        with pytest.raises(IntegrityError), transaction.atomic():
            AddressProtectionFactory(person=mother, expires_on="2000-01-01")


@pytest.mark.usefixtures("child")
class TestTheCut:
    def test_is_made_where_the_counter_party_was_a_member(self, household, mother, father):
        AddressProtectionFactory(person=mother, counter_party=father)

        shown = household.memberships.not_cut(timezone.localdate())

        assert [row.person for row in shown] == [father]

    def test_is_not_made_elsewhere_or_after_the_end(self, household, mother, father, center):
        other = HouseholdFactory(center=center)
        there = HouseholdMembershipFactory(household=other, person=mother)
        protection = AddressProtectionFactory(person=mother, counter_party=father)

        cut = list(other.memberships.not_cut(timezone.localdate()))
        protection.ended_on, protection.end_reason = timezone.localdate(), "申出による"
        protection.ended_by = protection.recorded_by
        protection.save()

        assert cut == [there]
        assert household.memberships.not_cut(timezone.localdate()).count() == 3

    def test_nobody_cut_is_within_reach(self, browser, mother, father):
        AddressProtectionFactory(person=mother, counter_party=father)

        pages = ("person_edit", "address_reveal", "protection_create")
        assert [browser.get(url(page, mother.pk)).status_code for page in pages] == [404] * 3


class TestEnding:
    def test_only_for_a_reason(self, chief, mother):
        protection = AddressProtectionFactory(person=mother)

        refused = chief.post(url("protection_end", protection.pk), {"reason": "申出"})
        still = address_of(mother)
        chief.post(
            url("protection_end", protection.pk), {"reason": "本人から終了の申出があったため"}
        )

        assert (refused.status_code, still, address_of(mother)) == (UNUSABLE, MASK, ADDRESS)
        assert "10文字以上で具体的に入力してください（現在 2文字）。" in refused.content.decode()
        protection.refresh_from_db()
        assert protection.ended_by.name == "見本 センター長・統括支援員"

    def test_only_by_the_chief(self, browser, mother):
        protection = AddressProtectionFactory(person=mother)

        answer = browser.post(url("protection_end", protection.pk), {"reason": REASON})

        assert answer.status_code == 403
        assert address_of(mother) == MASK

    def test_one_that_is_continued_hides_on(self, chief, mother):
        first = AddressProtectionFactory(person=mother)
        AddressProtectionFactory(person=mother, starts_on=in_days(1))

        chief.post(url("protection_end", first.pk), {"reason": REASON})

        assert address_of(mother) == MASK

    def test_the_database_refuses_an_end_without_a_reason(self, mother):
        with pytest.raises(IntegrityError), transaction.atomic():
            AddressProtectionFactory(person=mother, ended_on=timezone.localdate())


@pytest.mark.parametrize(
    "role",
    ["municipal_officer", "finance_clerk", "auditor", "system_administrator"],
)
def test_no_office_role_meets_a_household(request, client_for, household, mother, role):
    client = client_for(request.getfixturevalue(role))
    pages = [
        url("household_list"),
        url("household_create"),
        url("household_detail", household.pk),
        url("person_edit", mother.pk),
        url("address_reveal", mother.pk),
        url("protection_create", mother.pk),
        url("reveal_list"),
    ]

    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(url("household_search"), {"words": "見本"}).status_code == 403
    assert Person.objects.count() == 1


def test_a_stranger_of_another_center_meets_nobody(client_for, stranger, household, mother):
    client = client_for(stranger)

    assert client.get(url("household_detail", household.pk)).status_code == 404
    assert client.get(url("person_edit", mother.pk)).status_code == 404
