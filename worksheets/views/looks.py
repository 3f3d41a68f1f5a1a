"""Looks at live figures in the audit trail: what is calculated anew is nobody's row yet."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest

from shared import audit


def write_look(
    request: HttpRequest,
    model: type[models.Model],
    municipality_id: int,
    *,
    shown: Sequence[models.Model] = (),
    count: int | None = None,
    **details: Any,
) -> None:
    """One entry for a list of `model`, also where it is empty; `count` if not all rows are named."""
    audit.write(
        request,
        audit.Entry(
            action=audit.Action.LIST,
            target_kind=model._meta.label,
            target_ids=[row.pk for row in shown],
            count=len(shown) if count is None else count,
            municipality_id=municipality_id,
            details=details,
        ),
    )
