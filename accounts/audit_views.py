"""監査: the trail for the auditor, as a list, as a file, and as a monthly sample for review."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit_forms import AuditFilterForm, AuditReviewForm, midnight
from accounts.audit_notices import notices_for
from accounts.audit_rows import Row, file_rows, rows_of
from accounts.http import UserRequest
from accounts.models import AuditEvent, AuditReview, RoleGrant, User
from accounts.models.audit import is_own
from shared import audit
from shared.access import Capability, requires
from shared.csv_safety import write_csv
from shared.wareki import format_wareki

PAGE_SIZE = 50
MOST_IN_A_FILE = 50_000
SAMPLE_SIZE = 20
MONTHS_OFFERED = 12


@never_cache
@require_safe
@requires(Capability.AUDIT_VIEW)
def audit_list(request: UserRequest) -> HttpResponse:
    """With `?csv=1`, the same entries as a file."""
    form = AuditFilterForm(request.GET, people=_people(request))
    events = form.narrow(AuditEvent.objects.visible_to(request.user)).order_by("-pk")
    if "csv" in request.GET and form.is_valid():
        found = list(events[: MOST_IN_A_FILE + 1])
        if len(found) <= MOST_IN_A_FILE:
            return _as_csv(request, found)
        messages.error(
            request,
            f"{MOST_IN_A_FILE:,}件を超えるため出力していません。期間などの条件で絞り込んでください。",
        )
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal():
        events = events.filter(pk__lt=int(before))
    found = list(events[: PAGE_SIZE + 1])
    rows = rows_of(found[:PAGE_SIZE])
    audit.record(request, audit.Action.LIST, AuditEvent, count=len(rows))
    has_more = len(found) > PAGE_SIZE
    context = {
        "form": form,
        "rows": rows,
        "notices": notices_for(request.user, timezone.localdate()),
        "csv_url": form.address(csv=1),
        "range_text": f"新しい順に{len(rows):,}件を表示しています。",
        "first_url": form.address() if before else "",
        "next_url": form.address(before=rows[-1].event.pk) if has_more else "",
    }
    return TemplateResponse(request, "accounts/audit_list.html", context)


def _people(request: UserRequest) -> QuerySet[User]:
    """Everybody who has, or had, a role in the municipalities within reach."""
    reach = request.user.reach(Capability.AUDIT_VIEW).q(center=None)
    return User.objects.filter(
        Exists(RoleGrant.objects.filter(reach, user=OuterRef("pk")))
    ).order_by("username")


def _as_csv(request: UserRequest, events: list[AuditEvent]) -> HttpResponse:
    audit.record(request, audit.Action.EXPORT, AuditEvent, count=len(events))
    name = f"tsunagi_audit_{timezone.localdate():%Y%m%d}.csv"
    return HttpResponse(
        write_csv(file_rows(rows_of(events))),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


@dataclass(frozen=True)
class SampleRow:
    """One read of the sample, with what was found about it so far."""

    row: Row
    reviews: list[AuditReview]
    is_own: bool


@never_cache
@require_safe
@requires(Capability.AUDIT_VIEW)
def audit_sample(request: UserRequest) -> HttpResponse:
    months = _months(timezone.localdate())
    month = _month(request, months)
    events = list(_sample(request, month).prefetch_related("reviews__reviewed_by"))
    audit.record(
        request, audit.Action.LIST, AuditEvent, shown=events, month=f"{month:%Y-%m}", page="sample"
    )
    rows = [
        SampleRow(row, list(row.event.reviews.all()), is_own(row.event, request.user))
        for row in rows_of(events)
    ]
    context = {
        "month": _in_words(month),
        "months": [(f"{each:%Y-%m}", _in_words(each), each == month) for each in months],
        "rows": rows,
        "reviewed": sum(1 for row in rows if row.reviews),
        "may_review": request.user.may(Capability.AUDIT_REVIEW),
        "sample_size": SAMPLE_SIZE,
    }
    return TemplateResponse(request, "accounts/audit_sample.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Capability.AUDIT_REVIEW)
def audit_review(request: UserRequest, pk: int) -> HttpResponse:
    """Only of a read in the sample of its month, and never of one's own."""
    event = get_object_or_404(
        AuditEvent.objects.visible_to(request.user, Capability.AUDIT_REVIEW), pk=pk
    )
    month = timezone.localtime(event.occurred_at).date().replace(day=1)
    if pk not in {each.pk for each in _sample(request, month)}:
        raise Http404
    if is_own(event, request.user):
        raise PermissionDenied("自分の閲覧は点検できません。")
    review = AuditReview(event=event, reviewed_by=request.user, reviewed_at=timezone.now())
    form = AuditReviewForm(request.POST or None, instance=review)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit.record(
            request, audit.Action.CREATE, AuditReview, shown=[review], finding=review.finding
        )
        messages.success(request, "点検の結果を記録しました。")
        return redirect(f"{reverse('accounts:audit_sample')}?month={month:%Y-%m}")
    [row] = rows_of([event])
    context = {"form": form, "row": row, "month": f"{month:%Y-%m}"}
    return TemplateResponse(request, "accounts/audit_review.html", context)


def _sample(request: UserRequest, month: date) -> QuerySet[AuditEvent]:
    first, until = midnight(month), _next(month)
    events = AuditEvent.objects.visible_to(request.user).reads_of_persons(first, until)
    return events.sample(f"{month:%Y-%m}", SAMPLE_SIZE)


def _next(month: date) -> datetime:
    return midnight((month + timedelta(days=31)).replace(day=1))


def _months(today: date) -> list[date]:
    """The months that are over, the latest first: only then does the sample stay the same."""
    months, month = [], today.replace(day=1)
    for _ in range(MONTHS_OFFERED):
        month = (month - timedelta(days=1)).replace(day=1)
        months.append(month)
    return months


def _in_words(month: date) -> str:
    """令和7年4月."""
    return format_wareki(month).removesuffix("1日")


def _month(request: UserRequest, months: list[date]) -> date:
    asked = request.GET.get("month")
    if asked is None:
        return months[0]
    for month in months:
        if f"{month:%Y-%m}" == asked:
            return month
    raise Http404
