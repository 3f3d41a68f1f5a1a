from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from shared.charts import Item, gauge_chart, row_chart, tick_step
from shared.comparison_chart import comparison_chart

MONTHS = [f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]


def months_chart(values):
    """Beside a year of one contact a month."""
    items = [Item(label, value) for label, value in zip(MONTHS, values, strict=True)]
    return comparison_chart(
        items,
        [Item(label, 1) for label in MONTHS],
        chart_id="months",
        title="月別の相談件数",
        unit="件",
        names=("令和7年度", "令和6年度"),
    )


@pytest.mark.parametrize(
    ("maximum", "step"),
    [(0, 1), (3, 1), (4, 1), (5, 2), (20, 5), (152, 50), (1200, 500), (0.8, 0.2)],
)
def test_the_scale_is_divided_into_round_steps(maximum, step):
    assert tick_step(maximum) == pytest.approx(step)


def test_bars_stand_on_the_baseline_in_proportion_to_their_values():
    chart = months_chart([100, 50, *[0] * 10])

    first, second, third = [slot.current for slot in chart.slots[:3]]
    assert first.height == pytest.approx(second.height * 2, abs=0.2)
    assert third.height == 0
    assert first.y + first.height == pytest.approx(chart.baseline, abs=0.1)


def test_a_missing_month_is_not_a_month_with_nothing():
    chart = months_chart([0, None, *[12] * 10])

    assert [slot.current.item.printed for slot in chart.slots[:3]] == ["0", "－", "12"]
    assert [slot.difference for slot in chart.slots[:3]] == ["△1", "", "＋11"]


def test_shares_are_of_the_sum():
    chart = row_chart([Item("電話", 3), Item("来所", 1)], chart_id="by_method", title="方法別")

    assert [(row.length, row.share) for row in chart.rows] == [(100, "75.0%"), (33.33, "25.0%")]
    assert chart.total == "4"


@pytest.mark.parametrize(
    ("items", "with_share"),
    [([Item("電話", 3), Item("来所", None)], True), ([Item("電話", 3), Item("来所", 1)], False)],
    ids=["値が欠けている", "複数回答"],
)
def test_no_share_without_a_whole(items, with_share):
    chart = row_chart(items, chart_id="by_method", title="方法別", with_share=with_share)

    assert {row.share for row in chart.rows} == {"－"}
    assert chart.total == ""


@pytest.mark.parametrize(
    ("value", "status"),
    [(Decimal("4.99"), "not_met"), (Decimal(5), "met"), (None, "unknown")],
)
def test_a_gauge_compares_with_the_standard(value, status):
    chart = gauge_chart(value, 5, chart_id="g", title="1日平均", text="", target_text="5.00")

    assert chart.status == status
    assert (chart.filled >= chart.marker) is (status == "met")


def test_the_judgement_overrules_the_gauge():
    chart = gauge_chart(
        6, 5, chart_id="g", title="1日平均", text="6.00", target_text="5.00", status="unknown"
    )

    assert chart.status == "unknown"


def test_a_value_far_beyond_the_standard_stays_inside_the_gauge():
    chart = gauge_chart(50, 5, chart_id="g", title="1日平均", text="50", target_text="5.00")

    assert chart.filled < chart.width


@pytest.mark.parametrize(
    ("template", "chart"),
    [
        ("chart_comparison", months_chart([1234, *[10] * 11])),
        ("chart_rows", row_chart([Item("電話", 1234)], chart_id="rows", title="方法別", unit="件")),
        (
            "chart_gauge",
            gauge_chart(1234, 5, chart_id="g", title="1日平均", text="1,234", target_text="5.00"),
        ),
    ],
    ids=["comparison", "rows", "gauge"],
)
def test_coordinates_carry_no_thousands_separator_and_no_style(template, chart):
    html = render_to_string(f"components/{template}.html", {"chart": chart})

    coordinates = [
        part.split('"')[1] for part in html.split() if part.startswith(("x", "y", "width"))
    ]
    assert coordinates
    assert not [coordinate for coordinate in coordinates if "," in coordinate]
    assert "1,234" in html
    assert "style=" not in html
