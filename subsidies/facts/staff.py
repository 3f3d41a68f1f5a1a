"""Facts of staff: who is posted on the day, with licences, training, careers, exemptions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shared.access import Capability
from shared.date_ranges import in_force
from shared.ledger import LedgerQuerySet
from staffing.enums import PERSONAL_SUPPORT, Course, LicenceKind
from staffing.models import (
    CareerRecord,
    Licence,
    Posting,
    StaffMember,
    TrainingExemption,
    TrainingRecord,
)
from subsidies.facts.references import Part, Reference

if TYPE_CHECKING:
    from subsidies.facts.gather import Query

MONTHS_OF_A_YEAR = 12
ASKED_COURSES = (Course.BASIC_COURSE, Course.BASIC_TYPE_COURSE, Course.SPECIFIC_TYPE_COURSE)


def staff_facts(center_ids: Collection[int], query: "Query") -> dict[int, Part]:
    """`staff[]` of each center; no recorded posting at all leaves it unknown."""
    postings: dict[int, dict[StaffMember, list[Posting]]] = defaultdict(lambda: defaultdict(list))
    rows = (
        Posting.objects.known_at(query.known_at)
        .filter(in_force(query.day), center__in=center_ids)
        .select_related("staff_member")
        .order_by("staff_member__number", "pk")
    )
    for row in rows:
        postings[row.center_id][row.staff_member].append(row)
    ledger = _Ledger({member.pk for members in postings.values() for member in members}, query)
    ever_posted = set(
        Posting.objects.known_at(query.known_at)
        .filter(center__in=center_ids, starts_on__lte=query.day)
        .values_list("center", flat=True)
    )
    return {
        center_id: _part(center_id, postings[center_id], ledger, known=center_id in ever_posted)
        for center_id in center_ids
    }


def _part(
    center_id: int,
    members: dict[StaffMember, list[Posting]],
    ledger: "_Ledger",
    *,
    known: bool,
) -> Part:
    part = Part()
    staff = [_entry(member, postings, ledger) for member, postings in members.items()]
    part.add("staff", staff if known else None, _page(center_id))
    for member in members:
        part.add(member_key(member.number), None, _member_page(member))
    return part


def _entry(member: StaffMember, postings: list[Posting], ledger: "_Ledger") -> dict[str, Any]:
    entry = {
        "id": member.number,
        "dedicated": _any([posting.is_dedicated for posting in postings]),
        "fulltime": _any([posting.is_full_time for posting in postings]),
        "roles": sorted({posting.role for posting in postings}),
        "training": ledger.courses(member),
        "orientation_done": ledger.training[member.pk].get(Course.ORIENTATION),
        "exemption": ledger.exemptions.get(member.pk),
        "licensed": ledger.holds(member, PERSONAL_SUPPORT),
        "child_family_social_worker": ledger.holds(
            member, {LicenceKind.CHILD_FAMILY_SOCIAL_WORKER}
        ),
        "experience_months": ledger.experience_months.get(member.pk),
    }
    return {key: value for key, value in entry.items() if value is not None}


def _any(answers: Iterable[bool | None]) -> bool | None:
    """One yes is a yes; otherwise one unknown leaves it unknown."""
    answers = list(answers)
    if True in answers:
        return True
    return None if None in answers else False


class _Ledger:
    """What the qualification ledger says of these people on the day: four queries."""

    def __init__(self, staff_ids: Collection[int], query: "Query") -> None:
        self.licences: dict[int, set[str]] = defaultdict(set)
        for pk, kind in (
            self._rows(Licence.objects, staff_ids, query)
            .filter(acquired_on__lte=query.day)
            .values_list("staff_member", "kind")
        ):
            self.licences[pk].add(kind)
        self.training: dict[int, dict[str, bool]] = defaultdict(dict)
        for pk, course, completed_on in self._rows(
            TrainingRecord.objects, staff_ids, query
        ).values_list("staff_member", "course", "completed_on"):
            done = completed_on is not None and completed_on <= query.day
            self.training[pk][course] = self.training[pk].get(course, False) or done
        self.exemptions = {
            row.staff_member_id: _exemption(row)
            for row in self._rows(TrainingExemption.objects, staff_ids, query).filter(
                in_force(query.day)
            )
        }
        self.experience_months = self._experience(staff_ids, query)

    @staticmethod
    def _rows(manager: Any, staff_ids: Collection[int], query: "Query") -> "LedgerQuerySet[Any]":
        rows: LedgerQuerySet[Any] = manager.known_at(query.known_at)
        return rows.filter(staff_member__in=staff_ids).order_by("pk")

    def holds(self, member: StaffMember, kinds: Collection[str]) -> bool | None:
        """Whether one of `kinds` is held; nobody's ledger without any entry says no."""
        held = self.licences.get(member.pk)
        return None if held is None else bool(held & set(kinds))

    def courses(self, member: StaffMember) -> dict[str, bool] | None:
        """The courses that rules ask about; one without an entry stays unknown."""
        known = self.training[member.pk]
        return {course.value: known[course] for course in ASKED_COURSES if course in known} or None

    def _experience(self, staff_ids: Collection[int], query: "Query") -> dict[int, int]:
        months: dict[int, int] = defaultdict(int)
        rows = self._rows(CareerRecord.objects, staff_ids, query).filter(starts_on__lte=query.day)
        for pk, starts_on, ends_on in rows.values_list("staff_member", "starts_on", "ends_on"):
            months[pk] += whole_months(starts_on, min(ends_on or query.day, query.day))
        return dict(months)


def whole_months(first: date, last: date) -> int:
    """Whole months from `first` to `last`, both included: 4月1日～翌年3月31日 is 12 months.

    Left-over days of several periods are not added together: the notice counts 「年」 and says
    nothing of fractions.
    """
    end = last + timedelta(days=1)
    months = (end.year - first.year) * MONTHS_OF_A_YEAR + end.month - first.month
    return months - 1 if end.day < first.day else months


def _exemption(row: TrainingExemption) -> dict[str, Any]:
    exemption: dict[str, Any] = {"row": row.row, "attested": True}
    if row.engaged_from is not None:
        exemption["engaged_from"] = row.engaged_from.isoformat()
    return exemption


def member_key(number: str) -> str:
    """Where the reference to one person's page is kept; `staff` itself refers to the list."""
    return f"member.{number}"


def _page(center_id: int) -> Reference:
    return Reference(
        label="職員の配置",
        url_name="staffing:staff_list",
        kwargs=(),
        query=(("center", str(center_id)),),
        capability=Capability.STAFF_VIEW,
    )


def _member_page(member: StaffMember) -> Reference:
    return Reference(
        label=f"職員 {member.number}",
        url_name="staffing:staff_detail",
        kwargs=(("pk", member.pk),),
        capability=Capability.STAFF_VIEW,
    )
