"""議事録: one text and one version for each section, so that two people write at once."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from casework.forms.fields import NamedForm, text_area
from casework.minutes_actions import SectionConflict, TypedSection, texts_at
from casework.models import MinutesSection

LONGEST = 20_000
MOST_DIGITS = 8


def minutes_fields(sections: Sequence[MinutesSection]) -> dict[str, forms.Field]:
    """What a form for these sections asks for."""
    fields: dict[str, forms.Field] = {}
    for each in sections:
        fields[f"text_{each.pk}"] = text_area(each.label, rows=6, longest=LONGEST, required=False)
        fields[f"version_{each.pk}"] = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    return fields


class MinutesForm(NamedForm):
    """議事録."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        sections: Sequence[MinutesSection],
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.sections = sections
        kwargs["initial"] = _as_it_stands(sections) | still_unsaved(sections, typed or {})
        super().__init__(None if data is None else _completed(data, sections), **kwargs)
        self.fields.update(minutes_fields(sections))

    def typed(self) -> list[TypedSection]:
        said = self.cleaned_data
        return [
            TypedSection(each.pk, said[f"text_{each.pk}"], said[f"version_{each.pk}"])
            for each in self.sections
        ]

    def take_over(
        self, sections: Sequence[MinutesSection], conflicts: Sequence[SectionConflict]
    ) -> None:
        """The newest text and version of every section; where two wrote, what was typed here stays."""
        mine = {each.section.pk: each.mine for each in conflicts}
        data = cast("QueryDict", self.data).copy()
        for section in sections:
            data[f"text_{section.pk}"] = mine.get(section.pk, section.text)
            data[f"version_{section.pk}"] = str(section.version)
        self.data = data


def _completed(data: QueryDict, sections: Sequence[MinutesSection]) -> QueryDict:
    """An item put on the agenda since the page was opened stands as it is: nobody touched it."""
    told = data.copy()
    for each in sections:
        if f"text_{each.pk}" not in data:
            told[f"text_{each.pk}"], told[f"version_{each.pk}"] = each.text, str(each.version)
    return told


def _as_it_stands(sections: Sequence[MinutesSection]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for each in sections:
        told[f"text_{each.pk}"], told[f"version_{each.pk}"] = each.text, each.version
    return told


def still_unsaved(sections: Sequence[MinutesSection], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Of a draft, or of what is sent, what differs from the text it was written on.

    With the version of that text.

    So a section that others changed since is shown as theirs where nothing was typed here, and
    as a conflict, on saving, where something was.
    """
    found: dict[str, Any] = {}
    versions = {each.pk: _version_in(typed, each) for each in sections}
    bases = texts_at(versions) if typed else {}
    for each in sections:
        text = typed.get(f"text_{each.pk}")
        if not isinstance(text, str):
            continue
        plain = text.replace("\r\n", "\n")
        if plain not in (bases.get(each.pk, ""), each.text):
            found[f"text_{each.pk}"], found[f"version_{each.pk}"] = text, versions[each.pk]
    return found


def _version_in(typed: Mapping[str, Any], section: MinutesSection) -> int:
    number = str(typed.get(f"version_{section.pk}", ""))
    return (
        int(number) if number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS else 1
    )
