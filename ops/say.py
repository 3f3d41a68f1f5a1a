"""What the launcher tells the person in front of it: short Japanese lines."""

import sys
import time
from contextlib import contextmanager


class StopError(Exception):
    """The launcher cannot go on; the message says why and what to do."""


def say(text=""):
    print(text, flush=True)


def complain(text):
    print(text, file=sys.stderr, flush=True)


@contextmanager
def timed(title):
    """Announce a step, then how long it took."""
    say(f"▸ {title} …")
    begun = time.monotonic()
    yield
    say(f"  {title}: {time.monotonic() - begun:.1f} 秒")


def tail(path, lines=30):
    """Return the end of a log file, for a message."""
    if not path.exists():
        return ""
    text = path.read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])
