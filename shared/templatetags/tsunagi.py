"""How dates, fiscal years, times and amounts are written on every page."""

from datetime import date, datetime, time
from decimal import Decimal

from django import template
from django.utils.html import escape, format_html

from shared.clock_time import format_clock
from shared.fiscal_year import FiscalYear
from shared.name_highlight import matched_part
from shared.wareki import WEEKDAYS, format_wareki

register = template.Library()


def _day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.filter(expects_localtime=True)
def wareki(day: date | None) -> str:
    """令和7年4月1日."""
    return format_wareki(_day_of(day)) if day else ""


@register.filter(expects_localtime=True)
def wareki_time(moment: datetime | None) -> str:
    """令和7年4月1日 14:05."""
    return f"{format_wareki(moment.date())} {format_clock(moment.time())}" if moment else ""


@register.filter(expects_localtime=True)
def month_ja(day: date | None) -> str:
    """令和7年4月."""
    return format_wareki(_day_of(day)).partition("月")[0] + "月" if day else ""


@register.filter(expects_localtime=True)
def fiscal_year(value: date | FiscalYear | int | None) -> str:
    """令和7年度, from a day or from the year it began in."""
    if isinstance(value, date):
        return FiscalYear.of(_day_of(value)).label
    if isinstance(value, FiscalYear):
        return value.label
    return FiscalYear(value).label if value else ""


@register.filter
def signed(number: Decimal | int | None) -> str:
    """1,234 or △1,234."""
    if number is None or number == "":
        return ""
    return f"{'△' if number < 0 else ''}{abs(number):,}"


@register.filter(expects_localtime=True)
def weekday_ja(day: date | None) -> str:
    """（火）."""
    return f"（{WEEKDAYS[day.weekday()]}）" if day else ""


@register.filter(expects_localtime=True)
def clock(moment: time | datetime | None) -> str:
    """9:05; midnight is a time like any other."""
    if moment is None or moment == "":
        return ""
    return format_clock(moment.time() if isinstance(moment, datetime) else moment)


@register.filter
def marked(name: str, words: str) -> str:
    """The name with what was searched for marked in it."""
    before, part, after = matched_part(name, words)
    return format_html("{}<mark>{}</mark>{}", before, part, after) if part else escape(name)
