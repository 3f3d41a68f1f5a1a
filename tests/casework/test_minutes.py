"""Several people write the minutes of one conference; nobody loses a word."""

import threading

import pytest
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone

from casework.conference_enums import SecrecyDuty
from casework.minutes_actions import TypedSection, write_minutes
from casework.models import MinutesRevision, MinutesSection
from casework.task_enums import TaskOrigin
from casework.views import minutes as minutes_views
from consultations.models import ConsultationDraft
from shared.wareki import format_wareki
from tests.case_factories import a_case_of
from tests.conference_factories import (
    ConferenceAttendeeFactory,
    ConferenceDecisionFactory,
    ConferenceFactory,
    ConferenceItemFactory,
    TaskFactory,
    wrote,
)


@pytest.fixture
def conference(case, center):
    made = ConferenceFactory(center=center)
    ConferenceItemFactory(conference=made, case=case)
    return made


@pytest.fixture
def sections(conference):
    """By part."""
    return {each.part: each for each in MinutesSection.objects.filter(conference=conference)}


@pytest.fixture
def url(conference):
    return reverse("cases:minutes_edit", args=[conference.pk])


def form_of(client, url):
    """What the page sends if nobody types anything."""
    form = client.get(url).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def typed(sections, part, text):
    return {f"text_{sections[part].pk}": text}


def texts(conference):
    rows = MinutesSection.objects.filter(conference=conference)
    return {part: text for part, text in rows.values_list("part", "text") if text}


def test_two_people_in_different_sections_keep_both(
    client_for, consultant, colleague, conference, sections, url
):
    first, second = client_for(consultant), client_for(colleague)
    mine, theirs = form_of(first, url), form_of(second, url)

    first.post(url, mine | typed(sections, "report", "登園は週3日。"))
    answer = second.post(url, theirs | typed(sections, "discussion", "朝の送りが負担。"))

    assert answer.status_code == 302
    assert texts(conference) == {"report": "登園は週3日。", "discussion": "朝の送りが負担。"}


def test_two_people_in_one_section_see_both_texts_and_lose_none(
    client_for, consultant, colleague, conference, sections, url
):
    """Must show: concurrent minutes of a conference by two people, nothing lost."""
    first, second = client_for(consultant), client_for(colleague)
    mine, theirs = form_of(first, url), form_of(second, url)

    first.post(url, mine | typed(sections, "report", "先に書いた人のことば"))
    refused = second.post(
        url,
        theirs
        | typed(sections, "report", "後から書いた人のことば")
        | typed(sections, "conclusion", "重ならない欄のことば"),
    )

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "先に書いた人のことば" in page
    assert page.count("後から書いた人のことば") == 2  # beside the other text, and in the box
    assert texts(conference) == {
        "report": "先に書いた人のことば",
        "conclusion": "重ならない欄のことば",
    }
    draft = ConsultationDraft.objects.get(author=colleague)
    assert "後から書いた人のことば" in draft.payload.values()

    form = refused.context["form"]
    again = {name: str(form[name].value() or "") for name in form.fields}
    both = "先に書いた人のことば\n後から書いた人のことば"
    saved = second.post(url, again | typed(sections, "report", both))

    assert saved.status_code == 302
    assert texts(conference)["report"] == both
    kept = MinutesRevision.objects.filter(section=sections["report"]).order_by("version")
    assert list(kept.values_list("text", flat=True)) == ["先に書いた人のことば", both]
    assert not ConsultationDraft.objects.filter(author=colleague).exists()
    history = reverse("cases:minutes_history", args=[conference.pk])
    assert first.get(history).content.decode().count("先に書いた人のことば") == 2


def test_a_long_history_is_paged_and_the_latest_comes_first(
    monkeypatch, client_for, consultant, conference, sections
):
    monkeypatch.setattr(minutes_views, "HISTORY_PAGE", 2)
    for words in ("一度目", "二度目", "三度目"):
        wrote(sections["report"], words, by=consultant)
    client = client_for(consultant)
    history = reverse("cases:minutes_history", args=[conference.pk])

    first, second = client.get(history), client.get(history, {"page": "2"})

    shown = [[each.text for each in page.context["revisions"]] for page in (first, second)]
    assert shown == [["三度目", "二度目"], ["一度目"]]
    assert "3件中 1～2件目" in first.content.decode()


