import pytest

from shared.charts import Item
from shared.comparison_chart import comparison_chart


def chart_of(current, earlier):
    items = [
        [Item(f"{n}月", value) for n, value in enumerate(values, 4)]
        for values in (current, earlier)
    ]
    return comparison_chart(
        *items, chart_id="c", title="月別の件数", unit="件", names=("令和8年度", "令和7年度")
    )


def test_both_series_share_one_scale():
    slot = chart_of([50], [100]).slots[0]

    assert slot.earlier.height == pytest.approx(slot.current.height * 2, abs=0.1)
    assert slot.earlier.y + slot.earlier.height == slot.current.y + slot.current.height


def test_the_bars_of_a_slot_touch_and_slots_do_not_overlap():
    first, second = chart_of([1, 2], [3, 4]).slots

    assert first.earlier.x + first.earlier.width == pytest.approx(first.current.x, abs=0.1)
    assert first.current.x + first.current.width < second.earlier.x


def test_the_axis_reaches_the_highest_value():
    chart = chart_of([7, 0], [0, 95])

    assert [tick.text for tick in chart.ticks] == ["0", "50", "100"]
    assert chart.ticks[0].position == chart.baseline
    assert chart.ticks[-1].position <= min(slot.earlier.y for slot in chart.slots)


@pytest.mark.parametrize(
    ("current", "earlier", "difference"),
    [(5, 2, "＋3"), (2, 1_205, "△1,203"), (4, 4, "±0"), (None, 4, ""), (4, None, "")],
)
def test_a_difference_needs_both_values(current, earlier, difference):
    assert chart_of([current], [earlier]).slots[0].difference == difference


def test_a_period_that_is_not_over_is_not_compared():
    chart = comparison_chart(
        [Item("4月", 5, is_partial=True)],
        [Item("4月", 9)],
        chart_id="c",
        title="月別の件数",
        unit="件",
        names=("", ""),
    )

    assert chart.slots[0].difference == ""


@pytest.mark.parametrize("values", [[], [0], [None]])
def test_nothing_to_show_is_an_empty_chart(values):
    chart = chart_of(values, values)

    assert [tick.text for tick in chart.ticks] == ["0", "1"]
    assert all(slot.current.height == 0 for slot in chart.slots)
