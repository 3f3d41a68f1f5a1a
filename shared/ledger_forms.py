"""Forms of evidence rows: saving one records or replaces, and never overwrites."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from shared.access import Actor
from shared.ledger import (
    CURRENT,
    AlreadySupersededError,
    LedgerEntry,
    record,
    replace,
)
from shared.model_forms import CHANGED_MEANWHILE, TypedModelForm

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import Model

ALREADY_THERE = "同じ内容が既に登録されています。"
BOOKKEEPING = {"id", *(field.name for field in LedgerEntry._meta.local_fields)}


@dataclass(frozen=True)
class Change:
    """A new row, and the row whose place it takes."""

    new: LedgerEntry
    old: LedgerEntry | None = None


class LedgerEntryForm(TypedModelForm):
    """Built on an unsaved entry it records; built on a standing one it replaces."""

    owner: ClassVar[str]
    set_before = frozenset({"superseded_at"})

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.written: list[Change] = []
        self.standing: LedgerEntry | None = copy(self.instance) if self.instance.pk else None

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {self.owner}

    def _post_clean(self) -> None:
        # A row already replaced is not compared with the row that replaced it.
        if self.standing and not self.standing.is_current:
            self.add_error(None, CHANGED_MEANWHILE)
        else:
            super()._post_clean()  # type: ignore[misc]  # not in the stubs
            self._blame_whoever_was_first()

    def _blame_whoever_was_first(self) -> None:
        """What the row that took this one's place forbids is not the fault of what was typed."""
        if self.standing is None or NON_FIELD_ERRORS not in self.errors:
            return
        rows: Any = type(self.standing)._default_manager
        if not rows.filter(CURRENT, pk=self.standing.pk).exists():
            del self.errors[NON_FIELD_ERRORS]
            self.add_error(None, CHANGED_MEANWHILE)

    def changes(self) -> list[Change]:
        return [Change(self.instance, self.standing)]

    def save_entry(self, *, by: "AbstractBaseUser", at: datetime) -> bool:
        """False, with the reason among the errors, if the ledger refuses the entry."""
        self.by, self.at = by, at
        try:
            return self.save_or_explain()
        except AlreadySupersededError:
            self.add_error(None, CHANGED_MEANWHILE)
            return False

    def write(self) -> None:
        self._lock_owner()
        self.written = self.changes()
        for change in self.written:
            self.write_change(change)

    def write_change(self, change: Change) -> None:
        if change.old is not None:
            replace(change.old, change.new, by=self.by, at=self.at)
            return
        refuse_repetition(change.new)
        record(change.new, by=self.by, at=self.at)

    def _lock_owner(self) -> None:
        """One at a time for each owner: two overlapping rows cannot wait for each other."""
        owner: Model = getattr(self.instance, self.owner)
        owners: Any = type(owner)._default_manager
        owners.select_for_update(of=("self",), no_key=True).get(pk=owner.pk)


def refuse_repetition(new: LedgerEntry) -> None:
    """The same row again: a double click, or two people with the same paper."""
    values = {
        field.name: getattr(new, field.name)
        for field in new._meta.concrete_fields
        if field.editable and field.name not in BOOKKEEPING
    }
    rows: Any = type(new)._default_manager
    if rows.filter(CURRENT, **values).exists():
        raise ValidationError(ALREADY_THERE)
