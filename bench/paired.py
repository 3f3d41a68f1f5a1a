"""Several ways of doing the same, taken in turns in one run, so that a busy moment hits them all."""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

EACH_TURN = 6  # the first of a turn warms up and is not counted


@dataclass
class Times:
    """Milliseconds: on the wall, and of this process' own work."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def take_turns(
    ways: Mapping[str, Callable[[], AbstractContextManager]],
    do: Callable[[], object],
    *,
    rounds: int,
) -> dict[str, Times]:
    """Time `do` within each way; the order of the ways changes from round to round."""
    chance, taken = random.Random(7), {name: Times() for name in ways}
    for _ in range(rounds):
        for name in chance.sample(list(ways), len(ways)):
            with ways[name]():
                _turn(do, taken[name])
    return taken


def _turn(do, times):
    for number in range(EACH_TURN):
        wall, cpu = time.perf_counter(), time.process_time()
        do()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if number:
            times.wall.append(wall * 1000)
            times.cpu.append(cpu * 1000)


def table(title: str, taken: Mapping[str, Times], *, floor: str) -> str:
    """Medians, the 95th percentile, and the ratio of each way to the floor."""
    lines = [f"| {title} | median ms | p95 ms | process ms | ratio |", "|---|--:|--:|--:|--:|"]
    ground = statistics.median(taken[floor].wall)
    for name, times in taken.items():
        median = statistics.median(times.wall)
        p95 = statistics.quantiles(times.wall, n=20)[-1]
        own = statistics.median(times.cpu)
        lines.append(f"| {name} | {median:.2f} | {p95:.2f} | {own:.2f} | {median / ground:.2f} |")
    return "\n".join(lines)
