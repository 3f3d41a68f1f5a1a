"""入所保留児フォロー: who is to be called when, and what came of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from consultations.actions import discard_draft
from consultations.consents import names_in
from consultations.draft_keys import FOLLOW_UP, FOLLOW_UP_CONTACT
from consultations.forms.waiting_list import ContactForm, FollowUpForm
from consultations.models import WaitingListContact, WaitingListFollowUp
from consultations.referral_actions import StepOutOfTurnError, add_contact
from consultations.views.consents import household_of
from consultations.views.drafts import keep_typed, kept
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
PAGE_SIZE = 50


@never_cache
@require_safe
@requires(Capability.WAITING_LIST_FOLLOW)
def follow_up_list(request: UserRequest) -> HttpResponse:
    """Those still to be called, by the day on which they are to be; `?view=all` has the ended ones."""
    day, with_ended = timezone.localdate(), request.GET.get("view") == "all"
    found = WaitingListFollowUp.objects.visible_to(request.user).next_steps()
    open_ones = found.open()
    listed = (found if with_ended else open_ones).by_due_date().for_listing()
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    audit.record(
        request,
        audit.Action.LIST,
        WaitingListFollowUp,
        shown=shown,
        count=page.paginator.count,
    )
    prefix = "view=all&" if with_ended else ""
    context = {
        "page": page,
        "rows": [(each, each.is_overdue(day)) for each in shown],
        "with_ended": with_ended,
        "range_text": f"{page.paginator.count:,}人中 {page.start_index():,}～{page.end_index():,}人目",
        "previous_url": f"?{prefix}page={page.previous_page_number()}"
        if page.has_previous()
        else "",
        "next_url": f"?{prefix}page={page.next_page_number()}" if page.has_next() else "",
    }
    return TemplateResponse(request, "waiting_list/follow_up_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.WAITING_LIST_FOLLOW)
def follow_up_create(request: UserRequest, pk: int) -> HttpResponse:
    household = household_of(request, pk, Capability.WAITING_LIST_FOLLOW)
    form = FollowUpForm(
        request.POST if request.method == "POST" else None,
        names=names_in(household, request.user),
        by=request.user,
        at=timezone.now(),
    )
    if request.method == "POST" and form.is_valid() and form.save_or_explain():
        discard_draft(f"{FOLLOW_UP}{household.pk}", by=request.user)
        audit.record(request, audit.Action.CREATE, form.instance)
        messages.success(request, "フォローを始めました。")
        return redirect("waiting_list:follow_up_detail", form.instance.pk)
    audit.record(request, audit.Action.READ, household, page="waiting_list")
    context = {
        "form": form,
        "kept": kept(request, f"{FOLLOW_UP}{household.pk}", form),
        "household": household,
    }
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "waiting_list/follow_up_create.html", context, status=status)


@never_cache
@require_safe
@requires(Capability.WAITING_LIST_FOLLOW)
def follow_up_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, _follow_up(request, pk), None)


def _follow_up(request: UserRequest, pk: int) -> WaitingListFollowUp:
    follow_ups = WaitingListFollowUp.objects.visible_to(request.user).for_listing()
    return get_object_or_404(follow_ups, pk=pk)


def _form(follow_up: WaitingListFollowUp, data: Any = None) -> ContactForm:
    return ContactForm(data, instance=WaitingListContact(follow_up=follow_up))


def _page(
    request: UserRequest, follow_up: WaitingListFollowUp, form: ContactForm | None
) -> HttpResponse:
    if form is None and not follow_up.outcome:
        form = _form(follow_up)
    audit.record(request, audit.Action.READ, follow_up)
    context = {
        "follow_up": follow_up,
        "form": form,
        "kept": kept(request, f"{FOLLOW_UP_CONTACT}{follow_up.pk}", form),
        "is_overdue": follow_up.is_overdue(timezone.localdate()),
    }
    status = UNUSABLE if form is not None and form.errors else 200
    return TemplateResponse(request, "waiting_list/follow_up_detail.html", context, status=status)


@never_cache
@require_POST
@requires(Capability.WAITING_LIST_FOLLOW)
def contact_create(request: UserRequest, pk: int) -> HttpResponse:
    follow_up = _follow_up(request, pk)
    form = _form(follow_up, request.POST)
    if not form.is_valid():
        return _page(request, follow_up, form)
    try:
        add_contact(
            form.instance,
            next_contact_on=form.cleaned_data["next_contact_on"],
            outcome=form.cleaned_data["outcome"],
            outcome_note=form.cleaned_data["outcome_note"],
            by=request.user,
            at=timezone.now(),
        )
    except StepOutOfTurnError:
        keep_typed(request, f"{FOLLOW_UP_CONTACT}{follow_up.pk}", form)
        messages.warning(request, "このフォローは、ほかの人が先に終えています。")
        return redirect("waiting_list:follow_up_detail", follow_up.pk)
    discard_draft(f"{FOLLOW_UP_CONTACT}{follow_up.pk}", by=request.user)
    audit.record(
        request,
        audit.Action.CREATE,
        form.instance,
        follow_up=follow_up.pk,
        outcome=form.cleaned_data["outcome"],
    )
    messages.success(request, "連絡を記録しました。")
    return redirect("waiting_list:follow_up_detail", follow_up.pk)
