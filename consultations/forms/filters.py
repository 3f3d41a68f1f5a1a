"""What the list can be narrowed down by: codes only, never a name or a word of the content."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localdate

from centers.models import Center
from consultations.enums import Method
from consultations.models import Consultation, Topic
from shared.access import Capability
from shared.form_fields import WarekiDateField

# What may narrow the list and still show that a restricted record is there; any other condition
# would tell what the record says.
TELLING_NOTHING = {"first", "last", "center"}
A_WEEK = timedelta(days=7)


class WarekiDateFilter(django_filters.Filter):
    field_class = WarekiDateField


def _centers(request: HttpRequest) -> QuerySet[Center]:
    user: Any = request.user
    return Center.objects.visible_to(user, Capability.CONSULTATION_VIEW).order_by("code", "pk")


class ConsultationFilter(django_filters.FilterSet):
    first = WarekiDateFilter("occurred_on", "gte", label="相談日（から）")
    last = WarekiDateFilter("occurred_on", "lte", label="相談日（まで）")
    center = django_filters.ModelChoiceFilter(
        label="センター", queryset=_centers, empty_label="すべて"
    )
    method = django_filters.ChoiceFilter(label="方法", choices=Method.choices, empty_label="すべて")
    topic = django_filters.ModelChoiceFilter(
        "topics",
        label="区分",
        queryset=Topic.objects.order_by("code"),
        to_field_name="code",
        empty_label="すべて",
    )
    caller = django_filters.ChoiceFilter(
        "is_anonymous",
        label="相談者",
        choices=[("named", "氏名あり"), ("anonymous", "匿名")],
        method="by_caller",
        empty_label="すべて",
    )
    next_step = django_filters.ChoiceFilter(
        "next_on",
        label="次の対応",
        choices=[("overdue", "期限を過ぎたもの"), ("week", "7日以内"), ("any", "予定あり")],
        method="by_next_step",
        empty_label="すべて",
    )
    withdrawn = django_filters.ChoiceFilter(
        "withdrawn_at",
        label="取消済み",
        choices=[("included", "含める"), ("only", "取消済みだけ")],
        method="by_withdrawal",
        empty_label="含めない",
    )
    mine = django_filters.BooleanFilter(
        "recorded_by", label="自分の記録だけ", method="by_me", widget=forms.CheckboxInput
    )

    class Meta:
        model = Consultation
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        """Nothing is shown for a condition that cannot be read: all rows would look like a match."""
        if self.form.errors:
            return queryset.none()
        if not self.form.cleaned_data["withdrawn"]:
            queryset = queryset.standing()
        if self.conditions().keys() - TELLING_NOTHING:
            queryset = queryset.filter(is_readable=True)
        return super().filter_queryset(queryset)

    def by_caller(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(**{name: value == "anonymous"})

    def by_next_step(self, queryset: Any, name: str, value: str) -> Any:
        today = localdate()
        periods: dict[str, Any] = {
            "overdue": {f"{name}__lt": today},
            "week": {f"{name}__range": (today, today + A_WEEK)},
            "any": {f"{name}__isnull": False},
        }
        return queryset.filter(**periods[value])

    def by_withdrawal(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(**{f"{name}__isnull": False}) if value == "only" else queryset

    def by_me(self, queryset: Any, name: str, value: bool) -> Any:  # noqa: FBT001 -- django-filter's
        return queryset.filter(**{name: self.request.user}) if value else queryset

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
        field = self.form.fields[name]
        if name == "mine":
            return "はい"
        if isinstance(field, forms.ModelChoiceField):
            return str(self.form.cleaned_data[name])
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            return str(dict(choices)[value])
        return str(field.prepare_value(self.form.cleaned_data[name]))
