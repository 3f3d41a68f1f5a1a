"""Every state × every step; what does not follow is refused, by the action and by the page."""

import datetime as dt
import uuid
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions import (
    CaseChangedMeanwhileError,
    IllegalTransitionError,
    NotEndedError,
    change_attention,
    change_status,
    reopen_case,
)
from casework.enums import ENDED, TRANSITIONS, AttentionLevel, CaseStatus, ClosingReason
from casework.models import CaseLink, CaseStatusChange
from tests.case_factories import (
    CaseFactory,
    CaseRecordFactory,
    CaseStatusChangeFactory,
    CaseWorkerFactory,
)
from tests.desk_factories import FollowUpFactory


def standing_in(status, **more):
    today = timezone.localdate()
    ended = {"ended_on": today} if status in ENDED else {}
    if status == CaseStatus.CLOSED:
        ended["closing_reason"] = ClosingReason.IMPROVED
    return CaseFactory(status=status, **ended, **more)


def move(case, after, by, **more):
    closing = ClosingReason.IMPROVED if after == CaseStatus.CLOSED else ""
    told = {
        "version": case.version,
        "on": timezone.localdate(),
        "reason": "会議で決めた。",
        "closing_reason": closing,
        "by": by,
        "at": timezone.now(),
    }
    return change_status(case, after, **(told | more))


@pytest.mark.parametrize("before", CaseStatus)
@pytest.mark.parametrize("after", CaseStatus)
def test_each_state_takes_the_steps_of_the_table_and_no_other(consultant, before, after):
    case = standing_in(before)

    if after in TRANSITIONS[before]:
        change = move(case, after, consultant)
        case.refresh_from_db()
        assert (change.before, change.after, case.status) == (before, after, after)
        assert (case.ended_on is not None) == (after in ENDED)
        assert case.version == 2
    else:
        with pytest.raises(IllegalTransitionError) as refused:
            move(case, after, consultant)
        case.refresh_from_db()
        assert before.label in refused.value.message
        assert (case.status, case.version) == (before, 1)


@pytest.mark.parametrize("before", CaseStatus)
@pytest.mark.parametrize("after", CaseStatus)
def test_the_page_refuses_what_does_not_follow_with_a_message(
    client_for, chief_coordinator, center, before, after
):
    case = standing_in(before, center=center)
    client = client_for(chief_coordinator)
    url = reverse("cases:status_change", args=[case.pk])
    data = {
        "after": after,
        "on": timezone.localdate().isoformat(),
        "reason": "会議で決めた。",
        "version": "1",
        "closing_reason": "improved" if after == CaseStatus.CLOSED else "",
    }

    answer = client.post(url, data)

    case.refresh_from_db()
    if after in TRANSITIONS[before] and after != CaseStatus.TRANSFERRED:
        assert answer.status_code == 302
        assert case.status == after
    else:
        assert answer.status_code == 422
        assert case.status == before
        assert answer.context["form"].errors["after"]


def test_only_the_steps_that_follow_are_offered(client_for, consultant, chief_coordinator, center):
    case = standing_in(CaseStatus.SUPPORTING, center=center)
    url = reverse("cases:status_change", args=[case.pk])

    offered = [
        [value for value, _ in client_for(user).get(url).context["form"].fields["after"].choices]
        for user in (consultant, chief_coordinator)
    ]

    assert offered == [
        ["investigating", "conferring", "monitoring"],
        ["investigating", "conferring", "monitoring", "closed"],
    ]


def test_a_case_is_not_taken_up_past_the_conference(client_for, consultant, center):
    case = standing_in(CaseStatus.RECEIVED, center=center)
    client, url = client_for(consultant), reverse("cases:status_change", args=[case.pk])
    data = {
        "after": "investigating",
        "on": timezone.localdate().isoformat(),
        "reason": "すぐに調査したい。",
        "version": "1",
    }

    asked = client.get(url, follow=True)
    sent = client.post(url, data)

    case.refresh_from_db()
    assert asked.redirect_chain == [(reverse("cases:case_detail", args=[case.pk]), 302)]
    assert "受理会議で決めます" in asked.content.decode()
    assert sent.status_code == 422
    assert "受理会議で決めます" in str(sent.context["form"].errors["after"])
    assert "すぐに調査したい。" in sent.content.decode()
    assert case.status == CaseStatus.RECEIVED


