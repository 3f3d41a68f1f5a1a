"""Geometry of the charts: numbers in, coordinates out. Templates draw, nothing is decided here.

Every chart carries its numbers as text too: a chart never stands without the table of its values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

Number = int | float | Decimal

WIDTH = 640
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 22, 24
GAUGE_WIDTH, GAUGE_HEIGHT, GAUGE_TRACK = 480, 64, 18
TICKS = 4
MISSING = "－"


@dataclass(frozen=True)
class Item:
    """One value to draw. None is 「記録なし」, which is not 0."""

    label: str
    value: Number | None
    text: str = ""  # as printed; by default the value with thousands separators
    url: str = ""  # the list behind the number
    is_partial: bool = False  # the period is not over, or not all days are confirmed

    @property
    def printed(self) -> str:
        if self.text or self.value is None:
            return self.text or MISSING
        return f"{self.value:,}"


@dataclass(frozen=True)
class Tick:
    position: float
    text: str


@dataclass(frozen=True)
class Row:
    item: Item
    length: float  # in percent of the longest
    share: str  # 構成比; － when there is no total


@dataclass(frozen=True)
class RowChart:
    id: str
    title: str
    unit: str
    label_heading: str
    value_heading: str
    with_share: bool
    rows: tuple[Row, ...]
    total: str  # empty when a value is missing or the values do not add up to something


@dataclass(frozen=True)
class GaugeChart:
    id: str
    title: str
    unit: str
    description: str
    text: str
    target_text: str
    status: str  # met, not_met, unknown
    note: str
    filled: float
    marker: float
    marker_text_x: float
    width: int = GAUGE_WIDTH
    height: int = GAUGE_HEIGHT
    track_y: int = 26
    track_height: int = GAUGE_TRACK
    label_y: int = 18
    end_y: int = 60
    maximum_text: str = ""


def tick_step(maximum: float) -> float:
    """1, 2 or 5 times a power of ten, so that at most `TICKS` + 1 lines reach the maximum."""
    if maximum <= 0:
        return 1
    rough = maximum / TICKS
    magnitude = 10.0 ** floor(log10(rough))
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough * (1 - 1e-9))
    return max(step, 1) if maximum >= TICKS else step


def _tick_text(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.10g}"


def row_chart(
    items: Sequence[Item],
    *,
    chart_id: str,
    title: str,
    unit: str = "",
    label_heading: str = "区分",
    value_heading: str = "件数",
    with_share: bool = True,
) -> RowChart:
    """Horizontal bars by category. The table is the chart: label, number, share and bar.

    `with_share=False` where the categories overlap (several answers): there is no total then.
    """
    values = [float(item.value or 0) for item in items]
    longest = max([*values, 0.0]) or 1.0
    known = [item.value for item in items if item.value is not None]
    whole = sum(known) if with_share and len(known) == len(items) else 0
    return RowChart(
        id=chart_id,
        title=title,
        unit=unit,
        label_heading=label_heading,
        value_heading=value_heading,
        with_share=with_share,
        rows=tuple(
            Row(
                item=item,
                length=round(value / longest * 100, 2),
                share=f"{value / float(whole):.1%}" if whole else MISSING,
            )
            for item, value in zip(items, values, strict=True)
        ),
        total=f"{whole:,}" if whole else "",
    )


def gauge_chart(
    value: Number | None,
    target: Number,
    *,
    chart_id: str,
    title: str,
    text: str,
    target_text: str,
    unit: str = "",
    status: str = "",
    note: str = "",
) -> GaugeChart:
    """One value against a standard, such as 「1日平均 4.62件／基準5.00」.

    Rounding is the caller's: `text` and `target_text` are printed as given, and `status` comes
    from the judgement when there is one, so that a gauge can never contradict it.
    """
    reached = float(value or 0)
    maximum = max(float(target) * 1.6, reached * 1.1) or 1.0
    scale = GAUGE_WIDTH / maximum
    marker = round(float(target) * scale, 1)
    if not status:
        status = "unknown" if value is None else "met" if value >= target else "not_met"
    return GaugeChart(
        id=chart_id,
        title=title,
        unit=unit,
        description=f"{title}は{text}{unit}、基準は{target_text}{unit}です。"
        if value is not None
        else f"{title}の記録がありません。基準は{target_text}{unit}です。",
        text=text if value is not None else MISSING,
        target_text=target_text,
        status=status,
        note=note,
        filled=round(reached * scale, 1),
        marker=marker,
        marker_text_x=min(max(marker, 40), GAUGE_WIDTH - 40),
        maximum_text=_tick_text(round(maximum, 1)),
    )
