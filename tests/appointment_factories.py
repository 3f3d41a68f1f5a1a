"""Rows of appointments: rooms, publicity, appointments with their steps and reminders, feeds."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from centers import models as centers
from centers.outreach_enums import PublicityMedium
from consultations import models
from consultations.appointment_enums import (
    AppointmentMode,
    AppointmentState,
    ReminderMeans,
    ReminderResult,
)
from tests.factories import (
    CenterFactory,
    Factory,
    LedgerFactory,
    OutreachSessionFactory,
    UserFactory,
)

AN_HOUR = dt.timedelta(hours=1)


def tomorrow_at(hour, minute=0):
    day = timezone.localdate() + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


class RoomFactory(Factory):
    class Meta:
        model = centers.Room

    center = factory.SubFactory(CenterFactory)
    name = factory.Sequence(lambda number: f"相談室{number}")
    capacity = 4
    starts_on = dt.date(2020, 4, 1)


class OutreachPublicityFactory(LedgerFactory):
    class Meta:
        model = centers.OutreachPublicity

    session = factory.SubFactory(OutreachSessionFactory)
    medium = PublicityMedium.BULLETIN
    publicised_on = factory.LazyAttribute(lambda row: row.session.held_on)
    evidence = "広報見本 5ページ"


class AppointmentFactory(Factory):
    class Meta:
        model = models.Appointment

    center = factory.SubFactory(CenterFactory)
    starts_at = factory.LazyFunction(lambda: tomorrow_at(10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + AN_HOUR)
    mode = AppointmentMode.AT_CENTER
    alias = "見本 葉子"
    submission_key = factory.LazyFunction(uuid.uuid4)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class AppointmentStepFactory(Factory):
    class Meta:
        model = models.AppointmentStep

    appointment = factory.SubFactory(AppointmentFactory)
    state = AppointmentState.BOOKED
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class AppointmentReminderFactory(Factory):
    class Meta:
        model = models.AppointmentReminder

    appointment = factory.SubFactory(AppointmentFactory)
    means = ReminderMeans.PHONE
    result = ReminderResult.REACHED
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class AppointmentFeedFactory(Factory):
    class Meta:
        model = models.AppointmentFeed

    user = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda number: f"{number:064x}")
    issued_at = factory.LazyFunction(timezone.now)
    issued_by = factory.SelfAttribute("user")
