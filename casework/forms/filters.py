"""What the list of cases can be narrowed down by: codes and a number, never a name."""

import re
import unicodedata
from typing import Any

import django_filters
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from casework.enums import AttentionLevel, CaseFunction, CaseStatus
from casework.models import Case, CaseWorker
from casework.worker_actions import staff_of
from centers.models import Center
from shared.access import Capability

NUMBER = re.compile(r"(?:ケース)?\s*(?:(?P<year>20\d\d)\s*-\s*)?0*(?P<serial>\d{1,7})")
STANDING, EVERY = "standing", "all"


def number_in(text: str) -> dict[str, int] | None:
    """The columns of a case's number as people type it, 2026-0012 or 12; None for anything else."""
    match = NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().replace("－", "-"))
    if match is None:
        return None
    found = {"serial": int(match["serial"])}
    return found | ({"fiscal_year": int(match["year"])} if match["year"] else {})


def _staff(request: HttpRequest) -> list[tuple[str, str]]:
    user: Any = request.user
    centers = Center.objects.visible_to(user, Capability.CASE_VIEW)
    staff = staff_of(centers, localdate())
    people = {each.pk: each.name for members in staff.values() for each in members}
    return [(str(pk), name) for pk, name in sorted(people.items(), key=lambda pair: pair[1])]


class CaseFilter(django_filters.FilterSet):
    whose = django_filters.ChoiceFilter(
        label="担当",
        choices=[("mine", "自分の担当")],
        method="by_whose",
        empty_label="センター全体",
    )
    state = django_filters.ChoiceFilter(
        label="状況",
        choices=[(EVERY, "すべて（終わったものを含む）"), *CaseStatus.choices],
        method="by_state",
        empty_label="続いているもの",
    )
    level = django_filters.ChoiceFilter(
        "attention_level", label="支援の区分", choices=AttentionLevel.choices, empty_label="すべて"
    )
    function = django_filters.ChoiceFilter(
        label="機能", choices=CaseFunction.choices, empty_label="すべて"
    )
    worker = django_filters.ChoiceFilter(
        label="担当者", choices=(), method="by_worker", empty_label="すべて"
    )
    number = django_filters.CharFilter(label="番号", method="by_number")

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.form.fields.get("worker")
        if field is not None:
            field.choices = [("", "すべて"), *_staff(self.request)]

    def filter_queryset(self, queryset: Any) -> Any:
        """Nothing is shown for a condition that cannot be read: all rows would look like a match."""
        if self.form.errors:
            return queryset.none()
        said = self.form.cleaned_data
        if not said["state"] and not said["number"]:
            queryset = queryset.standing()
        return super().filter_queryset(queryset)

    def by_whose(self, queryset: Any, _name: str, _value: str) -> Any:
        user: User = self.request.user
        return queryset.of(user, localdate())

    def by_state(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset if value == EVERY else queryset.filter(status=value)

    def by_worker(self, queryset: Any, _name: str, value: str) -> Any:
        standing = CaseWorker.objects.standing().filter(user_id=int(value))
        return queryset.filter(pk__in=standing.values("case"))

    def by_number(self, queryset: Any, _name: str, value: str) -> Any:
        found = number_in(value)
        return queryset.filter(**found) if found else queryset.none()

    def conditions(self) -> dict[str, str]:
        """The conditions in force, as codes; what else stood in the address is dropped."""
        return {
            name: self.data[name]
            for name in self.filters
            if self.data.get(name, "").strip() and name not in self.form.errors
        }

    def address(self, **changes: str) -> str:
        """The query string of the conditions with `changes`; an empty one leaves its name out."""
        query = QueryDict(mutable=True)
        query.update(
            {name: value for name, value in (self.conditions() | changes).items() if value}
        )
        return f"?{query.urlencode()}" if query else "?"

    def chips(self) -> list[dict[str, str]]:
        return [
            {
                "label": str(self.form.fields[name].label),
                "value": self._words(name, value),
                "remove_url": self.address(**{name: ""}),
            }
            for name, value in self.conditions().items()
        ]

    def _words(self, name: str, value: str) -> str:
        choices: Any = getattr(self.form.fields[name], "choices", None)
        return value if choices is None else str(dict(choices).get(value, value))


def _centers(request: HttpRequest) -> Any:
    user: Any = request.user
    return Center.objects.visible_to(user, Capability.CASE_LIST).order_by("code", "pk")


class CaseOverviewFilter(CaseFilter):
    """For whoever answers for the municipality: no names, so no worker and no own cases."""

    whose = None
    worker = None
    center = django_filters.ModelChoiceFilter(
        label="センター", queryset=_centers, empty_label="すべて"
    )

    def _words(self, name: str, value: str) -> str:
        if name == "center":
            return str(self.form.cleaned_data[name])
        return super()._words(name, value)
