"""The tables of the dashboard as rows for export: headings first, one value in each cell."""

from collections.abc import Callable, Iterable, Mapping

from shared.charts import RowChart
from shared.templatetags.status import LABELS
from subsidies.overview import Overview

Rows = Iterable[tuple[object, ...]]

PERIOD = ("年度", "基準日")


def _period(overview: Overview) -> tuple[str, str]:
    selection = overview.selection
    return selection.fiscal_year.label, selection.as_of.isoformat()


def _months(overview: Overview) -> Rows:
    chart, period = overview.months, _period(overview)
    yield (*PERIOD, "月", f"{chart.current_name}（件）", f"{chart.earlier_name}（件）")
    for slot in chart.slots:
        yield (*period, slot.label, slot.current.item.value, slot.earlier.item.value)


def _rows_of(chart: RowChart, overview: Overview) -> Rows:
    yield (*PERIOD, chart.label_heading, f"{chart.value_heading}（{chart.unit}）")
    for row in chart.rows:
        yield (*_period(overview), row.item.label, row.item.value)


def _centers(overview: Overview) -> Rows:
    period, standard = _period(overview), overview.standard
    yield (
        *PERIOD,
        "センター番号",
        "センター名",
        "類型",
        "相談件数（件）",
        "開所日数（日）",
        "1日当たり平均（件、小数第3位以下切捨て）",
        "平均の基準（件）",
        "基準",
        "基準までの件数（件）",
        "開所実績が未確認の日（日）",
    )
    for row in overview.centers:
        yield (
            *period,
            row.center.code,
            row.center.name,
            row.types,
            row.per_day.contacts,
            row.per_day.open_days,
            row.per_day.average_text,
            standard.two_decimals if standard else "要綱本文未登録",
            LABELS[row.status] if standard else "",
            row.missing,
            row.unrecorded,
        )


TABLES: Mapping[str, Callable[[Overview], Rows]] = {
    "months": _months,
    "methods": lambda overview: _rows_of(overview.methods, overview),
    "topics": lambda overview: _rows_of(overview.topics, overview),
    "centers": _centers,
}
