import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import AuditEvent, RoleGrant
from consultations.models import Appointment, AppointmentFeed
from tests.appointment_factories import AppointmentFactory, RoomFactory, tomorrow_at
from tests.demo.fixtures import demo_database  # noqa: F401 -- a fixture

ISSUE, REVOKE = reverse("appointments:feed_issue"), reverse("appointments:feed_revoke")
FEED, SETTINGS = reverse("appointments:feed"), reverse("appointments:feed_settings")


@pytest.fixture
def issued(browser):
    """The address, as its page shows it this once."""

    def issue():
        return browser.post(ISSUE).context["address"].removeprefix("http://testserver")

    return issue


def fetched(address):
    return Client().get(address)


def test_it_tells_when_and_where_and_nothing_of_anybody(issued, center, mother, consultant):
    room = RoomFactory(center=center, name="相談室1")
    one = AppointmentFactory(
        center=center,
        worker=consultant,
        person=mother,
        alias="",
        room=room,
        purpose="離乳食のこと",
    )
    AppointmentFactory(center=center, worker=consultant, alias="花ママ", starts_at=tomorrow_at(14))

    answer = fetched(issued())

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    for word in ("見本 花子", "花子", "花ママ", "離乳食", consultant.name):
        assert word not in text
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 2
    event = events[0]
    assert event.decoded("dtstart") == one.starts_at
    assert event.decoded("dtend") == one.ends_at
    assert str(event["summary"]) == f"予約（来所）{one.pk}"
    assert str(event["location"]) == f"{center} 相談室1"


def test_lines_end_and_fold_as_rfc_5545_says(issued, appointment):
    content = fetched(issued()).content

    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_only_ones_own_that_stand(issued, center, colleague, appointment, consultant):
    AppointmentFactory(center=center, worker=colleague)
    AppointmentFactory(
        center=center, worker=consultant, state="cancelled", starts_at=tomorrow_at(15)
    )

    events = Calendar.from_ical(fetched(issued()).content).walk("VEVENT")

    assert [str(event["uid"]) for event in events] == [
        f"appointment-{appointment.pk}@tsunagi.invalid"
    ]


def test_of_the_key_only_a_digest_is_kept_and_it_is_shown_once(issued, browser):
    key = issued().partition("key=")[2]

    feed = AppointmentFeed.objects.get()
    assert key not in feed.digest
    assert len(key) >= 40
    assert key not in browser.get(SETTINGS).content.decode()


def test_a_new_address_ends_the_earlier_one(issued):
    first, second = issued(), issued()

    assert (fetched(first).status_code, fetched(second).status_code) == (404, 200)
    assert AppointmentFeed.objects.standing().count() == 1


def test_revoked_it_is_gone(issued, browser):
    address = issued()

    browser.post(REVOKE)

    assert fetched(address).status_code == 404


@pytest.mark.parametrize("query", ["", "?key=", "?key=x", "?key=%00", "?key=" + "x" * 200, "?k=1"])
def test_every_wrong_key_is_answered_alike(appointment, query):
    answer = fetched(FEED + query)

    assert answer.status_code == 404
    assert "text/calendar" not in answer.headers["Content-Type"]


def test_it_ends_with_the_role(issued, appointment, consultant):
    address = issued()
    assert b"VEVENT" in fetched(address).content

    RoleGrant.objects.filter(user=consultant).update(
        revoked_at=timezone.now(), revoked_by=consultant
    )

    assert fetched(address).status_code == 404


def test_it_ends_with_the_account(issued, consultant):
    address = issued()
    consultant.is_active = False
    consultant.save()

    assert fetched(address).status_code == 404


def test_each_fetch_is_in_the_trail_and_the_key_is_not(issued, appointment, consultant):
    address = issued()

    fetched(address)

    event = AuditEvent.objects.latest("pk")
    assert (event.actor_id, event.action, event.target_ids) == (
        consultant.pk,
        "export",
        [appointment.pk],
    )
    assert address.partition("key=")[2] not in str(
        list(AuditEvent.objects.values_list("details", flat=True))
    )


def test_a_fetch_sees_its_owners_municipality_alone(issued, appointment, consultant):
    """A row of another municipality, whoever is its worker, stays where it is."""
    beyond = AppointmentFactory(worker=consultant, starts_at=tomorrow_at(16))

    text = fetched(issued()).content.decode()

    assert f"appointment-{appointment.pk}@" in text
    assert f"appointment-{beyond.pk}@" not in text


def test_long_ago_and_far_ahead_are_left_out(issued, center, consultant):
    AppointmentFactory(
        center=center, worker=consultant, starts_at=timezone.now() - dt.timedelta(days=40)
    )

    assert b"VEVENT" not in fetched(issued()).content


@pytest.mark.usefixtures("demo_database")
def test_no_feed_of_the_demo_tells_a_name_or_a_purpose(client_for):
    workers = {each.worker for each in Appointment.objects.select_related("worker", "person")}
    words = {
        word
        for each in Appointment.objects.select_related("person")
        for word in (each.alias, each.purpose, each.person and each.person.registered_name)
        if word
    }
    assert words
    told = b""
    for worker in workers:
        address = client_for(worker).post(ISSUE).context["address"]
        told += fetched(address.removeprefix("http://testserver")).content

    text = told.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VCALENDAR") == len(workers)
    assert not [word for word in words if word in text]
