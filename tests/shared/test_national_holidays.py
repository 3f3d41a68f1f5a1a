import csv
from datetime import date
from pathlib import Path

import pytest

from shared.national_holidays import holiday_name, holidays_between, is_national_holiday

with (Path(__file__).parent / "data" / "national_holidays.csv").open(encoding="utf-8") as file:
    OFFICIAL = {date.fromisoformat(row["day"]): row["name"] for row in csv.DictReader(file)}

# The list calls every day off by rule 休日 and keeps one old name beside the new one.
OTHER_NAMES = {
    ("振替休日", "休日"),
    ("国民の休日", "休日"),
    ("天皇の即位の日", "休日（祝日扱い）"),
    ("即位礼正殿の儀が行われる日", "休日（祝日扱い）"),
    ("体育の日", "体育の日（スポーツの日）"),
}


def test_the_days_are_those_of_the_cabinet_office():
    ours = holidays_between(date(1955, 1, 1), date(2027, 12, 31))

    assert list(ours) == list(OFFICIAL)
    assert {
        (name, OFFICIAL[day]) for day, name in ours.items() if name != OFFICIAL[day]
    } == OTHER_NAMES


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "元日"),
        (date(2026, 5, 6), "振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2026, 1, 2), None),
        (date(1900, 1, 1), None),
    ],
)
def test_a_day_has_the_name_of_its_holiday(day, name):
    assert holiday_name(day) == name
    assert is_national_holiday(day) is (name is not None)


def test_both_ends_are_included():
    golden_week = holidays_between(date(2026, 5, 3), date(2026, 5, 5))

    assert list(golden_week.values()) == ["憲法記念日", "みどりの日", "こどもの日"]


def test_a_range_may_cross_the_new_year_or_be_empty():
    assert list(holidays_between(date(2025, 12, 1), date(2026, 1, 31))) == [
        date(2026, 1, 1),
        date(2026, 1, 12),
    ]
    assert holidays_between(date(2026, 1, 2), date(2026, 1, 1)) == {}
