import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.actions import ChildAge, correct_consultation, entry_of
from consultations.forms.consultation import initial_of
from consultations.models import ConsultationDraft
from shared.wareki import format_wareki
from tests.factories import (
    ConsultationFactory,
    RoleGrantFactory,
    TopicFactory,
)

WORK_LIST = "consultations:today"


def correct_url(record):
    return reverse("consultations:consultation_correct", args=[record.pk])


def detail_url(record):
    return reverse("consultations:consultation_detail", args=[record.pk])


def test_the_form_opens_with_what_the_record_says(client_for, consultant, record, topic):
    form = client_for(consultant).get(correct_url(record)).context["form"]

    assert form["caller_name"].value() == "見本 葉子"
    assert form["children"].value() == "3歳2か月"
    assert form["occurred_on"].value() == "令和7年10月1日"
    assert form["occurred_time"].value() == "10:30"
    assert form["topics"].value() == [topic.pk]
    assert form["version"].value() == 1


def test_a_correction_keeps_what_stood_before(client_for, consultant, record, as_shown):
    client = client_for(consultant)

    response = client.post(
        correct_url(record), as_shown(record, content="ことばがゆっくり。", children="4歳")
    )
    page = client.get(response.url)

    record.refresh_from_db()
    newest = page.context["history"][0]
    assert response.url == detail_url(record)
    assert (record.content, record.version) == ("ことばがゆっくり。", 2)
    assert [str(child) for child in record.children.all()] == ["4歳"]
    assert (newest.title, newest.reason, newest.by) == ("訂正", "聞き取りの誤り", consultant.name)
    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("相談の内容", "ことばが遅い。", "ことばがゆっくり。"),
        ("こどもの年齢", "3歳2か月", "4歳"),
    ]
    assert "<del>ことばが遅い。</del>" in page.content.decode()


def test_saving_without_a_change_records_no_correction(client_for, consultant, record, as_shown):
    client = client_for(consultant)

    response = client.post(correct_url(record), as_shown(record), follow=True)

    assert not record.corrections.exists()
    assert "変更がないため、訂正は記録していません。" in response.content.decode()


def test_dates_and_choices_stand_in_the_history_in_words(client_for, consultant, record, as_shown):
    day = timezone.localdate()
    changes = {
        "method": "visit",
        "occurred_time": "11時",
        "next_on": format_wareki(day),
        "is_anonymous": "on",
        "caller_name": "",
    }

    client_for(consultant).post(correct_url(record), as_shown(record, **changes))

    found = record.corrections.get().changes
    assert {name: (change["before"], change["after"]) for name, change in found.items()} == {
        "occurred_at": ("令和7年10月1日 10:30", "令和7年10月1日 11:00"),
        "method": ("電話", "訪問"),
        "is_anonymous": ("いいえ", "はい"),
        "caller_name": ("見本 葉子", ""),
        "next_on": ("", format_wareki(day)),
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "あ" * 301}, "reason"),
        ({"content": ""}, "content"),
        ({"version": "x"}, "version"),
        ({"version": "-1"}, "version"),
        ({"version": ""}, "version"),
    ],
)
def test_a_bad_correction_changes_nothing_and_keeps_the_text(
    client_for, consultant, record, as_shown, changes, field
):
    page = client_for(consultant).post(
        correct_url(record), as_shown(record, **{"content": "書き直した", **changes})
    )

    record.refresh_from_db()
    assert page.status_code == 422
    assert "<title>エラー：" in page.content.decode()
    assert list(page.context["form"].errors) == [field]
    assert record.content == "ことばが遅い。"
    assert ConsultationDraft.objects.get().form_key == f"correct-{record.pk}"


def test_a_saved_correction_leaves_no_draft(client_for, consultant, record, as_shown):
    client, data = client_for(consultant), as_shown(record, content="書き直した")
    client.post(reverse("consultations:draft_save", args=[f"correct-{record.pk}"]), data)

    client.post(correct_url(record), data)

    assert not ConsultationDraft.objects.exists()


def test_a_withdrawn_record_stays_readable_and_counts_nowhere(client_for, consultant, record):
    client = client_for(consultant)
    url = reverse("consultations:consultation_withdraw", args=[record.pk])

    confirmation = client.get(url)
    without_reason = client.post(url, {"version": 1, "reason": ""})
    client.post(url, {"version": 1, "reason": "二重に登録したため"})
    page = client.get(detail_url(record))

    record.refresh_from_db()
    assert "ことばが遅い。" in confirmation.content.decode()
    assert without_reason.status_code == 422
    assert without_reason.context["form"].errors["reason"] == ["取消の理由を入力してください。"]
    assert record.withdrawn_by == consultant
    assert "取消済み" in page.content.decode()
    assert "二重に登録したため" in page.content.decode()
    assert "ことばが遅い。" in page.content.decode()
    assert correct_url(record) not in page.content.decode()
    assert [entry.title for entry in page.context["history"]] == ["取消", "記録"]


