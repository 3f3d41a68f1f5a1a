"""Story (d) at the desk: what was planned elsewhere for a family that lost a child is in no list."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.conference_enums import ConferenceKind
from casework.enums import SubjectRole
from casework.loss_actions import LossTold, correct_loss
from casework.losses import STOPPED
from casework.models import SupportPlan
from casework.plan_enums import PlanStatus
from consultations.appointment_enums import ReminderWish
from consultations.appointment_feed import appointments_for
from consultations.models import Consultation, Referral
from consultations.referral_notices import referral_notices
from tests.access.watch import text_of
from tests.appointment_factories import AppointmentFactory, tomorrow_at
from tests.case_factories import CaseSubjectFactory, a_case_of
from tests.casework.maternity import (
    MOTHER,
    NAMED,
    WORDS,
    family_of,
    others_of,
    outputs_with,
    recorded,
)
from tests.conference_factories import (
    ConferenceAttendeeFactory,
    ConferenceDecisionFactory,
    ConferenceFactory,
    ConferenceItemFactory,
    TaskFactory,
)
from tests.desk_factories import FollowUpFactory
from tests.factories import ConsultationFactory
from tests.household_factories import HouseholdMembershipFactory
from tests.plan_factories import PlanVersionFactory, SupportPlanFactory
from tests.sharing_factories import ReferralFactory, WaitingListFollowUpFactory

pytestmark = pytest.mark.usefixtures("paper")

SIBLING, CALL, VISIT = "水鳥 陸", "水鳥さんに健診の結果を聞く", "水鳥さんを訪ねる日を決める"
# Every list, print and export of next steps of the desk and of the cases that would name them.
LISTS = {
    "appointments:reminder_list",
    "cases:conference_detail",
    "cases:plan_list",
    "cases:task_list",
    "consultations:follow_up_list",
    "consultations:today",
    "waiting_list:follow_up_list",
}
# Where the family is named as what is on record; nothing there is a next step.
RECORDS = {
    *NAMED,
    "cases:case_overview",
    "cases:plan_counts",
    "consultations:consultation_list",
    "consultations:today",  # one's own cases by number; what is planned there: see below
}


@pytest.fixture
def family(center, consultant):
    return family_of(center, consultant)


@pytest.fixture
def planned(family, center, consultant):
    """Something to be done on every list; told by telephone at the beginning of October."""
    yesterday = localdate() - dt.timedelta(days=1)
    sibling = HouseholdMembershipFactory(
        household=family.household, person__registered_name=SIBLING, relationship="child"
    ).person
    record = ConsultationFactory(
        center=center,
        household=family.household,
        caller=family.mother,
        is_anonymous=False,
        caller_name=MOTHER,
        next_step=VISIT,
        next_on=yesterday,
    )
    FollowUpFactory(consultation=record, due_on=yesterday)
    case = a_case_of(consultant, center, household=family.household)
    CaseSubjectFactory(case=case, person=family.mother, role=SubjectRole.GUARDIAN)
    plan = SupportPlanFactory(case=case)
    version = PlanVersionFactory(plan=plan)
    SupportPlan.objects.filter(pk=plan.pk).update(
        status=PlanStatus.IN_FORCE,
        in_force=version,
        review_on=yesterday,
        made_on=yesterday,
        first_approved_at=timezone.now(),
        first_approved_by=consultant,
    )
    return SimpleNamespace(
        record=record,
        case=case,
        plan=plan,
        follow_up=WaitingListFollowUpFactory(child=sibling, next_contact_on=yesterday),
        appointment=AppointmentFactory(
            center=center,
            person=family.mother,
            alias="",
            worker=consultant,
            reminder_wish=ReminderWish.PHONE,
        ),
        referral=ReferralFactory(
            household=family.household,
            sent_on=yesterday - dt.timedelta(days=30),
            reply_due_on=yesterday,
        ),
        task=TaskFactory(
            center=center, case=case, owner=consultant, content=CALL, due_on=yesterday
        ),
    )


@pytest.fixture
def joint(center):
    """A conference of today, for which the cases of the center are proposed."""
    return ConferenceFactory(center=center, kind=ConferenceKind.JOINT)


@pytest.fixture
def decided(center, consultant, planned):
    """Something that the joint conference before decided about their case."""
    yesterday = localdate() - dt.timedelta(days=1)
    before = ConferenceFactory(center=center, kind=ConferenceKind.JOINT, held_on=yesterday)
    return TaskFactory(
        center=center,
        case=planned.case,
        owner=consultant,
        origin="decision",
        decision=ConferenceDecisionFactory(conference=before),
        content=CALL,
    )


@pytest.fixture
def others(center, consultant, joint, decided):
    return {**others_of(center, consultant), "conference": joint.pk}


@pytest.fixture
def words(planned):
    return (*WORDS, SIBLING, CALL, VISIT, planned.case.number)


def test_without_a_loss_every_list_would_name_them(client_for, consultant, planned, others):
    found = outputs_with(client_for(consultant), (MOTHER, SIBLING, CALL, VISIT), others)

    assert found >= LISTS


@pytest.mark.parametrize("role", ["consultant", "chief_coordinator"])
def test_no_output_names_them_afterwards(
    request, client_for, consultant, family, words, others, role
):
    recorded(family, consultant)

    found = outputs_with(client_for(request.getfixturevalue(role)), words, others)

    assert found - RECORDS == set()


def test_no_conference_is_offered_their_case(
    client_for, chief_coordinator, consultant, family, planned, joint
):
    client, url = client_for(chief_coordinator), reverse("cases:agenda_edit", args=[joint.pk])
    before = text_of(client.get(url))

    recorded(family, consultant)

    after = text_of(client.get(url))
    assert planned.case.number in before
    assert [word for word in (MOTHER, SIBLING, planned.case.number) if word in after] == []


def test_what_a_conference_decided_about_them_is_no_longer_undone(
    client_for, consultant, family, decided, joint
):
    guest = ConferenceAttendeeFactory(
        conference=joint, secrecy_duty="pledge", secrecy_note="誓約書"
    )
    ConferenceItemFactory(conference=joint, case=decided.case)
    urls = [
        reverse("cases:conference_detail", args=[joint.pk]),
        reverse("cases:attendee_pack", args=[guest.pk]),
    ]
    client, heading = client_for(consultant), "まだ終わっていないこと"
    before = [heading in text_of(client.get(url)) for url in urls]

    recorded(family, consultant)

    assert before == [True, True]
    assert [heading in text_of(client.get(url)) for url in urls] == [False, False]


def test_no_plan_is_printed_to_be_handed_over(client_for, consultant, family, planned):
    client, url = client_for(consultant), reverse("cases:plan_print", args=[planned.plan.pk])
    before = client.get(url)

    recorded(family, consultant)

    asked = client.get(url)
    printed = client.get(url, {"wording": "formal", "size": "normal"}, follow=True)
    assert (before.status_code, asked.status_code) == (200, 302)
    assert printed.redirect_chain[-1][0] == reverse("cases:plan_detail", args=[planned.plan.pk])
    assert STOPPED in text_of(printed)


@pytest.mark.parametrize("name", ["today", "consultation_list"])
def test_the_log_of_the_day_tells_who_called_and_plans_nothing(
    client_for, consultant, family, planned, name
):
    url, client = reverse(f"consultations:{name}"), client_for(consultant)
    assert VISIT in client.get(url).content.decode()

    recorded(family, consultant)

    page = client.get(url).content.decode()
    assert (MOTHER in page) == (name == "consultation_list")
    assert [word for word in (VISIT, CALL, SIBLING) if word in page] == []


@pytest.mark.parametrize("code", ["no_contact", "no_worker", "plan_review", "overdue_task"])
def test_no_tile_of_the_board_names_them(
    client_for, chief_coordinator, consultant, family, words, code
):
    client, url = client_for(chief_coordinator), reverse("cases:board_list", args=[code])
    recorded(family, consultant)

    page = client.get(url).content.decode()

    assert [word for word in words if word in page] == []


def test_the_tile_of_plans_past_their_review_has_the_plan_before(
    client_for, chief_coordinator, planned
):
    url = reverse("cases:board_list", args=["plan_review"])

    assert planned.case.number in client_for(chief_coordinator).get(url).content.decode()


def test_nobody_is_asked_for_an_answer_about_them(client_for, consultant, family, planned):
    silent = reverse("referrals:referral_list") + "?view=silent"
    before = referral_notices(consultant, localdate())
    recorded(family, consultant)

    after = referral_notices(consultant, localdate())

    assert (before.silent, before.to_call) == (1, 1)
    assert (after.silent, after.to_call) == (0, 0)
    assert str(planned.referral) not in client_for(consultant).get(silent).content.decode()
    assert Referral.objects.awaiting().get() == planned.referral  # the record itself stays


def test_the_feed_of_the_worker_is_without_them(consultant, family, planned):
    assert appointments_for(consultant, localdate()) == [planned.appointment]

    recorded(family, consultant)

    assert appointments_for(consultant, localdate()) == []


def test_in_the_calendar_the_time_is_taken_by_nobody_named(client_for, consultant, family, planned):
    query = {"date": localdate(tomorrow_at(10)).isoformat()}
    client, url = client_for(consultant), reverse("appointments:calendar")
    before = client.get(url, query).content.decode()

    recorded(family, consultant)

    after = client.get(url, query).content.decode()
    assert MOTHER in before
    assert MOTHER not in after
    assert "10:00～11:00" in after


def test_everybody_who_opens_a_record_is_cautioned(client_for, consultant, family, planned):
    recorded(family, consultant)
    client = client_for(consultant)
    pages = {
        "households:person_detail": family.mother.pk,
        "households:household_family": family.household.pk,
        "appointments:appointment_detail": planned.appointment.pk,
        "waiting_list:follow_up_detail": planned.follow_up.pk,
        "referrals:household_referrals": family.household.pk,
        "referrals:referral_detail": planned.referral.pk,
        "consultations:consultation_detail": planned.record.pk,
        "consultations:follow_up_close": planned.record.pk,
        "cases:case_detail": planned.case.pk,
        "cases:plan_detail": planned.plan.pk,
        "cases:task_detail": planned.task.pk,
    }

    answers = {name: client.get(reverse(name, args=[pk])) for name, pk in pages.items()}

    assert {name: each.status_code for name, each in answers.items()} == dict.fromkeys(pages, 200)
    assert [name for name, each in answers.items() if STOPPED not in text_of(each)] == []


def test_what_is_planned_stands_on_the_familys_own_page(client_for, consultant, family, planned):
    recorded(family, consultant)

    url = reverse("maternity:pregnancy_detail", args=[family.pregnancy.pk])
    page = client_for(consultant).get(url).content.decode()

    for name, row in (
        ("appointments:appointment_detail", planned.appointment),
        ("cases:task_detail", planned.task),
        ("cases:plan_detail", planned.plan),
        ("waiting_list:follow_up_detail", planned.follow_up),
        ("referrals:referral_detail", planned.referral),
    ):
        assert reverse(name, args=[row.pk]) in page


def test_a_loss_recorded_by_mistake_opens_the_lists_again(consultant, family, planned):
    loss = recorded(family, consultant)
    steps = Consultation.objects.to_follow_up(localdate())
    during = list(steps)

    correct_loss(
        loss,
        LossTold(kind=loss.kind, told_on=loss.told_on, told_by=loss.told_by),
        seen=0,
        reason="別のご家庭の記録でした。",
        is_withdrawal=True,
        by=consultant,
        at=timezone.now(),
    )

    assert during == []
    assert list(steps.all()) == [planned.record]


def test_the_list_asks_once(django_assert_num_queries, consultant, family, planned):
    recorded(family, consultant)

    with django_assert_num_queries(1):
        assert list(Consultation.objects.to_follow_up(localdate())) == []