def test_the_draft_of_a_conflict_shows_the_conflict_again(
    client_for, consultant, colleague, conference, sections, url
):
    """The page was closed after the conflict; the words wait with the version they were written on."""
    first, second = client_for(consultant), client_for(colleague)
    theirs = form_of(second, url)
    wrote(sections["report"], "先のことば", by=consultant)
    second.post(url, theirs | typed(sections, "report", "後のことば"))

    reopened = form_of(second, url)
    answer = second.post(url, reopened)

    assert reopened[f"text_{sections['report'].pk}"] == "後のことば"
    assert answer.status_code == 409
    assert texts(conference) == {"report": "先のことば"}
    assert form_of(first, url)[f"text_{sections['report'].pk}"] == "先のことば"


def test_a_section_nobody_touched_here_takes_the_text_of_the_others(
    client_for, consultant, colleague, conference, sections, url
):
    client = client_for(consultant)
    mine = form_of(client, url)
    wrote(sections["report"], "同僚のことば", by=colleague)

    answer = client.post(url, mine | typed(sections, "general", "全体のことば"))

    assert answer.status_code == 302
    assert texts(conference) == {"report": "同僚のことば", "general": "全体のことば"}


def test_the_same_words_twice_are_no_conflict(consultant, colleague, conference, sections):
    section = sections["report"]
    wrote(section, "同じことば", by=consultant)

    again = write_minutes(
        conference,
        [TypedSection(section.pk, "同じことば", 1)],
        by=colleague,
        at=timezone.now(),
    )

    assert (again.saved, again.conflicts) == ([], [])
    assert MinutesRevision.objects.count() == 1


def test_what_is_typed_waits_in_a_draft(client_for, consultant, conference, sections, url):
    client = client_for(consultant)
    save = reverse("consultations:draft_save", args=[f"conference-minutes-{conference.pk}"])

    client.post(save, form_of(client, url) | typed(sections, "report", "書きかけ"))
    today = client.get(reverse("consultations:today")).content.decode()

    assert form_of(client, url)[f"text_{sections['report'].pk}"] == "書きかけ"
    assert f"会議 {conference.pk}の議事録" in today
    assert texts(conference) == {}


def test_too_long_a_text_is_refused_and_kept(client_for, consultant, sections, conference, url):
    client = client_for(consultant)
    long = "あ" * 20_001

    answer = client.post(url, form_of(client, url) | typed(sections, "report", long))

    assert answer.status_code == 422
    assert answer.context["form"][f"text_{sections['report'].pk}"].value() == long
    assert texts(conference) == {}


def test_sections_of_a_closed_case_are_not_there(
    client_for, consultant, colleague, conference, center
):
    closed = a_case_of(consultant, center, confidentiality="restricted")
    item = ConferenceItemFactory(conference=conference, case=closed)
    wrote(item.sections.first(), "閉じたケースのことば", by=consultant)
    detail = reverse("cases:conference_detail", args=[conference.pk])

    assert "閉じたケースのことば" in client_for(consultant).get(detail).content.decode()
    for page in (detail, reverse("cases:minutes_edit", args=[conference.pk])):
        assert "閉じたケースのことば" not in client_for(colleague).get(page).content.decode()


def taken_off(item, by):
    item.withdrawn_at, item.withdrawn_by = timezone.now(), by
    item.save()


def test_of_an_item_taken_off_meanwhile_no_word_is_lost(
    client_for, consultant, colleague, conference, sections, url
):
    client = client_for(consultant)
    mine = form_of(client, url)
    taken_off(conference.items.get(), colleague)

    answer = client.post(url, mine | typed(sections, "report", "外された議題のことば"))

    history = reverse("cases:minutes_history", args=[conference.pk])
    assert answer.status_code == 302
    assert texts(conference) == {"report": "外された議題のことば"}
    assert "外された議題のことば" in client.get(history).content.decode()
    assert f"text_{sections['report'].pk}" not in form_of(client, url)


def test_its_draft_is_offered_still(client_for, consultant, colleague, conference, sections, url):
    client = client_for(consultant)
    save = reverse("consultations:draft_save", args=[f"conference-minutes-{conference.pk}"])
    client.post(save, form_of(client, url) | typed(sections, "report", "書きかけのことば"))
    taken_off(conference.items.get(), colleague)

    reopened = form_of(client, url)

    assert reopened[f"text_{sections['report'].pk}"] == "書きかけのことば"
    assert f"text_{sections['discussion'].pk}" not in reopened


