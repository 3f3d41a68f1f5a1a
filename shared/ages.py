"""Age and school year (学年) on a given day; never "today" in here."""

from datetime import date

from shared.fiscal_year import FIRST_MONTH, FiscalYear

MONTHS_IN_A_YEAR = 12
GRADES = (
    *["0歳児クラス"] * 2,
    *["1歳児クラス", "2歳児クラス", "年少", "年中", "年長"],
    *[f"小{grade}" for grade in range(1, 7)],
    *[f"中{grade}" for grade in range(1, 4)],
    *[f"高{grade}相当" for grade in range(1, 4)],  # not compulsory: whether one attends is a fact
)


def age_in_months(born_on: date, day: date) -> int:
    """Whole months; one begun on the 31st is full on the 1st after a shorter month (民法143条)."""
    if day < born_on:
        raise ValueError("生年月日より前の日の年齢は計算できません。")
    months = (day.year - born_on.year) * MONTHS_IN_A_YEAR + day.month - born_on.month
    return months - (day.day < born_on.day)


def age_in_years(born_on: date, day: date) -> int:
    return age_in_months(born_on, day) // MONTHS_IN_A_YEAR


def age_label(born_on: date, day: date) -> str:
    """6歳3か月; days in the first month; 出生前 before birth, as for an expected date."""
    if day < born_on:
        return "出生前"
    years, months = divmod(age_in_months(born_on, day), MONTHS_IN_A_YEAR)
    if not years and not months:
        return f"生後{(day - born_on).days}日"
    return f"{years}歳{months}か月"


def school_year(born_on: date, day: date) -> str:
    """年少, 小1 … of the fiscal year of `day`; empty before birth and after school age.

    Whoever is born on 1 April is a year old at the end of 31 March (年齢計算ニ関スル法律), and
    so belongs to the children of the fiscal year before.
    """
    cohort = FiscalYear.of(born_on).year - ((born_on.month, born_on.day) == (FIRST_MONTH, 1))
    step = FiscalYear.of(day).year - cohort
    return GRADES[step] if born_on <= day and step < len(GRADES) else ""
