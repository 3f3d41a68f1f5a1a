"""Which forms keep what is typed on the server; every app names its own at start-up.

A draft's key is a form's prefix and the number of the row that the form is about:
`case-note-12` is a new note of case 12. A form about no row yet has its prefix alone.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models

NUMBERED = re.compile(r"(?P<prefix>.+-)(?P<number>[1-9][0-9]{0,17})")
Rows = Mapping[int, models.Model]


def _always(*_: Any) -> bool:
    return True


def _never(*_: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class DraftForm:
    """One form. `rows` gives those of the numbers whose form the user may fill in."""

    prefix: str  # ends in a hyphen if a number follows
    label: Callable[[int], str]  # what きょう calls the draft
    address: Callable[[int, Any], str]  # the page with the form; of the number and its row
    fields: Callable[[int], Mapping[str, forms.Field]]
    ready: frozenset[str] = frozenset()  # what the form fills in by itself
    rows: Callable[[Any, Collection[int]], Rows] = lambda _user, _numbers: {}
    may: Callable[[Any], bool] = _always
    # Whether the form with this submission key is saved: its late draft would outlive it.
    is_saved: Callable[[Any, str], bool] = _never
    saved_words: str = "この内容は保存済みです。"

    @property
    def is_numbered(self) -> bool:
        return self.prefix.endswith("-")

    def key(self, number: int = 0) -> str:
        return f"{self.prefix}{number}" if self.is_numbered else self.prefix


_forms: dict[str, DraftForm] = {}


def register(form: DraftForm) -> DraftForm:
    """Add a form, once and for all. Raises ValueError if the prefix is another's."""
    if form.prefix in _forms:
        raise ValueError(f"{form.prefix} is registered twice")
    _forms[form.prefix] = form
    return form


def draft_form_of(form_key: str) -> tuple[DraftForm, int] | None:
    """The form and the number of its row (0 for none); None for a key that no form has."""
    match = NUMBERED.fullmatch(form_key)
    prefix, number = (match["prefix"], int(match["number"])) if match else (form_key, 0)
    form = _forms.get(prefix)
    return None if form is None or form.is_numbered != bool(number) else (form, number)
