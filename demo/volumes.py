"""How many consultations each center has on which days.

Centers with `per_day` in the data stand at that average in each part of the period, so that one
is above and one just below the 5.0 of the notice. The others share what remains by `share`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from centers.calendar import open_days
from demo.chance import dice
from demo.period import FIRST_DAY, LAST_DAY, PARTS
from demo.world import World

TOTALS = {"tsunagi": 6000, "tonari": 30}

# How busy a month and a weekday are, against an ordinary one.
MONTHS = {4: 1.2, 5: 1.05, 7: 0.95, 8: 0.8, 10: 1.1, 11: 1.1, 12: 0.9, 2: 1.05}
WEEKDAYS = {1: 1.2, 5: 0.95, 6: 1.1}
SHARES_SPREAD = 0.35  # days of the same kind differ by as much, up or down


@dataclass(frozen=True)
class Portion:
    """One center in one part of the period."""

    center: str
    part: int
    days: tuple[date, ...]


def days_of_contacts(world: World) -> dict[str, list[date]]:
    """For each center the day of each of its consultations, in order."""
    portions = _portions(world)
    numbers = {of: _numbers(world, of, portions[of]) for of in TOTALS}
    found: dict[str, list[date]] = {key: [] for key in world.centers}
    for by_portion in numbers.values():
        for portion, number in by_portion.items():
            found[portion.center] += _spread(world, portion, number)
    return found


def _portions(world: World) -> dict[str, list[Portion]]:
    keys = {center.pk: key for key, center in world.centers.items()}
    calendar = open_days(keys, first=FIRST_DAY, last=LAST_DAY)
    portions: dict[str, list[Portion]] = {of: [] for of in TOTALS}
    for center_id, key in keys.items():
        opened = sorted(calendar[center_id].opened)
        for part, (first, last) in enumerate(PARTS):
            days = tuple(day for day in opened if first <= day <= last)
            portions[world.center_data[key]["of"]].append(Portion(key, part, days))
    return portions


def _numbers(world: World, of: str, portions: Sequence[Portion]) -> dict[Portion, int]:
    total = round(TOTALS[of] * world.scale)
    numbers = {}
    for portion in portions:
        per_day = world.center_data[portion.center].get("per_day")
        if per_day is not None:
            numbers[portion] = int(per_day * world.scale * len(portion.days))
    rest = [portion for portion in portions if portion not in numbers]
    weights = [world.center_data[each.center]["share"] * len(each.days) for each in rest]
    numbers |= zip(rest, shared_out(total - sum(numbers.values()), weights), strict=True)
    return numbers


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers that add up to `total`, as near to the weights as can be."""
    exact = [total * weight / sum(weights) for weight in weights]
    numbers = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: numbers[place] - exact[place])
    for place in by_remainder[: total - sum(numbers)]:
        numbers[place] += 1
    return numbers


def _spread(world: World, portion: Portion, number: int) -> list[date]:
    chance = dice(world.seed, "days", portion.center, portion.part)
    weights = [
        MONTHS.get(day.month, 1)
        * WEEKDAYS.get(day.isoweekday(), 1)
        * chance.uniform(1 - SHARES_SPREAD, 1 + SHARES_SPREAD)
        for day in portion.days
    ]
    return sorted(chance.choices(portion.days, weights, k=number))
