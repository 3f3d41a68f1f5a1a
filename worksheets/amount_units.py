"""単価の単位: for what one amount is paid, and how it counts in a year."""

from django.db import models


class AmountUnit(models.TextChoices):
    """単価の単位."""

    PLACE_YEAR = "place_year", "か所・年"
    PLACE_MONTH = "place_month", "か所・月"
    PERSON_YEAR = "person_year", "人・年"
    PERSON_MONTH = "person_month", "人・月"
    HOURS_CLASS = "hours_class", "時間区分・年"
    HOUR_YEAR = "hour_year", "週1時間・年"
    ONCE = "once", "1回限り"

    @property
    def per(self) -> str:
        """`year`, `month` or `once`, as `Claim.per` has it."""
        if self is AmountUnit.ONCE:
            return "once"
        return "month" if self in {AmountUnit.PLACE_MONTH, AmountUnit.PERSON_MONTH} else "year"

    @property
    def counted(self) -> str:
        """What the quantity of a claim counts."""
        return {
            AmountUnit.PERSON_YEAR: "人",
            AmountUnit.PERSON_MONTH: "人",
            AmountUnit.HOUR_YEAR: "時間",
            AmountUnit.ONCE: "回",
        }.get(self, "か所")

    @classmethod
    def for_counting(cls, unit: str, *, once: bool = False) -> list["AmountUnit"]:
        """The units that fit a component counting か所, 人, 時間 or 回."""
        if once:
            return [cls.ONCE]
        return {
            "か所": [cls.PLACE_YEAR, cls.PLACE_MONTH],
            "人": [cls.PERSON_YEAR, cls.PERSON_MONTH],
            "時間": [cls.HOURS_CLASS, cls.HOUR_YEAR],
            "回": [cls.ONCE],
        }[unit]
