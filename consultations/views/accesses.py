"""緊急閲覧の点検: what was opened with a reason, and what somebody else found about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.forms.confidentiality import AccessReviewForm
from consultations.models import RecordAccess
from consultations.models.record_access import REVIEW_WITHIN
from consultations.opening import ReviewedMeanwhileError, review_access
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
PAGE_SIZE = 50
MONTHS_SHOWN = 60  # rows of the table of uses


@never_cache
@require_safe
@requires(Capability.BREAK_GLASS_REVIEW)
def access_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    accesses = RecordAccess.objects.visible_to(request.user)
    page = Paginator(accesses.for_listing().to_review_first(), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    audit.record(request, audit.Action.LIST, RecordAccess, shown=shown, count=page.paginator.count)
    open_count, overdue_count = accesses.awaiting_review(today)
    context = {
        "page": page,
        "rows": [(access, access.is_overdue(today)) for access in shown],
        "open_count": open_count,
        "overdue_count": overdue_count,
        "uses": accesses.uses_by_person_and_month()[:MONTHS_SHOWN],
        "within": REVIEW_WITHIN,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return TemplateResponse(request, "consultations/access_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.BREAK_GLASS_REVIEW)
def access_review(request: UserRequest, pk: int) -> HttpResponse:
    """Never of one's own."""
    accesses = RecordAccess.objects.visible_to(request.user).for_listing()
    access = get_object_or_404(accesses, pk=pk)
    if access.opened_by == request.user:
        raise PermissionDenied("自分の閲覧は点検できません。")
    if access.reviewed_at is not None:
        return _reviewed_already(request)
    form = AccessReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_access(access, **form.cleaned_data, by=request.user, at=timezone.now())
        except ReviewedMeanwhileError:
            return _reviewed_already(request)
        audit.record(request, audit.Action.CHANGE, access, finding=form.cleaned_data["outcome"])
        messages.success(request, "点検の結果を記録しました。")
        return redirect("consultations:access_list")
    audit.record(request, audit.Action.READ, access)
    status = UNUSABLE if request.method == "POST" else 200
    context = {"form": form, "access": access}
    return TemplateResponse(request, "consultations/access_review.html", context, status=status)


def _reviewed_already(request: UserRequest) -> HttpResponse:
    messages.info(request, "この閲覧は点検済みです。")
    return redirect("consultations:access_list")
