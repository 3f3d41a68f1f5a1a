"""The web server: start it, ask whether it is well, end it with everything it started."""

import http.client
import os
import signal
import socket
import subprocess

from ops import environment, processes, values
from ops.paths import LOGS, ROOT, STATE, VENV_PYTHON, state_directory
from ops.say import StopError, tail

SETTINGS = ROOT / "ops" / "gunicorn_conf.py"
PORT_FILE = STATE / "web"
LOG = LOGS / "web.log"
START_PATIENCE = 60
STOP_PATIENCE = 25
EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- recognised, not bound
OK = 200


def port():
    """Return the port asked for by `PORT`."""
    word = os.environ.get("PORT", "8000")
    if not word.isdecimal() or not 0 < int(word) < 2**16:
        raise StopError(f"PORT={word} はポート番号ではありません。")
    return int(word)


def bind_address():
    return os.environ.get("BIND", "127.0.0.1")


def refuse_busy_port():
    """Stop before anything long is done if somebody else listens on the port."""
    family = socket.AF_INET6 if ":" in bind_address() else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind_address().strip("[]"), port()))
        except OSError as error:
            raise StopError(
                f"ポート {port()} は使えません（{error.strerror}）。"
                f"別の番号を指定してください（例: PORT={port() % 60000 + 1} make run）。"
            ) from error


def start(*, handles, attached):
    """Start gunicorn in a group of its own; attached, it ends with the launcher however that dies."""
    state_directory(LOGS)
    if LOG.exists():
        LOG.replace(LOG.with_suffix(".log.1"))
    output = None if attached else LOG.open("w")
    server = subprocess.Popen(
        [
            *(["setpriv", "--pdeathsig", "TERM"] if attached else []),
            *(VENV_PYTHON, "-m", "gunicorn", "--config", SETTINGS, "config.wsgi:application"),
        ],
        cwd=ROOT,
        env=environment.for_office(),
        pass_fds=handles,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )
    values.write(PORT_FILE, {"port": str(port())})
    return server


def wait_until_well(server):
    """Return once the server answers; stop if it ends or stays silent."""
    well = processes.wait_until(
        lambda: server.poll() is not None or is_well(port()), seconds=START_PATIENCE
    )
    if server.poll() is None and well:
        return
    raise StopError(f"Web サーバーが起動しませんでした。\n{tail(LOG)}")


def is_well(number):
    """Ask the server itself, past any proxy."""
    host = bind_address().strip("[]")
    connection = http.client.HTTPConnection(EVERYWHERE.get(host, host), number, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": allowed_host()})
        return connection.getresponse().status == OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def allowed_host():
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return first if first not in {"", "*"} else "localhost"


def members():
    """List this checkout's server processes. The whole command line tells, not a number kept."""
    return processes.bearing(f"-m gunicorn --config {SETTINGS} ")


def leaders():
    """List those that no other one has started."""
    ours = members()
    return [pid for pid in ours if (it := processes.stat(pid)) and it.parent not in ours]


def running_port():
    """Return the port of the running server, or None."""
    return int(values.read(PORT_FILE).get("port", 0)) if members() else None


def stop():
    """End the server: let requests finish, then insist."""
    processes.send(leaders(), signal.SIGTERM)
    if not processes.wait_gone(members, seconds=STOP_PATIENCE):
        processes.send(members(), signal.SIGKILL)
        processes.wait_gone(members, seconds=5)
    PORT_FILE.unlink(missing_ok=True)
