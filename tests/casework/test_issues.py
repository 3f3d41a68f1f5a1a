"""地域課題: in words that lead to no family."""

import uuid

import pytest
from django.urls import reverse

from casework.models import CommunityIssue
from tests.conference_factories import CommunityIssueFactory, ConferenceFactory


@pytest.fixture
def typed(center):
    return {
        "submission_key": str(uuid.uuid4()),
        "center": str(center.pk),
        "field": "childcare",
        "extent": "often",
        "title": "夜間に急に預けられる所がない",
        "content": "夜間に短い時間だけ預けたいという声が続いている。",
    }


def test_it_is_saved_once_and_remembers_no_case(client_for, consultant, case, typed):
    client = client_for(consultant)
    url = reverse("cases:issue_of_case_create", args=[case.pk])

    client.post(url, typed)
    client.post(url, typed)

    issue = CommunityIssue.objects.get()
    names = {field.name for field in CommunityIssue._meta.get_fields()}
    assert issue.title == typed["title"]
    assert not names & {"case", "recorded_by", "household", "person"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("content", "家庭 若葉さんの送迎ができない。"),
        ("content", "若葉ちゃんの送迎ができない。"),
        ("title", "家庭葉子さんの夜勤"),
        ("wanted", "ケース2026-0012のような家庭のための送迎"),
    ],
)
def test_words_that_lead_back_are_refused_and_kept(
    client_for, consultant, case, typed, name, words
):
    url = reverse("cases:issue_of_case_create", args=[case.pk])

    answer = client_for(consultant).post(url, typed | {name: words})

    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert answer.context["form"][name].value() == words
    assert not CommunityIssue.objects.exists()


def test_who_reads_and_who_answers(
    client_for, consultant, municipal_officer, finance_clerk, center
):
    issue = CommunityIssueFactory(center=center)
    url = reverse("cases:issue_edit", args=[issue.pk])
    told = {"state": "in_progress", "response": "一時預かりを試行する", "version": "1"}

    assert issue.title in client_for(consultant).get(reverse("cases:issue_list")).content.decode()
    assert client_for(finance_clerk).get(reverse("cases:issue_list")).status_code == 403
    assert client_for(consultant).post(url, told).status_code == 403
    client_for(municipal_officer).post(url, told)

    issue.refresh_from_db()
    assert (issue.state, issue.version) == ("in_progress", 2)
    assert issue.changes.get().changed_by == municipal_officer


def test_an_answer_is_asked_for_and_a_late_one_shown(client_for, chief_coordinator, center):
    issue = CommunityIssueFactory(center=center, version=2)
    client, url = client_for(chief_coordinator), reverse("cases:issue_edit", args=[issue.pk])

    silent = client.post(url, {"state": "closed", "response": "", "version": "2"})
    late = client.post(url, {"state": "closed", "response": "済んだ", "version": "1"})

    assert "response" in silent.context["form"].errors
    assert late.status_code == 409
    assert late.context["form"]["response"].value() == "済んだ"


def test_it_is_put_on_the_agenda_of_the_representatives(
    client_for, chief_coordinator, center, case
):
    issue = CommunityIssueFactory(center=center)
    conference = ConferenceFactory(center=center, kind="representatives")
    client, url = (
        client_for(chief_coordinator),
        reverse("cases:agenda_edit", args=[conference.pk]),
    )

    form = client.get(url).context["form"]
    client.post(
        url,
        {"version": "1", f"issue_{issue.pk}": "on", f"issue_{issue.pk}_reason": "声が続くため"},
    )

    assert form.candidates == []  # no case of anybody is laid before it
    assert conference.items.get().issue == issue
