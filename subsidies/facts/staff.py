"""Facts of staff: who is posted on the day, with licences, training, careers, exemptions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Min

from centers.models import Center
from shared.access import Capability
from shared.date_ranges import holds_on, overlapping
from shared.ledger import LedgerQuerySet
from staffing.enums import PERSONAL_SUPPORT, Course, LicenceKind, PostingRole
from staffing.models import (
    CareerRecord,
    Licence,
    Posting,
    StaffMember,
    TrainingExemption,
    TrainingRecord,
)
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn

MONTHS_OF_A_YEAR = 12
ONE_DAY = timedelta(days=1)
ASKED_COURSES = (Course.BASIC_COURSE, Course.BASIC_TYPE_COURSE, Course.SPECIFIC_TYPE_COURSE)
STAFF = "staff"
# Facts that one role supplies besides `staff`.
PERSON_IN_ROLE = {
    PostingRole.DIRECTOR: "chief",
    PostingRole.CHIEF_COORDINATOR: "chief_coordinator",
}
NUMBER_IN_ROLE = {PostingRole.ABUSE_RESPONSE: "abuse_response_assigned"}
MATERNAL_CHILD_STAFF = "maternal_child_staff"
KEYS_OF_ROLE = {
    **PERSON_IN_ROLE,
    **NUMBER_IN_ROLE,
    PostingRole.MATERNAL_CHILD: MATERNAL_CHILD_STAFF,
}
DEDICATED = {True: "専任の職員", False: "兼務の職員", None: "職員"}


class StaffSource:
    """Six queries. `asked_months` tells which months of experience matter at a center."""

    def __init__(
        self,
        center_ids: Collection[int],
        period: Period,
        *,
        asked_months: Callable[[int], Collection[int]],
    ) -> None:
        self.period = period
        self.asked_months = asked_months
        self.center_ids = center_ids
        self.postings: dict[int, list[Posting]] = defaultdict(list)
        known = Posting.objects.known_at(period.known_at).filter(center__in=center_ids)
        rows = (
            known.filter(overlapping(period.first, period.last))
            .select_related("staff_member")
            .order_by("staff_member__number", "pk")
        )
        for row in rows:
            self.postings[row.center_id].append(row)
        first_days = known.filter(starts_on__lte=period.last).order_by().values("center", "role")
        self.first_day_of_role: dict[int, dict[str, date]] = defaultdict(dict)
        for center_id, role, day in first_days.annotate(first=Min("starts_on")).values_list(
            "center", "role", "first"
        ):
            self.first_day_of_role[center_id][role] = day
        members = {row.staff_member_id for rows in self.postings.values() for row in rows}
        self.ledger = _Ledger(members, period)

    def parts(self, query: Query) -> dict[int, Part]:
        on_the_day = self.ledger.on(query.day)
        return {
            center_id: self._part(center_id, on_the_day, query) for center_id in self.center_ids
        }

    def _part(self, center_id: int, ledger: "_LedgerOfDay", query: Query) -> Part:
        """`staff[]` of a center; no recorded posting at all leaves it unknown, and likewise with
        what a role supplies: a role nobody ever had is not known to be empty."""
        part, page = Part(), _page(center_id)
        members: dict[StaffMember, list[Posting]] = {}
        for posting in self.postings[center_id]:
            if holds_on(posting, query.day):
                members.setdefault(posting.staff_member, []).append(posting)
        roles = {
            role for role, first in self.first_day_of_role[center_id].items() if first <= query.day
        }
        staff = [_entry(member, postings, ledger) for member, postings in members.items()]
        part.add(STAFF, staff if roles else None, page)
        for role, key in PERSON_IN_ROLE.items():
            holders = [entry["id"] for entry in staff if role in entry["roles"]]
            part.add(key, holders[0] if holders else None, page)
        for role, key in NUMBER_IN_ROLE.items():
            number = sum(role in entry["roles"] for entry in staff)
            part.add(key, number if role in roles else None, page)
        maternal = [
            _maternal(postings, ledger.licences.get(member.pk))
            for member, postings in members.items()
            if any(posting.role == PostingRole.MATERNAL_CHILD for posting in postings)
        ]
        has_role = PostingRole.MATERNAL_CHILD in roles
        part.add(MATERNAL_CHILD_STAFF, maternal if has_role else None, page)
        for member in members:
            part.add(member_key(member.number), None, _member_page(member))
        return part

    def turns(self, center: Center) -> list[Turn]:
        turns, members = [], {}
        for posting in self.postings[center.pk]:
            members[posting.staff_member_id] = posting.staff_member
            page = _member_page(posting.staff_member)
            turns += [
                Turn(day, _keys(posting), _happened(posting, begins=begins), page, not begins)
                for day, begins in self.period.turning_days(posting.starts_on, posting.ends_on)
            ]
        asked_months = self.asked_months(center.pk)
        for member in members.values():
            page, who = _member_page(member), f"職員（No.{member.number}）"
            turns += [
                Turn(day, (STAFF, MATERNAL_CHILD_STAFF), who + what, page, is_end)
                for day, what, is_end in self.ledger.turning_days(member.pk, asked_months)
            ]
        return turns


def _keys(posting: Posting) -> tuple[str, ...]:
    of_role = KEYS_OF_ROLE.get(PostingRole(posting.role))
    return (STAFF, of_role) if of_role else (STAFF,)


def _happened(posting: Posting, *, begins: bool) -> str:
    who = f"{DEDICATED[posting.is_dedicated]}（No.{posting.staff_member.number}）"
    what = "始まった" if begins else "終わった"
    return f"{who}の配置（{posting.get_role_display()}）が{what}"


def _entry(
    member: StaffMember, postings: Sequence[Posting], ledger: "_LedgerOfDay"
) -> dict[str, Any]:
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


def _maternal(postings: Sequence[Posting], licences: Collection[str] | None) -> dict[str, Any]:
    """One of the maternal and child health staff; several licences leave open which one counts."""
    mine = [each for each in postings if each.role == PostingRole.MATERNAL_CHILD]
    entry = {
        "licence": LicenceKind(*licences).label if licences and len(licences) == 1 else None,
        "dedicated": _any([posting.is_dedicated for posting in mine]),
    }
    return {key: value for key, value in entry.items() if value is not None}


def _any(answers: Iterable[bool | None]) -> bool | None:
    """One yes is a yes; otherwise one unknown leaves it unknown."""
    answers = list(answers)
    if True in answers:
        return True
    return None if None in answers else False


class _Ledger:
    """What the qualification ledger says of these people: four queries."""

    def __init__(self, staff_ids: Collection[int], period: Period) -> None:
        self.period = period
        self.licences: list[Licence] = self._rows(Licence.objects, staff_ids)
        self.training: list[TrainingRecord] = self._rows(TrainingRecord.objects, staff_ids)
        self.exemptions: list[TrainingExemption] = self._rows(TrainingExemption.objects, staff_ids)
        self.careers: list[CareerRecord] = self._rows(CareerRecord.objects, staff_ids)

    def _rows(self, manager: Any, staff_ids: Collection[int]) -> list[Any]:
        rows: LedgerQuerySet[Any] = manager.known_at(self.period.known_at)
        return list(rows.filter(staff_member__in=staff_ids).order_by("pk"))

    def on(self, day: date) -> "_LedgerOfDay":
        return _LedgerOfDay(self, day)

    def turning_days(
        self, staff_id: int, asked_months: Collection[int]
    ) -> Iterator[tuple[date, str, bool]]:
        """When one person's qualifications change, what happened, and whether it is an end."""
        for licence in self._of(staff_id, self.licences):
            for day, _ in self.period.turning_days(licence.acquired_on, None):
                yield day, f"が資格（{licence.get_kind_display()}）を取得した", False
        for record in self._of(staff_id, self.training):
            if record.completed_on is not None:
                for day, _ in self.period.turning_days(record.completed_on, None):
                    yield day, f"が研修（{record.get_course_display()}）を修了した", False
        for exemption in self._of(staff_id, self.exemptions):
            for day, begins in self.period.turning_days(exemption.starts_on, exemption.ends_on):
                yield (
                    day,
                    f"の研修受講免除の適用が{'始まった' if begins else '終わった'}",
                    not begins,
                )
        yield from self._experience_gained(self._of(staff_id, self.careers), asked_months)

    @staticmethod
    def _of(staff_id: int, rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if row.staff_member_id == staff_id]

    def _experience_gained(
        self, careers: Sequence[CareerRecord], asked_months: Collection[int]
    ) -> Iterator[tuple[date, str, bool]]:
        """The first day of work, and the days on which months that are asked for are full."""
        for career in careers:
            for day, _ in self.period.turning_days(career.starts_on, None):
                yield day, "の実務経験が始まった", False
        day, months = self.period.first, _experience(careers, self.period.first) or 0
        while careers and day < self.period.last:
            day += ONE_DAY
            before, months = months, _experience(careers, day) or 0
            if any(before < asked <= months for asked in asked_months):
                yield day, f"の実務経験が{months}か月になった", False


