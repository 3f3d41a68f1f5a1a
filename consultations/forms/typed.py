"""What somebody has typed into a form, as a draft keeps it: every word, right or wrong."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from consultations.forms.desk import READY_ANSWERS as ALSO_READY
from shared.plain_text import without_surrogates

MOST_CHARACTERS = 100_000
OF_SEVERAL = (forms.ModelMultipleChoiceField, forms.MultipleChoiceField)
# What a form has filled in by itself is no reason to keep a draft.
READY_ANSWERS = {
    "method",
    "occurred_on",
    "occurred_time",
    "center",
    "confidentiality",
    "submission_key",
    "version",
    "appointment",
} | ALSO_READY


class TooMuchTextError(Exception):
    """More than any form of ours can save."""


def typed_in(post: QueryDict, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """Every word, right or wrong. Raises TooMuchTextError."""
    typed: dict[str, Any] = {}
    for name, field in fields.items():
        if name not in post:
            continue
        values = [_storable(text) for text in post.getlist(name)]
        typed[name] = values if isinstance(field, OF_SEVERAL) else values[-1]
    if sum(map(len, _texts(typed))) > MOST_CHARACTERS:
        raise TooMuchTextError
    return typed


def whole(typed: Mapping[str, Any], fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """With what a browser does not send: that a box, or all of several, stood without a tick."""
    unticked: dict[str, Any] = {
        name: [] if isinstance(field, OF_SEVERAL) else False
        for name, field in fields.items()
        if isinstance(field, (*OF_SEVERAL, forms.BooleanField))
    }
    return unticked | dict(typed)


def put_back(form: forms.BaseForm, typed: Mapping[str, Any]) -> None:
    """Fill a form that nobody has sent yet with what a draft has kept."""
    for name, value in whole(typed, form.fields).items():
        field = form.fields.get(name)
        if field is None or (isinstance(field, forms.ModelChoiceField) and field.widget.is_hidden):
            continue  # not asked here, or the only one that there is to choose
        form.initial[name] = value


def is_untouched(typed: dict[str, Any], ready: Collection[str]) -> bool:
    own = {name: value for name, value in typed.items() if name not in ready}
    return not any(text.strip() for text in _texts(own))


def _texts(typed: dict[str, Any]) -> list[str]:
    return [
        text for value in typed.values() for text in (value if isinstance(value, list) else [value])
    ]


def _storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor half a surrogate pair; neither shows on a page."""
    return without_surrogates(text.replace("\x00", ""))
