"""The draft that the form of a print form keeps: one for each kind and stage of a municipality."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from centers.models import Municipality
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register
from worksheets.enums import WorksheetStage
from worksheets.print_enums import SheetKind


def draft_key(kind: str, stage: str, municipality_pk: int) -> str:
    return f"{_prefix(kind, stage)}{municipality_pk}"


def _prefix(kind: str, stage: str) -> str:
    return f"print-form-{kind}-{stage}-"


def register_print_forms() -> None:
    for kind in SheetKind:
        for stage in WorksheetStage:
            _register(kind, stage)


def _register(kind: SheetKind, stage: WorksheetStage) -> None:
    from worksheets.print_forms import PrintFormForm  # noqa: PLC0415 -- models are loaded now

    register(
        DraftForm(
            prefix=_prefix(kind, stage),
            label=lambda _: f"調書の様式（{kind.label}・{stage.label}）",
            address=lambda number, _: reverse(
                "worksheets:print_form_edit", args=[number, kind.value, stage.value]
            ),
            fields=lambda _: PrintFormForm.base_fields,
            ready=frozenset({"seen"}),
            rows=_editable,
            may=lambda user: bool(user.reach(Capability.WORKSHEET_PREPARE)),
        )
    )


def _editable(user: Any, numbers: Collection[int]) -> Rows:
    visible = Municipality.objects.visible_to(user, Capability.WORKSHEET_PREPARE)
    return dict(visible.in_bulk(list(numbers)))
