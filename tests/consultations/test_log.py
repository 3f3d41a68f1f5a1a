import datetime as dt
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.actions import Entry, log_consultation
from consultations.models import Consultation, ConsultationChild, ConsultationDraft
from shared.wareki import format_wareki
from tests.factories import CenterFactory, RoleGrantFactory, TopicFactory

CREATE = "consultations:consultation_create"
KATSU_WITH_SELECTOR = "\u845b\U000e0100"


def days_ago(number):
    return format_wareki(timezone.localdate() - dt.timedelta(days=number))


def test_a_telephone_call_is_saved_as_it_was_typed(
    log, only_record, consultant, center, topic, municipality
):
    other = TopicFactory(code="05")

    response = log(
        is_anonymous=None,
        caller_name="見本 葉子",
        children="3歳2か月、妊娠中",
        topics=[str(other.pk), str(topic.pk)],
        content="夜に何度も起きる。\r\n昼は元気。",
        response="様子を聞いた。",
        next_step="来週電話する",
        next_on=format_wareki(timezone.localdate() + dt.timedelta(days=7)),
        occurred_on=days_ago(1),
        occurred_time="９時半",
        duration_minutes="\uff12\uff10",
        place="見本公民館",
    )

    record = only_record()
    assert response.url == reverse("consultations:today")
    assert (record.center, record.municipality) == (center, municipality)
    assert timezone.localtime(record.occurred_at).strftime("%H:%M") == "09:30"
    assert record.occurred_on == timezone.localdate() - dt.timedelta(days=1)
    assert (record.method, record.place, record.duration_minutes) == ("phone", "見本公民館", 20)
    assert (record.is_anonymous, record.caller_name) == (False, "見本 葉子")
    assert (record.content, record.response) == ("夜に何度も起きる。\n昼は元気。", "様子を聞いた。")
    assert record.next_on == timezone.localdate() + dt.timedelta(days=7)
    assert set(record.topics.all()) == {topic, other}
    assert record.children_count == 2
    assert [str(child) for child in record.children.order_by("position")] == ["3歳2か月", "妊娠中"]
    assert (record.recorded_by, record.version) == (consultant, 1)


def test_the_form_opens_with_today_now_telephone_and_the_only_center(
    client_for, consultant, center, topic
):
    page = client_for(consultant).get(reverse(CREATE))

    form = page.context["form"]
    assert form["method"].value() == "phone"
    assert form["occurred_on"].value() == format_wareki(timezone.localdate())
    assert form["center"].is_hidden
    assert form["center"].value() == center.pk
    assert "no-store" in page["Cache-Control"]
    assert f"{topic.code} {topic.label}" in page.content.decode()


def test_whoever_works_in_two_centers_chooses_one(
    client_for, consultant, municipality, other_center, filled, only_record
):
    RoleGrantFactory(
        user=consultant, role="consultant", municipality=municipality, center=other_center
    )
    client = client_for(consultant)

    page = client.get(reverse(CREATE))
    client.post(reverse(CREATE), filled(center=str(other_center.pk)))

    assert not page.context["form"]["center"].is_hidden
    assert only_record().center == other_center


def test_after_saving_a_message_leads_to_the_record(log, only_record, client_for, consultant):
    client = client_for(consultant)
    response = log()

    client.cookies = response.client.cookies
    page = client.get(response.url)

    assert [str(message) for message in page.context["messages"]] == [
        f'相談記録を保存しました。<a href="/consultations/{only_record().pk}/">記録を開く</a>'
    ]


@pytest.mark.parametrize(
    "name",
    [
        "𠮷野 花子",
        f"{KATSU_WITH_SELECTOR}城 花子",
        "髙﨑 \uff21\uff4e\uff4e\uff41",
        "神\ufa19 花",
        "Anna 👩‍👧 ﾊﾅｺ",
    ],
)
def test_a_name_is_kept_character_for_character(log, only_record, name):
    log(is_anonymous=None, caller_name=name)

    assert only_record().caller_name == name


@pytest.mark.parametrize("content", ["あ" * 20_000, "泣き止まない😢👨‍👩‍👧", "<b>太字</b>{{ x }}"])
def test_long_and_unusual_notes_are_kept(log, only_record, content):
    log(content=content)

    assert only_record().content == content


