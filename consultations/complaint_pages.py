"""Complaints as pages and sheets may tell of them, and what 「きょう」 tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from consultations.complaint_enums import ComplaintState, ComplaintStepKind
from consultations.masking import contacts_of, covered_among
from consultations.models import Complaint, ComplaintStep, Person
from shared.access import Actor, Capability
from shared.concealed import MASK

ANONYMOUS = "匿名"
TOLD_TO_COMPLAINANT = (
    ComplaintStepKind.DISCUSSED,
    ComplaintStepKind.IMPROVEMENT_PROMISED,
    ComplaintStepKind.RESULT_REPORTED,
)


@dataclass(frozen=True)
class ShownComplainant:
    """Who complains, and how they are reached, as far as this reader may know.

    `is_hidden`: somebody under a protection; only the center's own people read name and text.
    """

    name: str
    contacts: Sequence[tuple[str, str]] = ()
    is_hidden: bool = False


def complainant_of(complaint: Complaint, user: Actor, day: date) -> ShownComplainant:
    """Contacts of the registry are masked like everywhere, and shown to whoever may open it."""
    if complaint.is_anonymous:
        return ShownComplainant(ANONYMOUS)
    person = complaint.person
    if person is None:
        told = [("連絡先", complaint.complainant_contact)] if complaint.complainant_contact else []
        return ShownComplainant(complaint.complainant_name, told)
    reach = user.reach(Capability.COMPLAINT_VIEW)
    is_inside = complaint.center_id in reach.center_ids | reach.naming_center_ids
    if not is_inside and covered_among([person], day):
        return ShownComplainant(MASK, is_hidden=True)
    if not Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return ShownComplainant(person.registered_name)
    contacts = contacts_of([person], day=day)[person.pk]
    return ShownComplainant(
        person.registered_name, [(each.label, each.text) for each in contacts if each.text]
    )


@dataclass(frozen=True)
class Clock:
    """One of the two clocks of a complaint; without a day nothing is shown."""

    label: str
    due_on: date | None
    done_on: date | None
    is_overdue: bool

    @property
    def days_late(self) -> int:
        """How late it was done; 0 in time."""
        if self.due_on is None or self.done_on is None:
            return 0
        return max(0, (self.done_on - self.due_on).days)


def clocks_of(complaint: Complaint, day: date) -> list[Clock]:
    """Those that the municipality had set when the complaint came in."""
    clocks = [
        Clock(
            "最初の回答",
            complaint.answer_due_on,
            complaint.answered_on,
            complaint.is_answer_overdue(day),
        ),
        Clock(
            "終結", complaint.closure_due_on, complaint.closed_on, complaint.is_closure_overdue(day)
        ),
    ]
    return [clock for clock in clocks if clock.due_on is not None]


def told_steps(complaint: Complaint) -> list[ComplaintStep]:
    """What the written report says: what was said to the complainant, and nothing of the inquiry."""
    return [step for step in complaint.steps.all() if step.kind in TOLD_TO_COMPLAINANT]


def has_result(complaint: Complaint) -> bool:
    return any(step.kind == ComplaintStepKind.RESULT_REPORTED for step in complaint.steps.all())


@dataclass(frozen=True)
class ComplaintNotices:
    """What waits for somebody of the desk."""

    overdue: int = 0
    unreported: int = 0


def complaint_notices(user: Actor, day: date) -> ComplaintNotices:
    """Nothing for whoever may not act on it."""
    if not user.reach(Capability.COMPLAINT_HANDLE):
        return ComplaintNotices()
    waiting = Complaint.objects.visible_to(user, Capability.COMPLAINT_HANDLE).open()
    late = Q(answer_due_on__lt=day, answered_on=None) | Q(closure_due_on__lt=day)
    found = waiting.aggregate(
        overdue=Count("pk", filter=late),
        unreported=Count("pk", filter=Q(state=ComplaintState.RECEIVED)),
    )
    return ComplaintNotices(**found)
