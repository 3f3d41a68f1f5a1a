import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import AppointmentReminder
from tests.appointment_factories import AppointmentFactory, tomorrow_at
from tests.consultations.registry import member
from tests.factories import ClosureFactory
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdFactory,
)

LIST = reverse("appointments:reminder_list")
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def expected(center, mother):
    ContactDetailFactory(person=mother, kind="phone", value="090-0000-1111")
    return AppointmentFactory(center=center, person=mother, alias="", reminder_wish="phone")


@pytest.fixture
def page(browser):
    def opened(**query):
        return browser.get(LIST, query)

    return opened


def shown(answer):
    return [row.appointment for row in answer.context["rows"]]


@pytest.mark.usefixtures("open_daily")
def test_tomorrows_stand_with_how_to_reach_them(page, expected, center):
    AppointmentFactory(center=center, reminder_wish="phone", starts_at=tomorrow_at(10) + A_DAY)
    AppointmentFactory(center=center, reminder_wish="phone", starts_at=timezone.now())

    answer = page()

    assert shown(answer) == [expected]
    assert "090-0000-1111" in answer.content.decode()


@pytest.mark.usefixtures("open_daily")
def test_over_closed_days_it_looks_to_the_next_open_one(page, expected, center, tomorrow):
    ClosureFactory(center=center, starts_on=tomorrow, ends_on=tomorrow + A_DAY)
    later = AppointmentFactory(
        center=center, reminder_wish="phone", starts_at=tomorrow_at(9) + 2 * A_DAY
    )
    AppointmentFactory(center=center, reminder_wish="phone", starts_at=tomorrow_at(9) + 3 * A_DAY)

    assert shown(page()) == [expected, later]


def test_without_opening_hours_it_is_tomorrow(page, expected):
    assert shown(page()) == [expected]


def test_who_wants_no_call_stands_there_when_asked_for(page, center):
    quiet = AppointmentFactory(center=center)

    assert shown(page()) == []
    assert shown(page(all="on")) == [quiet]


def test_a_protected_contact_is_masked_with_a_warning(page, expected, mother, center):
    elsewhere = member(HouseholdFactory(center=center), "見本 太郎")
    AddressProtectionFactory(person=mother, counter_party=elsewhere)

    text = page().content.decode()

    assert "090-0000-1111" not in text
    assert "非表示（支援措置）" in text
    assert reverse("households:address_reveal", args=[mother.pk]) in text


def test_what_somebody_left_who_is_not_registered_is_shown_here_only(page, center, browser):
    told = AppointmentFactory(center=center, reminder_wish="phone", reminder_contact="080-1234")

    assert "080-1234" in page().content.decode()
    assert "080-1234" not in repr(vars(told))
    today = browser.get(reverse("consultations:today")).content.decode()
    assert "080-1234" not in today


def test_ticking_off_says_who_when_and_how(browser, page, expected, consultant):
    url = reverse("appointments:reminder_create", args=[expected.pk])

    answer = browser.post(url, {"means": "phone", "result": "reached", "back": "list"})

    assert answer.url == LIST
    made = AppointmentReminder.objects.get()
    assert (made.means, made.result, made.recorded_by) == ("phone", "reached", consultant)
    [row] = page().context["rows"]
    assert row.is_settled


def test_who_was_not_reached_stays_to_be_called(browser, page, expected):
    url = reverse("appointments:reminder_create", args=[expected.pk])
    browser.post(url, {"means": "phone", "result": "not_reached", "back": "list"})

    [row] = page().context["rows"]
    assert not row.is_settled
    assert "つながらない" in page().content.decode()


@pytest.mark.parametrize("data", [{}, {"means": "owl", "result": "reached"}, {"means": "phone"}])
def test_bad_input_is_told_and_writes_nothing(browser, expected, data):
    url = reverse("appointments:reminder_create", args=[expected.pk])

    assert browser.post(url, data).status_code == 422
    assert not AppointmentReminder.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    client_for, consultant, center, household, django_assert_num_queries, number
):
    for hour in range(number):
        AppointmentFactory(
            center=center,
            person=member(household, f"見本 {hour}子"),
            alias="",
            reminder_wish="phone",
            starts_at=tomorrow_at(9 + hour),
        )
    client = client_for(consultant)

    with django_assert_num_queries(19):
        client.get(LIST)
