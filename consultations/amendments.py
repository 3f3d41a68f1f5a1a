"""What is done to a record besides correcting its words, appended to its history all the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from consultations.models import Consultation, ConsultationCorrection


@transaction.atomic
def amend(
    record: Consultation,
    changes: Mapping[str, Mapping[str, str]],
    *,
    reason: str,
    by: User,
    at: datetime,
    **columns: Any,
) -> ConsultationCorrection:
    """Set `columns` and append `changes`; every version but the first has its correction."""
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=record.pk)
    locked.version += 1
    for name, value in columns.items():
        setattr(locked, name, value)
        setattr(record, name, value)
    locked.save(update_fields=[*columns, "version"])
    record.version = locked.version
    return ConsultationCorrection.objects.create(
        consultation=locked, corrected_at=at, corrected_by=by, reason=reason, changes=dict(changes)
    )
