"""Evidence is never overwritten: a changed row is superseded and a new one recorded.

Two time axes follow: the periods in a row say when something holds, `recorded_at` and
`superseded_at` say when the office knew it, so that any past judgement can be repeated.
"""

from datetime import datetime
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

# `by` is a user of `accounts`, which lies above: a name here would be an import upwards.
Entry = TypeVar("Entry", bound="LedgerEntry")
Row = TypeVar("Row", bound=models.Model)

CURRENT = Q(superseded_at=None)


class AlreadySupersededError(Exception):
    """Somebody else changed the row first; its newer state must be looked at before changing it."""


class LedgerQuerySet(models.QuerySet[Row]):
    def current(self) -> Self:
        return self.filter(CURRENT)

    def known_at(self, moment: datetime | None) -> Self:
        """Rows that stood in the ledger at `moment`; None means now."""
        if moment is None:
            return self.filter(CURRENT)
        return self.filter(
            Q(superseded_at=None) | Q(superseded_at__gt=moment), recorded_at__lte=moment
        )


class LedgerEntry(models.Model):
    """One row of evidence with the time it entered the ledger and, if replaced, left it."""

    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登録者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    superseded_at = models.DateTimeField("差替日時", null=True, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="差替者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        return self.superseded_at is None


def superseded_together(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(superseded_at=None) | Q(superseded_at__gte=models.F("recorded_at")),
        violation_error_message="差替日時は登録日時以後にしてください。",
    )


def record(entry: Entry, *, by: Any, at: datetime) -> Entry:
    """Put a new row into the ledger."""
    entry.recorded_at, entry.recorded_by = at, by
    entry.full_clean(exclude={"recorded_at", "recorded_by"})
    entry.save(force_insert=True)
    return entry


@transaction.atomic
def supersede(entry: LedgerEntry, *, by: Any, at: datetime) -> None:
    """Take a row out of force without removing it; raise if somebody else did so first."""
    rows: Any = type(entry)._default_manager.filter(pk=entry.pk, superseded_at=None)
    if not rows.update(superseded_at=at, superseded_by=by):
        raise AlreadySupersededError(entry)
    entry.superseded_at, entry.superseded_by = at, by


@transaction.atomic
def replace(old: LedgerEntry, new: Entry, *, by: Any, at: datetime) -> Entry:
    """Record `new` in the place of `old`, both kept."""
    supersede(old, by=by, at=at)
    new.pk = None
    new.superseded_at, new.superseded_by = None, None
    return record(new, by=by, at=at)
