"""What the kinds of the log and the registry say in the same words."""

from typing import Any

from django.db.models import DateField, Exists, Max, OuterRef, Q
from django.db.models.functions import Greatest

from shared.retention import Part

CONSULTATION, HOUSEHOLD, PERSON, DRAFT = "consultation", "household", "person", "draft"


def part(model: str, path: str, **rest: Any) -> Part:
    return Part(model=f"consultations.{model}", path=path, **rest)


def exists(queryset: Any) -> Q:
    return Q(Exists(queryset))


def refers(model: Any, column: str = "person") -> Any:
    """Whether any row of `model` refers to the record."""
    return lambda _going: exists(model.objects.filter(**{column: OuterRef("pk")}))


def last_day(model: Any, column: str, **same: str) -> Any:
    """The latest `column` among the rows that are alike in `same`."""
    alike = {name: OuterRef(path) for name, path in same.items()}
    rows = model.objects.filter(**alike).order_by().values(*alike)
    return rows.annotate(last=Max(column)).values("last")


def latest(*days: Any) -> Greatest:
    """What is unknown is skipped."""
    return Greatest(*days, output_field=DateField())
