"""The lists of plans: those of the own cases, and how many were made in a fiscal year."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from casework.forms.plan_steps import PlanListForm
from casework.identity import names_in_list
from casework.models import Case, SupportPlan
from casework.plan_figures import counts_of
from centers.listing import pagination
from centers.models import Center
from shared import audit
from shared.access import Capability, requires
from shared.fiscal_year import FiscalYear

PAGE_SIZE = 50
YEARS_BACK = 6


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def plan_list(request: UserRequest) -> HttpResponse:
    form = PlanListForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    day = localdate()
    every = SupportPlan.objects.visible_to(request.user)
    plans = every.next_steps()
    chosen = {
        PlanListForm.OVERDUE: lambda: plans.overdue(day),
        PlanListForm.AWAITING: plans.awaiting_approval,
        PlanListForm.ALL: lambda: every,
    }.get(state, plans.standing)()
    page = Paginator(chosen.for_listing(), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = _names(shown, day)
    audit.record(request, audit.Action.LIST, SupportPlan, shown=shown, count=page.paginator.count)
    context = {
        "form": PlanListForm(initial={"state": state or PlanListForm.STANDING}),
        "rows": [(plan, names[plan.case_id], plan.is_overdue_on(day)) for plan in shown],
        "count": page.paginator.count,
        "pages": pagination(page, request.GET, unit="件"),
    }
    return TemplateResponse(request, "plans/plan_list.html", context)


def _names(plans: list[SupportPlan], day: Any) -> dict[int, str]:
    """Of the cases on the page; a constant number of queries."""
    cases = Case.objects.filter(pk__in={plan.case_id for plan in plans})
    return names_in_list(list(cases.for_listing()), day)


@never_cache
@require_safe
@requires(Capability.STATISTICS_VIEW)
def plan_counts(request: UserRequest) -> HttpResponse:
    """By center and basis, of a fiscal year; with the numbers of the plans counted, no names."""
    centers = list(
        Center.objects.visible_to(request.user, Capability.STATISTICS_VIEW).order_by("code", "pk")
    )
    this_year = FiscalYear.of(localdate())
    years = [FiscalYear(this_year.year - back) for back in range(YEARS_BACK)]
    asked = request.GET.get("fiscal_year", "")
    year = next((each for each in years if str(each.year) == asked), this_year)
    only = request.GET.get("center", "")
    chosen = [each for each in centers if str(each.pk) == only] or centers
    readable = SupportPlan.objects.visible_to(request.user).filter(case__center__in=chosen)
    counts = counts_of(chosen, year)
    made = [plan for row in counts for plan in row.plans]
    audit.record(request, audit.Action.LIST, SupportPlan, shown=made, page="counts", year=year.year)
    context = {
        "year": year,
        "years": years,
        "centers": centers,
        "chosen": only if len(chosen) == 1 and len(centers) > 1 else "",
        "counts": counts,
        "readable": set(readable.values_list("pk", flat=True)),
    }
    return TemplateResponse(request, "plans/plan_counts.html", context)
