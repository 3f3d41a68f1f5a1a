"""A column chart of two series, such as the months of this fiscal year beside the previous one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from shared.charts import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Item, Tick, tick_step

HEIGHT = 400  # as tall as the table of twelve months beside it
BAR_SHARE = 0.38  # of the slot, for each of the two bars


@dataclass(frozen=True)
class Bar:
    item: Item
    x: float
    y: float
    width: float
    height: float
    center: float
    text_y: float


@dataclass(frozen=True)
class Slot:
    """One place on the axis with its two bars, and the difference between them."""

    label: str
    center: float
    current: Bar
    earlier: Bar

    @property
    def difference(self) -> str:
        """＋5, △3, ±0; nothing where a value is missing or its period is not over."""
        now, before = self.current.item, self.earlier.item
        if now.value is None or before.value is None or now.is_partial:
            return ""
        change = Decimal(now.value) - Decimal(before.value)
        return f"{'＋' if change > 0 else '△' if change else '±'}{abs(change):,}"


@dataclass(frozen=True)
class ComparisonChart:
    id: str
    title: str
    unit: str
    current_name: str
    earlier_name: str
    slots: tuple[Slot, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    baseline: int = HEIGHT - BOTTOM
    label_y: int = HEIGHT - 7


def comparison_chart(
    current: Sequence[Item],
    earlier: Sequence[Item],
    *,
    chart_id: str,
    title: str,
    unit: str,
    names: tuple[str, str],
) -> ComparisonChart:
    """Both series on one scale; labels on the axis are those of `current`."""
    highest = max([float(item.value or 0) for item in (*current, *earlier)], default=0.0)
    step = tick_step(highest)
    steps = max(ceil(highest / step - 1e-9), 1)
    scale = (HEIGHT - BOTTOM - TOP) / (step * steps)
    width = (WIDTH - LEFT - RIGHT) / max(len(current), 1)

    def bar(item: Item, x: float) -> Bar:
        height = round(float(item.value or 0) * scale, 1)
        y = round(HEIGHT - BOTTOM - height, 1)
        bar_width = round(width * BAR_SHARE, 1)
        center = round(x + bar_width / 2, 1)
        return Bar(item, round(x, 1), y, bar_width, height, center, round(y - 5, 1))

    def slot(position: int, now: Item, before: Item) -> Slot:
        center = LEFT + width * (position + 0.5)
        return Slot(
            label=now.label,
            center=round(center, 1),
            current=bar(now, center),
            earlier=bar(before, center - width * BAR_SHARE),
        )

    pairs = zip(current, earlier, strict=True)
    return ComparisonChart(
        id=chart_id,
        title=title,
        unit=unit,
        current_name=names[0],
        earlier_name=names[1],
        slots=tuple(slot(position, *pair) for position, pair in enumerate(pairs)),
        ticks=tuple(
            Tick(round(HEIGHT - BOTTOM - step * n * scale, 1), f"{step * n:,.10g}")
            for n in range(steps + 1)
        ),
    )
