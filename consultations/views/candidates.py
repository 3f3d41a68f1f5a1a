"""Search before create: who is registered already and may be the one who is being typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import UserRequest
from consultations.forms.candidates import CandidateQueryForm, SeenCandidatesMixin
from consultations.forms.household import NewMemberForm
from consultations.likely_same import (
    Candidate,
    Profile,
    Resemblance,
    Verdict,
    candidates,
)
from consultations.models import HouseholdMembership, Person
from shared import audit
from shared.access import Capability, requires


@dataclass(frozen=True)
class ShownCandidate:
    """Somebody within reach, with the households that lead there."""

    person: Person
    resemblance: Resemblance
    memberships: Sequence[HouseholdMembership]


@dataclass(frozen=True)
class ShownCandidates:
    """What the page says before somebody is registered a second time."""

    rows: Sequence[ShownCandidate] = ()

    @property
    def same(self) -> list[ShownCandidate]:
        return [row for row in self.rows if row.resemblance.verdict >= Verdict.POSSIBLE]

    @property
    def family(self) -> list[ShownCandidate]:
        return [row for row in self.rows if row.resemblance.verdict == Verdict.FAMILY]

    @property
    def has_likely(self) -> bool:
        return any(row.resemblance.verdict.is_likely for row in self.rows)

    @property
    def numbers(self) -> str:
        return ",".join(str(row.person.pk) for row in self.same)


@never_cache
@require_POST
@requires(Capability.HOUSEHOLD_EDIT)
def duplicate_hint(request: UserRequest) -> HttpResponse:
    """The part of the form that says who is registered already; asked while somebody types."""
    form = CandidateQueryForm(request.POST)
    shown = _shown(request, form.profile())
    _record(request, shown)
    context = {"candidates": shown, "is_settled": True}
    return TemplateResponse(request, "households/_candidates.html", context)


def unsettled(request: UserRequest, form: NewMemberForm) -> ShownCandidates | None:
    """Whom the person at the screen has not been shown, or not told apart; None if there is nobody."""
    key = form.cleaned_data["submission_key"]
    if Person.objects.filter(submission_key=key).exists():
        return None  # sent twice: it leads to what the first one made
    shown = _shown(request, CandidateQueryForm(request.POST).profile())
    if not shown.same or is_settled(form, shown):
        return None
    _record(request, shown)
    return shown


def is_settled(form: SeenCandidatesMixin, shown: ShownCandidates) -> bool:
    """The possible ones were on the screen; a likely one was told apart."""
    unseen = {row.person.pk for row in shown.same} - form.seen_candidates()
    return not unseen and (not shown.has_likely or form.cleaned_data["is_somebody_else"])


def _shown(request: UserRequest, asked: Profile) -> ShownCandidates:
    if not asked.names and not asked.phones:
        return ShownCandidates()
    day = timezone.localdate()
    among = Person.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    return ShownCandidates(_with_households(request, candidates(asked, among, day=day)))


def _with_households(request: UserRequest, found: Sequence[Candidate]) -> list[ShownCandidate]:
    memberships: dict[int, list[HouseholdMembership]] = {}
    numbers = [each.person.pk for each in found]
    reached = HouseholdMembership.objects.visible_to(request.user, Capability.HOUSEHOLD_EDIT)
    for row in reached.filter(person__in=numbers).select_related("household").order_by("pk"):
        memberships.setdefault(row.person_id, []).append(row)
    return [
        ShownCandidate(each.person, each.resemblance, memberships.get(each.person.pk, ()))
        for each in found
    ]


def _record(request: UserRequest, shown: ShownCandidates) -> None:
    people = [row.person for row in shown.rows]
    audit.record(request, audit.Action.SEARCH, Person, shown=people, count=len(people))
