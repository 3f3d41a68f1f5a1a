"""DB04: a context does not survive in the pool. Many threads, few connections, through WSGI."""

import itertools
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import environ
import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.test import RequestFactory
from django.urls import reverse

from accounts.enums import Role
from tests.factories import CenterFactory, RoleGrantFactory

THREADS, REQUESTS, CONNECTIONS = 12, 180, 3
URL = "centers:center_list"


@pytest.fixture
def pooled(transactional_db, monkeypatch):
    """The threads share a small pool of connections of the application's own role."""
    role, shared = environ.Env().db_url("DATABASE_URL"), connection.settings_dict
    pool = {"min_size": 1, "max_size": CONNECTIONS, "timeout": 60}
    with monkeypatch.context() as changed:  # this thread keeps the connection that it has
        changed.setitem(shared, "USER", role["USER"])
        changed.setitem(shared, "PASSWORD", role["PASSWORD"])
        changed.setitem(shared, "OPTIONS", shared["OPTIONS"] | {"pool": pool})
        yield
        connection.close_pool()


@pytest.fixture
def visitors(pooled, client_for, consultant):
    """Who asks, as (cookie, the one name to be shown)."""
    found = {"": ""}
    for name in ("第一の見本センター", "第二の見本センター"):
        center = CenterFactory(name=name)
        grant = RoleGrantFactory(role=Role.MUNICIPAL_OFFICER, municipality=center.municipality)
        found[client_for(grant.user).session.session_key] = name
    return list(found.items())


class _Door:
    """The WSGI application, as a server's threads call it."""

    def __init__(self):
        self.application = get_wsgi_application()
        self.connections = set()
        self.lock = threading.Lock()

    def ask(self, cookie):
        name = settings.SESSION_COOKIE_NAME
        environ_ = RequestFactory(headers={"cookie": f"{name}={cookie}"}).get(reverse(URL)).environ
        told = []
        response = self.application(environ_, lambda status, _headers: told.append(status[:3]))
        try:
            with self.lock:
                self.connections |= _numbers()
            return told[0], b"".join(response).decode()
        finally:
            response.close()  # gives the connection back


def _numbers():
    """The session that this thread holds at the moment, if any."""
    held = connections["default"].connection
    return {held.info.backend_pid} if held is not None else set()


def test_db04_nobody_sees_another_municipality_and_nobody_sees_nothing(visitors):
    door, names = _Door(), {name for _, name in visitors if name}
    order = list(itertools.islice(itertools.cycle(visitors), REQUESTS))
    random.shuffle(order)

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(door.ask, [cookie for cookie, _ in order]))

    seen = [(status, {name for name in names if name in page}) for status, page in answers]
    wanted = [("200", {name}) if name else ("302", set()) for _, name in order]
    assert seen == wanted
    assert len(door.connections) <= CONNECTIONS
