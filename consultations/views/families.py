"""A household through time: who belonged from when to when, leaving it, children to be born."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.family_actions import expect_children, leave_household
from consultations.family_map import map_of
from consultations.forms.family import ExpectedChildForm, LeavingForm
from consultations.masking import covered_among
from consultations.models import Household, HouseholdMembership, Person, PersonRelation
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422


@never_cache
@require_safe
@requires(Capability.HOUSEHOLD_VIEW)
def household_family(request: UserRequest, pk: int) -> HttpResponse:
    """Everybody who belongs or belonged, and what they are to each other."""
    households = Household.objects.visible_to(request.user).select_related("center")
    household = get_object_or_404(households, pk=pk)
    day = timezone.localdate()
    places = list(
        HouseholdMembership.objects.filter(household=household)
        .not_cut(day)
        .select_related("person")
        .order_by("starts_on", "pk")
    )
    people = [row.person_id for row in places]
    relations = PersonRelation.objects.filter(person__in=people, other__in=people).in_order()
    audit.record(request, audit.Action.READ, household, page="family")
    context = {
        "household": household,
        "places": places,
        "relations": list(relations),
        "map": map_of(places, day=day),
    }
    return TemplateResponse(request, "households/household_family.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def membership_end(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody leaves the household, alone or with others; they may open one of their own."""
    memberships = HouseholdMembership.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    rows = memberships.filter(ends_on=None).select_related("person", "household__center")
    membership = get_object_or_404(rows, pk=pk)
    others = rows.filter(household=membership.household_id).exclude(pk=pk).order_by("pk")
    form = LeavingForm(
        request.POST if request.method == "POST" else None, membership=membership, others=others
    )
    if request.method == "POST" and form.is_valid():
        leaving = form.leaving_members()
        people = [row.person for row in leaving]
        made = leave_household(
            leaving,
            form.leaving(),
            covered=covered_among(people, timezone.localdate()),
            by=request.user,
            at=timezone.now(),
        )
        audit.record(
            request,
            audit.Action.CHANGE,
            HouseholdMembership,
            shown=leaving,
            fields=["ends_on", "end_reason"],
            household=made.pk if made else None,
        )
        messages.success(request, "世帯を離れたことを登録しました。")
        return redirect("households:household_detail", made.pk if made else membership.household_id)
    audit.record(request, audit.Action.READ, membership.person, page="membership_end")
    context = {
        "form": form,
        "membership": membership,
        "is_covered": bool(covered_among([membership.person], timezone.localdate())),
    }
    return TemplateResponse(
        request, "households/membership_end.html", context, status=_status(request)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def unborn_create(request: UserRequest, pk: int) -> HttpResponse:
    households = Household.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    household = get_object_or_404(households, pk=pk)
    members = HouseholdMembership.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    here = members.filter(household=household, ends_on=None)
    mothers = Person.objects.filter(pk__in=here.values("person"), expected_on=None).order_by("pk")
    form = ExpectedChildForm(request.POST if request.method == "POST" else None, mothers=mothers)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        children = expect_children(
            household,
            told["mother"],
            number=told["number"],
            expected_on=told["expected_on"],
            submission_key=told["submission_key"],
            by=request.user,
            at=timezone.now(),
        )
        audit.record(request, audit.Action.CREATE, Person, shown=children, household=household.pk)
        messages.success(
            request,
            "出生前のこどもを登録しました。生まれたら「出生を登録する」から続けてください。",
        )
        return redirect("households:household_detail", household.pk)
    audit.record(request, audit.Action.READ, household, page="unborn")
    context = {"form": form, "household": household}
    return TemplateResponse(
        request, "households/unborn_create.html", context, status=_status(request)
    )


def _status(request: UserRequest) -> int:
    return UNUSABLE if request.method == "POST" else 200
