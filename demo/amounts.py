"""Made-up amounts, shares and handling, so that the demo's worksheets can calculate. None is real.

令和7年度 is complete. Of 令和8年度 some amounts are not registered and one waits to be confirmed, as
an office finds it in autumn.
"""

from datetime import date
from typing import Any

from demo.period import moment
from demo.world import World
from shared.fiscal_year import FiscalYear
from worksheets.amount_actions import confirm, enter
from worksheets.amount_units import AmountUnit
from worksheets.components import Component, load_components
from worksheets.handling_choices import load_handling
from worksheets.models import CostShare, HandlingChoice, StandardAmount
from worksheets.models.confirmed import ConfirmedEntry

OF, CLERK, SECOND = "tsunagi", "keiri", "shokan"
SOURCE = "架空の金額（見本の交付要綱 第0号）"
LOWEST, STEP = 1_110_000, 111_000  # nothing that a guideline would say
NOT_YET = frozenset({"advisers", "startup", "multifunction"})
WAITING = "center_liaison"
BANDS = ((0, 4), (4, 8), (8, None))
CHOICES = {
    "rounding_unit": "1000",
    "rounding_mode": "floor",
    "rounding_step": "subsidy",
    "yen_rounding": "floor",
    "part_year": "monthly",
    "part_month": "started",
    "second_comparison": "total",
    "prefectural_rounding": "same",
}
OCCASIONS = (
    (2025, moment(date(2025, 6, 10)), moment(date(2025, 6, 12))),
    (2026, moment(date(2026, 6, 9)), moment(date(2026, 6, 11))),
)


def build_amounts(world: World) -> str:
    entered = waiting = 0
    for year, at, confirmed_at in OCCASIONS:
        rows = [enter(row, by=world.users[CLERK], at=at) for row in _rows(world, year)]
        ready = [row for row in rows if not (year == OCCASIONS[-1][0] and _waits(row))]
        confirm(ready, by=world.users[SECOND], at=confirmed_at)
        entered, waiting = entered + len(rows), waiting + len(rows) - len(ready)
    return f"{entered}件（確認待ち{waiting}件）"


def _waits(row: ConfirmedEntry) -> bool:
    return isinstance(row, StandardAmount) and row.component == WAITING


def _rows(world: World, year: int) -> list[ConfirmedEntry]:
    common = {
        "municipality": world.municipalities[OF],
        "fiscal_year": year,
        "source": SOURCE,
        "source_on": date(year, 4, 1),
    }
    known = [each for each in load_components().values() if each.is_known_in(year)]
    latest = year == OCCASIONS[-1][0]
    amounts = [
        StandardAmount(**common, **values)
        for number, component in enumerate(known)
        if not (latest and component.code in NOT_YET)
        for values in _amounts(component, number, FiscalYear(year).starts_on)
    ]
    shares = [
        CostShare(
            **common,
            center_type=each,
            national_numerator=2,
            national_denominator=3,
            prefectural_numerator=1,
            prefectural_denominator=6,
        )
        for each in dict.fromkeys(component.center_type for component in known)
    ]
    choices = [
        HandlingChoice(**common, item=key, value=CHOICES[key])
        for key in load_handling()
        if not (latest and key == "part_month")
    ]
    return [*amounts, *shares, *choices]


def _amounts(component: Component, number: int, day: date) -> list[dict[str, Any]]:
    unit = AmountUnit.for_counting(component.unit, once=component.once)[0]
    base = {
        "center_type": component.center_type,
        "component": component.code,
        "unit": unit,
        "starts_on": day,
    }
    amount = LOWEST + STEP * number
    if unit is AmountUnit.HOURS_CLASS:
        return [
            base | {"hours_from": first, "hours_below": below, "amount": amount * (place + 1)}
            for place, (first, below) in enumerate(BANDS)
        ]
    sizes = [code for code, _ in component.size_classes] or [""]
    return [
        base | {"size_class": code, "amount": amount * (place + 1)}
        for place, code in enumerate(sizes)
    ]
