"""The web server seals the audit trail by itself: at once, regularly, and when it ends."""

import runpy
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError

from accounts import regular_sealing
from accounts.models import AuditEvent, AuditSeal
from accounts.sealing import read_outside
from shared.audit import Action, Entry, write

SOON = 30  # seconds a slow machine may take


@pytest.fixture
def gunicorn_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return runpy.run_path(str(Path(django_settings.BASE_DIR) / "ops" / "gunicorn_conf.py"))


def sealed_entries():
    return [number for seal in AuditSeal.objects.order_by("number") for number in seal.event_ids]


def entries():
    return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_worker_seals_when_it_starts_and_when_it_ends(gunicorn_settings, settings):
    write(None, Entry(action=Action.COMMAND))

    gunicorn_settings["post_worker_init"](None)
    [thread] = regular_sealing._threads  # noqa: SLF001 -- to wait for it
    assert thread.has_sealed.wait(SOON)
    assert sealed_entries() == entries()
    write(None, Entry(action=Action.COMMAND))
    gunicorn_settings["worker_exit"](None, None)

    assert not thread.is_alive()
    assert sealed_entries() == entries()
    assert len(entries()) == 2
    kept = read_outside(Path(settings.AUDIT_SEAL_FILE))
    assert kept == dict(AuditSeal.objects.values_list("number", "hash"))
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert "外部の控え2個" in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_it_seals_again_and_again():
    write(None, Entry(action=Action.COMMAND))
    thread = regular_sealing.SealingThread(seconds=0.01)
    thread.start()
    assert thread.has_sealed.wait(SOON)
    write(None, Entry(action=Action.COMMAND))
    for _ in range(2):  # of two rounds, one began after the entry
        thread.has_sealed.clear()
        assert thread.has_sealed.wait(SOON)

    found = sealed_entries()
    thread.end()

    assert found == entries()


def test_a_round_that_fails_is_reported_and_made_up_for(monkeypatch, settings, caplog):
    def fail(**_):
        raise DatabaseError("秘密の言葉")

    monkeypatch.setattr(regular_sealing.connection, "close", lambda: None)
    with monkeypatch.context() as broken:
        broken.setattr(regular_sealing, "seal_new", fail)
        assert not regular_sealing.seal_once()
    seals, settings.AUDIT_SEAL_FILE = settings.AUDIT_SEAL_FILE, "/nowhere/seals.log"
    assert not regular_sealing.seal_once()
    assert caplog.messages == [
        "監査記録に封をできませんでした（DatabaseError）",
        "監査記録に封をできませんでした（FileNotFoundError）",
    ]

    settings.AUDIT_SEAL_FILE = seals
    assert regular_sealing.seal_once()


def test_whoever_has_a_timer_switches_it_off(gunicorn_settings, settings):
    settings.AUDIT_SEAL_SECONDS = 0

    gunicorn_settings["post_worker_init"](None)

    assert regular_sealing._threads == []  # noqa: SLF001 -- nothing else to see


def test_the_command_writes_where_it_is_told(tmp_path):
    write(None, Entry(action=Action.COMMAND))
    file = tmp_path / "elsewhere.log"

    call_command("seal_audit", "--seals", str(file), stdout=StringIO())

    assert sorted(read_outside(file)) == [1]