BAD_INPUT = [
    ({"content": ""}, "content", "相談の内容を入力してください。"),
    ({"content": " \u3000\n"}, "content", "相談の内容を入力してください。"),
    ({"content": "あ" * 20_001}, "content", "20,000文字以内"),
    ({"content": "a\x00b"}, "content", "使えない文字"),
    ({"content": "a\u202eb"}, "content", "使えない文字"),
    ({"response": "あ" * 20_001}, "response", "20,000文字以内"),
    ({"next_step": "あ" * 2_001}, "next_step", "2,000文字以内"),
    ({"occurred_on": ""}, "occurred_on", "相談日を入力してください。"),
    ({"occurred_on": "令和7年2月30日"}, "occurred_on", "2月30日という日付はありません"),
    ({"occurred_on": "令和1年4月30日"}, "occurred_on", "平成31年4月30日ではありませんか"),
    ({"occurred_on": "きのう"}, "occurred_on", "日付として読み取れません"),
    ({"occurred_on": "2019-04-01"}, "occurred_on", "事業開始日（令和2年4月1日）より前"),
    ({"occurred_time": ""}, "occurred_time", "開始時刻を入力してください。"),
    ({"occurred_time": "25:00"}, "occurred_time", "25:00という時刻はありません"),
    ({"duration_minutes": "0"}, "duration_minutes", "1 以上"),
    ({"duration_minutes": "1441"}, "duration_minutes", "以下"),
    ({"duration_minutes": "十分"}, "duration_minutes", "整数を数字で"),
    ({"method": ""}, "method", "相談方法を選んでください。"),
    ({"method": "pigeon"}, "method", "pigeon"),
    ({"topics": []}, "topics", "1つ以上選んでください"),
    ({"topics": ["0"]}, "topics", "使えません"),
    ({"topics": ["x"]}, "topics", "使えません"),
    ({"children": "年少"}, "children", "読み取れません"),
    ({"is_anonymous": None}, "caller_name", "氏名を入力するか、匿名を選んでください。"),
    ({"caller_name": "見本 葉子"}, "caller_name", "匿名を外すか、氏名を消してください。"),
    ({"is_anonymous": None, "caller_name": "葉\u202e子"}, "caller_name", "使えない文字"),
    ({"is_anonymous": None, "caller_name": "葉\n子"}, "caller_name", "改行は使えません"),
    ({"is_anonymous": None, "caller_name": "葉" * 101}, "caller_name", "100文字以内"),
    ({"place": "あ" * 101}, "place", "100文字以内"),
    ({"next_on": "13月1日"}, "next_on", "年も入力してください"),
    ({"next_on": "令和2年4月1日"}, "next_on", "相談日以後"),
    ({"center": ""}, "center", "センターを選んでください。"),
    ({"center": "x"}, "center", "作成できません"),
]


@pytest.mark.parametrize(("changes", "field", "message"), BAD_INPUT)
def test_what_cannot_be_saved_comes_back_with_everything_typed(
    log, filled, changes, field, message
):
    sent = {"place": "見本公民館"} | changes

    page = log(**sent)

    text = page.content.decode()
    form = page.context["form"]
    assert page.status_code == 422
    assert "<title>エラー：新しい相談記録" in text
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]
    assert "error-summary" in text
    assert form["content"].value() == filled(**sent)["content"]
    assert form["place"].value() == sent["place"]
    assert form["caller_name"].value() == filled(**sent)["caller_name"]
    assert not Consultation.objects.exists()
    assert not ConsultationChild.objects.exists()


def test_an_empty_form_names_every_missing_answer(client_for, consultant):
    page = client_for(consultant).post(reverse(CREATE), {})

    assert set(page.context["form"].errors) == {
        "submission_key",
        "method",
        "caller_name",
        "topics",
        "content",
        "occurred_on",
        "occurred_time",
        "center",
    }


def test_the_future_is_refused(log):
    tomorrow = log(occurred_on=days_ago(-1))
    later = log(occurred_time="23:59") if timezone.localtime().hour < 23 else None

    assert tomorrow.context["form"].errors["occurred_on"] == [
        "まだ来ていない日付です。相談日を確かめてください。"
    ]
    assert later is None or "まだ来ていない時刻" in later.context["form"].errors["occurred_time"][0]
    assert not Consultation.objects.exists()


def test_a_date_long_ago_is_saved_and_pointed_out(log, only_record):
    response = log(occurred_on=days_ago(366), occurred_time="23:59")

    words = [str(message) for message in get_messages(response.wsgi_request)]
    assert only_record()
    assert "1年より前の日付です" in words[1]


def test_a_lone_surrogate_is_stored_nowhere(client_for, consultant, filled):
    sent = "&".join(f"{name}=%ED%A0%80" for name in ("content", "caller_name"))

    page = client_for(consultant).post(
        reverse(CREATE), sent, content_type="application/x-www-form-urlencoded"
    )

    assert page.status_code == 422
    assert not Consultation.objects.exists()


def test_a_center_out_of_reach_writes_nothing(log, other_center):
    page = log(center=str(other_center.pk))
    missing = log(center="999999")

    expected = "このセンターの記録は作成できません。センターを選び直してください。"
    assert page.context["form"].errors["center"] == [expected]
    assert missing.context["form"].errors["center"] == [expected]
    assert not Consultation.objects.exists()


def test_a_topic_no_longer_in_use_is_not_offered(client_for, consultant, log):
    old = TopicFactory(code="30", label="旧区分", disabled_on=dt.date(2024, 4, 1))

    page = client_for(consultant).get(reverse(CREATE))
    refused = log(topics=[str(old.pk)])

    assert "旧区分" not in page.content.decode()
    assert "topics" in refused.context["form"].errors


