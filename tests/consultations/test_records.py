import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.views import records as records_view
from tests.factories import (
    CenterFactory,
    ConsultationChildFactory,
    ConsultationFactory,
    RoleGrantFactory,
    TopicFactory,
)

LIST = "consultations:consultation_list"


def at(year, month, day, hour=10):
    return dt.datetime(year, month, day, hour, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def listed(client_for, consultant):
    """The records that the list shows for a query."""

    def rows(user=None, **query):
        return client_for(user or consultant).get(reverse(LIST), query).context["page"].rows

    return rows


def test_the_list_shows_the_newest_first(listed, center):
    older = ConsultationFactory(center=center, occurred_at=at(2025, 10, 1))
    newest = ConsultationFactory(center=center, occurred_at=at(2025, 10, 2, 15))
    newer = ConsultationFactory(center=center, occurred_at=at(2025, 10, 2, 9))

    assert listed() == [newest, newer, older]


def test_a_row_says_what_one_needs_to_find_a_record(client_for, consultant, center, topic):
    record = ConsultationFactory(
        center=center,
        occurred_at=at(2025, 10, 1),
        is_anonymous=False,
        caller_name="見本 葉子",
        children_count=2,
        content="あ" * 50 + "見えない終わり",
        next_step="電話する",
        next_on=dt.date(2025, 10, 8),
        recorded_by=consultant,
        topics=[topic],
    )
    ConsultationChildFactory(consultation=record, age_years=3, age_months=2)

    text = client_for(consultant).get(reverse(LIST)).content.decode()

    for words in (
        "令和7年10月1日",
        "10:00",
        "電話",
        "見本 葉子",
        "2人",
        "3歳2か月",
        "03 授乳・離乳食・栄養",
        "あ" * 39 + "…",
        "令和7年10月8日",
        "電話する",
        consultant.name,
        f'href="/consultations/{record.pk}/"',
    ):
        assert words in text
    assert "見えない終わり" not in text
    assert center.name not in text.split("<main")[1]


def test_whoever_reaches_several_centers_sees_which(
    client_for, consultant, municipality, center, other_center
):
    RoleGrantFactory(
        user=consultant, role="consultant", municipality=municipality, center=other_center
    )
    ConsultationFactory(center=center)
    ConsultationFactory(center=other_center)

    text = client_for(consultant).get(reverse(LIST)).content.decode().split("<table")[1]

    assert center.name in text
    assert other_center.name in text


@pytest.fixture
def several(center, consultant, colleague, topic):
    """Five records that differ in everything one can filter by."""
    today = timezone.localdate()
    common = {"center": center, "recorded_by": colleague}
    return {
        "plain": ConsultationFactory(**common, occurred_at=at(2025, 4, 1)),
        "named": ConsultationFactory(
            **common, occurred_at=at(2025, 5, 1), is_anonymous=False, caller_name="見本 葉子"
        ),
        "visit": ConsultationFactory(**common, occurred_at=at(2025, 6, 1), method="visit"),
        "own": ConsultationFactory(
            center=center,
            recorded_by=consultant,
            occurred_at=at(2025, 7, 1),
            topics=[topic, TopicFactory(code="05")],
            next_on=today,
        ),
        "overdue": ConsultationFactory(
            **common, occurred_at=at(2025, 8, 1), next_on=today - dt.timedelta(days=1)
        ),
        "withdrawn": ConsultationFactory(
            **common,
            occurred_at=at(2025, 9, 1),
            withdrawn_at=timezone.now(),
            withdrawn_by=colleague,
        ),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"plain", "named", "visit", "own", "overdue"}),
        ({"first": "令和7年6月1日"}, {"visit", "own", "overdue"}),
        ({"first": "R7.5.1", "last": "2025-06-01"}, {"named", "visit"}),
        ({"method": "visit"}, {"visit"}),
        ({"topic": "03"}, {"own"}),
        ({"caller": "named"}, {"named"}),
        ({"caller": "anonymous", "method": "visit"}, {"visit"}),
        ({"mine": "on"}, {"own"}),
        ({"next_step": "overdue"}, {"overdue"}),
        ({"next_step": "week"}, {"own"}),
        ({"next_step": "any"}, {"own", "overdue"}),
        ({"withdrawn": "only"}, {"withdrawn"}),
        ({"withdrawn": "included", "first": "令和7年8月1日"}, {"overdue", "withdrawn"}),
        ({"caller_name": "葉子", "q": "葉子"}, {"plain", "named", "visit", "own", "overdue"}),
    ],
)
def test_the_list_is_narrowed_down_by_codes_only(listed, several, query, names):
    assert {row.pk for row in listed(**query)} == {several[name].pk for name in names}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"first": "2月30日"}, "first"),
        ({"last": "x"}, "last"),
        ({"method": "pigeon"}, "method"),
        ({"topic": "98"}, "topic"),
        ({"center": "999999"}, "center"),
    ],
)
def test_a_condition_that_cannot_be_read_shows_no_rows(
    client_for, consultant, several, query, field
):
    page = client_for(consultant).get(reverse(LIST), query | {"mine": "on"})

    assert page.context["page"].rows == []
    assert list(page.context["filters"].form.errors) == [field]
    assert "<title>エラー：" in page.content.decode()
    assert [chip["label"] for chip in page.context["filters"].chips()] == ["自分の記録だけ"]


