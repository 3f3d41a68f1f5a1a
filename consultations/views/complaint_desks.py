"""The complaints desk itself: who serves where, how long things may take, what the year brought."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from centers.models import Center
from consultations.complaint_actions import set_clock
from consultations.complaint_figures import YearCounts, disposed_complaints, year_counts
from consultations.complaint_ledger import OFFICERS
from consultations.forms.complaint_desk import ComplaintClockForm
from consultations.models import Complaint, ComplaintClock, ComplaintOfficer
from consultations.printing import printed
from shared import audit, ledger_pages
from shared.access import Capability, requires
from shared.csv_safety import write_csv
from shared.fiscal_year import FiscalYear
from shared.ledger_sections import section_of

UNUSABLE = 422
YEARS_BACK = 6


@never_cache
@require_safe
@requires(Capability.COMPLAINT_RECEIVE)
def desk_list(request: UserRequest) -> HttpResponse:
    """Each center with those who serve at its desk today: whom to name to a complainant."""
    centers = Center.objects.visible_to(request.user, Capability.COMPLAINT_RECEIVE)
    serving = (
        ComplaintOfficer.objects.visible_to(request.user)
        .serving(timezone.localdate())
        .order_by("center", "role", "pk")
    )
    shown = list(serving)
    audit.record(request, audit.Action.LIST, ComplaintOfficer, shown=shown)
    by_center = {key: list(rows) for key, rows in groupby(shown, lambda row: row.center_id)}
    context = {
        "desks": [
            (center, by_center.get(center.pk, []))
            for center in centers.filter(closed_on=None).order_by("code", "pk")
        ],
        "may_set_clock": request.user.may(Capability.MUNICIPALITY_EDIT),
    }
    return TemplateResponse(request, "complaints/desk_list.html", context)


@never_cache
@require_safe
@requires(Capability.COMPLAINT_RECEIVE)
def desk_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Everybody who ever served at the desk of a center."""
    center = _center(request, pk, Capability.COMPLAINT_RECEIVE)
    section = section_of(OFFICERS, center, day=timezone.localdate())
    audit.record(request, audit.Action.LIST, ComplaintOfficer, shown=section.entries)
    appointing = Center.objects.visible_to(request.user, Capability.COMPLAINT_APPOINT)
    context = {
        "center": center,
        "section": section,
        "can_edit": appointing.filter(pk=center.pk).exists(),
    }
    return TemplateResponse(request, "complaints/desk_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.COMPLAINT_APPOINT)
def officer_create(request: UserRequest, pk: int) -> HttpResponse:
    entry = OFFICERS.entry_of(_center(request, pk, Capability.COMPLAINT_APPOINT))
    return ledger_pages.entry_form(
        request, OFFICERS, entry, template="complaints/officer_form.html"
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.COMPLAINT_APPOINT)
def officer_replace(request: UserRequest, pk: int) -> HttpResponse:
    return ledger_pages.entry_form(
        request, OFFICERS, _officer(request, pk), template="complaints/officer_form.html"
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.COMPLAINT_APPOINT)
def officer_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    return ledger_pages.entry_withdraw(
        request, OFFICERS, _officer(request, pk), template="complaints/officer_withdraw.html"
    )


def _officer(request: UserRequest, pk: int) -> ComplaintOfficer:
    within = ComplaintOfficer.objects.visible_to(request.user, Capability.COMPLAINT_APPOINT)
    officer: ComplaintOfficer = get_object_or_404(OFFICERS.entries().filter(pk__in=within), pk=pk)
    return officer


def _center(request: UserRequest, pk: int, capability: Capability) -> Center:
    return get_object_or_404(Center.objects.visible_to(request.user, capability), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def clock_edit(request: UserRequest) -> HttpResponse:
    """The days as they are set, and a new line from a day on; nothing is overwritten."""
    is_sent = request.method == "POST"
    form = ComplaintClockForm(request.POST if is_sent else None, user=request.user)
    if is_sent and form.is_valid():
        set_clock(form.instance, by=request.user, at=timezone.now())
        audit.record(request, audit.Action.CREATE, form.instance)
        messages.success(request, "苦情対応の期限を登録しました。")
        return redirect("complaints:clock_edit")
    clocks = ComplaintClock.objects.visible_to(request.user).select_related("recorded_by")
    context = {"form": form, "clocks": list(clocks.order_by("-starts_on", "-pk"))}
    return TemplateResponse(
        request,
        "complaints/clock_edit.html",
        context,
        status=UNUSABLE if is_sent else 200,
    )


class CountForm(forms.Form):
    """Which year, and of which center: the latter only for those who may read complaints."""

    fiscal_year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    center = forms.ModelChoiceField(
        label="センター",
        queryset=Center.objects.none(),
        required=False,
        empty_label="すべてのセンター",
    )

    def __init__(self, data: object, *, request: UserRequest) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        this_year = FiscalYear.of(timezone.localdate()).year
        years: forms.ChoiceField = self.fields["fiscal_year"]  # type: ignore[assignment]  # the field is of that kind
        years.choices = [
            (year, FiscalYear(year).label) for year in range(this_year, this_year - YEARS_BACK, -1)
        ]
        centers: forms.ModelChoiceField = self.fields["center"]  # type: ignore[assignment]  # the field is of that kind
        reach = request.user.reach(Capability.COMPLAINT_VIEW)
        centers.queryset = Center.objects.filter(reach.q(center="pk")).order_by("code", "pk")
        if not reach:
            del self.fields["center"]


def _counts(request: UserRequest) -> tuple[CountForm, YearCounts]:
    """A condition that cannot be read is left out: the page says what is counted."""
    form = CountForm(request.GET, request=request)
    form.is_valid()
    said = form.cleaned_data
    year = FiscalYear(said.get("fiscal_year") or FiscalYear.of(timezone.localdate()).year)
    counted = Complaint.objects.counted_by(request.user)
    reach = request.user.reach(Capability.COMPLAINT_COUNT)
    centers = Center.objects.filter(reach.q(center="pk"))
    if center := said.get("center"):
        counted = counted.filter(center=center)
        centers = centers.filter(pk=center.pk)
    disposed = disposed_complaints(list(centers.values_list("pk", flat=True)))
    return form, year_counts(counted, year, disposed)


@never_cache
@require_safe
@requires(Capability.COMPLAINT_COUNT)
def count_year(request: UserRequest) -> HttpResponse:
    """No number leads to a list: whoever reads figures alone cannot get at a person."""
    form, counts = _counts(request)
    context = {
        "form": form,
        "counts": counts,
        "center": form.cleaned_data.get("center"),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "complaints/count_year.html", context)


@never_cache
@require_safe
@requires(Capability.COMPLAINT_COUNT)
def count_year_pdf(request: UserRequest) -> HttpResponse:
    form, counts = _counts(request)
    context = {
        "counts": counts,
        "center": form.cleaned_data.get("center"),
        "day": timezone.localdate(),
    }
    answer = printed("complaints/count_print.html", context, name=f"complaints-{counts.year.year}")
    audit.record(request, audit.Action.PRINT, Complaint, count=counts.total)
    return answer


@never_cache
@require_safe
@requires(Capability.COMPLAINT_COUNT)
def count_year_csv(request: UserRequest) -> HttpResponse:
    _, counts = _counts(request)
    audit.record(request, audit.Action.EXPORT, Complaint, count=counts.total)
    name = f"complaints-{counts.year.year}.csv"
    return HttpResponse(
        write_csv(counts.csv_rows()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
