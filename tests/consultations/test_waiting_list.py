"""入所保留児フォロー: called when due, until there is an outcome."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import WaitingListContact, WaitingListFollowUp
from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.household_factories import AddressProtectionFactory
from tests.sharing_factories import WaitingListFollowUpFactory

LIST = reverse("waiting_list:follow_up_list")


def page(name, subject):
    return reverse(f"waiting_list:{name}", args=[subject.pk])


def day(days=0):
    return format_wareki(timezone.localdate() + dt.timedelta(days=days))


@pytest.fixture
def follow_up(child):
    return WaitingListFollowUpFactory(child=child)


@pytest.fixture
def start(client_for, consultant, household, child):
    def post(**changes):
        data = {
            "child": str(child.pk),
            "desired_nurseries": "第一見本保育園\n第二見本保育園",
            "held_since": "令和7年4月1日",
            "wishes": "育児休業は9月まで",
            "next_contact_on": day(7),
        } | changes
        return client_for(consultant).post(page("follow_up_create", household), data)

    return post


@pytest.fixture
def contact(client_for, consultant, follow_up):
    def post(**changes):
        data = {
            "contacted_on": day(),
            "method": "phone",
            "note": "一時預かりを案内した。",
            "next_contact_on": day(14),
            "outcome": "",
            "outcome_note": "",
        } | changes
        return client_for(consultant).post(page("contact_create", follow_up), data)

    return post


def test_a_child_of_the_household_is_put_on_the_list(start, child):
    response = start()

    found = WaitingListFollowUp.objects.get()
    assert response.url == page("follow_up_detail", found)
    assert (found.child, found.municipality) == (child, child.municipality)


def test_a_child_is_on_the_list_once(start):
    start()

    response = start()

    assert "既に始まっています" in str(response.context["form"].errors)
    assert WaitingListFollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"child": "999999"}, "child"),
        ({"child": ""}, "child"),
        ({"desired_nurseries": " "}, "desired_nurseries"),
        ({"held_since": "令和99年4月1日"}, "held_since"),
        ({"next_contact_on": day(-1)}, "next_contact_on"),
        ({"next_contact_on": ""}, "next_contact_on"),
    ],
)
def test_what_cannot_be_is_refused(start, changes, field):
    response = start(**changes)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not WaitingListFollowUp.objects.exists()


def test_the_list_goes_by_the_day_of_the_next_contact(
    client_for, consultant, household, child, mother
):
    later = WaitingListFollowUpFactory(child=mother, next_contact_on=dt.date(2099, 1, 1))
    due = WaitingListFollowUpFactory(
        child=child, next_contact_on=timezone.localdate() - dt.timedelta(days=1)
    )

    rows = client_for(consultant).get(LIST).context["rows"]

    assert rows == [(due, True), (later, False)]


def test_a_contact_moves_the_day(contact, follow_up):
    contact()

    follow_up.refresh_from_db()
    assert follow_up.next_contact_on == timezone.localdate() + dt.timedelta(days=14)
    assert follow_up.contacts.get().note == "一時預かりを案内した。"


def test_an_outcome_ends_it(contact, follow_up, client_for, consultant):
    contact(next_contact_on="", outcome="other_nursery", outcome_note="9月から")

    follow_up.refresh_from_db()
    assert (follow_up.outcome, follow_up.next_contact_on) == ("other_nursery", None)
    assert follow_up.outcome_on == timezone.localdate()
    client = client_for(consultant)
    assert client.get(LIST).context["rows"] == []
    assert client.get(f"{LIST}?view=all").context["rows"] == [(follow_up, False)]
    late = contact()
    assert late.status_code == 302
    assert WaitingListContact.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"next_contact_on": ""}, "next_contact_on"),
        ({"outcome": "moved_away"}, "next_contact_on"),
        ({"outcome_note": "備考だけ"}, "outcome_note"),
        ({"note": ""}, "note"),
        ({"method": "pigeon"}, "method"),
        ({"contacted_on": "令和2年1月1日"}, "contacted_on"),
    ],
)
def test_a_contact_leads_on_or_ends(contact, changes, field):
    response = contact(**changes)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not WaitingListContact.objects.exists()


def test_a_child_cut_from_the_household_is_on_no_list_there(
    client_for, consultant, follow_up, child, father
):
    AddressProtectionFactory(person=child, counter_party=father)
    client = client_for(consultant)

    assert client.get(LIST).context["rows"] == []
    assert client.get(page("follow_up_detail", follow_up)).status_code == 404


def test_another_center_has_its_own_list(client_for, stranger, follow_up):
    client = client_for(stranger)

    assert client.get(LIST).context["rows"] == []
    assert "見本 小鳥" not in text_of(client.get(LIST))


def test_the_length_of_the_list_costs_no_queries(
    client_for, consultant, household, child, mother, father, django_assert_num_queries
):
    client = client_for(consultant)
    client.get(LIST)
    WaitingListFollowUpFactory(child=child)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)
    for person in (mother, father):
        WaitingListFollowUpFactory(child=person)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)


QUERIES = 10
