"""What a household was told it could use, and what the family chose: the choice is theirs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.actions import discard_draft
from consultations.draft_keys import CHOICE, SUGGESTION
from consultations.forms.referral import ChoiceForm, SuggestionForm
from consultations.models import Referral, Suggestion
from consultations.referral_actions import record_choice, suggest
from consultations.views.consents import household_of
from consultations.views.drafts import kept
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
MOST_SHOWN = 100


@never_cache
@require_safe
@requires(Capability.REFERRAL_VIEW)
def household_referrals(request: UserRequest, pk: int) -> HttpResponse:
    """Everything of a household: suggested, chosen, referred."""
    household = household_of(request, pk, Capability.REFERRAL_VIEW)
    day = timezone.localdate()
    referrals = Referral.objects.sent_by(request.user).filter(household=household)
    listed = list(referrals.for_listing().order_by("-sent_on", "-pk")[:MOST_SHOWN])
    suggestions = list(household.suggestions.newest_first()[:MOST_SHOWN])
    audit.record(request, audit.Action.LIST, Referral, shown=listed, household=household.pk)
    context = {
        "household": household,
        "rows": [(each, each.is_silent(day)) for each in listed],
        "suggestions": suggestions,
    }
    return TemplateResponse(request, "referrals/household_referrals.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.REFERRAL_WRITE)
def suggestion_create(request: UserRequest, pk: int) -> HttpResponse:
    household = household_of(request, pk, Capability.REFERRAL_WRITE)
    form = SuggestionForm(
        request.POST if request.method == "POST" else None,
        instance=Suggestion(household=household),
    )
    if request.method == "POST" and form.is_valid():
        suggestion = suggest(form.instance, by=request.user, at=timezone.now())
        discard_draft(f"{SUGGESTION}{household.pk}", by=request.user)
        audit.record(request, audit.Action.CREATE, suggestion)
        messages.success(request, "提案を記録しました。")
        return redirect("referrals:household_referrals", household.pk)
    audit.record(request, audit.Action.READ, household, page="suggestion")
    context = {
        "form": form,
        "kept": kept(request, f"{SUGGESTION}{household.pk}", form),
        "household": household,
        "suggestion": None,
    }
    return TemplateResponse(
        request, "referrals/suggestion_form.html", context, status=_status(request)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.REFERRAL_WRITE)
def suggestion_choose(request: UserRequest, pk: int) -> HttpResponse:
    suggestions = Suggestion.objects.visible_to(request.user, Capability.REFERRAL_WRITE)
    suggestion = get_object_or_404(suggestions.select_related("household"), pk=pk)
    form = ChoiceForm(request.POST if request.method == "POST" else None, instance=suggestion)
    if request.method == "POST" and form.is_valid():
        record_choice(form.instance, by=request.user, at=timezone.now())
        discard_draft(f"{CHOICE}{suggestion.pk}", by=request.user)
        audit.record(request, audit.Action.CHANGE, suggestion, choice=suggestion.choice)
        messages.success(request, "家庭の選択を記録しました。")
        return redirect("referrals:household_referrals", suggestion.household_id)
    audit.record(request, audit.Action.READ, suggestion, page="choice")
    context = {
        "form": form,
        "kept": kept(request, f"{CHOICE}{suggestion.pk}", form),
        "household": suggestion.household,
        "suggestion": suggestion,
    }
    return TemplateResponse(
        request, "referrals/suggestion_form.html", context, status=_status(request)
    )


def _status(request: UserRequest) -> int:
    return UNUSABLE if request.method == "POST" else 200
