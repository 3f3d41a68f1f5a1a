"""One person: names, family, where they belong and belonged, and the records held for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.family_actions import end_other_name, end_relation, record_birth
from consultations.family_enums import RelationKind
from consultations.forms.family import BirthForm, EndForm, OtherNameForm, RelationForm
from consultations.history import history_of_person
from consultations.likely_same import Candidate, Profiles, Verdict, candidates
from consultations.masking import ShownContact, contacts_of, covered_among, past_contacts_of
from consultations.models import (
    Household,
    HouseholdMembership,
    OtherName,
    Person,
    PersonDistinction,
    PersonMerge,
    PersonRelation,
)
from consultations.models.household import PersonQuerySet
from consultations.views.households import membership_of
from shared import audit
from shared.access import Capability, requires
from shared.wareki import format_wareki

UNUSABLE = 422
CONFLICT = 409


@dataclass(frozen=True)
class ShownRelation:
    """What somebody is to the person of the page."""

    row: PersonRelation
    other: Person
    kind: str


@never_cache
@require_safe
@requires(Capability.HOUSEHOLD_VIEW)
def person_detail(request: UserRequest, pk: int) -> HttpResponse:
    membership = membership_of(request, pk, Capability.HOUSEHOLD_VIEW)
    person, day = membership.person, timezone.localdate()
    records = records_of(request, person)
    places = HouseholdMembership.objects.filter(person__in=[each.pk for each in records])
    user = request.user
    may_merge = Person.objects.visible_to(user, Capability.PERSON_MERGE).filter(pk=pk).exists()
    audit.record(request, audit.Action.READ, person)
    context = {
        "person": person,
        "membership": membership,
        "records": _with_contacts(records),
        "places": places.filter(household__in=Household.objects.visible_to(user))
        .not_cut(day)
        .select_related("household__center", "person")
        .order_by("-starts_on", "-pk"),
        "names": OtherName.objects.filter(person__in=records).in_order(),
        "relations": relations_of(request, records),
        "past_contacts": past_contacts_of(person, day=day),
        "merges": _merges(request, records) if may_merge else (),
        "distinctions": _distinctions(request, records) if may_merge else (),
        "lookalikes": lookalikes(request, person) if may_merge else (),
        "history": history_of_person(person),
        "may_edit": Person.objects.visible_to(user, Capability.HOUSEHOLD_EDIT)
        .filter(pk=pk)
        .exists(),
    }
    return TemplateResponse(request, "households/person_detail.html", context)


def records_of(request: UserRequest, person: Person) -> list[Person]:
    """Of the records that stand for this person those within reach, the one of the page first."""
    reached = Person.objects.visible_to(request.user).same_as(person)
    return sorted(reached, key=lambda each: (each.pk != person.pk, each.pk))


def _with_contacts(records: Sequence[Person]) -> list[tuple[Person, list[ShownContact]]]:
    shown = contacts_of(records, day=timezone.localdate())
    return [(each, [row for row in shown[each.pk] if row.text]) for each in records]


def relations_of(request: UserRequest, records: Sequence[Person]) -> list[ShownRelation]:
    """Between the person and others within reach, but none that leads to whom the other is hidden from."""
    own = {each.pk for each in records}
    rows = PersonRelation.objects.visible_to(request.user).in_order()
    found = rows.filter(Q(person__in=own) | Q(other__in=own))
    hidden = set(_hidden_from(records[0]).values_list("identity", flat=True))
    shown = []
    for row in found:
        is_first = row.person_id in own
        other = row.other if is_first else row.person
        kind = RelationKind(row.kind)
        if other.identity not in hidden:
            shown.append(ShownRelation(row, other, (kind.inverse if is_first else kind).label))
    return shown


def _hidden_from(person: Person) -> PersonQuerySet:
    return Person.objects.hidden_from(person, timezone.localdate())


def _merges(request: UserRequest, records: Sequence[Person]) -> QuerySet[PersonMerge]:
    numbers = [each.pk for each in records]
    merges = PersonMerge.objects.visible_to(request.user).newest_first()
    return merges.filter(merged__in=numbers, survivor__in=numbers) | merges.filter(
        Q(merged__in=numbers) | Q(survivor__in=numbers), undone_at__isnull=False
    )


def _distinctions(request: UserRequest, records: Sequence[Person]) -> list[PersonDistinction]:
    """From whom these records were told apart, but for whom the person is hidden from."""
    numbers = [each.pk for each in records]
    hidden = _hidden_from(records[0]).values("pk")
    rows = PersonDistinction.objects.visible_to(request.user).newest_first()
    found = rows.filter(Q(person__in=numbers) | Q(other__in=numbers))
    return list(found.exclude(person__in=hidden).exclude(other__in=hidden))


def lookalikes(request: UserRequest, person: Person) -> list[Candidate]:
    """Other records within reach that may be this person, and that nobody has told apart."""
    day = timezone.localdate()
    apart = (
        PersonDistinction.objects.standing()
        .filter(Q(person__identity=person.identity) | Q(other__identity=person.identity))
        .values_list("person__identity", "other__identity")
    )
    among = (
        Person.objects.visible_to(request.user, Capability.PERSON_MERGE)
        .exclude(identity=person.identity)
        .exclude(identity__in={number for pair in apart for number in pair})
        .exclude(pk__in=_hidden_from(person).values("pk"))
    )
    profile = Profiles([person], covered_among([person], day)).of(person)
    found = candidates(profile, among, day=day)
    return [each for each in found if each.resemblance.verdict >= Verdict.POSSIBLE]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def name_create(request: UserRequest, pk: int) -> HttpResponse:
    person = membership_of(request, pk, Capability.HOUSEHOLD_EDIT).person
    form = OtherNameForm(
        request.POST if request.method == "POST" else None,
        instance=OtherName(person=person),
        by=request.user,
        at=timezone.now(),
    )
    if request.method == "POST" and form.is_valid() and form.save_or_explain():
        audit.record(request, audit.Action.CREATE, form.instance, person=person.pk)
        messages.success(request, "旧姓・通称等を登録しました。この氏名でも探せます。")
        return redirect("households:person_detail", person.pk)
    return _form_page(request, form, person, "旧姓・通称等の登録")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def name_end(request: UserRequest, pk: int) -> HttpResponse:
    people = Person.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    names = OtherName.objects.filter(person__in=people, ends_on=None).select_related("person")
    name = get_object_or_404(names, pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, begun_on=name.starts_on)
    if request.method == "POST" and form.is_valid():
        end_other_name(name, ends_on=form.cleaned_data["ends_on"])
        audit.record(request, audit.Action.CHANGE, name, fields=["ends_on"])
        messages.success(request, "旧姓・通称等を終了しました。この氏名でも引き続き探せます。")
        return redirect("households:person_detail", name.person_id)
    return _form_page(request, form, name.person, f"「{name.name}」の終了")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def relation_create(request: UserRequest, pk: int) -> HttpResponse:
    person = membership_of(request, pk, Capability.HOUSEHOLD_EDIT).person
    form = RelationForm(
        request.POST if request.method == "POST" else None,
        instance=PersonRelation(person=person),
        others=_family_of(request, person),
        by=request.user,
        at=timezone.now(),
    )
    if request.method == "POST" and form.is_valid() and form.save_or_explain():
        audit.record(request, audit.Action.CREATE, form.instance, person=person.pk)
        messages.success(request, "家族関係を登録しました。")
        return redirect("households:person_detail", person.pk)
    return _form_page(request, form, person, "家族関係の登録")


def _family_of(request: UserRequest, person: Person) -> PersonQuerySet:
    """Who is or was in a household with the person, within reach, but nobody who is hidden."""
    households = HouseholdMembership.objects.filter(person__identity=person.identity)
    together = HouseholdMembership.objects.filter(household__in=households.values("household"))
    return (
        Person.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
        .filter(pk__in=together.values("person"))
        .exclude(identity=person.identity)
        .exclude(pk__in=_hidden_from(person).values("pk"))
        .order_by("pk")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def relation_end(request: UserRequest, pk: int) -> HttpResponse:
    relations = PersonRelation.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    relation = get_object_or_404(relations.filter(ends_on=None).in_order(), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, begun_on=relation.starts_on)
    if request.method == "POST" and form.is_valid():
        end_relation(relation, ends_on=form.cleaned_data["ends_on"])
        audit.record(request, audit.Action.CHANGE, relation, fields=["ends_on"])
        messages.success(request, "家族関係を終了しました。")
        return redirect("households:person_detail", relation.person_id)
    return _form_page(
        request, form, relation.person, f"家族関係（{relation.get_kind_display()}）の終了"
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.HOUSEHOLD_EDIT)
def person_born(request: UserRequest, pk: int) -> HttpResponse:
    """The expected child is born; a person who was born is changed by the ordinary form."""
    person = membership_of(request, pk, Capability.HOUSEHOLD_EDIT).person
    if not person.is_unborn and request.method == "POST":
        return _born_before(request, person)
    if not person.is_unborn:
        messages.info(request, "出生は登録済みです。登録した内容は、この画面で変更できます。")
        return redirect("households:person_edit", person.pk)
    data = request.POST if request.method == "POST" else None
    form = BirthForm(data, expected_on=person.expected_on)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        record_birth(
            person,
            name=told["registered_name"],
            kana=told["registered_kana"],
            born_on=told["date_of_birth"],
            by=request.user,
            at=timezone.now(),
        )
        audit.record(request, audit.Action.CHANGE, person, fields=["birth"])
        messages.success(request, "出生を登録しました。")
        return redirect("households:person_detail", person.pk)
    return _form_page(request, form, person, "出生の登録")


def _born_before(request: UserRequest, person: Person) -> HttpResponse:
    """Registered meanwhile: what was typed stands beside what is registered, nothing changes."""
    form = BirthForm(request.POST)
    rows = [
        (form[name].label, value, form[name].value() or "")
        for name, value in (
            ("registered_name", person.registered_name),
            ("registered_kana", person.registered_kana),
            ("date_of_birth", format_wareki(person.date_of_birth) if person.date_of_birth else ""),
        )
    ]
    audit.record(request, audit.Action.READ, person, page="born")
    context = {"person": person, "rows": rows}
    return TemplateResponse(request, "households/birth_before.html", context, status=CONFLICT)


def _form_page(request: UserRequest, form: Any, person: Person, title: str) -> HttpResponse:
    page = request.path.rstrip("/").rsplit("/", 1)[-1]
    audit.record(request, audit.Action.READ, person, page=page)
    return TemplateResponse(
        request,
        "households/person_form.html",
        {"form": form, "person": person, "title": title},
        status=UNUSABLE if request.method == "POST" else 200,
    )
