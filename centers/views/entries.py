"""Recording, replacing and withdrawing the evidence of a center: one set of views for all kinds."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from centers.ledgers import CENTER_LEDGERS
from centers.models import Center
from shared import ledger_pages
from shared.access import ActorRequest, Capability, requires
from shared.ledgers import Ledger, ledger_or_404

if TYPE_CHECKING:
    from shared.ledger import LedgerEntry


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def entry_create(request: ActorRequest, center_pk: int, ledger: str) -> HttpResponse:
    editable = Center.objects.visible_to(request.user, Capability.CENTER_EDIT)
    found = ledger_or_404(CENTER_LEDGERS, ledger)
    entry = found.entry_of(get_object_or_404(editable, pk=center_pk))
    return ledger_pages.entry_form(request, found, entry, template="centers/entry_form.html")


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def entry_replace(request: ActorRequest, ledger: str, pk: int) -> HttpResponse:
    found = ledger_or_404(CENTER_LEDGERS, ledger)
    entry = _editable_entry(request.user, found, pk)
    return ledger_pages.entry_form(request, found, entry, template="centers/entry_form.html")


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def entry_withdraw(request: ActorRequest, ledger: str, pk: int) -> HttpResponse:
    found = ledger_or_404(CENTER_LEDGERS, ledger)
    entry = _editable_entry(request.user, found, pk)
    return ledger_pages.entry_withdraw(
        request, found, entry, template="centers/entry_withdraw.html"
    )


def _editable_entry(user: Any, ledger: Ledger, pk: int) -> "LedgerEntry":
    centers = Center.objects.visible_to(user, Capability.CENTER_EDIT)
    entry: LedgerEntry = get_object_or_404(ledger.entries().filter(center__in=centers), pk=pk)
    return entry