class _LedgerOfDay:
    """The ledger on one day."""

    def __init__(self, ledger: _Ledger, day: date) -> None:
        self.licences: dict[int, set[str]] = defaultdict(set)
        for licence in ledger.licences:
            if licence.acquired_on <= day:
                self.licences[licence.staff_member_id].add(licence.kind)
        self.training: dict[int, dict[str, bool]] = defaultdict(dict)
        for record in ledger.training:
            courses = self.training[record.staff_member_id]
            done = record.completed_on is not None and record.completed_on <= day
            courses[record.course] = courses.get(record.course, False) or done
        self.exemptions = {
            row.staff_member_id: _exemption(row) for row in ledger.exemptions if holds_on(row, day)
        }
        careers: dict[int, list[CareerRecord]] = defaultdict(list)
        for career in ledger.careers:
            careers[career.staff_member_id].append(career)
        self.experience_months = {
            staff_id: months
            for staff_id, rows in careers.items()
            if (months := _experience(rows, day)) is not None
        }

    def holds(self, member: StaffMember, kinds: Collection[str]) -> bool | None:
        """Whether one of `kinds` is held; nobody's ledger without any entry says no."""
        held = self.licences.get(member.pk)
        return None if held is None else bool(held & set(kinds))

    def courses(self, member: StaffMember) -> dict[str, bool] | None:
        """The courses that rules ask about; one without an entry stays unknown."""
        known = self.training[member.pk]
        return {course.value: known[course] for course in ASKED_COURSES if course in known} or None


def _experience(careers: Iterable[CareerRecord], day: date) -> int | None:
    """Months worked until the day; None where no work has begun by then."""
    begun = [career for career in careers if career.starts_on <= day]
    if not begun:
        return None
    return sum(whole_months(career.starts_on, min(career.ends_on or day, day)) for career in begun)


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
