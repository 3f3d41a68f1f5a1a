"""Nobody approves an own act: every page that approves something is tried by who did it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AuditEvent
from tests.access.surfaces import SURFACES, capability_of
from tests.factories import RecordAccessFactory, RoleGrantFactory

APPROVING = ("_review", "_approve", "_decide")


def _break_glass(place, user):
    return RecordAccessFactory(consultation=place.objects["restricted"], opened_by=user)


def _read(place, user):
    """A read of one's own, in the sample of its month."""
    return AuditEvent.objects.create(
        actor_id=user.pk,
        role="auditor",
        municipality_id=place.center.municipality_id,
        action="read",
        outcome="done",
        target_kind="consultations.Consultation",
        target_ids=[place.objects["consultation"].pk],
        count=1,
    )


# The page that approves, what makes an act of `user`, and what approving it would send.
ACTS = {
    "consultations:access_review": (_break_glass, {"outcome": "justified", "note": "適切"}),
    "accounts:audit_review": (_read, {"finding": "proper", "note": "適切"}),
}


# No approval, or one whose own rule is tried where it stands.
ELSEWHERE = {
    "cases:intake_decide": "what a conference decided",
    "cases:plan_review": "how a plan has worked",
    "cases:plan_decide": "with a reason, where nobody else can: tests/casework/test_plan_steps.py",
    "retention:disposal_approve": "says so beside the button: tests/retention/test_pages.py",
}


def test_every_page_that_approves_is_tried():
    approving = {name for name in SURFACES if name.endswith(APPROVING)}
    assert approving <= set(ACTS) | set(ELSEWHERE)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ACTS)
def test_no_role_approves_its_own_act(world, name, role):
    act, approval = ACTS[name]
    place = world.places["C11"]
    user = world.actors[role.value].user
    target = act(place, user)
    client = Client()
    client.force_login(user)

    page = reverse(name, args=[target.pk])

    assert client.get(page).status_code == 403
    assert client.post(page, approval).status_code == 403


@pytest.mark.parametrize("name", ACTS)
def test_holding_every_role_helps_nobody(world, name):
    act, approval = ACTS[name]
    place = world.places["C11"]
    user = world.actors["auditor"].user
    for role in Role:
        at = place.center if role in {Role.CONSULTANT, Role.CHIEF_COORDINATOR} else None
        if role != Role.AUDITOR:
            RoleGrantFactory(
                user=user, role=role, municipality=place.center.municipality, center=at
            )
    target = act(place, user)
    client = Client()
    client.force_login(user)

    assert user.may(capability_of(name))
    assert client.post(reverse(name, args=[target.pk]), approval).status_code == 403
