"""開庁日: Monday to Friday, without the national holidays and the turn of the year."""

from datetime import date, timedelta

from shared.national_holidays import is_national_holiday

FIRST_WEEKEND_DAY = 5
TURN_OF_THE_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    return (
        day.weekday() < FIRST_WEEKEND_DAY
        and (day.month, day.day) not in TURN_OF_THE_YEAR
        and not is_national_holiday(day)
    )


def after_working_days(day: date, number: int) -> date:
    """The working day that is `number` working days after `day`."""
    while number:
        day += ONE_DAY
        number -= is_working_day(day)
    return day


def latest_day_due_before(today: date, number: int) -> date:
    """The latest day whose `after_working_days` is past on `today`."""
    day = today
    while after_working_days(day, number) >= today:
        day -= ONE_DAY
    return day
