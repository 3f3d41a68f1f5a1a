"""A real private cluster: who holds it, what it survives, what it refuses."""

import os
import signal

import pytest

from ops import cluster, paths, postgres
from ops.say import StopError


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("state")
        patch.setattr(cluster, "STATE", path)
        patch.setattr(cluster, "LOGS", path)
        yield path


@pytest.fixture(scope="module")
def database(state):
    made = cluster.test()
    yield made
    made.stop()


@pytest.fixture
def misleading(monkeypatch):
    """Variables of somebody who works with another server, too."""
    for name, value in {"PGHOST": "/nowhere", "PGUSER": "nobody", "PGPORT": "1"}.items():
        monkeypatch.setenv(name, value)


def postmaster(database):
    return int((database.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])


@pytest.mark.usefixtures("misleading")
def test_life_of_a_cluster(database):
    second = cluster.test()
    database.hold()
    second.hold()
    assert database.answers()
    assert _mode(database.data) == _mode(database.socket) == 0o700
    assert _mode(database.home / "password") == _mode(database.home / "superuser") == 0o600

    database.release()
    assert second.answers(), "the other one still holds it"

    os.kill(postmaster(second), signal.SIGKILL)
    second.hold()
    assert second.answers(), "it came back after its server was killed"

    second.release()
    assert second.processes() == [], "nobody holds it any more"


def test_kept_cluster_outlives_its_last_holder(database):
    database.hold()
    database.keep.touch()
    database.release()
    assert database.answers()
    database.stop()
    assert database.processes() == []


def test_neither_role_is_a_superuser_and_the_application_owns_nothing(database):
    database.hold()
    asked = database.ask(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles"
        " WHERE rolname LIKE 'tsunagi%' ORDER BY 1",
        cluster.APPLICATION,
        cluster.DATABASE,
    )
    assert asked.stdout.split() == ["tsunagi|f|f|t", "tsunagi_app|f|f|f"]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert database.ask(owner, cluster.APPLICATION, cluster.DATABASE).stdout.strip() == "tsunagi"
    database.release()


def test_number_of_a_stranger_in_the_pid_file_is_put_away(database):
    database.hold()
    database.release()
    (database.data / "postmaster.pid").write_text(f"{os.getpid()}\n/elsewhere\n", encoding="ascii")
    database.hold()
    assert database.answers()
    database.release()


def test_data_of_another_major_version_are_refused(tmp_path):
    (tmp_path / "PG_VERSION").write_text("14\n", encoding="ascii")
    with pytest.raises(StopError, match="PostgreSQL 14 のものです"):
        postgres.programs(tmp_path)


def test_copies_of_a_checkout_do_not_share_a_mark(state, monkeypatch):
    original = cluster.test().mark
    copy = state / "copy"
    (copy / "pg-test").mkdir(parents=True)
    (copy / "pg-test" / "mark").write_bytes((state / "pg-test" / "mark").read_bytes())
    monkeypatch.setattr(cluster, "STATE", copy)
    assert cluster.test().mark != original


@pytest.mark.parametrize("name", ["d" * 100, "comma,"])
def test_socket_of_a_deep_checkout_is_reached_from_the_checkout(tmp_path, monkeypatch, name):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    assert paths.short(tmp_path / name, longest=95) == f"/proc/self/cwd/{name}"
    assert paths.short(tmp_path, longest=1000) == str(tmp_path)


def test_root_never_runs_the_server(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert postgres.server_account(tmp_path / "data").pw_uid != 0
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert postgres.server_account(tmp_path / "data") is None


def _mode(path):
    return path.stat().st_mode & 0o777
