"""保存期間の満了した記録: the yearly list, by number and never by name, with what holds each back."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from retention.due import DueKind, due_kinds
from retention.forms.disposals import ProposalForm, YearForm
from retention.models import Disposal
from retention.views.reaching import municipality_of, page
from shared import audit
from shared.access import Capability, requires

PAGE_SIZE = 50


@never_cache
@require_safe
@requires(Capability.RETENTION_VIEW)
def due_list(request: UserRequest) -> HttpResponse:
    municipality = municipality_of(request, Capability.RETENTION_VIEW)
    today = timezone.localdate()
    form = YearForm(request.GET or None, today=today)
    year = form.chosen
    due = due_kinds(municipality.pk, until=year.starts_on, today=today)
    chosen = _chosen(due, request.GET.get("kind", ""))
    records = Paginator(chosen.records if chosen else [], PAGE_SIZE)
    shown = records.get_page(request.GET.get("page"))
    model = chosen.kind.rows if chosen else Disposal
    audit.record(request, audit.Action.LIST, model, count=records.count, page="retention")
    ready_count = sum(each.ready_count for each in due)
    address = f"?municipality={municipality.pk}&fiscal_year={year.year}"
    by_kind = f"{address}&kind={chosen.kind.code if chosen else ''}&page="
    proposal = ProposalForm(initial={"fiscal_year": year.year}, today=today, auto_id="proposal_%s")
    context = page(request, municipality) | {
        "form": form,
        "year": year,
        "due": due,
        "chosen": chosen,
        "records": shown,
        "range_text": f"{shown.start_index():,}～{shown.end_index():,}件目",
        "previous_url": f"{by_kind}{shown.previous_page_number()}" if shown.has_previous() else "",
        "next_url": f"{by_kind}{shown.next_page_number()}" if shown.has_next() else "",
        "address": address,
        "ready_count": ready_count,
        "is_over": year.starts_on <= today,
        "open_disposal": Disposal.objects.filter(municipality=municipality).open().first(),
        "proposal": proposal,
    }
    return TemplateResponse(request, "retention/due_list.html", context)


def _chosen(due: list[DueKind], code: str) -> DueKind | None:
    """The kind asked for, or the first that has any record."""
    asked = [each for each in due if each.kind.code == code]
    return next(iter(asked or [each for each in due if each.records]), None)
