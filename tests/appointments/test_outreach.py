import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from centers.models import OutreachPublicity, OutreachSession, Room
from shared.ledger import replace
from subsidies.facts import Query, gather
from tests.appointment_factories import (
    AppointmentFactory,
    OutreachPublicityFactory,
    RoomFactory,
)
from tests.factories import (
    CenterDesignationFactory,
    ConsultationFactory,
    OutreachSessionFactory,
)

LIST = reverse("outreach:session_list")
MADE_KNOWN = {"medium": "sns", "publicised_on": "R7.6.1", "evidence": "市の公式アカウント"}


@pytest.fixture
def session(center):
    return OutreachSessionFactory(center=center, capacity=4)


def again(session, by, **changes):
    """The row as somebody has put it right."""
    new = OutreachSession.objects.get(pk=session.pk)
    for name, value in changes.items():
        setattr(new, name, value)
    return replace(session, new, by=by, at=timezone.now())


def row_of(client):
    [row] = client.get(LIST, {"year": "2025"}).context["rows"]
    return row


def test_the_year_counts_what_the_log_and_the_appointments_say(browser, session, center):
    ConsultationFactory(center=center, outreach_session=session)
    ConsultationFactory(
        center=center,
        outreach_session=session,
        withdrawn_at=timezone.now(),
        withdrawn_by=session.recorded_by or ConsultationFactory().recorded_by,
    )
    AppointmentFactory(center=center, outreach_session=session)
    AppointmentFactory(center=center, outreach_session=session, state="cancelled")

    row = row_of(browser)

    assert (row.records, row.reservations, row.is_publicised) == (1, 1, False)
    text = browser.get(LIST, {"year": "R7"}).content.decode()
    assert "実施 1回（うち周知の記録あり 0回）、相談記録 1件" in text


def test_a_session_put_right_keeps_its_visitors_and_publicity(
    browser, session, center, chief_coordinator
):
    ConsultationFactory(center=center, outreach_session=session)
    OutreachPublicityFactory(session=session)

    corrected = again(session, chief_coordinator, place="見本児童館")

    row = row_of(browser)
    assert row.session == corrected
    assert (row.records, len(row.publicity)) == (1, 1)
    moved = browser.get(reverse("outreach:session_detail", args=[session.pk]))
    assert moved.url == reverse("outreach:session_detail", args=[corrected.pk])
    assert "広報見本 5ページ" in browser.get(moved.url).content.decode()


def test_publicity_is_recorded_by_who_keeps_the_evidence(chief, session):
    url = reverse("outreach:publicity_create", args=[session.pk])

    answer = chief.post(url, MADE_KNOWN, follow=True)

    made = OutreachPublicity.objects.get()
    assert (made.medium, made.session) == ("sns", session)
    assert "市の公式アカウント" in answer.content.decode()


@pytest.mark.parametrize(
    "changes", [{"publicised_on": "R7.6.11"}, {"evidence": ""}, {"medium": "owl"}]
)
def test_publicity_that_cannot_be_is_told(chief, session, changes):
    url = reverse("outreach:publicity_create", args=[session.pk])

    answer = chief.post(url, MADE_KNOWN | changes)

    assert answer.context["form"].errors
    assert not OutreachPublicity.objects.exists()


def test_a_consultant_reads_and_does_not_write(browser, session):
    url = reverse("outreach:publicity_create", args=[session.pk])

    assert browser.get(reverse("outreach:session_detail", args=[session.pk])).status_code == 200
    assert browser.post(url, MADE_KNOWN).status_code == 403


def test_who_sees_no_numbers_is_told_none(client_for, system_administrator, session):
    row = row_of(client_for(system_administrator))

    assert (row.records, row.reservations) == (None, None)


@pytest.mark.parametrize("number", [1, 3])
def test_the_year_takes_the_same_queries_for_any_number(
    client_for, consultant, center, django_assert_num_queries, number
):
    for day in range(number):
        session = OutreachSessionFactory(center=center, held_on=dt.date(2025, 6, day + 1))
        OutreachPublicityFactory(session=session)
        ConsultationFactory(center=center, outreach_session=session)
    client = client_for(consultant)

    with django_assert_num_queries(11):
        client.get(LIST, {"year": "2025"})


class TestEvidence:
    """`outreach.pr` of the facts comes from the same rows."""

    @pytest.fixture
    def pr(self, center):
        CenterDesignationFactory(center=center)

        def asked():
            [found] = gather([center], Query(day=dt.date(2025, 10, 1)))
            return found.facts.get("outreach", {}).get("pr")

        return asked

    def test_publicity_of_a_session_that_was_held_is_evidence(self, pr, session):
        assert pr() is None
        OutreachPublicityFactory(session=session)
        assert pr() is True

    def test_also_when_the_session_was_put_right_since(self, pr, session, chief_coordinator):
        OutreachPublicityFactory(session=session)
        again(session, chief_coordinator, attendance=8)

        assert pr() is True

    def test_withdrawn_it_is_none(self, pr, session, chief):
        entry = OutreachPublicityFactory(session=session)
        chief.post(reverse("outreach:publicity_withdraw", args=[entry.pk]))

        assert pr() is None


class TestRooms:
    def test_a_room_is_registered_and_changed(self, chief, center):
        data = {"name": "相談室1", "capacity": "\uff14", "starts_on": "R7.4.1", "ends_on": ""}
        chief.post(reverse("rooms:room_create", args=[center.pk]), data)
        room = Room.objects.get()
        assert (room.name, room.capacity, room.center) == ("相談室1", 4, center)

        chief.post(
            reverse("rooms:room_edit", args=[room.pk]), data | {"ends_on": "R8.3.31", "seen": ""}
        )
        room.refresh_from_db()
        assert room.ends_on == dt.date(2026, 3, 31)

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": ""},
            {"name": "前からある部屋"},
            {"capacity": "0"},
            {"capacity": "たくさん"},
            {"ends_on": "R7.3.31"},
            {"starts_on": ""},
        ],
    )
    def test_what_cannot_be_is_told(self, chief, center, changes):
        RoomFactory(center=center, name="前からある部屋")
        data = {"name": "相談室1", "capacity": "4", "starts_on": "R7.4.1", "ends_on": ""}

        answer = chief.post(reverse("rooms:room_create", args=[center.pk]), data | changes)

        assert answer.status_code == 422
        assert Room.objects.count() == 1

    def test_whoever_works_there_sees_them_and_changes_nothing(self, browser, center, room):
        page = browser.get(reverse("rooms:room_list", args=[center.pk]))

        assert "相談室1" in page.content.decode()
        assert browser.get(reverse("rooms:room_edit", args=[room.pk])).status_code == 403
