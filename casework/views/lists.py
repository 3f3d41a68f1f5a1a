"""The lists of cases: with names for those who work on them, without for the municipality."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from casework.forms.filters import CaseFilter, CaseOverviewFilter
from casework.identity import names_in_list
from casework.models import Case, CaseTransfer, CouncilRegistration
from shared import audit
from shared.access import Capability, requires

PAGE_SIZE = 50


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def case_list(request: UserRequest) -> HttpResponse:
    cases = Case.objects.visible_to(request.user)
    filters = CaseFilter(request.GET, queryset=cases.for_listing(), request=request)
    context = _page(request, filters)
    page, day = context["page"], localdate()
    names = names_in_list(page.object_list, day)
    context["rows"] = [(case, names[case.pk]) for case in page.object_list]
    arrived = CaseTransfer.objects.arrived_at(request.user).awaiting()
    context["arrived"] = arrived.count() if request.user.may(Capability.CASE_DECIDE) else 0
    context["may_write"] = request.user.may(Capability.CASE_WRITE)
    context["may_decide"] = request.user.may(Capability.CASE_DECIDE)
    return TemplateResponse(request, "cases/case_list.html", context)


@never_cache
@require_safe
@requires(Capability.CASE_LIST)
def case_overview(request: UserRequest) -> HttpResponse:
    """Number, center, kind, level and status; no name and no word of what it is about."""
    cases = Case.objects.listed_to(request.user).select_related("center", "category")
    listed = cases.defer("concern", "alias").order_by("-fiscal_year", "-serial")
    filters = CaseOverviewFilter(request.GET, queryset=listed, request=request)
    context = _page(request, filters, page="overview")
    context["rows"] = list(context["page"].object_list)
    return TemplateResponse(request, "cases/case_overview.html", context)


def _page(request: UserRequest, filters: CaseFilter, **details: Any) -> dict[str, Any]:
    page = Paginator(filters.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    shown, count = page.object_list, page.paginator.count
    audit.record(request, audit.Action.LIST, Case, shown=shown, count=count, **details)
    registered = CouncilRegistration.objects.on(localdate()).filter(
        case__in=[case.pk for case in shown]
    )
    return {
        "filters": filters,
        "page": page,
        "registered": set(registered.values_list("case", flat=True)),
        "several_centers": len({case.center_id for case in shown}) > 1,
        "count_text": f"{count:,}件",
        "range_text": f"{count:,}件中 {page.start_index():,}～{page.end_index():,}件目",
        "previous_url": filters.address(page=str(page.previous_page_number()))
        if page.has_previous()
        else "",
        "next_url": filters.address(page=str(page.next_page_number())) if page.has_next() else "",
    }
