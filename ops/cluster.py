"""A private PostgreSQL cluster inside the checkout: socket only, scram, an ordinary user."""

import hashlib
import secrets
import signal
import subprocess
from urllib.parse import quote

from ops import postgres, processes
from ops.locks import Share, alone
from ops.paths import LOGS, ROOT, STATE, short, state_directory, write_private
from ops.say import StopError, tail

OFFICE, TEST, BENCH = "pg", "pg-test", "pg-bench"
OWNER = DATABASE = "tsunagi"
APPLICATION = "tsunagi_app"
SUPERUSER = "postgres"
SECRET_OF = {OWNER: "password", APPLICATION: "application", SUPERUSER: "superuser"}
PORT = 5432
LONGEST_SOCKET = 107
START_PATIENCE = 90
INITDB = [
    "--locale=C.UTF-8",
    "-E",
    "UTF8",
    "-k",
    "-U",
    SUPERUSER,
    "--auth-local=scram-sha-256",
    "--auth-host=reject",
]
# The log never repeats a statement's values or a row: they may be somebody's name.
SETTINGS = {
    "listen_addresses": "",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """One cluster: `hold` starts it if need be, the last `release` stops it."""

    def __init__(self, name, *, settings=None):
        self.name = name
        self.home = STATE / name
        self.log = LOGS / f"{name}.log"
        self.settings = SETTINGS | (settings or {})
        self.data = self.home / "data"
        self.socket = self.home / "socket"
        self.keep = self.home / "keep"
        self.share = Share(self.home / "holders")
        self.server = None

    # -- what it is called -------------------------------------------------------------------

    def secret(self, name):
        """A secret of this cluster, drawn on first use."""
        path = state_directory(self.home) / name
        if not path.exists():
            with alone(self.home / "secrets.lock"):
                path.exists() or write_private(path, secrets.token_hex(24))
        return path.read_text(encoding="ascii").strip()

    @property
    def mark(self):
        """A name that no other cluster has, not even a copy of this checkout.

        It stands on the command line of all its processes.
        """
        words = f"{self.home} {self.secret('mark')}"
        return f"tsunagi_{hashlib.sha256(words.encode()).hexdigest()[:20]}"

    @property
    def host(self):
        """The socket's directory, as clients name it."""
        return short(self.socket, longest=LONGEST_SOCKET - len(f"/.s.PGSQL.{PORT}"))

    @property
    def urls(self):
        """The two ways in: the application's, and that of the owner who changes tables."""
        return {
            "DATABASE_URL": self._url(APPLICATION),
            "MIGRATION_DATABASE_URL": self._url(OWNER),
        }

    def _url(self, role):
        """Write it as django-environ reads it: a socket's path stands before the name."""
        secret = self.secret(SECRET_OF[role])
        return f"postgresql://{role}:{secret}@:{PORT}/{quote(self.host)}/{DATABASE}"

    # -- using it ----------------------------------------------------------------------------

    def hold(self):
        """Make sure that it runs, and that nobody stops it while this process lives."""
        state_directory(self.home)
        with alone(self.home / "lock"):
            self.share.take()
            if not self.answers(APPLICATION):
                self._start()

    def release(self):
        """Let go; the last holder stops it, unless it is to be kept."""
        with alone(self.home / "lock"):
            if self.share.let_go() and not self.keep.exists():
                self._stop()

    def stop(self, *, even_if_held=True):
        """Stop it for good."""
        if not self.home.exists():
            return
        with alone(self.home / "lock"):
            if self.share.let_go() or even_if_held:
                self.keep.unlink(missing_ok=True)
                self._stop()

    def answers(self, role=OWNER):
        return self.data.exists() and self.ask("SELECT 1", role, DATABASE).returncode == 0

    def processes(self):
        return [
            pid for pid in processes.bearing(self.mark) if "postgres" in processes.command_line(pid)
        ]

    # -- starting ----------------------------------------------------------------------------

    def _start(self):
        state_directory(LOGS)
        if not self.data.exists():
            self._create()
        self._wait_for_the_last_one()
        self._launch()
        if not self.answers(APPLICATION):
            self._admit()

    def _create(self):
        who = postgres.server_account(self.data)
        programs = postgres.programs(self.data)
        fresh = self.home / "data.new"
        if fresh.exists():
            subprocess.run(["rm", "-rf", fresh], check=True)
        for directory in (fresh, self.socket):
            directory.mkdir(mode=0o700, exist_ok=True)
            postgres.give_to(directory, who)
        self.secret("superuser")
        postgres.give_to(self.home / "superuser", who)
        with postgres.handle_on(self.home) as (way, handle), self.log.open("a") as log:
            made = subprocess.run(
                [
                    programs / "initdb",
                    "-D",
                    f"{way}/data.new",
                    "--pwfile",
                    f"{way}/superuser",
                    *INITDB,
                ],
                env=postgres.clean_environment(),
                cwd="/",
                pass_fds=[handle],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **postgres.privileges(who),
                check=False,
            )
        if made.returncode:
            raise StopError(f"データベースを作れませんでした。\n{tail(self.log)}")
        fresh.rename(self.data)

    def _wait_for_the_last_one(self):
        """Wait for a dying server, then put away a number that belongs to none or to a stranger."""
        pid_file = self.data / "postmaster.pid"
        begun = processes.wait_until(
            lambda: not self.processes() or self.answers(), seconds=START_PATIENCE
        )
        if not begun:
            raise StopError(f"前のデータベースが終わりません。\n{tail(self.log)}")
        if not self.processes():
            pid_file.unlink(missing_ok=True)
            for left_over in self.socket.glob(".s.PGSQL.*"):
                left_over.unlink()

    def _launch(self):
        if self.processes():
            return
        self._collect()
        who = postgres.server_account(self.data)
        programs = postgres.programs(self.data)
        with postgres.handle_on(self.home) as (way, handle), self.log.open("a") as log:
            settings = self.settings | {
                "cluster_name": self.mark,
                "unix_socket_directories": f"{way}/socket",
                "port": PORT,
            }
            self.server = subprocess.Popen(
                [
                    programs / "postgres",
                    "-D",
                    f"{way}/data",
                    *(f"--{key}={value}" for key, value in settings.items()),
                ],
                env=postgres.clean_environment(),
                cwd="/",
                pass_fds=[handle],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **postgres.privileges(who),
            )
        ready = processes.wait_until(
            lambda: self.server.poll() is not None or self._ready(), seconds=START_PATIENCE
        )
        if self.server.poll() is not None or not ready:
            raise StopError(f"データベースを起動できませんでした。\n{tail(self.log)}")

    def _ready(self):
        pid_file = self.data / "postmaster.pid"
        try:
            return pid_file.read_text(encoding="utf-8").rstrip().endswith("ready")
        except FileNotFoundError:
            return False

    def _admit(self):
        """Create the database, its owner, and the application's role; none is a superuser."""
        for statement in (
            f"CREATE ROLE {OWNER} LOGIN CREATEDB",
            f"CREATE ROLE {APPLICATION} LOGIN NOINHERIT",
            *(
                f"ALTER ROLE {role} PASSWORD '{self.secret(secret)}'"
                for role, secret in SECRET_OF.items()
                if role != SUPERUSER
            ),
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        ):
            self.ask(statement, SUPERUSER, "postgres")
        done = self.ask("SELECT 1", APPLICATION, DATABASE)
        if done.returncode:
            raise StopError(f"データベースに接続できませんでした。\n{done.stderr}")

    def ask(self, statement, role, database):
        secret = self.secret(SECRET_OF[role])
        environment = postgres.clean_environment() | {
            "PGPASSWORD": secret,
            "PGCONNECT_TIMEOUT": "5",
        }
        return subprocess.run(
            [postgres.programs(self.data) / "psql", "-XAtq", self._connection(role, database)],
            input=statement,
            text=True,
            capture_output=True,
            env=environment,
            cwd=ROOT,
            check=False,
        )

    def _connection(self, role, database):
        return f"postgresql://{role}@/{database}?host={quote(self.host, safe='')}&port={PORT}"

    # -- stopping ----------------------------------------------------------------------------

    def _stop(self):
        """Ask the server to end, insist, and finally force it."""
        for number, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 10)):
            processes.send(self._postmaster(), number)
            if processes.wait_gone(self.processes, seconds=seconds):
                break
        else:
            processes.send(self.processes(), signal.SIGKILL)
            processes.wait_gone(self.processes, seconds=10)
        self._collect()

    def _collect(self):
        """Take note that our own child ended; otherwise it stays as a zombie while we live."""
        if self.server:
            self.server.wait()
            self.server = None

    def _postmaster(self):
        try:
            first = (self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0]
        except FileNotFoundError:
            return []
        return [pid for pid in self.processes() if str(pid) == first]


def office():
    """Hold the office's own data."""
    return Cluster(OFFICE)


def test():
    """Hold nothing worth keeping, and hold it quickly."""
    return Cluster(TEST, settings=FAST_AND_FORGETFUL)


def bench():
    """Hold what is measured, as durable as the office's."""
    return Cluster(BENCH)
