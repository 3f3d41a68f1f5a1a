"""Records that may be one person: listed, put side by side, decided, and decided back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.enums import ContactKind
from consultations.forms.merge import PairDecisionForm, UndoForm
from consultations.likely_same import Profiles, Resemblance, likely_pairs, resemblance
from consultations.masking import contacts_of, covered_among
from consultations.merge_actions import (
    MergeRefusedError,
    is_hidden_between,
    merge_persons,
    recorded_since,
    tell_apart,
    undo_merge,
)
from consultations.models import HouseholdMembership, OtherName, Person, PersonMerge
from consultations.views.households import membership_of
from shared import audit
from shared.access import Capability, requires
from shared.form_fields import is_number
from shared.wareki import format_wareki

UNUSABLE = 422
MOST_PAIRS = 50


@dataclass(frozen=True)
class Line:
    """One thing that two records tell, side by side."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


@never_cache
@require_safe
@requires(Capability.PERSON_MERGE)
def duplicate_list(request: UserRequest) -> HttpResponse:
    """Every pair of the own centers that looks like one person, the likeliest first."""
    people = list(Person.objects.visible_to(request.user, Capability.PERSON_MERGE).order_by("pk"))
    pairs = likely_pairs(people, covered=covered_among(people, timezone.localdate()))
    shown = pairs[:MOST_PAIRS]
    on_page = [person for pair in shown for person in (pair.first, pair.second)]
    audit.record(request, audit.Action.LIST, Person, shown=on_page, count=2 * len(pairs))
    context = {
        "pairs": shown,
        "more": len(pairs) - len(shown),
        "merges": PersonMerge.objects.visible_to(request.user)
        .standing()
        .newest_first()[:MOST_PAIRS],
    }
    return TemplateResponse(request, "households/duplicate_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.PERSON_MERGE)
def person_compare(request: UserRequest, pk: int) -> HttpResponse:
    """Two records side by side, and the decision; the other one's number is `other`."""
    first = membership_of(request, pk, Capability.PERSON_MERGE)
    second = _other(request, first)
    form = PairDecisionForm(
        request.POST if request.method == "POST" else None,
        initial={"other": second.person_id if second else ""},
    )
    if second is not None and request.method == "POST" and form.is_valid():
        done = _decide(request, form, first, second)
        if done is not None:
            return done
    people = [first.person] if second is None else [first.person, second.person]
    audit.record(request, audit.Action.READ, Person, shown=people)
    context = {
        "form": form,
        "first": first,
        "second": second,
        "lines": _lines([first, second]) if second else (),
        "resemblance": _resemblance(people) if second else None,
    }
    return TemplateResponse(
        request,
        "households/person_compare.html",
        context,
        status=UNUSABLE if request.method == "POST" else 200,
    )


def _other(request: UserRequest, first: HouseholdMembership) -> HouseholdMembership | None:
    """None if nobody is named; 404 beyond reach, and for one and the same record."""
    asked = request.POST.get("other", "") or request.GET.get("other", "")
    if not asked:
        return None
    if not is_number(asked) or int(asked) == first.person_id:
        raise Http404
    second = membership_of(request, int(asked), Capability.PERSON_MERGE)
    if is_hidden_between(first.person, second.person, timezone.localdate()):
        raise Http404  # a counter-party's record leads nowhere near
    return second


def _decide(
    request: UserRequest,
    form: PairDecisionForm,
    first: HouseholdMembership,
    second: HouseholdMembership,
) -> HttpResponse | None:
    """None, with the reason among the errors, if it is refused."""
    reason, now = form.cleaned_data["reason"], timezone.now()
    if not form.is_same:
        try:
            tell_apart(first.person, second.person, reason=reason, by=request.user, at=now)
        except MergeRefusedError as error:
            form.add_error(None, ValidationError(str(error)))
            return None
        audit.record(
            request,
            audit.Action.CREATE,
            Person,
            shown=[first.person, second.person],
            decision="different",
        )
        messages.success(request, "別人として記録しました。この2件は、今後は示しません。")
        return redirect("households:duplicate_list")
    kept, merged = (second, first) if form.cleaned_data["keeps_other"] else (first, second)
    try:
        merge = merge_persons(
            merged.person,
            kept.person,
            center=kept.household.center,
            reason=reason,
            by=request.user,
            at=now,
        )
    except MergeRefusedError as error:
        form.add_error(None, ValidationError(str(error)))
        return None
    audit.record(request, audit.Action.CREATE, merge)
    messages.success(request, "同一人物として統合しました。元の記録はそのまま残っています。")
    return redirect("households:person_detail", kept.person_id)


def _lines(members: Sequence[HouseholdMembership]) -> list[Line]:
    people = [member.person for member in members]
    contacts = contacts_of(people, day=timezone.localdate())
    names: dict[int, list[str]] = {person.pk: [] for person in people}
    for row in OtherName.objects.filter(person__in=people).in_order():
        names[row.person_id].append(f"{row.name}（{row.get_kind_display()}）")
    homes: dict[int, list[str]] = {person.pk: [] for person in people}
    places = HouseholdMembership.objects.filter(person__in=people).current(timezone.localdate())
    for place in places.select_related("household__center").order_by("pk"):
        homes[place.person_id].append(f"{place.household}（{place.get_relationship_display()}）")
    told = [
        {
            "記録": str(person),
            "氏名": person.registered_name,
            "フリガナ": person.registered_kana,
            "旧姓・通称等": "、".join(names[person.pk]),
            "生年月日": format_wareki(person.date_of_birth) if person.date_of_birth else "",
            **{each.label: each.text for each in contacts[person.pk]},
            "世帯": "、".join(homes[person.pk]),
        }
        for person in people
    ]
    assert set(ContactKind.labels) <= set(told[0])  # noqa: S101 -- every kind is on the page
    return [Line(label, told[0][label], told[1][label]) for label in told[0]]


def _resemblance(people: Sequence[Person]) -> Resemblance:
    profiles = Profiles(people, covered_among(people, timezone.localdate()))
    return resemblance(*(profiles.of(person) for person in people))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.PERSON_MERGE)
def merge_undo(request: UserRequest, pk: int) -> HttpResponse:
    merges = PersonMerge.objects.visible_to(request.user).standing().newest_first()
    merge = get_object_or_404(merges, pk=pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            undo_merge(merge, reason=reason, by=request.user, at=timezone.now())
        except MergeRefusedError as error:
            form.add_error(None, ValidationError(str(error)))
        else:
            audit.record(request, audit.Action.WITHDRAW, merge)
            messages.success(request, "統合を取り消しました。どの記録も元のとおりです。")
            return redirect("households:duplicate_list")
    audit.record(request, audit.Action.READ, merge)
    people = [merge.merged, merge.survivor]
    since = recorded_since(people, timezone.localdate(merge.merged_at))
    context = {
        "form": form,
        "merge": merge,
        "since": [(person, since[person.pk]) for person in people],
    }
    return TemplateResponse(
        request,
        "households/merge_undo.html",
        context,
        status=UNUSABLE if request.method == "POST" else 200,
    )
