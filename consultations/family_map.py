"""家族の変化: a bar for each stay in a household along a line of years; drawn by a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consultations.models import HouseholdMembership
from shared.wareki import format_wareki

LEFT, WIDTH, ROW, TOP = 210, 510, 28, 24  # in the units of the drawing
MOST_YEARS_MARKED = 12


@dataclass(frozen=True)
class Bar:
    name: str
    relationship: str
    x: int
    y: int
    width: int
    is_over: bool

    @property
    def text_y(self) -> int:
        return self.y + 13


@dataclass(frozen=True)
class Mark:
    label: str  # 令和8年
    x: int


@dataclass(frozen=True)
class FamilyMap:
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    height: int
    width: int = LEFT + WIDTH + 10


def map_of(places: Sequence[HouseholdMembership], *, day: date) -> FamilyMap | None:
    """None for nobody."""
    if not places:
        return None
    first = min(place.starts_on for place in places)
    last = max(day, *(place.ends_on or day for place in places))
    days = max(1, (last - first).days)

    def x_of(moment: date) -> int:
        return LEFT + round((moment - first).days / days * WIDTH)

    bars = [
        Bar(
            place.person.registered_name,
            place.get_relationship_display(),
            x_of(place.starts_on),
            TOP + position * ROW,
            max(4, x_of(place.ends_on or last) - x_of(place.starts_on)),
            is_over=place.ends_on is not None and place.ends_on < day,
        )
        for position, place in enumerate(places)
    ]
    step = -(-(last.year - first.year + 1) // MOST_YEARS_MARKED)
    years = range(first.year + 1, last.year + 1, step)
    starts = [date(year, 1, 1) for year in years]
    marks = [Mark(f"{format_wareki(start).partition('年')[0]}年", x_of(start)) for start in starts]
    return FamilyMap(bars, marks, TOP + len(bars) * ROW + 6)
