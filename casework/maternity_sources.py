"""Interviews in the timeline of a case of the household, and what of them is still to be done."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from casework import open_matters
from casework.interview_due import dues_of
from casework.models import (
    Case,
    MaternityContact,
    Pregnancy,
    PregnancyInterview,
    SupportPlan,
    Task,
)
from casework.open_matters import Found, OpenMatter
from casework.timeline import TimelineEntry, TimelineKind, register
from casework.timeline_sources import within_day
from consultations.models import (
    Appointment,
    FollowUp,
    HouseholdMembership,
    Referral,
    WaitingListFollowUp,
)
from shared.access import Capability


def register_sources() -> None:
    register(
        TimelineKind(code="interview", label="妊婦等との面談", entries=_interviews, may=_may_read)
    )
    register(
        TimelineKind(
            code="maternity_contact", label="妊産婦への連絡", entries=_contacts, may=_may_read
        )
    )
    open_matters.register(_dues)


def _may_read(case: Case, user: Any) -> bool:
    return case.household_id is not None and bool(user.reach(Capability.MATERNITY_VIEW))


def _interviews(case: Case, user: Any) -> Iterator[TimelineEntry]:
    found = PregnancyInterview.objects.visible_to(user).filter(
        pregnancy__household=case.household_id
    )
    for each in found.select_related("interviewer", "recorded_by"):
        yield TimelineEntry(
            at=each.occurred_at,
            title=f"{each.get_stage_display()}　{each.get_mode_display()}",
            by=each.interviewer.name if each.interviewer else each.held_elsewhere,
            text=each.content,
            url=reverse("maternity:interview_detail", args=[each.pk]),
            is_withdrawn=each.withdrawn_at is not None,
        )


def _contacts(case: Case, user: Any) -> Iterator[TimelineEntry]:
    rows = Pregnancy.objects.visible_to(user).filter(household=case.household_id)
    found = MaternityContact.objects.filter(pregnancy__in=rows.values("pk"))
    for each in found.select_related("recorded_by"):
        yield TimelineEntry(
            at=within_day(each.contacted_on, each.recorded_at),
            title=each.get_manner_display(),
            by=each.recorded_by.name,
            text=each.content,
            note="" if each.was_reached else "話せなかった",
            url=reverse("maternity:pregnancy_detail", args=[each.pregnancy_id]),
            is_day_only=True,
        )


def _dues(cases: Sequence[Case], user: Any) -> Iterator[Found]:
    """Nothing of a family whose steps are stopped: `dues_of` asks `losses`."""
    households = open_matters.of_household(cases)
    if not households or not user.reach(Capability.MATERNITY_VIEW):
        return
    rows = Pregnancy.objects.visible_to(user).filter(household__in=households)
    for each in dues_of(rows, localdate()):
        url = reverse("maternity:pregnancy_detail", args=[each.pregnancy.pk])
        for number in households[each.pregnancy.household_id]:
            yield number, OpenMatter(each.label, url, each.due_on)


def planned_elsewhere(pregnancy: Pregnancy, user: Any) -> list[OpenMatter]:
    """What other pages still plan for a family that is stopped: somebody looks at each and ends it.

    The desk's lists are not this module's; a step there may be about something else altogether.
    """
    of_household = {"consultation__household": pregnancy.household_id}
    steps = FollowUp.objects.visible_to(user).standing().filter(**of_household)
    letters = Referral.objects.sent_by(user).awaiting().filter(household=pregnancy.household_id)
    places = HouseholdMembership.objects.filter(household=pregnancy.household_id)
    waiting = WaitingListFollowUp.objects.visible_to(user).open()
    cases = Case.objects.visible_to(user).filter(household=pregnancy.household_id)
    tasks = Task.objects.open().filter(case__in=cases.values("pk"))
    plans = SupportPlan.objects.standing().filter(case__in=cases.values("pk"))
    booked = Appointment.objects.visible_to(user).booked()
    return [
        *(
            OpenMatter(
                "相談記録の次の対応",
                reverse("consultations:consultation_detail", args=[each.consultation_id]),
                each.due_on,
            )
            for each in steps.order_by("due_on", "pk")
        ),
        *(
            OpenMatter(
                "つなぎの返事待ち",
                reverse("referrals:referral_detail", args=[each.pk]),
                each.reply_due_on,
            )
            for each in letters.order_by("pk")
        ),
        *(
            OpenMatter(
                "入所保留児フォロー",
                reverse("waiting_list:follow_up_detail", args=[each.pk]),
                each.next_contact_on,
            )
            for each in waiting.filter(child__in=places.values("person")).order_by("pk")
        ),
        *(
            OpenMatter(
                "予約", reverse("appointments:appointment_detail", args=[each.pk]), each.held_on
            )
            for each in booked.filter(person__in=places.values("person")).in_order()
        ),
        *(
            OpenMatter("タスク", reverse("cases:task_detail", args=[each.pk]), each.due_on)
            for each in tasks.order_by("due_on", "pk")
        ),
        *(
            OpenMatter(
                "サポートプランの見直し",
                reverse("cases:plan_detail", args=[each.pk]),
                each.review_on,
            )
            for each in plans.order_by("pk")
        ),
    ]
