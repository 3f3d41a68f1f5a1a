"""The forms about sheets that keep drafts."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from centers.models import Center, Municipality
from shared.access import Capability
from shared.draft_forms import DraftForm, Rows, register
from worksheets.spending_forms import SpendingForm, spending_fields
from worksheets.spending_list import MOST_ITEMS
from worksheets.subject_number import SheetSubject

SPENDING = "worksheet-spending-"  # and the number of a SheetSubject


def register_sheet_forms() -> None:
    register(
        DraftForm(
            prefix=SPENDING,
            label=lambda _: "調書の収支",
            address=_address,
            fields=lambda _: {**SpendingForm.base_fields, **spending_fields(MOST_ITEMS, [])},
            ready=frozenset({"seen"}),
            rows=_centers,
            may=lambda user: bool(user.reach(Capability.WORKSHEET_PREPARE)),
        )
    )


def _address(number: int, _row: Any) -> str:
    subject = SheetSubject.of(number)
    return reverse("worksheets:spending_edit", args=subject.arguments) if subject else ""


def _centers(user: Any, numbers: Collection[int]) -> Rows:
    """The centers behind the numbers, of municipalities whose sheets the user prepares."""
    subjects = {number: subject for number in numbers if (subject := SheetSubject.of(number))}
    among = Municipality.objects.visible_to(user, Capability.WORKSHEET_PREPARE)
    wanted = {subject.center_pk for subject in subjects.values()}
    centers = Center.objects.filter(pk__in=wanted, municipality__in=among).in_bulk()
    return {
        number: centers[subject.center_pk]
        for number, subject in subjects.items()
        if subject.center_pk in centers
    }
