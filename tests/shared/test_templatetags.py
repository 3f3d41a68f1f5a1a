from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import engines

from shared.fiscal_year import FiscalYear

# In Tokyo it is the 1st of April already, 9:05.
MOMENT = datetime(2025, 4, 1, 0, 5, tzinfo=UTC)
LATE = datetime(2025, 3, 31, 15, 0, tzinfo=UTC)


def rendered(filter_name, value):
    source = f"{{% load tsunagi %}}{{{{ value|{filter_name} }}}}"
    return engines["django"].from_string(source).render({"value": value})


@pytest.mark.parametrize(
    ("filter_name", "value", "shown"),
    [
        ("wareki", date(2025, 4, 1), "令和7年4月1日"),
        ("wareki", date(2019, 5, 1), "令和元年5月1日"),
        ("wareki", LATE, "令和7年4月1日"),
        ("wareki_time", MOMENT, "令和7年4月1日 9:05"),
        ("wareki_time", LATE, "令和7年4月1日 0:00"),
        ("fiscal_year", 2025, "令和7年度"),
        ("fiscal_year", FiscalYear(2019), "令和元年度"),
        ("fiscal_year", date(2025, 3, 31), "令和6年度"),
        ("fiscal_year", LATE, "令和7年度"),
        ("signed", 1234567, "1,234,567"),
        ("signed", -1234, "△1,234"),
        ("signed", 0, "0"),
        ("signed", Decimal("-1234.50"), "△1,234.50"),
        ("weekday_ja", date(2025, 4, 1), "（火）"),
        ("weekday_ja", LATE, "（火）"),
        ("clock", time(9, 5), "9:05"),
        ("clock", time(0), "0:00"),
        ("clock", MOMENT, "9:05"),
    ],
)
def test_values_are_shown_the_way_offices_write_them(filter_name, value, shown):
    assert rendered(filter_name, value) == shown


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize(
    "filter_name", ["wareki", "wareki_time", "fiscal_year", "signed", "weekday_ja", "clock"]
)
def test_nothing_is_shown_as_nothing(filter_name, nothing):
    assert rendered(filter_name, nothing) == ""
