"""The attack cases against the world of tests/access: the same municipalities, roles and canaries.

After each case: no answer has shown a canary to somebody who may not see it (I1), none was a
server error or told inner workings (I5), and the constraints hold (I4).
"""

import pytest
from django.db import connection
from django.test import Client

from tests.access.surfaces import SURFACES, capability_of
from tests.access.test_matrix import address
from tests.access.watch import tells_inner_workings, text_of
from tests.access.world import build_world

SLOW = {"subsidies:judgement_sheet_pdf"}  # asks for nothing but its number; has tests of its own


class WatchedClient(Client):
    """Checks I1 and I5 on every answer that it gets."""

    def __init__(self, *, hidden, **options):
        super().__init__(raise_request_exception=False, **options)
        self.hidden = hidden

    def request(self, **request):
        response = super().request(**request)
        assert response.status_code < 500, (request["PATH_INFO"], response.status_code)
        assert not tells_inner_workings(response), request["PATH_INFO"]
        shown = [word for word in self.hidden if word in text_of(response)]
        assert shown == [], request["PATH_INFO"]
        return response


@pytest.fixture
def world(db):
    yield build_world()
    with connection.cursor() as cursor:  # I4: also those checked only at the end
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def login(world):
    """`login("consultant")` → a client; None stays signed out."""

    def signed_in(name=None, **options):
        user = world.actors[name].user if name else None
        client = WatchedClient(hidden=world.canaries_hidden_from(user), **options)
        if user:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def own(world):
    """The objects of C11 by kind."""
    return world.places["C11"].objects


@pytest.fixture
def url(own):
    """The address of a surface with the objects of C11."""

    def of(name, target=None):
        found = target or own.get(SURFACES[name].of)
        return address(name, found and found.pk)

    return of


def opened_by(world, user, method):
    """The surfaces that a user opens with this method."""
    return [
        name
        for name, surface in SURFACES.items()
        if method in surface.methods
        and "sign_" not in name
        and name not in SLOW
        and (capability_of(name) is None or user.may(capability_of(name)))
    ]