@pytest.mark.parametrize("after", [CaseStatus.INVESTIGATING, CaseStatus.NOT_ACCEPTED])
def test_whoever_decides_passes_the_conference_by_and_says_why(
    client_for, chief_coordinator, center, after
):
    case = standing_in(CaseStatus.RECEIVED, center=center)
    client, url = client_for(chief_coordinator), reverse("cases:status_change", args=[case.pk])
    data = {"after": after, "on": timezone.localdate().isoformat(), "version": "1"}

    silent = client.post(url, data | {"reason": ""})
    too_long = client.post(url, data | {"reason": "長" * 481})
    told = client.post(url, data | {"reason": "きょうだいの会議で決めていた。"})

    assert silent.status_code == 422
    assert "受理会議を開かない理由を入力してください。" in silent.content.decode()
    assert too_long.status_code == 422
    assert told.status_code == 302
    change = CaseStatusChange.objects.get(case=case)
    assert (change.after, change.changed_by) == (after, chief_coordinator)
    assert change.reason == "受理会議を開かない理由：きょうだいの会議で決めていた。"


def test_a_consultant_does_not_close(client_for, consultant, center):
    case = standing_in(CaseStatus.SUPPORTING, center=center)

    answer = client_for(consultant).post(
        reverse("cases:status_change", args=[case.pk]),
        {
            "after": "closed",
            "on": "",
            "reason": "終わった",
            "version": "1",
            "closing_reason": "improved",
        },
    )

    case.refresh_from_db()
    assert answer.status_code == 422
    assert "センター長・統括支援員が決定します" in answer.content.decode()
    assert case.status == CaseStatus.SUPPORTING


def test_a_case_is_closed_after_what_stands_open_was_looked_at(
    client_for, chief_coordinator, consultant, center
):
    case = standing_in(CaseStatus.MONITORING, center=center)
    CaseWorkerFactory(case=case, user=consultant)
    attached = CaseRecordFactory(case=case)
    FollowUpFactory(consultation=attached.consultation)
    client, url = client_for(chief_coordinator), reverse("cases:status_change", args=[case.pk])
    data = {
        "after": "closed",
        "on": timezone.localdate().isoformat(),
        "reason": "状況が落ち着いた。",
        "version": "1",
        "closing_reason": "improved",
    }

    unseen = client.post(url, data)
    seen = client.post(url, data | {"has_seen_open_matters": "on"})

    case.refresh_from_db()
    assert "残っている対応があります（1件）" in unseen.content.decode()
    assert unseen.status_code == 422
    assert seen.status_code == 302
    assert (case.status, case.closing_reason) == ("closed", "improved")
    assert case.workers.get().ends_on == timezone.localdate()


def test_a_reason_is_asked_for_and_a_day_before_the_last_change_refused(
    client_for, chief_coordinator, center
):
    case = CaseFactory(center=center, opened_on=timezone.localdate() - dt.timedelta(days=9))
    CaseStatusChangeFactory(case=case, changed_on=timezone.localdate() - dt.timedelta(days=2))
    too_early = timezone.localdate() - dt.timedelta(days=3)

    answer = client_for(chief_coordinator).post(
        reverse("cases:status_change", args=[case.pk]),
        {"after": "investigating", "on": too_early.isoformat(), "reason": "", "version": "1"},
    )

    assert set(answer.context["form"].errors) == {"on", "reason"}
    assert not CaseStatusChange.objects.exclude(before="").exists()


def test_two_people_do_not_move_one_case_from_the_same_page(
    client_for, chief_coordinator, center, consultant
):
    case = standing_in(CaseStatus.RECEIVED, center=center)
    page = {
        "after": "investigating",
        "on": timezone.localdate().isoformat(),
        "reason": "受理会議で決めた。",
        "version": "1",
    }
    url = reverse("cases:status_change", args=[case.pk])
    move(case, CaseStatus.INVESTIGATING, consultant)

    answer = client_for(chief_coordinator).post(url, page)

    assert answer.status_code == 409
    assert "ほかの人がこのケースを変更しました" in answer.content.decode()
    with pytest.raises(CaseChangedMeanwhileError):
        move(case, CaseStatus.CONFERRING, consultant, version=1)


def test_the_level_changes_with_a_reason(client_for, consultant, center):
    case = CaseFactory(center=center)
    url = reverse("cases:attention_change", args=[case.pk])
    data = {"after": "protection", "on": timezone.localdate().isoformat(), "version": "1"}

    refused = client_for(consultant).post(url, data | {"reason": ""})
    same = client_for(consultant).post(url, data | {"after": "support", "reason": "同じ"})
    changed = client_for(consultant).post(url, data | {"reason": "けがを確認した。"})

    case.refresh_from_db()
    assert [refused.status_code, same.status_code, changed.status_code] == [422, 422, 302]
    assert case.attention_level == AttentionLevel.PROTECTION
    assert case.attention_changes.get().reason == "けがを確認した。"


