"""What is prepared, and that it is not prepared twice."""

import pytest

from ops import interpreter, packages, preparation, values
from ops.say import StopError

THERE = packages.Need("there", lambda: True)
ABSENT = packages.Need("absent", lambda: False)


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A virtual environment that only notes what happens to it."""
    python, happened = tmp_path / "python", []
    python.touch()
    monkeypatch.setattr(interpreter, "VENV_PYTHON", python)
    monkeypatch.setattr(interpreter, "STAMP", tmp_path / "built-from")
    monkeypatch.setattr(interpreter, "rebuild", lambda: happened.append("rebuild"))
    monkeypatch.setattr(interpreter, "install", lambda lock: happened.append(lock.name))
    return happened


def test_environment_is_built_once(built):
    interpreter.ensure(development=False)
    assert built == ["rebuild"]
    values.write(interpreter.STAMP, interpreter.wanted())
    interpreter.ensure(development=False)
    assert built == ["rebuild"]


def test_tools_are_added_to_what_is_there(built):
    values.write(interpreter.STAMP, interpreter.wanted())
    interpreter.ensure(development=True)
    interpreter.ensure(development=True)
    assert built == ["requirements-dev.lock"]
    interpreter.ensure(development=False)
    assert built == ["requirements-dev.lock"]


@pytest.mark.parametrize("name", ["place", "python", "requirements.lock", "requirements-dev.lock"])
def test_another_lock_place_or_python_builds_anew(built, name):
    values.write(interpreter.STAMP, interpreter.wanted() | {name: "another"})
    interpreter.ensure(development=False)
    assert built == ["rebuild"]


def test_nothing_is_installed_when_all_is_there(monkeypatch):
    monkeypatch.setattr(packages, "authority", lambda _missing: pytest.fail("not needed"))
    packages.ensure([THERE])


def test_without_rights_the_line_to_type_is_told(monkeypatch):
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(packages.shutil, "which", lambda name: name == "apt-get" or None)
    with pytest.raises(StopError, match=r"sudo apt-get update && .* absent$"):
        packages.ensure([THERE, ABSENT])


def test_step_is_done_again_only_for_another_stamp(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "STAMPS", tmp_path / "stamps")
    done = []
    for stamp in ("a", "a", "b"):
        preparation.once("step", stamp, lambda stamp=stamp: done.append(stamp))
    preparation.once("step", "b", lambda: done.append("again"), again=True)
    assert done == ["a", "b", "again"]


def test_fingerprint_tells_names_and_contents_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "ROOT", tmp_path)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x", encoding="ascii")
    two.write_text("x", encoding="ascii")
    seen = {preparation.fingerprint([one]), preparation.fingerprint([two])}
    one.write_text("y", encoding="ascii")
    seen |= {preparation.fingerprint([one]), preparation.fingerprint([one], "word")}
    assert len(seen) == 4
