"""DV等支援措置: registered, ended, and looked behind for a reason."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.forms.protection import ProtectionEndForm, ProtectionForm, RevealForm
from consultations.household_actions import (
    RevealedBeforeError,
    end_protection,
    possible_counter_parties,
    write_reveal,
)
from consultations.masking import covered_among, revealed
from consultations.models import (
    AddressProtection,
    AddressReveal,
    Household,
    HouseholdMembership,
    Person,
)
from consultations.views.households import membership_of
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
MOST_SHOWN = 100
REVEALS_COUNTED = timedelta(days=7)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ADDRESS_PROTECT)
def protection_create(request: UserRequest, pk: int) -> HttpResponse:
    membership = membership_of(request, pk, Capability.ADDRESS_PROTECT)
    person, day = membership.person, timezone.localdate()
    form = ProtectionForm(
        request.POST if request.method == "POST" else None,
        instance=AddressProtection(person=person, decided_by=person.municipality.name),
        by=request.user,
        at=timezone.now(),
        counter_parties=possible_counter_parties(person, day),
        registered=Person.objects.visible_to(request.user, Capability.ADDRESS_PROTECT),
        companions=_housemates(membership),
    )
    if request.method == "POST" and form.is_valid() and form.save_or_explain():
        household = form.made or membership.household
        audit.record(request, audit.Action.CREATE, form.instance, household=household.pk)
        messages.success(request, "支援措置を登録しました。連絡先等は、どの画面でも非表示です。")
        return redirect("households:household_detail", household.pk)
    audit.record(request, audit.Action.READ, person, page="protection")
    context = {"form": form, "membership": membership}
    return TemplateResponse(
        request, "households/protection_create.html", context, status=_status(request)
    )


def _housemates(membership: HouseholdMembership) -> list[Person]:
    day = timezone.localdate()
    here = HouseholdMembership.objects.filter(household=membership.household_id)
    others = here.current(day).not_cut(day)
    return [other.person for other in others.in_order() if other.person_id != membership.person_id]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ADDRESS_PROTECTION_END)
def protection_end(request: UserRequest, pk: int) -> HttpResponse:
    people = Person.objects.visible_to(request.user, Capability.ADDRESS_PROTECTION_END)
    protections = AddressProtection.objects.standing().filter(person__in=people)
    protection = get_object_or_404(protections.select_related("person"), pk=pk)
    membership = membership_of(request, protection.person_id, Capability.ADDRESS_PROTECTION_END)
    form = ProtectionEndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        end_protection(protection, **form.cleaned_data, by=request.user, at=timezone.now())
        audit.record(request, audit.Action.WITHDRAW, protection)
        messages.success(request, "支援措置を終了しました。")
        return redirect("households:household_detail", membership.household_id)
    audit.record(request, audit.Action.READ, protection.person, page="protection_end")
    context = {"form": form, "membership": membership, "protection": protection}
    return TemplateResponse(
        request, "households/protection_end.html", context, status=_status(request)
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ADDRESS_REVEAL)
def address_reveal(request: UserRequest, pk: int) -> HttpResponse:
    """GET asks, and only the answer to a POST shows, once; no address leads to it again."""
    membership = membership_of(request, pk, Capability.ADDRESS_REVEAL)
    if not covered_among([membership.person], timezone.localdate()):
        messages.info(request, "この人の連絡先等は非表示になっていません。")
        return redirect("households:household_detail", membership.household_id)
    form = RevealForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            reveal = write_reveal(
                membership.person,
                membership.household,
                reason=form.cleaned_data["reason"],
                submission_key=form.cleaned_data["submission_key"],
                by=request.user,
                at=timezone.now(),
            )
        except RevealedBeforeError:
            form.add_error(
                None, "この解除は一度表示しました。もう一度見るには、この画面を開き直してください。"
            )
        else:
            audit.record(request, audit.Action.REVEAL, membership.person, reveal=reveal.pk)
            context = {"membership": membership, "contacts": revealed(reveal), "reveal": reveal}
            return TemplateResponse(request, "households/address_revealed.html", context)
    audit.record(request, audit.Action.READ, membership.person, page="reveal")
    return TemplateResponse(
        request,
        "households/address_reveal.html",
        {"form": form, "membership": membership},
        status=_status(request),
    )


@never_cache
@require_safe
@requires(Capability.READERS_VIEW)
def reveal_list(request: UserRequest) -> HttpResponse:
    """For whoever answers for the center: each look behind a protection, the newest first."""
    households = Household.objects.visible_to(request.user, Capability.READERS_VIEW)
    found = AddressReveal.objects.filter(household__in=households).newest_first()
    reveals = list(found.select_related("household")[:MOST_SHOWN])
    people = Person.objects.visible_to(request.user, Capability.READERS_VIEW)
    named = set(
        people.filter(pk__in=[each.person_id for each in reveals]).values_list("pk", flat=True)
    )
    audit.record(request, audit.Action.LIST, AddressReveal, shown=reveals)
    context = {"reveals": reveals, "named": named}
    return TemplateResponse(request, "households/reveal_list.html", context)


def _status(request: UserRequest) -> int:
    return UNUSABLE if request.method == "POST" else 200
