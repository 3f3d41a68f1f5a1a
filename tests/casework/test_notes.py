import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import SupportNote
from casework.note_actions import NoteSavedBeforeError, text_of, write_note
from consultations.models import ConsultationDraft
from tests.case_factories import CaseFactory, SupportNoteFactory


@pytest.fixture
def typed():
    return {
        "submission_key": str(uuid.uuid4()),
        "kind": "visit",
        "occurred_on": timezone.localdate().isoformat(),
        "occurred_time": "0:00",
        "counterpart": "母",
        "content": "家庭を訪問した。",
    }


@pytest.fixture
def note(case, consultant):
    return SupportNoteFactory(case=case, recorded_by=consultant, content="最初のことば")


def corrected(note, **more):
    local = timezone.localtime(note.occurred_at)
    return {
        "kind": note.kind,
        "occurred_on": local.date().isoformat(),
        "occurred_time": f"{local.hour}:{local.minute:02}",
        "counterpart": note.counterpart,
        "content": note.content,
        "reason": "聞き取りの誤り",
        "version": str(note.version),
    } | more


def test_a_note_is_saved_once_however_often_it_is_sent(client_for, consultant, case, typed):
    client, url = client_for(consultant), reverse("cases:note_create", args=[case.pk])

    first, again = client.post(url, typed), client.post(url, typed)
    other = client.post(url, typed | {"content": "別の内容"})

    note = SupportNote.objects.get()
    assert first["Location"] == again["Location"] == reverse("cases:case_detail", args=[case.pk])
    assert other["Location"] == reverse("cases:note_correct", args=[note.pk])
    assert (note.content, note.recorded_by) == ("家庭を訪問した。", consultant)
    with pytest.raises(NoteSavedBeforeError):
        write_note(
            case,
            text_of(note),
            submission_key=note.submission_key,
            by=consultant,
            at=timezone.now(),
        )


def test_every_word_waits_in_a_draft(client_for, consultant, case, typed):
    client, url = client_for(consultant), reverse("cases:note_create", args=[case.pk])
    save = reverse("consultations:draft_save", args=[f"case-note-{case.pk}"])

    client.post(save, typed | {"content": "書きかけ", "occurred_on": "2月30日"})
    page = client.get(url)
    today = client.get(reverse("consultations:today")).content.decode()
    client.post(url, typed)
    late = client.post(save, typed)

    assert page.context["form"]["content"].value() == "書きかけ"
    assert page.context["form"]["occurred_on"].value() == "2月30日"
    assert "支援記録を続ける" in today
    assert late.status_code == 409
    assert not ConsultationDraft.objects.exists()


def test_a_draft_belongs_to_a_case_within_reach(client_for, elsewhere, case, typed):
    save = reverse("consultations:draft_save", args=[f"case-note-{case.pk}"])
    unknown = reverse("consultations:draft_save", args=["case-note-999999"])

    assert client_for(elsewhere).post(save, typed).status_code == 404
    assert client_for(elsewhere).post(unknown, typed).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"content": " "}, "content"),
        ({"kind": "nonsense"}, "kind"),
        ({"occurred_on": "R20.1.1"}, "occurred_on"),
        ({"occurred_on": "明治40年4月1日"}, "occurred_on"),
        ({"occurred_time": "25:00"}, "occurred_time"),
        ({"submission_key": "x"}, "submission_key"),
    ],
)
def test_bad_input_is_refused_and_kept(client_for, consultant, case, typed, wrong, field):
    answer = client_for(consultant).post(
        reverse("cases:note_create", args=[case.pk]), typed | wrong
    )

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["counterpart"].value() == "母"
    assert not SupportNote.objects.exists()


def test_after_the_end_only_what_was_before_it_is_noted(client_for, consultant, center, typed):
    ended = CaseFactory(
        center=center,
        status="not_accepted",
        opened_on="2025-04-01",
        fiscal_year=2025,
        ended_on="2025-05-01",
    )
    client, url = client_for(consultant), reverse("cases:note_create", args=[ended.pk])

    assert client.post(url, typed).status_code == 422
    assert client.post(url, typed | {"occurred_on": "2025-04-20"}).status_code == 302


def test_what_led_to_a_case_is_noted_and_a_slip_of_the_year_is_not(
    client_for, consultant, case, typed
):
    client, url = client_for(consultant), reverse("cases:note_create", args=[case.pk])

    slip = client.post(url, typed | {"occurred_on": str(case.opened_on - dt.timedelta(days=400))})
    told = client.post(url, typed | {"occurred_on": str(case.opened_on - dt.timedelta(days=20))})

    assert "occurred_on" in slip.context["form"].errors
    assert told.status_code == 302


def test_a_correction_keeps_what_stood_before(client_for, consultant, note):
    client = client_for(consultant)

    client.post(
        reverse("cases:note_correct", args=[note.pk]), corrected(note, content="正しいことば")
    )

    note.refresh_from_db()
    page = client.get(reverse("cases:note_detail", args=[note.pk])).content.decode()
    assert (note.content, note.version) == ("正しいことば", 2)
    assert note.corrections.get().changes["content"]["before"] == "最初のことば"
    assert "聞き取りの誤り" in page
    assert "最初のことば" in page


def test_nothing_changed_is_no_correction_and_a_reason_is_asked_for(client_for, consultant, note):
    client, url = client_for(consultant), reverse("cases:note_correct", args=[note.pk])

    client.post(url, corrected(note))
    refused = client.post(url, corrected(note, content="別", reason=""))

    assert set(refused.context["form"].errors) == {"reason"}
    assert not note.corrections.exists()


def test_two_corrections_at_once_show_the_conflict_and_lose_no_word(
    client_for, consultant, colleague, note
):
    url = reverse("cases:note_correct", args=[note.pk])
    mine = corrected(note, content="私のことば")
    client_for(colleague).post(url, corrected(note, content="同僚のことば", counterpart="父"))

    answer = client_for(consultant).post(url, mine)
    page, form = answer.content.decode(), answer.context["form"]

    assert answer.status_code == 409
    assert "ほかの人が同じ記録を変更しました" in page
    assert "同僚のことば" in page
    assert (form["content"].value(), form["counterpart"].value()) == ("私のことば", "父")
    again = client_for(consultant).post(url, mine | {"version": "2", "counterpart": "父"})
    note.refresh_from_db()
    assert again.status_code == 302
    assert (note.content, note.counterpart, note.version) == ("私のことば", "父", 3)


def test_a_withdrawn_note_stays_readable_and_is_changed_no_more(client_for, consultant, note):
    client = client_for(consultant)

    client.post(
        reverse("cases:note_withdraw", args=[note.pk]),
        {"reason": "別のケースの記録", "version": "1"},
    )

    note.refresh_from_db()
    page = client.get(reverse("cases:note_detail", args=[note.pk])).content.decode()
    again = client.post(reverse("cases:note_correct", args=[note.pk]), corrected(note))
    assert note.withdrawn_by == consultant
    assert "取り消されています" in page
    assert "最初のことば" in page
    assert again["Location"] == reverse("cases:note_detail", args=[note.pk])


def test_a_withdrawal_from_an_old_page_is_asked_again(client_for, consultant, colleague, note):
    client_for(colleague).post(
        reverse("cases:note_correct", args=[note.pk]), corrected(note, content="新しいことば")
    )

    answer = client_for(consultant).post(
        reverse("cases:note_withdraw", args=[note.pk]), {"reason": "誤り", "version": "1"}
    )

    assert answer.status_code == 409
    assert "新しいことば" in answer.content.decode()


def test_the_database_refuses_a_note_without_words(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportNoteFactory(case=case, content="")
