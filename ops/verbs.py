"""The verbs of the launcher."""

import os
import signal
import subprocess
from contextlib import ExitStack

from ops import cluster, environment, gate, interpreter, preparation, web
from ops.paths import ROOT, VENV_PYTHON
from ops.say import StopError, complain, say

SIGN_INS = {
    "soudan": "相談員",
    "toukatsu": "統括支援員",
    "shokan": "所管課",
    "keiri": "経理",
    "kansa": "監査",
    "kanri": "システム管理者",
    "jutaku": "受託者",
}
DEMO_PASSWORD = "tsunagi-demo"  # noqa: S105 -- printed for the demonstration, refused elsewhere
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130


def run(_words):
    """Serve in the foreground until Ctrl-C."""
    with ExitStack() as held:
        with preparation.one_launcher():
            if web.running_port():
                raise StopError(f"すでに動いています: {address()}（終えるには make down）")
            server = preparation.serve(held, attached=True)
        welcome(ending="Ctrl-C で終わります。")
        try:
            return server.wait()
        except KeyboardInterrupt:
            ignore_further_signals()
            say("\n終了しています …")
            return 0


def up(_words):
    """Serve in the background; return once it answers."""
    with preparation.one_launcher(), ExitStack() as held:
        if web.running_port() and web.is_well(web.running_port()):
            say(f"すでに動いています: {address()}")
            return
        web.stop()
        preparation.serve(held, attached=False)
        welcome(ending="終えるには make down。")


def down(_words):
    """End everything that belongs to this checkout."""
    web.stop()
    databases = cluster.office(), cluster.test(), cluster.bench()
    for database in databases:
        database.stop(even_if_held=database.name == cluster.OFFICE)
    left = [*web.members(), *databases[0].processes()]
    if left:
        raise StopError(f"終わらないプロセスがあります: {left}")
    say("終了しました。")


def address():
    return f"http://localhost:{web.running_port()}/"


def welcome(*, ending):
    """Say where it is and how to get in."""
    say(f"\nつなぎが使えます: {address()}")
    if environment.is_demo(environment.for_office()):
        say("見本の利用者（すべて架空のデータです）:")
        for name, role in SIGN_INS.items():
            say(f"  {name:<10}{role}")
        say(f"  パスワードは全員 {DEMO_PASSWORD}")
    say(ending)


def ignore_further_signals():
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)


def test(_words):
    """Run every check and test."""
    gate.run()


def bench(words):
    """Run the measurements on a database of their own."""
    script = ROOT / "bench" / "run.py"
    if not script.exists():
        raise StopError("bench/run.py がありません。")
    preparation.tools(preparation.Steps(2), testing=True)
    database = cluster.bench()
    try:
        database.hold()
        env = environment.for_tests() | database.urls
        return subprocess.run(
            [VENV_PYTHON, script, *words], cwd=ROOT, env=env, check=False
        ).returncode
    finally:
        database.release()


def manage(words):
    """Run `manage.py`, which finds the rest itself."""
    if not VENV_PYTHON.exists():
        interpreter.ensure(development=False)
    os.execv(VENV_PYTHON, [VENV_PYTHON, ROOT / "manage.py", *words])  # noqa: S606 -- becomes it


def db_start(words):
    """Start a private database and leave it running (`--test`: the tests' own)."""
    database, values = (
        (cluster.test(), environment.test_values)
        if "--test" in words
        else (cluster.office(), environment.office_values)
    )
    database.hold()
    database.keep.touch()
    say(values()["DATABASE_URL"])


def db_stop(words):
    """Stop a private database (`--test`: the tests' own)."""
    (cluster.test() if "--test" in words else cluster.office()).stop()


VERBS = {
    "run": (run, "起動し、Ctrl-C で終わるまで動かします。"),
    "up": (up, "裏で起動します。"),
    "down": (down, "裏で動いているものをすべて終えます。"),
    "test": (test, "すべての検査とテストを行います。"),
    "bench": (bench, "性能を測ります。"),
    "manage": (manage, "manage.py を実行します。"),
    "db-start": (db_start, "データベースだけを起動します（--test: テスト用）。"),
    "db-stop": (db_stop, "データベースだけを終えます（--test: テスト用）。"),
}


def main(words):
    """Do what the first word says; the rest is for the verb."""
    verb, _ = VERBS.get(words[0] if words else "", (None, None))
    if verb is None:
        complain("\n".join(f"  {name:<10}{meaning}" for name, (_, meaning) in VERBS.items()))
        return 2
    for number in ENDINGS:
        signal.signal(number, signal.default_int_handler)
    try:
        return verb(words[1:]) or 0
    except StopError as stop:
        complain(f"✖ {stop}")
    except PermissionError as error:
        complain(f"✖ {error.filename} を扱えません。最初に起動した利用者で実行してください。")
    except KeyboardInterrupt:
        complain("✖ 中断しました。")
        return INTERRUPTED
    return 1
