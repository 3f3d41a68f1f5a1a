"""Staff leave: the roles of a center end with the posting there, on the very day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from shared.access import Capability
from tests.factories import (
    CenterFactory,
    PostingFactory,
    RoleGrantFactory,
    StaffMemberFactory,
)

TODAY = "consultations:today"
DAY = dt.timedelta(days=1)


@pytest.fixture
def member(consultant, center):
    return StaffMemberFactory(user=consultant, municipality=center.municipality)


def may_write(user):
    return User.objects.get(pk=user.pk).may(Capability.CONSULTATION_WRITE)


def test_the_day_after_the_last_posting_the_pages_are_closed(
    client_for, consultant, member, center
):
    posting = PostingFactory(staff_member=member, center=center, ends_on=timezone.localdate())
    client = client_for(consultant)
    assert client.get(reverse(TODAY)).status_code == 200

    posting.ends_on -= DAY
    posting.save()

    assert client.get(reverse(TODAY)).status_code == 403
    page = client.get(reverse("home"))
    assert page.status_code == 200
    assert page.context["navigation"] == []


@pytest.mark.parametrize(
    ("starts", "ends", "opens"),
    [(-10, None, True), (0, 0, True), (-10, -1, False), (1, None, False)],
)
def test_a_posting_opens_in_its_period_alone(consultant, member, center, starts, ends, opens):
    today = timezone.localdate()
    PostingFactory(
        staff_member=member,
        center=center,
        starts_on=today + starts * DAY,
        ends_on=None if ends is None else today + ends * DAY,
    )

    assert may_write(consultant) is opens


def test_a_posting_at_another_center_opens_nothing_here(consultant, member, center):
    elsewhere = CenterFactory(municipality=center.municipality)
    PostingFactory(staff_member=member, center=elsewhere)

    assert not may_write(consultant)


def test_a_superseded_posting_opens_nothing(consultant, member, center):
    PostingFactory(staff_member=member, center=center, superseded_at=timezone.now())

    assert not may_write(consultant)


def test_whoever_is_not_on_the_roster_is_bound_by_the_grant_alone(consultant):
    assert may_write(consultant)


def test_a_role_for_the_municipality_needs_no_posting(municipal_officer, municipality):
    StaffMemberFactory(user=municipal_officer, municipality=municipality)

    assert User.objects.get(pk=municipal_officer.pk).may(Capability.STAFF_VIEW)


def test_one_center_ends_and_the_other_goes_on(chief_coordinator, center):
    other = CenterFactory(municipality=center.municipality)
    RoleGrantFactory(
        user=chief_coordinator,
        role="chief_coordinator",
        municipality=center.municipality,
        center=other,
    )
    member = StaffMemberFactory(user=chief_coordinator, municipality=center.municipality)
    PostingFactory(staff_member=member, center=other)

    reach = User.objects.get(pk=chief_coordinator.pk).reach(Capability.STAFF_VIEW)
    assert reach.center_ids == {other.pk}


def test_asking_costs_one_query(consultant, member):
    user = User.objects.get(pk=consultant.pk)
    with CaptureQueriesContext(connection) as queries:
        user.may(Capability.CONSULTATION_WRITE)
        user.may(Capability.STAFF_VIEW)

    assert len(queries) == 1
