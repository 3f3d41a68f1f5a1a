"""What stayed to be counted of cases and conferences whose time was over, as figures read it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from casework.conference_retention import CASE, CONFERENCE, JOINT_MINUTES
from casework.plan_enums import PlanEndReason
from shared.retention import Residues, residues

INTAKE = "decided"


@dataclass(frozen=True)
class DisposedPlan:
    """As `SupportPlanQuerySet.made` would have found it."""

    center_id: int
    basis: str
    made_on: date
    ended_on: date | None

    @classmethod
    def of(cls, case: Mapping[str, Any], told: Mapping[str, Any]) -> Self:
        ended_on = told["ended_on"] and date.fromisoformat(told["ended_on"])
        return cls(
            case["center"], told["basis"], date.fromisoformat(told["made_on"]), ended_on or None
        )


@dataclass(frozen=True)
class DisposedStep:
    """A step of a case: the status it came to, or `INTAKE`."""

    center_id: int
    step: str
    day: date


def disposed_work(center_ids: Collection[int]) -> Residues:
    """Of cases and conferences, in one query."""
    return residues(center_ids, CASE, CONFERENCE)


def plans_of(work: Residues, known_at: datetime | None = None) -> list[DisposedPlan]:
    """Those made, and not by mistake, as far as it was known then (None: now)."""
    return [
        DisposedPlan.of(case, told)
        for case in work
        for told in case.get("support_plans", ())
        if _is_known(told["first_approved_at"], known_at)
        and not (
            told["end_reason"] == PlanEndReason.MISTAKEN and _is_known(told["ended_at"], known_at)
        )
    ]


def steps_of(work: Residues, known_at: datetime | None = None) -> list[DisposedStep]:
    found: list[DisposedStep] = []
    for case in work:
        found += [
            DisposedStep(case["center"], told["after"], date.fromisoformat(told["changed_on"]))
            for told in case.get("status_changes", ())
            if _is_known(told["changed_at"], known_at)
        ]
        found += [
            DisposedStep(
                told["conference__center"], INTAKE, date.fromisoformat(told["conference__held_on"])
            )
            for told in case.get("intake_decisions", ())
            if _is_known(told["decided_at"], known_at)
        ]
    return found


def joint_days_of(work: Residues, known_at: datetime | None = None) -> list[tuple[int, date]]:
    """The center and the day of every text of minutes: a conference may be there more than once."""
    return [
        (
            told["section__conference__center"],
            date.fromisoformat(told["section__conference__held_on"]),
        )
        for record in work
        for told in record[JOINT_MINUTES]
        if _is_known(told["written_at"], known_at)
    ]


def _is_known(moment: str, known_at: datetime | None) -> bool:
    return known_at is None or datetime.fromisoformat(moment) <= known_at
