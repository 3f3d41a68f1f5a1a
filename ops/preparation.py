"""Everything between a fresh clone and a server that may start; what is done is not done again."""

import hashlib
import time
from contextlib import ExitStack, contextmanager
from functools import partial

from ops import cluster, environment, interpreter, packages, values, web
from ops.locks import alone
from ops.paths import ROOT, STATE, state_directory
from ops.running import manage
from ops.say import say

PATIENCE = 1800
STATIC_FILES = ROOT / "staticfiles"
STAMPS = STATE / "stamps"
APPS = (
    "config",
    "shared",
    "accounts",
    "centers",
    "staffing",
    "consultations",
    "casework",
    "retention",
    "subsidies",
    "worksheets",
    "demo",
    "fixtures",
)
DATA_FILES = (".py", ".toml", ".json", ".csv", ".yaml")


class Steps:
    """Numbered steps on the screen, each with its seconds."""

    def __init__(self, count):
        self.count = count
        self.number = 0

    @contextmanager
    def step(self, title):
        self.number += 1
        say(f"[{self.number}/{self.count}] {title}")
        begun = time.monotonic()
        yield
        seconds = time.monotonic() - begun
        if seconds >= 1:
            say(f"      {seconds:.1f} 秒")


def tools(steps, *, testing=False):
    """Prepare what is needed before any of our own code can run."""
    with alone(state_directory() / "tools.lock", patience=PATIENCE):
        with steps.step("必要なソフトウェア"):
            packages.ensure(packages.FOR_RUNNING + (packages.FOR_TESTING if testing else ()))
        with steps.step("Python の環境"):
            interpreter.ensure(development=testing)


def one_launcher():
    """Let one launcher at a time look whether a server runs, and start it."""
    return alone(state_directory() / "launcher.lock", patience=PATIENCE)


@contextmanager
def database(steps):
    """Hold the office's database; give the file handle by which a child holds it too."""
    held = None if environment.has_own_database() else cluster.office()
    try:
        with steps.step("データベース"):
            if held:
                held.hold()
        yield [held.share.handle] if held else []
    finally:
        if held:
            held.release()


def serve(held, *, attached):
    """Prepare everything and start the server. What must be undone at the end goes to `held`."""
    web.refuse_busy_port()
    steps = Steps(6)
    tools(steps)
    handles = held.enter_context(database(steps))
    contents(steps)
    with steps.step("Web サーバー"), ExitStack() as unless_well:
        unless_well.callback(web.stop)
        server = web.start(handles=handles, attached=attached)
        web.wait_until_well(server)
        to_undo = unless_well.pop_all()
    if attached:
        held.push(to_undo)
    return server


def contents(steps):
    """Bring tables, rules and static files up to date. An office's own database is asked each time."""
    env = environment.for_office()
    with steps.step("データの準備"):
        own = environment.has_own_database()
        once("data", "" if own else data_stamp(env), lambda: load(env), again=own)
    with steps.step("画面の部品"):
        collect = partial(manage, "collectstatic", "--no-input", "--clear", env=env)
        once("static", static_stamp(), collect, again=not STATIC_FILES.exists())


def load(env):
    """Create the tables, publish the rules, load reference lists and the demonstration."""
    for command in (
        ["migrate", "--no-input"],
        ["load_rules"],
        ["load_reference"],
        ["load_case_codes"],
    ):
        manage(*command, env=env)
    if environment.is_demo(env):
        manage("seed_demo", env=env, show=True)


def once(name, stamp, work, *, again=False):
    """Do the work unless it was done for the same stamp."""
    done = values.read(STAMPS)
    if done.get(name) == stamp and not again:
        return
    work()
    values.write(STAMPS, done | {name: stamp})


def data_stamp(env):
    """Describe what was loaded, and where to."""
    files = [path for app in APPS for path in (ROOT / app).rglob("*") if path.suffix in DATA_FILES]
    born = (cluster.office().data / "PG_VERSION").stat()
    where = f"{born.st_ino} {born.st_mtime_ns} {environment.is_demo(env)}"
    return fingerprint([*files, interpreter.RUNTIME], where)


def static_stamp():
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    return fingerprint([*files, interpreter.RUNTIME])


def fingerprint(files, *words):
    """Hash names and contents of files."""
    whole = hashlib.sha256(repr(words).encode())
    for path in sorted(files):
        whole.update(f"{path.relative_to(ROOT)} {interpreter.digest(path)}\n".encode())
    return whole.hexdigest()