@pytest.mark.parametrize("name", ["consultation_correct", "consultation_withdraw"])
def test_a_withdrawn_record_is_not_changed_again(client_for, consultant, record, name):
    record.withdrawn_at, record.withdrawn_by = timezone.now(), consultant
    record.save()
    url, client = reverse(f"consultations:{name}", args=[record.pk]), client_for(consultant)

    opened, posted = client.get(url), client.post(url, {})

    assert opened.url == posted.url == detail_url(record)
    assert not record.corrections.exists()


def test_a_follow_up_done_leaves_the_list_and_stays_in_the_history(client_for, consultant, center):
    record = ConsultationFactory(center=center, next_on=timezone.localdate(), next_step="電話する")
    client, url = client_for(consultant), reverse("consultations:follow_up_done", args=[record.pk])

    stale = client.post(url, {"version": 9})
    broken = client.post(url, {"version": "x"})
    record.refresh_from_db()
    standing = record.next_on
    done = client.post(url, {"version": 1})
    record.refresh_from_db()

    assert stale.url == broken.url == done.url == reverse(WORK_LIST)
    assert standing == timezone.localdate()
    assert record.next_on is None
    assert record.corrections.get().reason == "次の対応を済ませたため"


def test_a_topic_no_longer_in_use_can_stay_on_its_record(client_for, consultant, record, as_shown):
    old = TopicFactory(code="30", label="旧区分", disabled_on=timezone.localdate())
    TopicFactory(code="31", label="使わない区分", disabled_on=timezone.localdate())
    record.topics.add(old)

    page = client_for(consultant).get(correct_url(record))
    client_for(consultant).post(correct_url(record), as_shown(record, content="書き直した"))

    assert page.content.decode().count("旧区分") == 1
    assert "使わない区分" not in page.content.decode()
    assert old in record.topics.all()


def test_the_record_of_a_center_since_closed_can_be_corrected(
    client_for, consultant, record, center, as_shown
):
    center.closed_on = timezone.localdate()
    center.save()

    client_for(consultant).post(correct_url(record), as_shown(record, content="書き直した"))

    record.refresh_from_db()
    assert record.content == "書き直した"


def test_a_date_outside_the_life_of_the_center_is_refused(
    client_for, consultant, record, center, as_shown
):
    center.closed_on = dt.date(2025, 12, 31)
    center.save()

    page = client_for(consultant).post(
        correct_url(record), as_shown(record, occurred_on="令和8年1月5日")
    )

    assert "事業終了日（令和7年12月31日）より後" in page.context["form"].errors["occurred_on"][0]


def test_a_record_moves_only_to_a_center_within_reach(
    client_for, consultant, municipality, record, other_center, as_shown
):
    client, data = client_for(consultant), as_shown(record, center=other_center.pk)

    refused = client.post(correct_url(record), data)
    RoleGrantFactory(
        user=consultant, role="consultant", municipality=municipality, center=other_center
    )
    client.post(correct_url(record), data)

    record.refresh_from_db()
    assert "center" in refused.context["form"].errors
    assert record.center == other_center


def test_a_number_of_children_without_ages_survives_a_correction(
    client_for, consultant, record, as_shown
):
    record.children.all().delete()
    record.children_count = 2
    record.save()

    assert str(initial_of(record)["children"]) == "2人"
    client_for(consultant).post(correct_url(record), as_shown(record, content="書き直した"))

    assert set(record.corrections.get().changes) == {"content"}


def test_the_entry_of_a_record_makes_the_same_record(record, consultant):
    entry = entry_of(record)

    assert entry.children == [ChildAge(age_years=3, age_months=2)]
    assert (
        correct_consultation(
            record, entry, version=1, reason="－", by=consultant, at=timezone.now()
        )
        is None
    )


@pytest.mark.parametrize("correction_count", [1, 3])
def test_a_record_takes_the_same_queries_for_any_length_of_history(
    client_for, consultant, record, as_shown, django_assert_num_queries, correction_count
):
    client = client_for(consultant)
    for number in range(correction_count):
        record.refresh_from_db()
        client.post(correct_url(record), as_shown(record, content=f"{number}回目"))

    # session, user, savepoint and its release, grants, record, topics, children,
    # corrections, named people, accesses, parts about children, follow-ups, intake
    # and one for whose rows the user may see, one for the audit trail
    with django_assert_num_queries(18):
        page = client.get(detail_url(record))

    assert len(page.context["history"]) == correction_count + 1
