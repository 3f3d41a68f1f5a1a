"""What row-level security and the trail of reads add to a list, a record and a count."""

from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from unittest import mock

from django.db import transaction
from django.urls import reverse

from accounts.models import AuditEvent
from bench.data import as_owner, ensure
from bench.paired import table, take_turns
from shared import audit

__all__ = ["ensure", "measure"]

CLOSED = """
SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity AND relkind IN ('r', 'p')
"""
FLOOR = "neither"


def measure(data, *, rounds):
    with as_owner() as owner:
        tables = [name for (name,) in owner.execute(CLOSED)]
        ways = {
            FLOOR: lambda: _both(_open(owner, tables), _silent()),
            "row-level security": _silent,
            "trail of reads": lambda: _open(owner, tables),
            "both (as it runs)": ExitStack,
        }
        for title, user, address, holds in _pages(data):
            client = data.client_of(user)

            def page(client=client, address=address):
                return client.get(address)

            _check(page, holds, ways)
            print(table(title, take_turns(ways, page, rounds=rounds), floor=FLOOR), "\n")


def _pages(data):
    record = reverse("consultations:consultation_detail", args=[data.record_id])
    yield "list of 50 records", data.reader, reverse("consultations:consultation_list"), "離乳食"
    yield "one record", data.reader, record, "離乳食"
    yield "dashboard", data.officer, reverse("subsidies:dashboard"), "相談"


def _check(page, holds, ways):
    """Right before fast: the same page each way, and an entry whenever the trail is kept."""
    for name, way in ways.items():
        with way():
            before = AuditEvent.objects.count()
            response = page()
            written = AuditEvent.objects.count() - before
        assert response.status_code == HTTPStatus.OK, name
        assert holds in response.content.decode(), name
        kept = name not in {FLOOR, "row-level security"}
        assert written <= 1 if kept else written == 0, (name, written)


@contextmanager
def _open(owner, tables):
    """The policies set aside, and the request's context with them."""
    _alter(owner, tables, "DISABLE")
    try:
        with mock.patch("accounts.transactions.municipal_context", _plain_transaction):
            yield
    finally:
        _alter(owner, tables, "ENABLE")


def _plain_transaction(*_args, **_options):
    return transaction.atomic()


def _alter(owner, tables, word):
    owner.execute(";".join(f"ALTER TABLE {name} {word} ROW LEVEL SECURITY" for name in tables))


@contextmanager
def _silent():
    """Nothing is written to the trail."""
    with mock.patch.object(audit, "_writers", [lambda *_: None]):
        yield


@contextmanager
def _both(*ways):
    with ExitStack() as held:
        for way in ways:
            held.enter_context(way)
        yield