def test_a_level_for_a_case_that_somebody_else_ended_keeps_what_was_typed(
    client_for, consultant, center
):
    case = standing_in(CaseStatus.CLOSED, center=center)
    url = reverse("cases:attention_change", args=[case.pk])
    data = {"after": "protection", "on": timezone.localdate().isoformat(), "version": "1"}

    answer = client_for(consultant).post(url, data | {"reason": "けがを確認した。"})

    case.refresh_from_db()
    assert answer.status_code == 422
    assert "このケースは終わっています" in answer.content.decode()
    assert "けがを確認した。" in answer.content.decode()
    assert case.attention_level == AttentionLevel.SUPPORT


def test_a_reopened_case_is_a_new_one_that_names_the_old(client_for, consultant, center):
    old = standing_in(CaseStatus.CLOSED, center=center)
    client, url = client_for(consultant), reverse("cases:case_reopen", args=[old.pk])
    form = client.get(url).context["form"]
    data = {
        "submission_key": form["submission_key"].value(),
        "opened_on": timezone.localdate().isoformat(),
        "concern": "再び欠席が続く。",
        "main_worker": str(consultant.pk),
    }

    made = client.post(url, data)
    again = client.post(url, data)

    link = CaseLink.objects.get()
    assert (link.other, link.kind) == (old, "reopened")
    assert made["Location"] == reverse("cases:case_detail", args=[link.case_id])
    assert link.case.status == CaseStatus.RECEIVED
    assert link.case.workers.get().user == consultant
    assert again["Location"] == reverse("cases:case_detail", args=[old.pk])


def reopening(client, old, consultant, **more):
    data = {
        "submission_key": str(uuid.uuid4()),
        "opened_on": timezone.localdate().isoformat(),
        "concern": "再び欠席が続く。",
        "main_worker": str(consultant.pk),
    }
    return client.post(reverse("cases:case_reopen", args=[old.pk]), data | more)


def test_a_case_is_reopened_once(client_for, consultant, chief_coordinator, center):
    old = standing_in(CaseStatus.CLOSED, center=center)
    reopening(client_for(consultant), old, consultant)
    other = client_for(chief_coordinator)

    asked = other.get(reverse("cases:case_reopen", args=[old.pk]), follow=True)
    refused = reopening(other, old, consultant, overlap_seen="on")

    assert refused.status_code == 422
    assert "再開済み" in refused.content.decode()
    assert "再び欠席が続く。" in refused.content.decode()
    assert "再開済み" in asked.content.decode()
    assert CaseLink.objects.get().other == old


def test_whoever_reopens_looks_at_the_standing_cases_of_the_family(client_for, consultant, center):
    old = standing_in(CaseStatus.CLOSED, center=center)
    standing = CaseFactory(center=center, household=old.household)
    client = client_for(consultant)

    blind = reopening(client, old, consultant)
    seen = reopening(client, old, consultant, overlap_seen="on")

    assert blind.status_code == 422
    assert set(blind.context["form"].errors) == {"overlap_seen"}
    assert reverse("cases:case_detail", args=[standing.pk]) in blind.content.decode()
    assert seen["Location"] == reverse("cases:case_detail", args=[CaseLink.objects.get().case_id])


def test_a_case_that_goes_on_is_not_reopened(client_for, consultant, center):
    case = CaseFactory(center=center)

    answer = client_for(consultant).get(reverse("cases:case_reopen", args=[case.pk]))

    assert answer["Location"] == reverse("cases:case_detail", args=[case.pk])
    with pytest.raises(NotEndedError):
        reopen_case(
            case,
            opened_on=timezone.localdate(),
            concern="",
            submission_key=case.submission_key,
            by=consultant,
            at=timezone.now(),
        )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(list(CaseStatus)), max_size=12))
def test_the_history_always_leads_from_the_receipt_to_what_stands(consultant, wishes):
    case = CaseFactory(recorded_by=consultant)
    CaseStatusChangeFactory(case=case)
    for wish in wishes:
        try:
            move(case, wish, consultant)
        except IllegalTransitionError:
            continue

    case.refresh_from_db()
    history = list(case.status_changes.order_by("pk"))
    assert (history[0].before, history[0].after) == ("", CaseStatus.RECEIVED)
    assert all(earlier.after == later.before for earlier, later in pairwise(history))
    assert all(
        CaseStatus(each.after) in TRANSITIONS[CaseStatus(each.before)] for each in history[1:]
    )
    assert history[-1].after == case.status
    assert case.version == len(history)


def test_levels_keep_their_history(consultant):
    case = CaseFactory()
    told = {"on": timezone.localdate(), "reason": "会議", "by": consultant, "at": timezone.now()}

    change_attention(case, AttentionLevel.PROTECTION, version=1, **told)
    change_attention(case, AttentionLevel.CONCERN, version=2, **told)

    assert list(case.attention_changes.order_by("pk").values_list("before", "after")) == [
        ("support", "protection"),
        ("protection", "concern"),
    ]
