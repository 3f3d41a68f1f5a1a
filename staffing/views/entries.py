"""Recording, replacing and withdrawing the evidence of a staff member."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from shared import ledger_pages
from shared.access import Capability, requires
from shared.ledgers import Ledger, ledger_or_404
from staffing.ledgers import POSTINGS, STAFF_LEDGERS
from staffing.models import Posting, StaffMember

if TYPE_CHECKING:
    from accounts.models import User
    from shared.ledger import LedgerEntry


@require_http_methods(["GET", "POST"])
@requires(Capability.STAFF_EDIT)
def entry_create(request: UserRequest, staff_pk: int, ledger: str) -> HttpResponse:
    editable = StaffMember.objects.visible_to(request.user, Capability.STAFF_EDIT)
    found = ledger_or_404(STAFF_LEDGERS, ledger)
    entry = found.entry_of(get_object_or_404(editable, pk=staff_pk))
    return ledger_pages.entry_form(request, found, entry, template="staffing/entry_form.html")


@require_http_methods(["GET", "POST"])
@requires(Capability.STAFF_EDIT)
def entry_replace(request: UserRequest, ledger: str, pk: int) -> HttpResponse:
    found = ledger_or_404(STAFF_LEDGERS, ledger)
    entry = _editable_entry(request.user, found, pk)
    return ledger_pages.entry_form(request, found, entry, template="staffing/entry_form.html")


@require_http_methods(["GET", "POST"])
@requires(Capability.STAFF_EDIT)
def entry_withdraw(request: UserRequest, ledger: str, pk: int) -> HttpResponse:
    found = ledger_or_404(STAFF_LEDGERS, ledger)
    entry = _editable_entry(request.user, found, pk)
    return ledger_pages.entry_withdraw(
        request, found, entry, template="staffing/entry_withdraw.html"
    )


def _editable_entry(user: "User", ledger: Ledger, pk: int) -> "LedgerEntry":
    """Of the staff within reach; of their postings, those at a center within reach."""
    staff = StaffMember.objects.visible_to(user, Capability.STAFF_EDIT)
    entries = ledger.entries().filter(staff_member__in=staff)
    if ledger is POSTINGS:
        entries = entries.filter(pk__in=Posting.objects.visible_to(user, Capability.STAFF_EDIT))
    entry: LedgerEntry = get_object_or_404(entries, pk=pk)
    return entry
