"""The registry: registering, changing, searching, attaching, and who saw it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from consultations.masking import contacts_of
from consultations.models import ContactDetail, Household, HouseholdMembership, Person
from shared.concealed import MASK
from tests.consultations.registry import member_form
from tests.factories import CenterFactory, ConsultationFactory
from tests.household_factories import (
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    PersonFactory,
)

WIDE = "０９０-1111-2222"  # noqa: RUF001 -- as an IME sends it


def url(name, *arguments):
    return reverse(f"households:{name}", args=arguments)


def contact(person, kind):
    shown = contacts_of([person], day=timezone.localdate())[person.pk]
    return next(each.text for each in shown if each.kind == kind)


def found(client, words):
    answer = client.post(url("household_search"), {"words": words}, follow=True)
    return [row.person for row in answer.context["found"]]


@pytest.fixture
def browser(client_for, consultant):
    return client_for(consultant)


def test_a_household_is_registered_with_its_first_member(browser, consultant, center):
    data = member_form(center=center.pk, registered_name="髙﨑 葉子", contact_phone=WIDE)

    answer = browser.post(url("household_create"), data)

    household = Household.objects.get()
    person = Person.objects.get()
    assert answer.url == url("household_detail", household.pk)
    assert (household.center, household.recorded_by) == (center, consultant)
    assert household.memberships.get().person == person
    assert person.registered_name == "髙﨑 葉子"
    assert contact(person, "phone") == WIDE
    assert ContactDetail.objects.count() == 1


def test_a_household_may_be_registered_from_a_consultation(browser, record, center):
    address = f"{url('household_create')}?consultation={record.pk}"

    assert str(record) in browser.get(address).content.decode()
    browser.post(address, member_form(center=center.pk))

    record.refresh_from_db()
    assert record.household == Household.objects.get()
    assert [list(each.changes) for each in record.corrections.all()] == [["household"]]


@pytest.mark.parametrize("asked", ["x", "999999999999999999999", "1"])
def test_another_consultation_is_not_attached(browser, asked):
    assert browser.get(url("household_create"), {"consultation": asked}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"registered_name": ""}, "氏名を入力してください。"),
        ({"contact_postal_code": "12"}, "郵便番号を7桁の数字で入力してください（例：123-4567）。"),
        ({"contact_email": "a"}, "メールアドレスを確認してください（例：name@example.jp）。"),
        ({"date_of_birth": "R30.4.1"}, "以前の日付を入力してください。"),
        ({"relationship": ""}, "続柄を選んでください。"),
        ({"registered_kana": "漢字"}, "カタカナで入力してください（例：ヤマダ ハナコ）。"),
        ({"starts_on": "H5.3.31"}, "生年月日以後の日付を入力してください。"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field_and_kept(browser, center, typed, message):
    answer = browser.post(url("household_create"), member_form(center=center.pk) | typed)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Household.objects.exists()


def test_a_household_is_not_registered_for_another_center(browser):
    answer = browser.post(url("household_create"), member_form(center=CenterFactory().pk))

    assert answer.status_code == 422
    assert not Household.objects.exists()


def test_a_member_joins(browser, center):
    household = HouseholdFactory(center=center)

    browser.post(url("member_create", household.pk), member_form(relationship="child"))

    assert household.memberships.get().relationship == "child"
    assert browser.post(url("member_create", household.pk), {}).status_code == 422


def test_the_same_form_registers_once(browser, center):
    data = member_form(center=center.pk)

    answers = [browser.post(url("household_create"), data) for _ in range(3)]
    joining = member_form(relationship="child", registered_name="見本 小鳥", registered_kana="")
    home = Household.objects.get()
    more = [browser.post(url("member_create", home.pk), joining) for _ in range(3)]

    assert {answer.url for answer in answers + more} == {url("household_detail", home.pk)}
    assert (Person.objects.count(), home.memberships.count()) == (2, 2)
    assert AuditEvent.objects.filter(action="create").count() == 2


def test_a_changed_contact_ends_the_earlier_one(browser, center):
    person = HouseholdMembershipFactory(household__center=center).person
    ContactDetailFactory(person=person, kind="phone", value="03-1111-1111")
    ContactDetailFactory(person=person, kind="address", value="見本町1")
    form = browser.get(url("person_edit", person.pk)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    browser.post(url("person_edit", person.pk), data | {"contact_phone": "03-2222-2222"})

    assert contact(person, "phone") == "03-2222-2222"
    assert contact(person, "address") == "見本町1"
    assert person.contact_details.exclude(ends_on=None).count() == 1


def test_what_stood_before_a_change_is_kept_and_shown(browser, consultant, center):
    household = HouseholdFactory(center=center)
    person = PersonFactory(municipality=center.municipality, registered_name="見本 花子")
    HouseholdMembershipFactory(household=household, person=person, relationship="self")
    typed = {"registered_name": "例示 花子", "relationship": "spouse", "contact_phone": WIDE}

    browser.post(url("person_edit", person.pk), member_form(**typed))

    [change] = person.changes.all()
    assert change.changed_by == consultant
    assert change.changes["氏名"] == {"before": "見本 花子", "after": "例示 花子"}
    assert change.changes["続柄"]["before"] == "本人"
    assert "電話番号" in change.changes["連絡先等"]["after"]
    assert WIDE not in str(change.changes)
    page = browser.get(url("person_edit", person.pk)).content.decode()
    assert "変更の履歴" in page
    assert "<del>見本 花子</del>" in page
    assert (
        "続柄が「本人」の世帯員がいません"
        in browser.get(url("household_detail", household.pk)).content.decode()
    )


def test_saving_without_a_change_leaves_no_history(browser, center):
    household = HouseholdFactory(center=center)
    browser.post(url("member_create", household.pk), member_form())
    person = Person.objects.get()

    browser.post(url("person_edit", person.pk), member_form())

    assert not person.changes.exists()


def test_an_emptied_contact_that_was_shown_ends(browser, center):
    person = HouseholdMembershipFactory(household__center=center).person
    ContactDetailFactory(person=person, kind="phone", value="03-1111-1111")

    browser.post(url("person_edit", person.pk), member_form(relationship="self"))

    assert contact(person, "phone") == ""


def test_somebody_elses_change_is_not_overwritten(browser, center):
    person = HouseholdMembershipFactory(household__center=center).person
    form = browser.get(url("person_edit", person.pk)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    Person.objects.filter(pk=person.pk).update(registered_name="見本 次子")

    answer = browser.post(url("person_edit", person.pk), data)

    assert answer.status_code == 422
    assert Person.objects.get().registered_name == "見本 次子"


@pytest.mark.parametrize(
    "words", ["葉", "みほん", "ﾐﾎﾝ ﾖｳ", "09011112222", "090-1111", "見本町1-2", "町1"]
)
def test_a_person_is_found_by_name_reading_phone_or_address(browser, center, words):
    person = HouseholdMembershipFactory(household__center=center).person
    ContactDetailFactory(person=person, kind="phone", value="０９０－１１１１－２２２２")  # noqa: RUF001 -- full-width letters are what is tested
    ContactDetailFactory(person=person, kind="address", value="見本町１－２－３")  # noqa: RUF001 -- full-width letters are what is tested

    assert found(browser, words) == [person]


@pytest.mark.parametrize("words", ["%", "_", "12", "佐", "' OR 1=1"])
def test_nobody_is_found_by_anything_else(browser, center, words):
    person = HouseholdMembershipFactory(household__center=center).person
    ContactDetailFactory(person=person, value="見本町1-2-3")

    assert found(browser, words) == []


def test_those_of_another_center_or_gone_are_not_found(browser, center):
    HouseholdMembershipFactory()
    HouseholdMembershipFactory(
        household__center=center, ends_on=timezone.localdate() - dt.timedelta(days=1)
    )

    assert found(browser, "見本") == []


def test_whoever_opens_the_search_by_its_address_begins_at_the_list(browser):
    assert browser.get(url("household_search")).url == url("household_list")


def test_nothing_is_searched_for_nothing(browser):
    answer = browser.post(url("household_search"), {"words": " "}, follow=True)

    assert answer.status_code == 422
    assert "探す言葉を入力してください。" in answer.content.decode()


@pytest.mark.parametrize("households", [1, 3])
def test_lists_ask_the_database_as_often_for_many(
    browser, center, django_assert_num_queries, households
):
    for _ in range(households):
        person = HouseholdMembershipFactory(household__center=center).person
        ContactDetailFactory(person=person)
    home = Household.objects.first()
    for _ in range(households):
        HouseholdMembershipFactory(household=home)
        ConsultationFactory(center=center, household=home)

    with django_assert_num_queries(11):
        browser.get(url("household_list"))
    browser.post(url("household_search"), {"words": "見本"})
    with django_assert_num_queries(10):
        browser.get(url("household_search"))
    with django_assert_num_queries(18):
        browser.get(url("household_detail", home.pk))


def test_a_long_result_is_cut_and_says_so(browser, center):
    household = HouseholdFactory(center=center)
    for _ in range(51):
        HouseholdMembershipFactory(household=household)

    answer = browser.post(url("household_search"), {"words": "見本"}, follow=True)

    assert len(answer.context["found"]) == 50
    assert "先頭の50人だけを表示しています。" in answer.content.decode()


def test_a_consultation_is_attached_and_detached(browser, record, center):
    membership = HouseholdMembershipFactory(household__center=center)
    choose = url("household_choose", record.pk)

    answer = browser.post(choose, {"words": "葉子"})
    browser.post(url("household_attach", record.pk), {"household": membership.household_id})
    attached = browser.get(reverse("consultations:consultation_detail", args=[record.pk]))
    browser.post(url("household_detach", record.pk))

    assert answer.context["found"] == [membership]
    assert url("household_detail", membership.household_id) in attached.content.decode()
    record.refresh_from_db()
    assert record.household is None


def test_only_a_household_within_reach_is_attached(browser, record):
    browser.post(url("household_attach", record.pk), {"household": HouseholdFactory().pk})

    record.refresh_from_db()
    assert record.household is None


def test_a_household_beyond_reach_is_neither_named_nor_replaced(
    browser, record, center, other_center
):
    record.household = HouseholdFactory(center=other_center)
    record.save()
    mine = HouseholdFactory(center=center)

    page = browser.get(reverse("consultations:consultation_detail", args=[record.pk]))
    browser.post(url("household_attach", record.pk), {"household": mine.pk})
    browser.post(url("household_detach", record.pk))

    assert MASK in page.content.decode()
    assert str(record.household) not in page.content.decode()
    before = record.household
    record.refresh_from_db()
    assert record.household == before


def test_the_chief_sees_who_saw_the_household_its_people_and_its_consultations(
    client_for, consultant, chief_coordinator, center, record
):
    membership = HouseholdMembershipFactory(household__center=center)
    record.household = membership.household
    record.save()
    reader = client_for(consultant)
    reader.get(url("household_detail", membership.household_id))
    reader.get(url("person_edit", membership.person_id))
    reader.get(reverse("consultations:consultation_detail", args=[record.pk]))
    reader.post(url("household_search"), {"words": "見本"}, follow=True)

    answer = client_for(chief_coordinator).get(url("household_readers", membership.household_id))

    readers = {(row.who, row.what): row.count for row in answer.context["readers"]}
    assert readers == {(consultant.name, "閲覧"): 3, (consultant.name, "検索"): 1}


def test_a_person_may_live_in_another_household_later(center):
    today = timezone.localdate()
    first, second = HouseholdFactory(center=center), HouseholdFactory(center=center)
    person = PersonFactory(municipality=center.municipality)
    yesterday = today - dt.timedelta(days=1)
    HouseholdMembershipFactory(household=first, person=person, ends_on=yesterday)
    HouseholdMembershipFactory(household=second, person=person, starts_on=today)

    current = HouseholdMembership.objects.current(today)

    assert current.get().household == second


@pytest.mark.parametrize(
    "broken",
    [
        lambda: PersonFactory(registered_name=""),
        lambda: ContactDetailFactory(value="", value_key=""),
        lambda: HouseholdMembershipFactory(ends_on="2000-01-01"),
        lambda: ContactDetailFactory(ends_on="2000-01-01"),
        lambda: [
            ContactDetailFactory(person=Person.objects.first() or PersonFactory()) for _ in "ab"
        ],
        lambda: [
            HouseholdMembershipFactory(household=row.household, person=row.person)
            for row in [HouseholdMembershipFactory()]
        ],
    ],
)
def test_the_database_refuses(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken()


def test_no_entry_of_the_trail_holds_a_word(browser, center):
    browser.post(url("household_create"), member_form(center=center.pk, contact_address="見本町9"))
    person = Person.objects.get()
    browser.post(url("household_search"), {"words": "見本町9"}, follow=True)
    browser.post(url("person_edit", person.pk), member_form(contact_address="見本町8"))

    values = str(list(AuditEvent.objects.values()))

    assert "見本町" not in values
    assert person.registered_name not in values
    changed = AuditEvent.objects.get(action="change")
    assert "contact_address" in changed.details["fields"]
