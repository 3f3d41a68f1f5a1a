"""The registry of households: list, search, one household, its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.enums import Relationship
from consultations.forms.household import (
    HouseholdSearchForm,
    MemberForm,
    NewHouseholdForm,
    NewMemberForm,
)
from consultations.history import history_of_person
from consultations.household_actions import (
    SavedBeforeError,
    add_member,
    attach_household,
    change_person,
    register_household,
)
from consultations.masking import ShownContact, contacts_of
from consultations.models import (
    AddressProtection,
    Consultation,
    Household,
    HouseholdMembership,
    Person,
)
from consultations.person_search import members_found_by
from consultations.views.candidates import unsettled
from consultations.views.last_search import HOUSEHOLDS, keep_search, last_search
from shared import audit
from shared.access import Capability, requires
from shared.form_fields import is_number

PAGE_SIZE = 50
UNUSABLE = 422


@dataclass(frozen=True)
class Member:
    """A present member as the household's page shows them."""

    membership: HouseholdMembership
    contacts: Sequence[ShownContact]
    protections: Sequence[AddressProtection]

    @property
    def has_contacts(self) -> bool:
        return any(contact.text for contact in self.contacts)

    @property
    def is_masked(self) -> bool:
        return any(contact.is_masked for contact in self.contacts)


@never_cache
@require_safe
@requires(Capability.HOUSEHOLD_VIEW)
def household_list(request: UserRequest) -> HttpResponse:
    day = timezone.localdate()
    households = Household.objects.visible_to(request.user).select_related("center")
    listed = households.with_members(day).order_by("-pk")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    audit.record(
        request,
        audit.Action.LIST,
        Household,
        shown=page.object_list,
        count=page.paginator.count,
    )
    context = {
        "page": page,
        "protected": _protected(page.object_list),
        "search_form": HouseholdSearchForm(),
        "may_edit": request.user.may(Capability.HOUSEHOLD_EDIT),
        "may_merge": request.user.may(Capability.PERSON_MERGE),
        "range_text": f"{page.paginator.count:,}世帯中 {page.start_index():,}～{page.end_index():,}世帯目",
        "several_centers": len({household.center_id for household in page.object_list}) > 1,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return TemplateResponse(request, "households/household_list.html", context)


def _protected(households: Any) -> set[int]:
    among = Household.objects.filter(pk__in=[household.pk for household in households])
    return set(among.protected(timezone.localdate()).values_list("pk", flat=True))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_VIEW)
def household_search(request: UserRequest) -> HttpResponse:
    """What was sent is shown by the next GET, also on the way back from a hit.

    Whoever comes by address, or back from signing in, begins at the list.
    """
    if request.method == "POST":
        form = HouseholdSearchForm(request.POST)
        if form.is_valid():
            keep_search(request, HOUSEHOLDS, form, form.fields)
            return redirect("households:household_search")
    elif (again := last_search(request, HOUSEHOLDS)) is not None:
        form = HouseholdSearchForm(again)
    else:
        return redirect("households:household_list")
    found, has_more = find(request, form)
    context = {"search_form": form, "found": found, "has_more": has_more}
    return TemplateResponse(
        request,
        "households/household_search.html",
        context,
        status=200 if form.is_valid() else UNUSABLE,
    )


def find(request: UserRequest, form: HouseholdSearchForm) -> tuple[list[HouseholdMembership], bool]:
    """At most a page of the people found within reach, and whether there are more; one entry."""
    found: list[HouseholdMembership] = []
    has_more = False
    if form.is_valid():
        words, day = form.cleaned_data["words"], timezone.localdate()
        found, has_more = members_found_by(request.user, words, day, limit=PAGE_SIZE)
    audit.record(
        request,
        audit.Action.SEARCH,
        Person,
        shown=[membership.person for membership in found],
        count=len(found) + has_more,
    )
    return found, has_more


@never_cache
@require_safe
@requires(Capability.HOUSEHOLD_VIEW)
def household_detail(request: UserRequest, pk: int) -> HttpResponse:
    day = timezone.localdate()
    households = Household.objects.visible_to(request.user).select_related("center", "recorded_by")
    household = get_object_or_404(households, pk=pk)
    shown = HouseholdMembership.objects.filter(household=household).not_cut(day).in_order()
    present = list(shown.current(day))
    records = Consultation.objects.visible_to(request.user).filter(household=household)
    audit.record(request, audit.Action.READ, household)
    user = request.user
    context = {
        "household": household,
        "members": _members(present),
        "lacks_self": present and all(row.relationship != Relationship.SELF for row in present),
        "former": [row for row in shown if row not in present],
        "records": list(
            records.newest_first().only("occurred_on", "occurred_at", "method")[:PAGE_SIZE]
        ),
        "reveals": list(
            household.reveals.filter(person__in=shown.values("person")).newest_first()[:PAGE_SIZE]
        ),
        "named": {row.person_id for row in shown},
        "day": day,
        "may_edit": _reaches(user, household, Capability.HOUSEHOLD_EDIT),
        "may_reveal": _reaches(user, household, Capability.ADDRESS_REVEAL),
        "may_protect": _reaches(user, household, Capability.ADDRESS_PROTECT),
        "may_end_protection": _reaches(user, household, Capability.ADDRESS_PROTECTION_END),
        "may_see_readers": _reaches(user, household, Capability.READERS_VIEW),
    }
    return TemplateResponse(request, "households/household_detail.html", context)


