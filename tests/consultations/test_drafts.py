import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation, ConsultationDraft
from tests.factories import ConsultationDraftFactory, ConsultationFactory

CREATE = "consultations:consultation_create"
RESTORED = "保存していない下書きを復元しました"


def save_url(form_key="new"):
    return reverse("consultations:draft_save", args=[form_key])


@pytest.fixture
def record(center, consultant):
    return ConsultationFactory(center=center, recorded_by=consultant)


def test_a_draft_keeps_every_word_and_the_form_shows_it_again(
    client_for, consultant, filled, topic
):
    client = client_for(consultant)
    typed = filled(
        content="書きかけ",
        children="3さ",
        occurred_on="2月30日",
        caller_name="𠮷野",
        method="visit",
    )

    saved = client.post(save_url(), typed)
    draft = ConsultationDraft.objects.get()
    page = client.get(reverse(CREATE))

    clock = timezone.localtime(draft.saved_on_server)
    form = page.context["form"]
    assert saved.json() == {"saved_at": f"{clock.hour}:{clock:%M}"}
    assert (draft.author, draft.form_key) == (consultant, "new")
    assert draft.payload == typed | {"topics": [str(topic.pk)]}
    assert f"{RESTORED}（{clock.hour}:{clock:%M}）" in page.content.decode()
    assert {name: form[name].value() for name in typed} == typed | {
        "submission_key": typed["submission_key"]
    }
    assert not form.errors
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("late", [{"content": "書"}, {"content": ""}], ids=["older", "emptied"])
def test_a_slow_request_does_not_undo_what_was_typed_after_it(client_for, consultant, late):
    client = client_for(consultant)

    def send(number, page="a1", **typed):
        headers = {"X-Draft-Page": page, "X-Draft-Number": number}
        return client.post(save_url(), typed, headers=headers)

    send("2", content="書きかけ")
    answer = send("1", **late)

    assert answer.status_code == 200
    assert ConsultationDraft.objects.get().payload["content"] == "書きかけ"

    send("1", page="b2", content="別の画面から")
    assert ConsultationDraft.objects.get().payload["content"] == "別の画面から"


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40])
def test_an_order_that_is_no_number_is_none(client_for, consultant, number):
    headers = {"X-Draft-Page": "a1", "X-Draft-Number": number}

    client_for(consultant).post(save_url(), {"content": "書きかけ"}, headers=headers)

    assert ConsultationDraft.objects.get().page == ""


def test_a_draft_of_another_day_says_its_date(client_for, consultant):
    ConsultationDraftFactory(
        author=consultant,
        payload={"content": "書きかけ"},
        saved_on_server=dt.datetime(2025, 4, 1, 5, 5, tzinfo=dt.UTC),
    )

    page = client_for(consultant).get(reverse(CREATE))

    assert f"{RESTORED}（令和7年4月1日 14:05）" in page.content.decode()


def test_a_later_draft_takes_the_place_of_the_earlier(client_for, consultant, filled):
    client = client_for(consultant)

    client.post(save_url(), filled(content="はじめ"))
    client.post(save_url(), filled(content="はじめから終わりまで"))

    assert ConsultationDraft.objects.get().payload["content"] == "はじめから終わりまで"


def test_an_untouched_form_leaves_no_draft(client_for, consultant, filled):
    client = client_for(consultant)
    client.post(save_url(), filled())

    response = client.post(
        save_url(), filled(content=" ", children="", topics=[], is_anonymous=None)
    )

    assert response.status_code == 200
    assert not ConsultationDraft.objects.exists()


def test_a_draft_is_nobody_elses(client_for, consultant, colleague, filled):
    client_for(consultant).post(save_url(), filled(content="自分だけの下書き"))

    page = client_for(colleague).get(reverse(CREATE))
    client_for(colleague).post(reverse("consultations:draft_discard", args=["new"]))

    assert RESTORED not in page.content.decode()
    assert "自分だけの下書き" not in page.content.decode()
    assert ConsultationDraft.objects.get().author == consultant


def test_a_draft_can_be_given_up(client_for, consultant, filled):
    client = client_for(consultant)
    client.post(save_url(), filled(content="書きかけ"))

    response = client.post(reverse("consultations:draft_discard", args=["new"]))
    page = client.get(response.url)

    assert response.url == reverse(CREATE)
    assert RESTORED not in page.content.decode()
    assert page.context["form"]["content"].value() is None
    assert not ConsultationDraft.objects.exists()


def test_a_form_sent_back_with_errors_leaves_a_draft(client_for, consultant, filled):
    client = client_for(consultant)
    client.post(reverse(CREATE), filled(content="消えては困る", occurred_time="25:00"))

    page = client.get(reverse(CREATE))

    assert page.context["form"]["content"].value() == "消えては困る"
    assert page.context["form"]["occurred_time"].value() == "25:00"


def test_the_draft_of_the_next_call_stays_when_this_one_is_saved(client_for, consultant, filled):
    client, this_call = client_for(consultant), filled()
    client.post(save_url(), filled(content="次の電話", submission_key=str(uuid.uuid4())))

    client.post(reverse(CREATE), this_call)

    assert ConsultationDraft.objects.get().payload["content"] == "次の電話"


