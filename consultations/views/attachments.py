"""Which household a consultation belongs to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from consultations.consent_actions import is_count_only
from consultations.forms.household import HouseholdChoiceForm, HouseholdSearchForm
from consultations.household_actions import attach_household
from consultations.masking import household_of
from consultations.models import Consultation, Household, HouseholdMembership, Person
from consultations.views.households import UNUSABLE, find
from shared import audit
from shared.access import Capability, requires
from shared.form_fields import MOST_DIGITS

COUNT_STAYS = "件数だけを残した記録は、世帯に結び付けられません。"
BEYOND_REACH = "この相談記録の世帯は、ほかで担当しているため変更できません。"


def _record(request: UserRequest, pk: int) -> Consultation:
    records = Consultation.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    return get_object_or_404(records, pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def household_choose(request: UserRequest, pk: int) -> HttpResponse:
    """The search by POST, its results with a button each."""
    record = _record(request, pk)
    attached = household_of(record, request.user)
    form = HouseholdSearchForm(request.POST if request.method == "POST" else None)
    found: list[HouseholdMembership] = []
    has_more, status = False, 200
    if request.method == "POST":
        found, has_more = find(request, form)
        status = 200 if form.is_valid() else UNUSABLE
    else:
        audit.record(request, audit.Action.READ, record, page="household")
    context = {
        "record": record,
        "attached": attached,
        "search_form": form,
        "found": found,
        "has_more": has_more,
    }
    return TemplateResponse(request, "households/household_choose.html", context, status=status)


@require_POST
@requires(Capability.HOUSEHOLD_EDIT)
def household_attach(request: UserRequest, pk: int) -> HttpResponse:
    record = _record(request, pk)
    form = HouseholdChoiceForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, "世帯を選び直してください。")
        return redirect("households:household_choose", record.pk)
    household = form.cleaned_data["household"]
    caller = _caller(request, household)
    return _set(request, record, household, "世帯に結び付けました。", caller=caller)


def _caller(request: UserRequest, household: Household) -> Person | None:
    """Who of the household called, if the button was theirs; a person beyond reach is nobody."""
    typed = request.POST.get("caller", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS):
        return None
    members = HouseholdMembership.objects.visible_to(request.user).filter(household=household)
    found = members.select_related("person").filter(person=int(typed)).first()
    return found.person if found else None


@require_POST
@requires(Capability.HOUSEHOLD_EDIT)
def household_detach(request: UserRequest, pk: int) -> HttpResponse:
    return _set(request, _record(request, pk), None, "世帯との結び付きを外しました。")


def _set(
    request: UserRequest,
    record: Consultation,
    household: Household | None,
    said: str,
    *,
    caller: Person | None = None,
) -> HttpResponse:
    if household is not None and is_count_only(record):
        messages.warning(request, COUNT_STAYS)
    elif household_of(record, request.user).is_beyond_reach:
        messages.warning(request, BEYOND_REACH)
    else:
        attach_household(record, household, caller=caller, by=request.user, at=timezone.now())
        audit.record(
            request,
            audit.Action.CHANGE,
            record,
            fields=["household"],
            household=household and household.pk,
        )
        messages.success(request, said)
    return redirect("consultations:consultation_detail", record.pk)
