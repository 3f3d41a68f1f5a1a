"""The real server, gunicorn as `ops` starts it, in a process group that a test may kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


class RealServer:
    """On the tests' database; started, killed and started again on the same address."""

    def __init__(self, folder):
        self.folder, self._process = folder, None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        """Returns when it answers."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- our own server
                [
                    *(sys.executable, "-m", "gunicorn"),
                    *("--config", ROOT / "ops/gunicorn_conf.py", "config.wsgi:application"),
                ],
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        ends = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "server.log").read_text()
            assert time.monotonic() < ends, "the server does not answer"
            time.sleep(0.1)

    def kill(self):
        """With -9: it finishes nothing and says goodbye to nobody."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self):
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as asking:
                asking.request("GET", "/healthz")
                return bool(asking.getresponse().status)  # not well without rules, but there
        except (HTTPException, OSError):
            return False

    def _environment(self):
        database = connection.settings_dict
        own = {
            name: _on(os.environ[name], database["NAME"])
            for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL")
        }
        return (
            dict(os.environ)
            | own
            | {
                "PORT": str(self.port),
                "BIND": "127.0.0.1",
                "WEB_CONCURRENCY": "1",
                "TMPDIR": str(self.folder),
                "AUDIT_SEAL_FILE": str(self.folder / "seals.log"),
                "DJANGO_SETTINGS_MODULE": "config.settings",
            }
        )


def _on(url, name):
    """The same server and role, with the database of the tests."""
    before, _, rest = url.rpartition("/")
    _, question, options = rest.partition("?")
    return f"{before}/{name}{question}{options}"
