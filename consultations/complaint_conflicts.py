"""Two people corrected the same complaint: whose words stand where in the form shown again."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.http import QueryDict

from consultations.complaint_actions import ComplaintChangedError
from consultations.complaint_words import words_of
from consultations.conflicts import FieldConflict
from consultations.forms.complaint import CorrectForm
from consultations.models import Complaint

INPUTS = {"received_at": ("received_on", "received_time")}


def conflict_of(error: ComplaintChangedError, form: CorrectForm) -> Sequence[FieldConflict]:
    """The fields that others changed since this form was opened, beside what is typed here."""
    mine = words_of(form.instance, form.chosen_subjects)
    merged: dict[str, FieldConflict] = {}
    for changes in error.changes:
        for name, change in changes.items():
            before = merged[name].before if name in merged else change["before"]
            merged[name] = FieldConflict(
                name, change["label"], before, change["after"], mine[name][1]
            )
    return list(merged.values())


def form_after(
    conflict: Sequence[FieldConflict],
    error: ComplaintChangedError,
    data: QueryDict,
    complaint: Complaint,
    now: datetime,
) -> CorrectForm:
    """The form again: what was typed stays, what nobody touched here takes over the others' words."""
    fresh, again = CorrectForm(instance=copy(complaint), now=now), data.copy()
    for field in conflict:
        for name in INPUTS.get(field.name, (field.name,)):
            if field.is_untouched_here and name in fresh.fields:
                _put(again, name, fresh[name].value())
    again["version"] = str(error.version)
    form = CorrectForm(again, instance=copy(complaint), now=now)
    form.full_clean()
    return form


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list | tuple):
        data.setlist(name, [str(each) for each in value])
    elif value is False and name == "is_anonymous":
        data.pop(name, None)
    else:
        data[name] = "" if value is None else str(value)
