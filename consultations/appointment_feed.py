"""The feed of somebody's appointments, RFC 5545: when and where, never with whom or about what."""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from icalendar import Calendar, Event

from accounts.models import User
from consultations.models import Appointment, AppointmentFeed

KEY_BYTES = 32
BACK, AHEAD = timedelta(days=31), timedelta(days=366)


def digest_of(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def issue_feed(user: User, *, at: datetime) -> tuple[AppointmentFeed, str]:
    """A new address for one's own appointments and its key, told this once; an earlier one ends."""
    revoke_feed(user, at=at)
    key = secrets.token_urlsafe(KEY_BYTES)
    feed = AppointmentFeed.objects.create(
        user=user, digest=digest_of(key), issued_at=at, issued_by=user
    )
    return feed, key


@transaction.atomic
def revoke_feed(user: User, *, at: datetime) -> AppointmentFeed | None:
    """End the address that stands; None if there is none."""
    # One at a time for each user.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    feed = AppointmentFeed.objects.of(user).standing().first()
    if feed is not None:
        feed.revoked_at, feed.revoked_by = at, user
        feed.save(update_fields=["revoked_at", "revoked_by"])
    return feed


def appointments_for(user: User, day: date) -> list[Appointment]:
    """One's own that stand, as far as one's roles reach today."""
    found = Appointment.objects.visible_to(user).next_steps().filter(worker=user).booked()
    return list(found.between(day - BACK, day + AHEAD).for_listing().in_order())


def written(appointments: list[Appointment]) -> bytes:
    """The calendar as a file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tsunagi//Appointments//JA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "つなぎ 予約")
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    return calendar.to_ical()


def _event(appointment: Appointment) -> Event:
    place = str(appointment.room or "")
    event = Event()
    event.add("uid", f"appointment-{appointment.pk}@tsunagi.invalid")
    event.add("dtstamp", appointment.recorded_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", f"予約（{appointment.get_mode_display()}）{appointment.pk}")
    event.add("location", " ".join(filter(None, [str(appointment.center), place])))
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    return event
