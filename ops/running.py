"""Running other programs: their chatter goes to a log, and onto the screen only if they fail."""

import subprocess
import time

from ops.paths import LOGS, ROOT, VENV_PYTHON, state_directory
from ops.say import StopError, say, tail

SETUP_LOG = LOGS / "setup.log"


def logged(words, *, env, log=SETUP_LOG, waits=()):
    """Run a program; after a failure wait and try again, as often as `waits` says, then stop."""
    state_directory(LOGS)
    for wait in (*waits, None):
        with log.open("a") as output:
            output.write(f"\n$ {' '.join(map(str, words))}\n")
            output.flush()
            done = subprocess.run(
                words,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
        if done.returncode == 0:
            return
        if wait is not None:
            say(f"  失敗しました。{wait} 秒後にもう一度試します …")
            time.sleep(wait)
    raise StopError(
        f"{' '.join(map(str, words[:6]))} … が失敗しました。\n{tail(log)}\n（全文: {log}）"
    )


def manage(*words, env, show=False):
    """Run a management command."""
    command = [VENV_PYTHON, ROOT / "manage.py", *words]
    if not show:
        logged(command, env=env)
    elif subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False
    ).returncode:
        raise StopError(f"manage.py {' '.join(words)} が失敗しました。")