def _members(memberships: list[HouseholdMembership]) -> list[Member]:
    people = [membership.person for membership in memberships]
    contacts = contacts_of(people, day=timezone.localdate())
    standing: dict[int, list[AddressProtection]] = {}
    protections = AddressProtection.objects.standing().filter(person__in=people)
    for each in protections.select_related("counter_party").order_by("expires_on", "pk"):
        standing.setdefault(each.person_id, []).append(each)
    return [
        Member(row, contacts[row.person_id], standing.get(row.person_id, ())) for row in memberships
    ]


def _reaches(user: Any, household: Household, capability: Capability) -> bool:
    return user.reach(capability).covers(
        municipality_id=household.municipality_id, center_id=household.center_id
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def household_create(request: UserRequest) -> HttpResponse:
    """With `?consultation=`, the new household is attached to that record."""
    record = _record_to_attach(request)
    form = NewHouseholdForm(request.POST if request.method == "POST" else None, user=request.user)
    found = None
    if request.method == "POST" and form.is_valid() and not (found := unsettled(request, form)):
        now = timezone.now()
        try:
            household = register_household(
                form.cleaned_data["center"], form.member(), by=request.user, at=now
            )
        except SavedBeforeError:
            answer = _saved_before(request, form)
        else:
            answer = _registered(request, household, record, now)
        if answer is not None:
            return answer
    context = {"form": form, "record": record, "candidates": found}
    return TemplateResponse(
        request, "households/household_create.html", context, status=_status(request)
    )


def _registered(
    request: UserRequest, household: Household, record: Consultation | None, at: datetime
) -> HttpResponse:
    audit.record(request, audit.Action.CREATE, household)
    if record is not None:
        attach_household(record, household, by=request.user, at=at)
        audit.record(
            request, audit.Action.CHANGE, record, fields=["household"], household=household.pk
        )
    messages.success(request, "世帯を登録しました。続けて世帯員を追加できます。")
    return redirect("households:household_detail", household.pk)


def _record_to_attach(request: UserRequest) -> Consultation | None:
    asked = request.GET.get("consultation", "")
    if not asked:
        return None
    if not is_number(asked):
        raise Http404
    records = Consultation.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    return get_object_or_404(records, pk=int(asked))


def _saved_before(request: UserRequest, form: NewMemberForm) -> HttpResponse | None:
    """A second click leads to what the first one made; None where the words are others now."""
    saved = HouseholdMembership.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    found = (
        saved.filter(person__submission_key=form.cleaned_data["submission_key"])
        .select_related("person", "household")
        .order_by("pk")
        .first()
    )
    if found is None or not form.says_the_same_as(found):
        form.ask_to_send_again("世帯員")
        return None
    messages.info(request, "この世帯員は登録済みです。二重には登録していません。")
    return redirect("households:household_detail", found.household_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def member_create(request: UserRequest, pk: int) -> HttpResponse:
    households = Household.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    household = get_object_or_404(households, pk=pk)
    form = NewMemberForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid() and not (found := unsettled(request, form)):
        try:
            add_member(household, form.member(), at=timezone.now())
        except SavedBeforeError:
            answer = _saved_before(request, form)
            if answer is not None:
                return answer
        else:
            audit.record(request, audit.Action.CREATE, form.instance, household=household.pk)
            messages.success(request, "世帯員を追加しました。")
            return redirect("households:household_detail", household.pk)
    context = {"form": form, "household": household, "candidates": found}
    return TemplateResponse(
        request, "households/member_create.html", context, status=_status(request)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def person_edit(request: UserRequest, pk: int) -> HttpResponse:
    membership = membership_of(request, pk, Capability.HOUSEHOLD_EDIT)
    person, name = membership.person, membership.person.registered_name
    contacts = contacts_of([person], day=timezone.localdate())[person.pk]
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        instance=person,
        contacts=contacts,
        initial={"relationship": membership.relationship},
    )
    if request.method == "POST" and form.is_valid():
        change_person(
            membership,
            form.instance,
            relationship=form.cleaned_data["relationship"],
            contacts=form.contacts(),
            by=request.user,
            at=timezone.now(),
        )
        fields = sorted(set(form.changed_data) - {"seen"})
        audit.record(request, audit.Action.CHANGE, person, fields=fields)
        messages.success(request, "変更を保存しました。")
        return redirect("households:household_detail", membership.household_id)
    audit.record(request, audit.Action.READ, person, page="edit")
    context = {
        "form": form,
        "membership": membership,
        "name": name,
        "history": history_of_person(person),
    }
    return TemplateResponse(
        request, "households/person_edit.html", context, status=_status(request)
    )


def membership_of(request: UserRequest, pk: int, capability: Capability) -> HouseholdMembership:
    """The place of a person in a household within reach; 404 beyond it."""
    memberships = HouseholdMembership.objects.visible_to(request.user, capability)
    found = (
        memberships.filter(person=pk)
        .select_related("person__municipality", "household")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _status(request: UserRequest) -> int:
    return UNUSABLE if request.method == "POST" else 200
