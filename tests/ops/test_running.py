"""Processes, locks, ports and the words on the command line."""

import fcntl
import os
import socket
import subprocess
import sys

import pytest

from ops import command, gate, processes, verbs, web
from ops.locks import Share, alone, open_lock, try_lock
from ops.say import StopError

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)", "a-mark-of-ours"]


def test_process_that_ended_but_was_not_collected_is_not_alive():
    child = subprocess.Popen(SLEEPER)  # noqa: S603 -- nobody else has a say in it
    assert processes.wait_until(
        lambda: child.pid in processes.bearing("a-mark-of-ours"), seconds=5
    )  # between fork and exec it still looks like its parent
    child.kill()
    assert processes.wait_until(lambda: not processes.is_alive(child.pid), seconds=5)
    assert processes.stat(child.pid).state == "Z"
    child.wait()
    assert processes.stat(child.pid) is None


def test_last_one_to_let_go_is_told(tmp_path):
    first, second = Share(tmp_path / "share"), Share(tmp_path / "share")
    first.take()
    second.take()
    assert not first.let_go()
    assert second.let_go()


def test_lock_is_waited_for_only_so_long(tmp_path):
    handle = open_lock(tmp_path / "lock")
    assert try_lock(handle, fcntl.LOCK_EX)
    with pytest.raises(StopError, match="別の作業"), alone(tmp_path / "lock", patience=0):
        pass
    os.close(handle)
    with alone(tmp_path / "lock", patience=0):
        pass


def test_busy_port_is_told_at_once(monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        with pytest.raises(StopError, match="は使えません"):
            web.refuse_busy_port()
    web.refuse_busy_port()


@pytest.mark.parametrize("word", ["", "http", "0", "65536", "-1"])
def test_port_must_be_one(monkeypatch, word):
    monkeypatch.setenv("PORT", word)
    with pytest.raises(StopError, match="ポート番号ではありません"):
        web.port()


@pytest.mark.parametrize(
    ("allowed", "host"),
    [("", "localhost"), ("*", "localhost"), (".example.lg.jp, other", "example.lg.jp")],
)
def test_health_is_asked_under_an_allowed_name(monkeypatch, allowed, host):
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)
    assert web.allowed_host() == host


def test_unknown_verb_lists_the_verbs(capsys):
    assert verbs.main(["fly"]) == 2
    assert "make" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "kept"),
    [("== 3 passed in 1s ==", True), ("== 1 failed, 2 passed ==", True), ("platform linux", False)],
)
def test_summary_of_pytest_is_recognised(line, kept):
    assert bool(gate.SUMMARY.search(line)) is kept


def test_failing_step_stops_the_gate():
    with pytest.raises(StopError, match="題 で止まりました"):
        gate.check("題", ["-c", "raise SystemExit(3)"], dict(os.environ))


def test_judging_prepares_nothing(monkeypatch):
    monkeypatch.setattr(command, "use_virtual_environment", lambda _words: None)
    monkeypatch.setattr(command, "adopt", lambda _values: pytest.fail("not needed"))
    command.prepare(["manage.py", "judge", "file.json"])


def test_command_uses_the_checkouts_own_python(monkeypatch, tmp_path):
    started = []
    monkeypatch.setattr(command, "VENV", tmp_path)
    monkeypatch.setattr(command, "VENV_PYTHON", tmp_path)
    monkeypatch.setattr(command.os, "execv", lambda *words: started.append(words))
    command.use_virtual_environment(["manage.py", "migrate"])
    assert started == [(tmp_path, [str(tmp_path), "manage.py", "migrate"])]


def test_commands_of_an_own_database_start_no_cluster(monkeypatch):
    monkeypatch.setattr(command, "use_virtual_environment", lambda _words: None)
    monkeypatch.setattr(command, "hold_database", lambda: pytest.fail("not needed"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/tsunagi")
    command.prepare(["manage.py", "migrate"])