def test_of_a_case_restricted_meanwhile_the_words_are_shown_and_kept(
    client_for, consultant, colleague, center, conference, sections, url
):
    other = a_case_of(consultant, center)
    item = ConferenceItemFactory(conference=conference, case=other)
    theirs = item.sections.get(part="report")
    client = client_for(colleague)
    mine = form_of(client, url)
    type(other).objects.filter(pk=other.pk).update(confidentiality="restricted")

    answer = client.post(
        url,
        mine
        | {f"text_{theirs.pk}": "制限された欄のことば"}
        | typed(sections, "general", "全体のことば"),
    )

    assert answer.status_code == 409
    assert "制限された欄のことば" in answer.content.decode()
    assert texts(conference) == {"general": "全体のことば"}
    draft = ConsultationDraft.objects.get(author=colleague)
    assert "制限された欄のことば" in draft.payload.values()
    assert "制限された欄のことば" in client.get(url).content.decode()


def test_an_item_added_meanwhile_stops_nobody_from_saving(
    client_for, consultant, center, conference, sections, url
):
    client = client_for(consultant)
    mine = form_of(client, url)
    added = ConferenceItemFactory(conference=conference, case=a_case_of(consultant, center))
    wrote(added.sections.get(part="report"), "新しい議題のことば", by=consultant)

    answer = client.post(url, mine | typed(sections, "general", "全体のことば"))

    assert answer.status_code == 302
    kept = MinutesSection.objects.filter(conference=conference).exclude(text="")
    assert sorted(kept.values_list("text", flat=True)) == ["全体のことば", "新しい議題のことば"]


@pytest.mark.django_db(transaction=True)
def test_at_the_very_same_moment_one_is_saved_and_the_other_is_shown_both(
    client_for, consultant, colleague, conference, sections, url
):
    clients = [client_for(consultant), client_for(colleague)]
    forms = [form_of(client, url) for client in clients]
    words, answers = ["一人目のことば", "二人目のことば"], []
    start = threading.Barrier(len(clients))

    def send(client, form, word):
        start.wait()
        answers.append(client.post(url, form | typed(sections, "report", word)))
        close_old_connections()

    threads = [
        threading.Thread(target=send, args=each) for each in zip(clients, forms, words, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    shown = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert all(word in shown for word in words)
    assert texts(conference)["report"] in words


class TestThePrint:
    @pytest.fixture
    def paper(self, monkeypatch, client_for, consultant, conference):
        pages = []
        monkeypatch.setattr(
            "consultations.printing.print_pdf", lambda html, _style: pages.append(html) or b"%PDF-"
        )

        def printed(by=consultant):
            url = reverse("cases:minutes_print", args=[conference.pk])
            answer = client_for(by).get(url)
            return answer, pages[-1] if pages else ""

        return printed

    def test_it_says_who_is_bound_and_who_does_what_by_when(
        self, paper, case, consultant, colleague, conference, sections
    ):
        wrote(sections["report"], "登園は週3日。", by=consultant)
        ConferenceAttendeeFactory(
            conference=conference,
            name="主任児童委員 花子",
            secrecy_duty=SecrecyDuty.PLEDGE,
            secrecy_note="誓約書（4月1日）",
        )
        decision = ConferenceDecisionFactory(
            conference=conference, item=conference.items.get(), content="週に一度、様子を確かめる"
        )
        task = TaskFactory(
            center=conference.center,
            case=case,
            decision=decision,
            origin=TaskOrigin.DECISION,
            owner=colleague,
            doer="見本保育所",
        )

        answer, html = paper()

        assert answer["Content-Type"] == "application/pdf"
        for words in (
            "登園は週3日。",
            "主任児童委員 花子",
            "誓約書（4月1日）",
            "週に一度、様子を確かめる",
            colleague.name,
            "見本保育所",
            format_wareki(task.due_on),
            case.number,
        ):
            assert words in html

    def test_of_a_case_beyond_reach_it_says_nothing(
        self, paper, case, consultant, colleague, sections
    ):
        wrote(sections["report"], "登園は週3日。", by=consultant)
        type(case).objects.filter(pk=case.pk).update(confidentiality="restricted")

        _answer, html = paper(by=colleague)

        assert case.number not in html
        assert "登園は週3日。" not in html