def test_a_draft_that_arrives_after_its_record_is_not_kept(client_for, consultant, filled):
    client, data = client_for(consultant), filled()
    client.post(reverse(CREATE), data)

    late = client.post(save_url(), data)

    assert late.status_code == 409
    assert not ConsultationDraft.objects.exists()


@pytest.mark.parametrize("key", ["", "x", None])
def test_a_draft_without_a_usable_key_is_kept_all_the_same(client_for, consultant, filled, key):
    client_for(consultant).post(save_url(), filled(submission_key=key))

    assert ConsultationDraft.objects.get().payload["content"] == filled()["content"]


def test_too_much_text_is_refused_and_the_earlier_draft_stays(client_for, consultant, filled):
    client = client_for(consultant)
    client.post(save_url(), filled(content="はじめ"))

    saved = client.post(save_url(), filled(content="あ" * 100_001))
    posted = client.post(reverse(CREATE), filled(content="あ" * 100_001))

    assert saved.status_code == 413
    assert posted.status_code == 422
    assert len(posted.context["form"]["content"].value()) == 100_001
    assert ConsultationDraft.objects.get().payload["content"] == "はじめ"


def test_a_body_beyond_all_measure_is_refused(client_for, consultant):
    response = client_for(consultant).post(save_url(), {"content": "a" * (1024 * 1024 + 1)})

    assert response.status_code == 400
    assert not ConsultationDraft.objects.exists()


def test_a_zero_byte_does_not_cost_the_draft(client_for, consultant, filled):
    client_for(consultant).post(save_url(), filled(content="a\x00b"))

    assert ConsultationDraft.objects.get().payload["content"] == "ab"


def test_fields_of_other_forms_are_not_kept(client_for, consultant, filled):
    client_for(consultant).post(save_url(), filled() | {"csrfmiddlewaretoken": "x", "evil": "y"})

    assert set(ConsultationDraft.objects.get().payload) == set(filled())


def test_a_stale_center_in_a_draft_gives_way_to_one_within_reach(
    client_for, consultant, center, other_center
):
    payload = {"content": "書きかけ", "center": str(other_center.pk)}
    ConsultationDraftFactory(author=consultant, payload=payload)

    page = client_for(consultant).get(reverse(CREATE))

    assert page.context["form"]["center"].value() == center.pk


@pytest.mark.parametrize(
    "form_key", ["old", "correct-", "correct-x", "correct-0", "correct-999999"]
)
@pytest.mark.parametrize("name", ["draft_save", "draft_discard"])
def test_a_form_that_does_not_exist_has_no_draft(client_for, consultant, form_key, name):
    url = reverse(f"consultations:{name}", args=[form_key])

    assert client_for(consultant).post(url, {"content": "x"}).status_code == 404


def test_the_correction_of_a_record_has_a_draft_of_its_own(client_for, consultant, record, filled):
    client, key = client_for(consultant), f"correct-{record.pk}"
    client.post(save_url(key), filled(content="直しかけ", reason="聞き違い"))

    page = client.get(reverse("consultations:consultation_correct", args=[record.pk]))
    other = client.get(reverse(CREATE))
    given_up = client.post(reverse("consultations:draft_discard", args=[key]))

    assert page.context["form"]["content"].value() == "直しかけ"
    assert page.context["form"]["reason"].value() == "聞き違い"
    assert RESTORED in page.content.decode()
    assert RESTORED not in other.content.decode()
    assert given_up.url == reverse("consultations:consultation_correct", args=[record.pk])
    assert not ConsultationDraft.objects.exists()


def test_the_record_of_another_center_has_no_draft_here(client_for, stranger, record):
    for key in (f"correct-{record.pk}", f"correct-0{record.pk}"):
        assert client_for(stranger).post(save_url(key), {"content": "x"}).status_code == 404
    assert not ConsultationDraft.objects.exists()


def test_a_draft_needs_its_token_and_a_sign_in(consultant, filled):
    client = Client(enforce_csrf_checks=True)

    signed_out = Client().post(save_url(), filled(), headers={"Sec-Fetch-Mode": "cors"})
    client.force_login(consultant)
    without_token = client.post(save_url(), filled())

    assert (signed_out.status_code, without_token.status_code) == (401, 403)
    assert not ConsultationDraft.objects.exists()


def test_a_form_sent_after_signing_out_is_restored_from_its_draft(
    client, client_for, consultant, filled
):
    data = filled(content="切れる前に入力した")
    client_for(consultant).post(save_url(), data)

    sent_signed_out = client.post(reverse(CREATE), data)
    page = client_for(consultant).get(reverse(CREATE))

    assert sent_signed_out.status_code == 302
    assert page.context["form"]["content"].value() == "切れる前に入力した"
    assert not Consultation.objects.exists()


def test_a_get_saves_and_discards_nothing(client_for, consultant):
    for name in ("draft_save", "draft_discard"):
        url = reverse(f"consultations:{name}", args=["new"])
        assert client_for(consultant).get(url).status_code == 405
