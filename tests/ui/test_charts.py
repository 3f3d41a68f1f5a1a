from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from shared.charts import Item, column_chart, gauge_chart, row_chart, tick_step

MONTHS = [f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]


def months_chart(values, **options):
    items = [Item(label, value) for label, value in zip(MONTHS, values, strict=True)]
    return column_chart(items, chart_id="months", title="月別の相談件数", unit="件", **options)


@pytest.mark.parametrize(
    ("maximum", "step"),
    [(0, 1), (3, 1), (4, 1), (5, 2), (20, 5), (152, 50), (1200, 500), (0.8, 0.2)],
)
def test_the_scale_is_divided_into_round_steps(maximum, step):
    assert tick_step(maximum) == pytest.approx(step)


def test_columns_stand_on_the_baseline_in_proportion_to_their_values():
    chart = months_chart([100, 50, *[0] * 10])

    first, second, third = chart.columns[:3]
    assert first.height == pytest.approx(second.height * 2, abs=0.2)
    assert third.height == 0
    assert first.y + first.height == pytest.approx(chart.baseline, abs=0.1)
    assert chart.columns[-1].x + chart.columns[-1].width < chart.right


def test_the_scale_reaches_a_reference_above_every_value():
    chart = months_chart([1] * 12, reference=10, reference_text="月10件")

    assert chart.reference.text == "月10件"
    assert chart.ticks[-1].position <= chart.reference.position < chart.baseline


def test_a_missing_month_is_not_a_month_with_nothing():
    chart = months_chart([0, None, *[12] * 10])

    assert [column.item.printed for column in chart.columns[:3]] == ["0", "－", "12"]


def test_a_chart_without_any_record_says_so():
    assert months_chart([None] * 12).description == "記録がありません。"


def test_the_description_names_the_extremes():
    chart = months_chart([1200, 3, *[40] * 10])

    assert chart.description == (
        "最も多いのは4月の1,200件、最も少ないのは5月の3件です。すべての数値は表にあります。"
    )


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
        ("chart_columns", months_chart([1234, *[10] * 11], reference=500, reference_text="500件")),
        ("chart_rows", row_chart([Item("電話", 1234)], chart_id="rows", title="方法別", unit="件")),
        (
            "chart_gauge",
            gauge_chart(1234, 5, chart_id="g", title="1日平均", text="1,234", target_text="5.00"),
        ),
    ],
    ids=["columns", "rows", "gauge"],
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
