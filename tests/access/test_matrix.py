"""Every address × every role × own center, other center, other municipality.

What is expected follows from `accounts.policy` and tests/access/surfaces.py alone: 403 for whoever
lacks the capability, 404 for what lies beyond one's reach, the page inside it.
"""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.policy import scope_of
from shared.access import Scope
from tests.access.surfaces import (
    PATTERNS,
    PUBLIC,
    SURFACES,
    capability_of,
)
from tests.access.watch import text_of, written
from tests.access.world import OTHER_CENTER, OTHER_MUNICIPALITY, OWN

pytestmark = pytest.mark.usefixtures("paper")

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
INSIDE = {200, 302, 422}
OF_THE_MUNICIPALITY = {
    "municipality",
    "fact",
    "setting",
    "account",
    "grant",
    "audit_event",
    "legal_hold",
    "disposal",
}
# They change no object that has a number.
NOTHING_TO_COMPARE = {(Role.AUDITOR, "POST"), (Role.SYSTEM_ADMINISTRATOR, "POST")}
SIGNED_OUT = "signed out"


def test_every_address_is_declared():
    assert set(PATTERNS) == set(SURFACES)


@pytest.mark.parametrize("name", SURFACES)
def test_every_address_names_its_capability_or_says_why_not(name):
    assert bool(capability_of(name)) != bool(SURFACES[name].opened_by)


def address(name, pk=None):
    surface, pattern = SURFACES[name], PATTERNS[name].pattern
    given = set(pattern.converters) - set(surface.arguments)
    arguments = dict.fromkeys(given, pk) if surface.of else {}
    return reverse(name, kwargs={**arguments, **surface.arguments})


def client_of(user):
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def requests_for(name):
    """Each method with each place to ask: reading and posting everywhere, the rest at home."""
    places = (OWN, OTHER_CENTER, OTHER_MUNICIPALITY) if SURFACES[name].of else (OWN,)
    for relation in places:
        for method in METHODS if relation == OWN else ("GET", "POST"):
            yield relation, method


def expected(name, method, relation, role):
    """The set of statuses that are right."""
    surface, capability = SURFACES[name], capability_of(name)
    if method not in {"GET", "HEAD", "POST"}:
        return {405}
    if role is None and surface.opened_by != PUBLIC:
        return {302}
    if method not in surface.methods:
        return {405}
    if surface.opened_by:
        return {404} if surface.needs_key else INSIDE
    scope = scope_of(role, capability)
    if scope == Scope.NONE:
        return {403}
    return _answers(surface, method, role) if _reaches(surface, scope, relation) else {404}


def _answers(surface, method, role):
    """Of an object within reach."""
    if surface.needs_besides and scope_of(role, surface.needs_besides) == Scope.NONE:
        return {403}
    return {409} if surface.is_overtaken and method == "POST" else INSIDE


def _reaches(surface, scope, relation):
    if surface.needs_access or scope == Scope.OWN_RECORD:
        return False  # nobody of the world has opened or written a record
    if surface.of and scope == Scope.NAMED:
        return False  # nor is named for one
    if surface.reaches_whole_municipality and scope != Scope.MUNICIPALITY:
        return False
    if not surface.of or surface.is_national:
        return True
    if scope == Scope.MUNICIPALITY:
        return relation != OTHER_MUNICIPALITY
    return relation == OWN and surface.of not in OF_THE_MUNICIPALITY


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or SIGNED_OUT)
def test_who_gets_where(world, role):
    user = world.actors[role.value].user if role else None
    hidden = world.canaries_hidden_from(user)
    wrong = []
    client = client_of(user)
    for name, surface in sorted(SURFACES.items(), key=lambda item: "sign_out" in item[0]):
        for relation, method in requests_for(name):
            target = world.places[world.relations[relation]].objects.get(surface.of)
            url = address(name, target and target.pk)
            with written() as statements:
                response = client.generic(method, url)
            right = expected(name, method, relation, role)
            if name == "healthz" and method in surface.methods:
                right = {200}
            inside = bool(right & INSIDE) and response.status_code in INSIDE
            if response.status_code not in right:
                wrong.append((name, method, relation, response.status_code, right))
            if statements and (not inside or method != "POST"):
                wrong.append((name, method, relation, "wrote", statements))
            if any(word in text_of(response) for word in hidden):
                wrong.append((name, method, relation, "showed a hidden record"))
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", Role)
def test_what_lies_out_of_reach_is_answered_like_what_does_not_exist(world, role, method):
    """Nobody learns from an answer whether a number is in use."""
    client = client_of(world.actors[role.value].user)
    compared = 0
    for name, surface in SURFACES.items():
        if not surface.of or surface.is_national or method not in surface.methods:
            continue
        there = world.places["C21"].objects[surface.of].pk
        missing = there + 1000
        found = client.generic(method, address(name, there))
        none = client.generic(method, address(name, missing))
        if found.status_code == 403:
            continue
        compared += 1
        assert (name, found.status_code, none.status_code) == (name, 404, 404)
        assert found.headers == none.headers
        assert found.content.replace(b"/%d/" % there, b"") == none.content.replace(
            b"/%d/" % missing, b""
        )
    assert compared or (role, method) in NOTHING_TO_COMPARE
