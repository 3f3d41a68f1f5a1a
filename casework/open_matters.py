"""残っている対応: what is still to be done in a case. Shown before it is closed and handed over.

Other modules add theirs when the apps start (`register`): tasks, plans, conferences.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from casework.models import Case, CaseRecord
from consultations.models import AbuseIntake, FollowUp, Referral


@dataclass(frozen=True)
class OpenMatter:
    """One thing; `label` names no person."""

    label: str
    url: str = ""
    due_on: date | None = None


Source = Callable[[Case, Any], Iterable[OpenMatter]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add what reads open matters of a case, as far as the user may see them."""
    _sources.append(source)


def open_matters_of(case: Case, user: Any) -> list[OpenMatter]:
    """The first due first, those without a day last."""
    found = [matter for source in _sources for matter in source(case, user)]
    return sorted(found, key=lambda each: (each.due_on is None, each.due_on or date.min))


def register_own() -> None:
    register(_follow_ups)
    register(_safety_clocks)
    register(_referrals)


def _attached(case: Case) -> Any:
    return CaseRecord.objects.filter(case=case).standing().values("consultation")


def _follow_ups(case: Case, user: Any) -> Iterator[OpenMatter]:
    found = FollowUp.objects.visible_to(user).standing().filter(consultation__in=_attached(case))
    for each in found:
        url = reverse("consultations:consultation_detail", args=[each.consultation_id])
        yield OpenMatter("相談記録の次の対応", url, each.due_on)


def _safety_clocks(case: Case, user: Any) -> Iterator[OpenMatter]:
    found = AbuseIntake.objects.visible_to(user).unconfirmed()
    for each in found.filter(consultation__in=_attached(case)):
        url = reverse("intakes:intake_detail", args=[each.pk])
        yield OpenMatter("安全確認（虐待の疑い）", url, localdate(each.confirm_until))


def _referrals(case: Case, user: Any) -> Iterator[OpenMatter]:
    if case.household_id is None:
        return
    found = Referral.objects.sent_by(user).awaiting().filter(household=case.household_id)
    for each in found:
        url = reverse("referrals:referral_detail", args=[each.pk])
        yield OpenMatter("つなぎの返事待ち", url, each.reply_due_on)
