"""A 通告 without a consultation has its clock of 48 hours; one with an intake has the intake's."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from casework.actions import Opening, change_status, open_case
from casework.agenda import with_safety_clock
from casework.enums import (
    AttentionLevel,
    CaseFunction,
    CaseStatus,
    ClosingReason,
    NotifierKind,
    TransferRecipient,
)
from casework.models import Case, CaseTransfer, Notification
from casework.open_matters import open_matters_of
from casework.transfer_actions import take_over, transfer_case
from consultations.desk_enums import SafetyCheck
from tests.desk_factories import AbuseIntakeFactory, IntakeClockFactory
from tests.factories import ConsultationFactory

AN_HOUR = dt.timedelta(hours=1)


@pytest.fixture
def opened(center, codes, household, consultant):
    def made(*, hours_ago=1, record=None):
        at = timezone.now()
        opening = Opening(
            center=center,
            opened_on=timezone.localdate(),
            function=CaseFunction.CHILD_WELFARE,
            attention_level=AttentionLevel.PROTECTION,
            category=codes["abuse"],
            route=codes["route"],
            concern="夜に泣き声が続く。",
            household=household,
            opened_from=record,
            notification={
                "received_at": at - hours_ago * AN_HOUR,
                "received_by_name": "見本 一郎",
                "notifier_kind": NotifierKind.ANONYMOUS,
                "content": "夜に泣き声が続く。",
            },
        )
        return open_case(opening, submission_key=uuid.uuid4(), by=consultant, at=at)

    return made


def said(**more):
    now = localtime()
    told = {"safety_check": SafetyCheck.SEEN_AT_HOME.value, "missed_reason": ""}
    return told | {"day": now.date().isoformat(), "clock": f"{now:%H:%M}"} | more


def url_of(case):
    return reverse("cases:safety_confirm", args=[case.pk])


def test_the_clock_runs_from_the_moment_of_the_notification(opened):
    told = opened().notification

    assert told.clock_hours == 48
    early = told.received_at + 48 * AN_HOUR - told.confirm_until
    assert dt.timedelta(0) <= early < AN_HOUR
    assert told.runs


def test_the_minute_of_the_notification_is_not_told_to_a_worker(client_for, opened, consultant):
    case = opened()
    received_at = localtime(case.notification.received_at).replace(minute=37)
    Notification.objects.update(received_at=received_at)

    page = client_for(consultant).get(reverse("cases:case_detail", args=[case.pk]))
    early = client_for(consultant).post(
        url_of(case), said(day=(received_at - 24 * AN_HOUR).date().isoformat())
    )

    assert "安全確認を登録する" in page.content.decode()
    assert (
        ":37" not in page.content.decode().split("notification-heading")[1].split("</section>")[0]
    )
    assert ":37より前" not in early.content.decode().replace("）", "")


def test_the_municipality_sets_the_hours(opened, municipality):
    IntakeClockFactory(municipality=municipality, hours=24)

    assert opened().notification.clock_hours == 24


def test_there_are_never_two_clocks(opened, center):
    record = AbuseIntakeFactory(consultation=ConsultationFactory(center=center)).consultation

    told = opened(record=record).notification

    assert (told.clock_hours, told.confirm_until, told.runs) == (None, None, False)


def test_it_is_on_every_desk_until_somebody_saw_the_child(
    client_for, opened, consultant, chief_coordinator
):
    case = opened()
    client, board = client_for(consultant), client_for(chief_coordinator)
    tile = reverse("cases:board_list", args=["notified_safety"])

    before = client.get(reverse("consultations:today")).content.decode()
    listed = board.get(tile).content.decode()
    matters = [each.label for each in open_matters_of(case, consultant)]
    clocks = with_safety_clock([case.pk])
    client.post(url_of(case), said())

    told = Notification.objects.get()
    assert before.index(url_of(case)) < before.index("きょうの予約")
    assert url_of(case) in listed
    assert "安全確認（通告）" in matters
    assert clocks == {case.pk}
    assert (told.safety_check, told.safety_confirmed_by) == ("seen_at_home", consultant)
    assert url_of(case) not in client.get(reverse("consultations:today")).content.decode()
    assert url_of(case) not in board.get(tile).content.decode()
    assert with_safety_clock([case.pk]) == set()


def test_who_comes_late_says_why(client_for, opened, consultant):
    case = opened(hours_ago=50)
    client = client_for(consultant)

    silent = client.post(url_of(case), said())
    explained = client.post(url_of(case), said(safety_check="", missed_reason="転居先を捜索中"))

    told = Notification.objects.get()
    assert silent.status_code == 422
    assert "missed_reason" in silent.context["form"].errors
    assert explained.status_code == 302
    assert (told.missed_reason, told.runs) == ("転居先を捜索中", True)


@pytest.mark.parametrize("after", [CaseStatus.NOT_ACCEPTED, CaseStatus.CLOSED])
def test_a_case_is_not_ended_while_nobody_has_seen_the_child(
    client_for, opened, chief_coordinator, after
):
    case = opened()
    if after == CaseStatus.CLOSED:
        Case.objects.filter(pk=case.pk).update(status=CaseStatus.SUPPORTING)
    client, url = client_for(chief_coordinator), reverse("cases:status_change", args=[case.pk])
    data = {
        "after": after,
        "on": timezone.localdate().isoformat(),
        "reason": "会議で決めた。",
        "version": "1",
        "closing_reason": "improved" if after == CaseStatus.CLOSED else "",
        "has_seen_open_matters": "on",
    }

    refused = client.post(url, data)
    client.post(url_of(case), said())
    ended = client.post(url, data)

    assert refused.status_code == 422
    assert "安全確認が済んでいない" in str(refused.context["form"].errors["after"])
    assert ended.status_code == 302
    case.refresh_from_db()
    assert case.status == after


def test_the_case_of_a_child_who_died_is_closed(opened, chief_coordinator):
    case = opened()
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.SUPPORTING)

    change_status(
        case,
        CaseStatus.CLOSED,
        version=case.version,
        on=timezone.localdate(),
        reason="死亡を確かめた。",
        closing_reason=ClosingReason.DIED,
        by=chief_coordinator,
        at=timezone.now(),
    )

    assert not Notification.objects.unconfirmed().exists()


@pytest.fixture
def sent(opened, chief_coordinator):
    def made(**recipient):
        case = opened()
        Case.objects.filter(pk=case.pk).update(status=CaseStatus.SUPPORTING)
        transfer = CaseTransfer(
            transferred_on=timezone.localdate(),
            handed_over=["summary"],
            basis="転居",
            message="こどもの姿を確かめてください。",
            **recipient,
        )
        return transfer_case(
            case, transfer, version=case.version, by=chief_coordinator, at=timezone.now()
        )

    return made


def test_what_was_sent_elsewhere_stays_on_the_desk_until_it_is_confirmed(
    client_for, sent, chief_coordinator
):
    transfer = sent(recipient_kind=TransferRecipient.MUNICIPALITY, recipient_name="となり市")
    client = client_for(chief_coordinator)
    tile = reverse("cases:board_list", args=["notified_safety"])

    before = client.get(tile).content.decode()
    client.post(url_of(transfer.case), said(safety_check=SafetyCheck.BY_AGENCY.value))

    assert url_of(transfer.case) in before
    assert url_of(transfer.case) not in client.get(tile).content.decode()


def test_a_center_that_takes_a_case_over_takes_its_clock_over(sent, other_center, elsewhere):
    transfer = sent(recipient_kind=TransferRecipient.CENTER, recipient_center=other_center)
    old = transfer.case.notification

    made = take_over(
        transfer,
        on=timezone.localdate(),
        main_worker=elsewhere,
        submission_key=uuid.uuid4(),
        by=elsewhere,
        at=timezone.now(),
    )

    told = Notification.objects.unconfirmed().get()
    assert told.case == made
    assert (told.confirm_until, told.clock_hours) == (old.confirm_until, old.clock_hours)
    assert told.content == transfer.message
    assert not told.names_notifier


def test_nobody_notes_it_twice(client_for, opened, consultant, colleague):
    case = opened()
    client_for(consultant).post(url_of(case), said())

    answer = client_for(consultant).post(url_of(case), said(safety_check="by_agency"), follow=True)

    assert "登録済み" in answer.content.decode()
    assert Notification.objects.get().safety_check == SafetyCheck.SEEN_AT_HOME
