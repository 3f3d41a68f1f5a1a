"""残っている対応: what is still to be done in a case. Shown before it is closed and handed over.

Other modules add theirs when the apps start (`register`): tasks, plans, conferences.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from casework.models import Case, CaseRecord, Notification
from consultations.models import AbuseIntake, FollowUp, Referral


@dataclass(frozen=True)
class OpenMatter:
    """One thing; `label` names no person."""

    label: str
    url: str = ""
    due_on: date | None = None


Found = tuple[int, OpenMatter]  # the number of the case, and one thing of it
Source = Callable[[Sequence[Case], Any], Iterable[Found]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add what reads open matters of cases, as far as the user may see them.

    The number of its queries does not depend on how many cases there are.
    """
    _sources.append(source)


def open_matters_of(case: Case, user: Any) -> list[OpenMatter]:
    """The first due first, those without a day last."""
    return open_matters_by_case([case], user)[case.pk]


def open_matters_by_case(cases: Sequence[Case], user: Any) -> dict[int, list[OpenMatter]]:
    """The same of many cases, in the queries of one."""
    found: dict[int, list[OpenMatter]] = {case.pk: [] for case in cases}
    for source in _sources:
        for number, matter in source(cases, user):
            found[number].append(matter)
    return {
        number: sorted(matters, key=lambda each: (each.due_on is None, each.due_on or date.min))
        for number, matters in found.items()
    }


def of_household(cases: Sequence[Case]) -> dict[int, list[int]]:
    """By the number of a household, those of its cases."""
    found: dict[int, list[int]] = {}
    for case in cases:
        if case.household_id is not None:
            found.setdefault(case.household_id, []).append(case.pk)
    return found


def register_own() -> None:
    register(_follow_ups)
    register(_safety_clocks)
    register(_notified)
    register(_referrals)


def _attached(rows: Any, cases: Sequence[Case]) -> Any:
    """Rows about consultations of the cases, each with the numbers of these as `of_cases`."""
    records = CaseRecord.objects.filter(case__in=[case.pk for case in cases]).standing()
    own = records.filter(consultation=OuterRef("consultation")).order_by("case").values("case")
    attached = rows.filter(consultation__in=records.values("consultation"))
    return attached.annotate(of_cases=ArraySubquery(own))


def _follow_ups(cases: Sequence[Case], user: Any) -> Iterator[Found]:
    for each in _attached(FollowUp.objects.visible_to(user).standing(), cases):
        url = reverse("consultations:consultation_detail", args=[each.consultation_id])
        for number in each.of_cases:
            yield number, OpenMatter("相談記録の次の対応", url, each.due_on)


def _safety_clocks(cases: Sequence[Case], user: Any) -> Iterator[Found]:
    for each in _attached(AbuseIntake.objects.visible_to(user).unconfirmed(), cases):
        url = reverse("intakes:intake_detail", args=[each.pk])
        for number in each.of_cases:
            yield (
                number,
                OpenMatter("安全確認（虐待の疑い）", url, localdate(each.confirm_until)),
            )


def _notified(cases: Sequence[Case], _user: Any) -> Iterator[Found]:
    running = Notification.objects.unconfirmed().filter(case__in=[case.pk for case in cases])
    for case, until in running.values_list("case", "confirm_until"):
        url = reverse("cases:safety_confirm", args=[case])
        yield case, OpenMatter("安全確認（通告）", url, localdate(until))


def _referrals(cases: Sequence[Case], user: Any) -> Iterator[Found]:
    households = of_household(cases)
    if not households:
        return
    found = Referral.objects.sent_by(user).awaiting().filter(household__in=households)
    for each in found:
        url = reverse("referrals:referral_detail", args=[each.pk])
        for number in households[each.household_id or 0]:
            yield number, OpenMatter("つなぎの返事待ち", url, each.reply_due_on)
