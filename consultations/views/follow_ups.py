"""Planned steps: the list, and what became of one of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.actions import ChangedMeanwhileError, finish_next_step
from consultations.desk_enums import FollowUpState
from consultations.forms.follow_up import FollowUpForm
from consultations.models import Consultation, FollowUp
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
PAGE_SIZE = 50
DONE = {
    FollowUpState.DONE: "次の対応を済みにしました。",
    FollowUpState.POSTPONED: "次の対応を延期しました。",
    FollowUpState.DROPPED: "次の対応を取りやめました。",
}


@never_cache
@require_safe
@requires(Capability.CONSULTATION_VIEW)
def follow_up_list(request: UserRequest) -> HttpResponse:
    """What is planned, the longest overdue first; or what became of earlier ones, newest first."""
    follow_ups = FollowUp.objects.visible_to(request.user).next_steps().for_listing()
    is_closed, is_mine = request.GET.get("closed") == "on", request.GET.get("mine") == "on"
    if is_closed:
        listed = follow_ups.exclude(state=FollowUpState.OPEN).order_by("-closed_at", "-pk")
    else:
        listed = follow_ups.standing()
    if is_mine:
        listed = listed.of(request.user)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    audit.record(
        request, audit.Action.LIST, FollowUp, shown=page.object_list, count=page.paginator.count
    )
    chosen = "".join(f"&{name}=on" for name in ("closed", "mine") if request.GET.get(name) == "on")
    first, last = page.start_index(), page.end_index()
    context = {
        "page": page,
        "day": localdate(),
        "is_closed": is_closed,
        "is_mine": is_mine,
        "range_text": f"{page.paginator.count:,}件中 {first:,}～{last:,}件目",
        "previous_url": f"?page={page.previous_page_number()}{chosen}"
        if page.has_previous()
        else "",
        "next_url": f"?page={page.next_page_number()}{chosen}" if page.has_next() else "",
    }
    return TemplateResponse(request, "consultations/follow_up_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_CORRECT)
def follow_up_close(request: UserRequest, pk: int) -> HttpResponse:
    """Done, postponed or dropped, with what happened or why; `pk` is the record's."""
    records = Consultation.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    record = get_object_or_404(records, pk=pk)
    if record.next_on is None or record.is_withdrawn:
        messages.info(request, "この相談記録には、予定されている次の対応がありません。")
        return redirect("consultations:consultation_detail", record.pk)
    form = FollowUpForm(
        request.POST or None,
        day=localdate(),
        planned=record.next_on,
        initial={"version": record.version},
    )
    status = 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            return _close(request, record, form)
    audit.record(request, audit.Action.READ, record, page="follow_up")
    context = {"record": record, "form": form}
    return TemplateResponse(request, "consultations/follow_up_close.html", context, status=status)


def _close(request: UserRequest, record: Consultation, form: FollowUpForm) -> HttpResponse:
    said = form.cleaned_data
    outcome = FollowUpState(said["outcome"])
    try:
        correction = finish_next_step(
            record,
            version=said["version"],
            outcome=outcome,
            next_on=said["next_on"],
            reason=said["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except ChangedMeanwhileError:
        messages.warning(
            request, "ほかの人がこの記録を変更しました。内容を確かめて、もう一度入力してください。"
        )
        return redirect("consultations:follow_up_close", record.pk)
    if correction is not None:
        audit.record(
            request,
            audit.Action.CHANGE,
            record,
            correction=correction.pk,
            fields=sorted(correction.changes),
        )
    messages.success(request, DONE[outcome])
    return redirect("consultations:today")
