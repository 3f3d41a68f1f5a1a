"""Processes, told apart by more than their number: a number is later given to a stranger."""

import os
import time
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
DEAD = "ZX"


class Stat(NamedTuple):
    state: str
    parent: int


def stat(pid):
    """Read a process' state, or None if there is none of that number."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return Stat(state=fields[0], parent=int(fields[1]))


def is_alive(pid):
    """Say whether a process runs; one that has ended and waits to be collected does not."""
    found = stat(pid)
    return found is not None and found.state not in DEAD


def command_line(pid):
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return ""
    return words.replace(b"\0", b" ").decode(errors="replace").strip()


def all_pids():
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdecimal()]


def bearing(mark):
    """List the living processes whose command line bears a mark of ours."""
    return [pid for pid in all_pids() if mark in command_line(pid) and is_alive(pid)]


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def wait_until(condition, *, seconds):
    """Ask again and again; say whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def wait_gone(find, *, seconds):
    return wait_until(lambda: not find(), seconds=seconds)
