"""Which forms keep drafts: those of the log here, those of cases beside it."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from consultations.case_draft_forms import register_case_forms
from consultations.models import CORRECTION_FORM, NEW_FORM, Consultation
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register


def register_forms() -> None:
    from consultations.forms.consultation import LogForm  # noqa: PLC0415 -- models are loaded now
    from consultations.forms.correction import CorrectionForm  # noqa: PLC0415 -- likewise
    from consultations.forms.typed import READY_ANSWERS  # noqa: PLC0415 -- likewise

    register(
        DraftForm(
            prefix=NEW_FORM,
            label=lambda _: "新しい相談記録",
            address=lambda *_: reverse("consultations:consultation_create"),
            fields=lambda _: LogForm.base_fields,
            ready=frozenset(READY_ANSWERS),
            may=lambda user: bool(user.reach(Capability.CONSULTATION_WRITE)),
            is_saved=_is_saved,
            saved_words="この相談記録は保存済みです。",
        )
    )
    register(
        DraftForm(
            prefix=CORRECTION_FORM,
            label=lambda number: f"相談記録 {number}の訂正",
            address=lambda number, _: reverse("consultations:consultation_correct", args=[number]),
            fields=lambda _: CorrectionForm.base_fields,
            ready=frozenset(READY_ANSWERS),
            rows=_correctable,
            may=lambda user: bool(user.reach(Capability.CONSULTATION_CORRECT)),
        )
    )
    register_case_forms()


def _correctable(user: Any, numbers: Collection[int]) -> Rows:
    records = Consultation.objects.visible_to(user, Capability.CONSULTATION_CORRECT)
    return records.only("pk", "municipality").in_bulk(list(numbers))


def _is_saved(user: Any, submission_key: str) -> bool:
    try:
        municipalities = {grant.municipality_id for grant in user.roles_held}
        return Consultation.objects.saved_from(
            submission_key, municipality_ids=municipalities
        ).exists()
    except (ValueError, ValidationError):
        return False
