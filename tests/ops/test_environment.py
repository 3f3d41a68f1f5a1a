"""Which variables reach what is started."""

import pytest

from ops import cluster, environment, values


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    for module in (environment, cluster):
        monkeypatch.setattr(module, "STATE", tmp_path)
    monkeypatch.setattr(environment, "TEMPORARY", tmp_path / "tmp")
    monkeypatch.setattr(environment, "OFFICE_FILE", tmp_path / "env")
    monkeypatch.setattr(environment, "TEST_FILE", tmp_path / "env-test")
    for name in ("DATABASE_URL", "SECRET_KEY", "TSUNAGI_DEMO", "TSUNAGI_CONTEXT_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_values_survive_and_stay_private(state):
    path = state / "some"
    values.write(path, {"A": "x=y", "B": ""})
    assert values.read(path) == {"A": "x=y", "B": ""}
    assert path.stat().st_mode & 0o777 == 0o600


def test_first_start_draws_a_secret_and_keeps_it():
    first = environment.for_office()
    assert first["TSUNAGI_DEMO"] == "1"
    assert first["DATABASE_URL"].startswith("postgresql://tsunagi_app:")
    assert first["MIGRATION_DATABASE_URL"].startswith("postgresql://tsunagi:")
    assert first["TSUNAGI_CONTEXT_KEY"] != first["SECRET_KEY"]
    again = environment.for_office()
    assert {name: again[name] for name in environment.SECRETS} == {
        name: first[name] for name in environment.SECRETS
    }


def test_owner_of_another_database_changes_nothing_here(monkeypatch):
    monkeypatch.setenv("MIGRATION_DATABASE_URL", "postgresql://db.example/tsunagi")
    assert "/pg/" in environment.for_office()["MIGRATION_DATABASE_URL"]


def test_what_the_user_set_wins(monkeypatch):
    monkeypatch.setenv("TSUNAGI_DEMO", "0")
    assert not environment.is_demo(environment.for_office())


def test_own_database_gets_no_demonstration(monkeypatch):
    environment.for_office()
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/tsunagi")
    monkeypatch.setenv("PGSSLROOTCERT", "/etc/ca.pem")
    env = environment.for_office()
    assert env["DATABASE_URL"] == "postgresql://db.example/tsunagi"
    assert env["SECRET_KEY"]
    assert env["PGSSLROOTCERT"] == "/etc/ca.pem"
    assert not environment.is_demo(env)


def test_own_database_and_secret_write_nothing(state, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/tsunagi")
    monkeypatch.setenv("SECRET_KEY", "of the office")
    assert environment.office_values() == {}
    assert not (state / "env").exists()


def test_variables_of_other_servers_and_pythons_are_dropped(monkeypatch):
    for name in ("PGHOST", "PGSERVICE", "PYTHONPATH", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, "/elsewhere")
    env = environment.for_office()
    assert not {"PGHOST", "PGSERVICE", "PYTHONPATH", "DJANGO_SETTINGS_MODULE"} & env.keys()


def test_gate_does_not_depend_on_the_user(state, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/tsunagi")
    monkeypatch.setenv("DEBUG", "1")
    env = environment.for_tests()
    assert "/pg-test/" in env["DATABASE_URL"]
    assert "DEBUG" not in env
    assert (state / "tmp").is_dir()
