"""Advisory file locks; the kernel lets go of them however a process ends."""

import fcntl
import os
import time
from contextlib import contextmanager

from ops.say import StopError, say

PATIENCE = 120


def open_lock(path):
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(handle, kind):
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def alone(path, *, patience=PATIENCE):
    """Be the only process that does this, waiting for another one to finish."""
    handle = open_lock(path)
    try:
        deadline = time.monotonic() + patience
        told = False
        while not try_lock(handle, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise StopError(
                    f"別の作業が終わりません（{path.name}）。make down のあと、やり直してください。"
                )
            if not told:
                say("  別の作業が終わるのを待っています …")
                told = True
            time.sleep(0.1)
        yield
    finally:
        os.close(handle)


class Share:
    """A common hold on something: the last one to let go may put it away."""

    def __init__(self, path):
        self.path = path
        self.handle = None

    def take(self):
        if self.handle is None:
            self.handle = open_lock(self.path)
            fcntl.flock(self.handle, fcntl.LOCK_SH)

    def let_go(self):
        """Let go; say whether nobody else holds it."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None
        handle = open_lock(self.path)
        try:
            return try_lock(handle, fcntl.LOCK_EX)
        finally:
            os.close(handle)