def test_conditions_in_force_are_chips_that_can_be_taken_off(
    client_for, consultant, center, several
):
    query = {
        "first": "r7.4.1",
        "center": center.pk,
        "method": "phone",
        "topic": "03",
        "caller": "anonymous",
        "mine": "on",
        "secret": "葉子",
    }

    page = client_for(consultant).get(reverse(LIST), query)

    chips = page.context["filters"].chips()
    assert [(chip["label"], chip["value"]) for chip in chips] == [
        ("相談日（から）", "令和7年4月1日"),
        ("センター", center.name),
        ("方法", "電話"),
        ("区分", "03 授乳・離乳食・栄養"),
        ("相談者", "匿名"),
        ("自分の記録だけ", "はい"),
    ]
    assert chips[2]["remove_url"] == (
        f"?first=r7.4.1&center={center.pk}&topic=03&caller=anonymous&mine=on"
    )
    assert "1件" in page.content.decode()
    assert "secret" not in page.content.decode()


def test_taking_off_the_last_condition_leads_to_the_whole_list(client_for, consultant, center):
    page = client_for(consultant).get(reverse(LIST), {"method": "fax"})

    assert page.context["filters"].chips()[0]["remove_url"] == "?"
    assert "条件に合う相談記録はありません" in page.content.decode()


def test_an_empty_log_offers_to_write_the_first_record(client_for, consultant):
    text = client_for(consultant).get(reverse(LIST)).content.decode()

    assert "相談記録はまだありません" in text


def test_a_long_list_has_pages_that_keep_the_conditions(
    client_for, consultant, center, monkeypatch
):
    monkeypatch.setattr(records_view, "PAGE_SIZE", 2)
    written = [
        ConsultationFactory(center=center, occurred_at=at(2025, 10, day)) for day in range(1, 6)
    ]
    client = client_for(consultant)

    second = client.get(reverse(LIST), {"method": "phone", "page": "2"})
    beyond = client.get(reverse(LIST), {"page": "99"})
    unreadable = client.get(reverse(LIST), {"page": "x²"})

    assert second.context["page"].rows == [written[2], written[1]]
    assert second.context["page"].range_text == "3～4件目（5件）"
    assert second.context["previous_url"] == "?method=phone&page=1"
    assert second.context["next_url"] == "?method=phone&page=3"
    assert beyond.context["page"].rows == [written[0]]
    assert beyond.context["next_url"] == ""
    assert unreadable.context["page"].number == 1


def test_a_very_long_list_is_not_counted_to_its_end(client_for, consultant, center, monkeypatch):
    monkeypatch.setattr(records_view, "PAGE_SIZE", 2)
    monkeypatch.setattr(records_view, "COUNTED_AT_MOST", 4)
    ConsultationFactory.create_batch(6, center=center)

    page = client_for(consultant).get(reverse(LIST), {"page": "9"}).context["page"]

    assert page.count_text == "4件以上"
    assert (page.number, page.has_next) == (2, False)


def test_records_of_other_centers_are_not_listed(listed, center, other_center):
    own = ConsultationFactory(center=center)
    ConsultationFactory(center=other_center)
    ConsultationFactory(center=CenterFactory())

    assert listed() == [own]


def test_a_record_shows_all_it_says(client_for, consultant, center, topic):
    record = ConsultationFactory(
        center=center,
        is_anonymous=False,
        caller_name="𠮷野 さくら",
        place="見本公民館",
        duration_minutes=20,
        children_count=1,
        content="<b>夜に起きる</b>\n昼は元気",
        response="様子を聞いた",
        next_step="電話する",
        next_on=dt.date(2025, 10, 8),
        topics=[topic],
    )
    ConsultationChildFactory(consultation=record, is_unborn=True, age_years=None)

    page = client_for(consultant).get(
        reverse("consultations:consultation_detail", args=[record.pk])
    )

    text = page.content.decode()
    for words in (
        "令和7年10月1日（水） 10:30",
        "20分",
        "電話　見本公民館",
        center.name,
        "𠮷野 さくら",
        "妊娠中",
        "03 授乳・離乳食・栄養",
        "&lt;b&gt;夜に起きる&lt;/b&gt;<br>昼は元気",
        "様子を聞いた",
        "電話する",
        "令和7年10月8日（水）",
    ):
        assert words in text
    assert f"<title>相談記録 {record.pk} | つなぎ</title>" in text
    assert "no-store" in page["Cache-Control"]


def test_what_is_not_known_is_said_to_be_missing(client_for, consultant, center):
    record = ConsultationFactory(center=center)

    text = (
        client_for(consultant)
        .get(reverse("consultations:consultation_detail", args=[record.pk]))
        .content.decode()
    )

    assert text.count("未入力") == 4
    assert "匿名" in text


@pytest.mark.parametrize("record_count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_records(
    client_for, consultant, center, topic, django_assert_num_queries, record_count
):
    for _ in range(record_count):
        record = ConsultationFactory(center=center, topics=[topic])
        ConsultationChildFactory(consultation=record)
    client = client_for(consultant)

    # session, user, savepoint and its release, grants, count, records, topics, children, and the
    # centers and topics to choose from
    # and one for whose rows the user may see, one for the audit trail
    with django_assert_num_queries(13):
        page = client.get(reverse(LIST))

    assert len(page.context["page"].rows) == record_count