def test_a_closed_center_takes_no_new_records(client_for, consultant, center, filled):
    center.closed_on = dt.date(2024, 3, 31)
    center.save()

    page = client_for(consultant).post(reverse(CREATE), filled())

    assert "center" in page.context["form"].errors


def test_the_same_form_sent_twice_is_one_record(client_for, consultant, filled):
    client, data = client_for(consultant), filled()

    first = client.post(reverse(CREATE), data)
    second = client.post(reverse(CREATE), data)
    page = client.get(second.url)

    assert first.url == second.url
    assert Consultation.objects.count() == 1
    words = [str(message) for message in page.context["messages"]]
    assert "この相談記録は保存済みです。二重には登録していません。" in words[-1]


def test_other_words_after_going_back_become_a_correction_to_confirm(
    client_for, consultant, filled, only_record
):
    client, data = client_for(consultant), filled()
    client.post(reverse(CREATE), data)

    response = client.post(reverse(CREATE), data | {"content": "書き直した内容"})
    page = client.get(response.url)

    record = only_record()
    assert response.url == reverse("consultations:consultation_correct", args=[record.pk])
    assert record.content == data["content"]
    assert page.context["form"]["content"].value() == "書き直した内容"


def test_other_words_for_a_record_withdrawn_since_can_be_saved_anew(client_for, consultant, filled):
    client, data = client_for(consultant), filled()
    client.post(reverse(CREATE), data)
    record = Consultation.objects.get()
    Consultation.objects.update(withdrawn_at=timezone.now(), withdrawn_by=consultant)

    page = client.post(reverse(CREATE), data | {"content": "書き直した内容"})
    again = filled(
        content="書き直した内容", submission_key=page.context["form"]["submission_key"].value()
    )
    client.post(reverse(CREATE), again)

    assert page.status_code == 422
    assert Consultation.objects.exclude(pk=record.pk).get().content == "書き直した内容"


def test_another_refusal_of_the_database_is_not_taken_for_a_second_sending(consultant, center):
    entry = Entry(
        center=center,
        occurred_at=timezone.now(),
        method="phone",
        content="",
        topics=[],
        is_anonymous=True,
    )

    with pytest.raises(IntegrityError, match="consultation_has_content"):
        log_consultation(entry, submission_key=uuid.uuid4(), by=consultant, at=timezone.now())


def test_a_key_used_by_somebody_else_is_replaced_and_the_text_kept(
    client_for, consultant, colleague, filled
):
    data = filled(content="同僚の記録")
    client_for(colleague).post(reverse(CREATE), data)

    page = client_for(consultant).post(reverse(CREATE), data | {"content": "自分の記録"})
    key = page.context["form"]["submission_key"].value()
    client_for(consultant).post(
        reverse(CREATE), data | {"content": "自分の記録", "submission_key": key}
    )

    assert page.status_code == 422
    assert "同僚の記録" not in page.content.decode()
    assert key != data["submission_key"]
    assert set(Consultation.objects.values_list("content", flat=True)) == {
        "同僚の記録",
        "自分の記録",
    }


@pytest.mark.parametrize("key", ["", "x", None])
def test_a_form_without_its_key_comes_back_with_a_new_one(log, key):
    page = log(submission_key=key)

    assert list(page.context["form"].errors) == ["submission_key"]
    assert uuid.UUID(page.context["form"]["submission_key"].value())
    assert page.context["form"]["content"].value() == "離乳食を食べてくれない。"


def test_a_form_without_its_token_is_refused(consultant, filled):
    client = Client(enforce_csrf_checks=True)
    client.force_login(consultant)

    assert client.post(reverse(CREATE), filled()).status_code == 403
    assert not Consultation.objects.exists()


def test_two_municipalities_may_use_the_same_key(client_for, consultant, filled, topic):
    center = CenterFactory()
    elsewhere = RoleGrantFactory(municipality=center.municipality, center=center).user
    data = filled()

    client_for(consultant).post(reverse(CREATE), data)
    client_for(elsewhere).post(reverse(CREATE), data | {"center": str(center.pk)})

    assert Consultation.objects.count() == 2


@pytest.mark.parametrize("topic_count", [1, 3])
def test_the_form_takes_the_same_queries_for_any_number_of_topics(
    client_for, consultant, django_assert_num_queries, topic_count
):
    TopicFactory.create_batch(topic_count)
    client = client_for(consultant)

    # session, user, savepoint and its release, grants, centers, draft, topics, outreach sessions,
    # text templates
    with django_assert_num_queries(13):  # one: whose rows the user may see
        client.get(reverse(CREATE))


def test_saving_leaves_no_draft(client_for, consultant, filled):
    client, data = client_for(consultant), filled()
    client.post(reverse("consultations:draft_save", args=["new"]), data)

    client.post(reverse(CREATE), data)

    assert not ConsultationDraft.objects.exists()
