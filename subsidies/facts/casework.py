"""Facts of case work: joint conferences with minutes, and the way of a case from intake to its end."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q

from casework.conference_enums import ConferenceKind
from casework.disposed import INTAKE, joint_days_of, steps_of
from casework.enums import CaseStatus
from casework.models import CaseStatusChange, Conference, ConferenceItem, MinutesRevision
from centers.models import Center
from shared.access import Capability
from shared.fiscal_year import FiscalYear
from shared.retention import Residues
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn

JOINT, PROCESS = "work.joint_conferences", "work.case_process"
DECIDED = INTAKE  # by an intake conference
# 受理から調査、方針の決定、支援、終結の判断まで: each of them done for some case of the year.
STEPS = (
    DECIDED,
    CaseStatus.INVESTIGATING,
    CaseStatus.CONFERRING,
    CaseStatus.SUPPORTING,
    CaseStatus.CLOSED,
)


class CaseworkSource:
    """Three queries besides what was disposed of. What the records do not show stays unknown: it may
    be done on paper."""

    def __init__(
        self, center_ids: Collection[int], period: Period, disposed: Residues = ()
    ) -> None:
        self.period, self.center_ids = period, list(center_ids)
        within = (period.counted_from, period.last)
        self.joint: dict[int, list[date]] = defaultdict(list)
        for center, held_on in self._joint(center_ids, within):
            self.joint[center].append(held_on)
        self.steps: dict[tuple[int, str], list[date]] = defaultdict(list)
        intakes = ConferenceItem.objects.standing().filter(
            self._known("decided_at"),
            conference__center__in=center_ids,
            conference__held_on__range=within,
            decided_at__isnull=False,
        )
        rows = intakes.values_list("conference__center", "conference__held_on")
        for center, day in rows.order_by("conference__held_on", "pk"):
            self.steps[center, DECIDED].append(day)
        changes = CaseStatusChange.objects.filter(
            self._known("changed_at"),
            case__center__in=center_ids,
            changed_on__range=within,
            after__in=STEPS[1:],
        )
        moved = changes.values_list("case__center", "after", "changed_on")
        for center, after, day in moved.order_by("changed_on", "pk"):
            self.steps[center, after].append(day)
        self._add_disposed(disposed, within)

    def _add_disposed(self, disposed: Residues, within: tuple[date, date]) -> None:
        """Past years are judged as they were, also when their cases are gone."""
        (first, last), known_at = within, self.period.known_at
        for center, day in joint_days_of(disposed, known_at):
            if first <= day <= last:
                self.joint[center].append(day)
        for gone in steps_of(disposed, known_at):
            if gone.step in STEPS and first <= gone.day <= last:
                self.steps[gone.center_id, gone.step].append(gone.day)
        for days in (*self.joint.values(), *self.steps.values()):
            days.sort()

    def _joint(
        self, center_ids: Collection[int], within: tuple[date, date]
    ) -> list[tuple[int, date]]:
        """The days of those of which somebody wrote minutes, in order."""
        written = MinutesRevision.objects.filter(
            self._known("written_at"), section__conference=OuterRef("pk")
        ).exclude(text="")
        conferences = Conference.objects.standing().filter(
            Exists(written),
            kind=ConferenceKind.JOINT,
            center__in=center_ids,
            held_on__range=within,
        )
        return list(conferences.order_by("held_on", "pk").values_list("center", "held_on"))

    def _known(self, column: str) -> Q:
        moment = self.period.known_at
        return Q() if moment is None else Q(**{f"{column}__lte": moment})

    def parts(self, query: Query) -> dict[int, Part]:
        return {center_id: self._part(center_id, query) for center_id in self.center_ids}

    def _part(self, center_id: int, query: Query) -> Part:
        part, year = Part(), FiscalYear.of(query.day)
        joint, process = self._first_joint(center_id, year), self._all_steps(center_id, year)
        part.add(
            JOINT, (joint is not None and joint <= query.day) or None, _conferences(), _cases()
        )
        part.add(PROCESS, (process is not None and process <= query.day) or None, _cases())
        return part

    def _first_joint(self, center_id: int, year: FiscalYear) -> date | None:
        return next((day for day in self.joint[center_id] if day in year), None)

    def _all_steps(self, center_id: int, year: FiscalYear) -> date | None:
        """The day on which the last of the steps was first taken; None while one is missing."""
        firsts = [
            next((day for day in self.steps[center_id, step] if day in year), None)
            for step in STEPS
        ]
        known = [day for day in firsts if day is not None]
        return max(known) if len(known) == len(STEPS) else None

    def turns(self, center: Center) -> list[Turn]:
        words = {
            JOINT: "合同ケース会議を開き、この年度で初めて議事録を残した",
            PROCESS: "受理会議から終結の判断までの記録が、この年度に一通りそろった",
        }
        return [
            Turn(day, (key,), words[key], _cases())
            for year in self.period.fiscal_years
            for key, first in (
                (JOINT, self._first_joint(center.pk, year)),
                (PROCESS, self._all_steps(center.pk, year)),
            )
            if first
            for day, _ in self.period.turning_days(first, None)
        ]


def _conferences() -> Reference:
    return Reference(
        label="合同ケース会議",
        url_name="cases:conference_list",
        kwargs=(),
        query=(("kind", ConferenceKind.JOINT.value),),
        capability=Capability.CASE_VIEW,
    )


def _cases() -> Reference:
    return Reference(
        label="ケースの一覧",
        url_name="cases:case_overview",
        kwargs=(),
        capability=Capability.CASE_LIST,
    )
