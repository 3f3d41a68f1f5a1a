"""The one box for the caller: found, registered or only named; and attached later."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from centers.models import Center
from consultations.figures import contacts, contacts_per_day, contacts_per_topic, tally
from consultations.models import Consultation, HouseholdMembership, Person
from consultations.selection import Selection
from shared.fiscal_year import FiscalYear
from tests.consultations.registry import member
from tests.factories import ConsultationFactory
from tests.household_factories import ContactDetailFactory, HouseholdFactory

WIDE = str.maketrans("0123456789", "".join(map(chr, range(0xFF10, 0xFF1A))))
SEARCH, CREATE = "consultations:caller_search", "consultations:consultation_create"


@pytest.fixture
def search(client_for, consultant):
    client = client_for(consultant)
    return lambda words: client.post(reverse(SEARCH), {"caller_name": words}).content.decode()


def test_somebody_is_found_by_whatever_they_say(search, household, mother):
    Person.objects.filter(pk=mother.pk).update(date_of_birth=dt.date(1990, 5, 3))
    ContactDetailFactory(person=mother, kind="phone", value="090-1234-5678")

    for words in (
        "見本 花子",
        "花子",
        "09012345678",
        "5678".translate(WIDE),
        "H2.5.3",
        "1990-05-03",
    ):
        assert "見本 花子" in search(words), words
    assert "見本 花子" in search(f"世帯{household.pk}")
    assert "見本 花子" not in search("雲雀")


def test_of_a_merged_record_the_surviving_one_is_offered(search, household, mother, center):
    merged = member(HouseholdFactory(center=center), "見本 花子")
    Person.objects.filter(pk=merged.pk).update(merged_into=mother.pk)

    found = search("花子")

    assert f'value="{mother.memberships.get().pk}"' in found
    assert f'value="{merged.memberships.get().pk}"' not in found
    assert "統合した記録" not in found


def test_a_merged_record_whose_survivor_is_out_of_reach_says_so(
    search, mother, center, other_center
):
    elsewhere = member(HouseholdFactory(center=other_center), "見本 別名")
    Person.objects.filter(pk=mother.pk).update(merged_into=elsewhere.pk)

    assert "統合した記録" in search("花子")


def test_one_character_or_too_many_ask_nothing(search, mother):
    before = AuditEvent.objects.filter(action="search").count()

    assert "radio" not in search("花")
    assert "radio" not in search("花" * 101)
    assert AuditEvent.objects.filter(action="search").count() == before


def test_those_of_other_centers_are_not_found(search, other_center):
    member(HouseholdFactory(center=other_center), "見本 遠子")

    assert "見本 遠子" not in search("遠子").replace("「遠子」", "")


def test_whoever_is_chosen_is_attached_with_their_household(log, only_record, household, mother):
    membership = HouseholdMembership.objects.get(person=mother)

    response = log(is_anonymous=None, caller_name="5678", caller=str(membership.pk))

    record = only_record()
    assert response.status_code == 302
    assert (record.caller, record.household) == (mother, household)
    assert record.caller_name == "見本 花子"
    [attached] = record.corrections.all()
    assert attached.changes["household"]["after"] == "あり（相談者）"
    assert str(household.pk) not in attached.changes["household"]["after"]


def test_a_new_caller_is_registered_with_a_household(log, only_record):
    response = log(is_anonymous=None, caller_name="見本 新子", caller="new")

    record, person = only_record(), Person.objects.get()
    assert response.status_code == 302
    assert (person.registered_name, record.caller) == ("見本 新子", person)
    assert record.household.memberships.get().person == person


def test_the_same_form_twice_registers_once(client_for, consultant, filled):
    client, data = (
        client_for(consultant),
        filled(is_anonymous=None, caller_name="見本", caller="new"),
    )

    client.post(reverse(CREATE), data)
    client.post(reverse(CREATE), data)

    assert (Consultation.objects.count(), Person.objects.count()) == (1, 1)


@pytest.mark.parametrize("words", ["090-1234-5678", "H2.5.3", "5678".translate(WIDE)])
def test_a_number_is_no_name(log, words):
    for caller in ("", "new"):
        response = log(is_anonymous=None, caller_name=words, caller=caller)
        assert response.status_code == 422
        assert "候補から選ぶか、氏名を入力してください。" in response.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize("caller", ["0", "999999", "x", "-1", "1" * 40, "1".translate(WIDE)])
def test_a_forged_choice_is_refused(log, caller):
    response = log(is_anonymous=None, caller_name="見本 葉子", caller=caller)

    assert response.status_code == 422
    assert not Consultation.objects.exists()


def test_somebody_of_another_center_cannot_be_chosen(log, other_center):
    far = member(HouseholdFactory(center=other_center), "見本 遠子")
    membership = HouseholdMembership.objects.get(person=far)

    response = log(is_anonymous=None, caller_name="見本", caller=str(membership.pk))

    assert response.status_code == 422
    assert "遠子" not in response.content.decode()


def test_an_anonymous_call_is_attached_to_nobody(log, only_record, mother):
    membership = HouseholdMembership.objects.get(person=mother)

    log(is_anonymous="on", caller=str(membership.pk))

    assert (only_record().caller, only_record().household) == (None, None)


def test_without_scripts_the_button_searches_and_keeps_what_was_typed(
    client_for, consultant, filled, mother
):
    client = client_for(consultant)
    data = filled(is_anonymous=None, caller_name="花子", content="途中の言葉", find="1")

    page = client.post(reverse(CREATE), data).content.decode()

    assert "見本 花子" in page
    assert "途中の言葉" in page
    assert data["submission_key"] in page
    assert not Consultation.objects.exists()


def numbers_of_the_day():
    """All that is counted of a day: per center, method, topic, day; and who called without a name."""
    day = timezone.localdate()
    found = contacts(
        Center.objects.all(), Selection(fiscal_year=FiscalYear.of(day), as_of=day)
    ).between(day, day)
    return (
        tally(found).cells,
        contacts_per_topic(found),
        contacts_per_day(
            list(Center.objects.values_list("pk", flat=True)), first=day, last=day, daily_from=day
        ),
        list(Consultation.objects.order_by("pk").values_list("is_anonymous", "occurred_at")),
    )


def test_attaching_a_person_later_never_changes_the_counts_of_the_day(
    client_for, consultant, center, topic, household, mother, father
):
    record = ConsultationFactory(center=center, occurred_at=timezone.now(), topics=[topic])
    other = ConsultationFactory(center=center, occurred_at=timezone.now(), topics=[topic])
    client, before = client_for(consultant), numbers_of_the_day()
    attach = reverse("households:household_attach", args=[record.pk])

    steps = [
        lambda: client.post(attach, {"household": household.pk, "caller": mother.pk}),
        lambda: client.post(attach, {"household": household.pk, "caller": father.pk}),
        lambda: client.post(attach, {"household": household.pk}),
        lambda: client.post(
            reverse("households:household_attach", args=[other.pk]),
            {"household": household.pk, "caller": mother.pk},
        ),
        lambda: client.post(reverse("households:household_detach", args=[record.pk])),
    ]
    for step in steps:
        assert step().status_code == 302
        assert numbers_of_the_day() == before

    record.refresh_from_db()
    assert record.household is None
    assert record.caller is None
    assert record.corrections.count() == 4
    assert record.version == 5


def test_attaching_the_same_again_leaves_no_second_line(client_for, consultant, record, mother):
    client = client_for(consultant)
    household = HouseholdMembership.objects.get(person=mother).household
    attach = reverse("households:household_attach", args=[record.pk])

    for _ in range(2):
        client.post(attach, {"household": household.pk, "caller": mother.pk})

    assert record.corrections.count() == 1


def test_a_caller_who_is_not_of_the_household_is_nobody(
    client_for, consultant, record, household, other_center
):
    far = member(HouseholdFactory(center=other_center), "見本 遠子")

    for caller in (far.pk, "x", "9" * 30):
        client_for(consultant).post(
            reverse("households:household_attach", args=[record.pk]),
            {"household": household.pk, "caller": caller},
        )

    record.refresh_from_db()
    assert (record.household, record.caller) == (household, None)


def test_whoever_was_chosen_and_what_is_typed_then_must_be_the_same(log, household, mother):
    membership = HouseholdMembership.objects.get(person=mother)

    page = log(is_anonymous=None, caller_name="見本 花子の祖母", caller=str(membership.pk))

    assert page.status_code == 422
    assert "選んだ人（見本 花子）と入力した氏名が違います。" in page.content.decode()
    assert page.context["form"]["caller_name"].value() == "見本 花子の祖母"
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("words", ["世帯12", "個人1", "R元.13.1", "令和5年4月1日", "090"])
def test_a_number_or_a_day_is_neither_registered_nor_a_name(log, search, words):
    assert log(is_anonymous=None, caller_name=words, caller="").status_code == 422
    assert log(is_anonymous=None, caller_name=words, caller="new").status_code == 422
    assert "新しい世帯として登録する" not in search(words)


def test_a_description_of_a_caller_may_have_a_digit(log, only_record):
    log(is_anonymous=None, caller_name="2丁目の人", caller="")

    assert only_record().caller_name == "2丁目の人"
