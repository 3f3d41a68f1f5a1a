from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from shared.access import Actor, Capability
from shared.fiscal_year import FiscalYear
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, Row, superseded_together

CONFIRMED = Q(confirmed_at__isnull=False)
IN_FORCE, WAITING = CURRENT & CONFIRMED, CURRENT & Q(confirmed_at=None)
SAME_PERSON = "登録した人は、その登録を確認できません。"


class ConfirmedQuerySet(LedgerQuerySet[Row]):
    ORDER: tuple[str, ...] = ("pk",)

    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def of_year(self, municipality: Any, fiscal_year: int) -> Self:
        """Rows of this year and no other: nothing is ever taken from another year.

        Always in the same order: which of two counts is never left to the database.
        """
        rows = self.filter(municipality=municipality, fiscal_year=fiscal_year)
        return rows.order_by(*self.ORDER)

    def confirmed_for(self, municipality: Any, fiscal_year: int) -> Self:
        """What counts in a year: entered by one person, confirmed by another, not replaced."""
        return self.of_year(municipality, fiscal_year).filter(IN_FORCE)

    def waiting(self) -> Self:
        """Entered, and not yet looked at by a second person."""
        return self.filter(WAITING)


class ConfirmedEntry(LedgerEntry):
    """A row for one fiscal year that counts once a second person has confirmed it.

    A row of the same `KEY` that is entered later leaves the confirmed one in force until it is
    confirmed itself; then it takes its place, and both stay readable.
    """

    KEY: tuple[str, ...] = ("municipality", "fiscal_year")
    VALUES: tuple[str, ...] = ("source", "source_on")

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    fiscal_year = models.PositiveSmallIntegerField("年度", editable=False)
    source = models.CharField("出典（通知などの名称と番号）", max_length=300)
    source_on = models.DateField("出典の日付")
    confirmed_at = models.DateTimeField("確認日時", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="確認者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def key(self) -> tuple[Any, ...]:
        """What the row is about; rows alike in it take each other's place."""
        return tuple(self._told(name) for name in self.KEY)

    @property
    def values(self) -> tuple[Any, ...]:
        """What the row says."""
        return tuple(self._told(name) for name in self.VALUES)

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def fiscal_year_label(self) -> str:
        return FiscalYear(self.fiscal_year).label

    def of_same_key(self) -> Q:
        """Finds the rows about the same."""
        return Q(**{name: getattr(self, name) for name in self.KEY if not self._is_none(name)}) & Q(
            **{f"{name}__isnull": True for name in self.KEY if self._is_none(name)}
        )

    def displaced(self) -> Q:
        """Finds, among what counts, what gives way once the row is confirmed."""
        return self.of_same_key()

    def stand_ins(self) -> Q:
        """Finds, among what counts in its year, what would count in its place without it."""
        return Q(pk__in=())

    def _is_none(self, name: str) -> bool:
        return getattr(self, name) is None

    def _told(self, name: str) -> Any:
        value = getattr(self, self._meta.get_field(name).attname)  # type: ignore[union-attr]  # fields of this table
        return value.isoformat() if isinstance(value, date) else _plain(value)


def _plain(value: Any) -> Any:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def confirmed_by_another(prefix: str) -> list[models.BaseConstraint]:
    """What every table of such rows forbids."""
    return [
        superseded_together(f"{prefix}_superseded_after_recorded"),
        models.CheckConstraint(
            name=f"{prefix}_is_confirmed_by_another",
            condition=Q(confirmed_at=None, confirmed_by=None)
            | (
                Q(
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    recorded_by__isnull=False,
                    confirmed_at__gte=F("recorded_at"),
                )
                & ~Q(confirmed_by=F("recorded_by"))
            ),
            violation_error_message=SAME_PERSON,
        ),
    ]


def one_of_each(prefix: str, *fields: str) -> list[models.BaseConstraint]:
    """At most one row of a key counts, and at most one waits to be confirmed."""
    return [
        models.UniqueConstraint(
            fields=fields,
            condition=state,
            nulls_distinct=False,
            name=f"one_{prefix}_{name}",
            violation_error_message=message,
        )
        for name, state, message in (
            ("counts", IN_FORCE, "同じ内容のものが、すでに確認されています。"),
            ("waits", WAITING, "同じ内容のものが、すでに確認待ちです。"),
        )
    ]
