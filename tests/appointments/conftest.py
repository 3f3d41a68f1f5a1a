import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from shared.wareki import format_wareki
from tests.appointment_factories import AppointmentFactory, RoomFactory
from tests.consultations.conftest import (  # noqa: F401 -- fixtures
    browser,
    chief,
    colleague,
    father,
    filled,
    household,
    mother,
    other_center,
    stranger,
    topic,
)
from tests.factories import OpeningHoursFactory


@pytest.fixture(autouse=True)
def no_holidays(monkeypatch):
    """Whether tomorrow is a 祝日 is the calendar's own test."""
    monkeypatch.setattr("centers.calendar.holidays_between", lambda *_period: set())


@pytest.fixture
def tomorrow():
    return timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def open_daily(center):
    """From nine to five, every day."""
    for weekday in range(1, 8):
        OpeningHoursFactory(
            center=center, weekday=weekday, opens_at=dt.time(9), closes_at=dt.time(17)
        )


@pytest.fixture
def room(center):
    return RoomFactory(center=center, name="相談室1")


@pytest.fixture
def appointment(center, consultant):
    return AppointmentFactory(center=center, worker=consultant, recorded_by=consultant)


@pytest.fixture
def booked(center, consultant, tomorrow):
    """What a browser sends for an appointment tomorrow from ten to eleven."""

    def form_data(**changes):
        data = {
            "submission_key": str(uuid.uuid4()),
            "held_on": format_wareki(tomorrow),
            "starts": "10:00",
            "ends": "11:00",
            "mode": "at_center",
            "caller_name": "見本 葉子",
            "caller": "",
            "purpose": "離乳食のこと",
            "center": str(center.pk),
            "room": "",
            "worker": str(consultant.pk),
            "outreach_session": "",
            "reminder_wish": "none",
            "reminder_contact": "",
        }
        return {name: value for name, value in (data | changes).items() if value is not None}

    return form_data


@pytest.fixture
def book(browser, booked):  # noqa: F811 -- a fixture
    def send(**changes):
        return browser.post(reverse("appointments:appointment_create"), booked(**changes))

    return send
