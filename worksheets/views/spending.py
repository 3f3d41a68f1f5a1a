"""収支: every line of a center's expenditure and income on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from centers.models import Center
from consultations.actions import discard_draft
from consultations.views.drafts import kept, standing_draft
from shared import audit
from shared.access import Capability, requires
from worksheets.components import category_labels, components_of
from worksheets.draft_forms import SPENDING
from worksheets.models import SpendingItem
from worksheets.spending_actions import (
    SpendingChangedError,
    Written,
    digest_of_items,
    items_of,
    save_spending,
)
from worksheets.spending_forms import SpendingForm
from worksheets.subject_number import SheetSubject
from worksheets.views.asked import center_or_404, subject_or_404
from worksheets.views.looks import write_look

UNUSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.WORKSHEET_PREPARE)
def spending_edit(
    request: UserRequest, center_pk: int, fiscal_year: int, stage: str, center_type: str
) -> HttpResponse:
    subject = subject_or_404(center_pk, fiscal_year, stage, center_type)
    center = center_or_404(request, subject, Capability.WORKSHEET_PREPARE)
    items = items_of(subject)
    key = f"{SPENDING}{subject.number}"
    draft = standing_draft(request, key) if request.method != "POST" else None
    form = SpendingForm(
        request.POST if request.method == "POST" else None,
        items=items,
        digest=digest_of_items(items),
        categories=categories_of(subject),
        kept=draft.payload if draft else (),
    )
    if request.method == "POST" and form.is_valid():
        written = _saved(request, subject, center, form)
        if written is not None:
            discard_draft(key, by=request.user)
            _write_down(request, subject, written)
            return redirect("worksheets:center_sheet", *subject.arguments)
        items = items_of(subject)
    context = {
        "subject": subject,
        "center": center,
        "arguments": subject.arguments,
        "form": form,
        "items": items,
        "labels": category_labels(),
        "kept": kept(request, key, form),
    }
    write_look(
        request,
        SpendingItem,
        center.municipality_id,
        shown=items,
        center=center.pk,
        fiscal_year=fiscal_year,
        stage=stage,
    )
    status = UNUSABLE if form.errors else 200
    return TemplateResponse(request, "worksheets/spending_edit.html", context, status=status)


def categories_of(subject: SheetSubject) -> list[str]:
    """The categories that the type's components have in the year."""
    known = components_of(subject.center_type, subject.fiscal_year)
    return list(dict.fromkeys(component.category for component in known))


def _saved(
    request: UserRequest, subject: SheetSubject, center: Center, form: SpendingForm
) -> Written | None:
    """None, with the reason among the errors, if others wrote meanwhile."""
    try:
        return save_spending(
            subject,
            center,
            form.wanted,
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except SpendingChangedError:
        form.tell_of_others(digest_of_items(items_of(subject)))
        return None


def _write_down(request: UserRequest, subject: SheetSubject, written: Written) -> None:
    if not written:
        messages.info(request, "変更はありませんでした。")
        return
    audit.record(
        request,
        audit.Action.CHANGE,
        SpendingItem,
        shown=[*written.new, *written.gone],
        center=subject.center_pk,
        fiscal_year=subject.fiscal_year,
        stage=subject.stage.value,
        new=len(written.new),
        replaced=len(written.gone),
    )
    messages.success(request, "収支を保存しました。前の内容は履歴に残ります。")
