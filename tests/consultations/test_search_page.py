"""One page finds persons and notes: what it shows, what it marks, what it keeps to itself."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from consultations import note_search
from consultations.models import Consultation
from consultations.views import search as search_view
from tests.consultations.registry import member
from tests.desk_factories import ChildPartFactory
from tests.factories import ConsultationFactory, TopicFactory, UserFactory
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdFactory,
    OtherNameFactory,
    PersonFactory,
    PersonMergeFactory,
)

pytestmark = pytest.mark.django_db
SEARCH = reverse("consultations:record_search")
QUERIES = 19  # of them 9 for session, roles and context, 2 for the trail
NOTHING = "言葉を含む相談記録はありません"


@pytest.fixture
def search(client_for, consultant):
    client = client_for(consultant)

    def post(words, *, live=False, **more):
        headers = {"HX-Request": "true"} if live else {}
        return client.post(SEARCH, {"words": words, **more}, headers=headers, follow=not live)

    return post


def text_of(answer):
    return answer.content.decode()


def numbers(answer):
    return [note.record.pk for note in answer.context["notes"]]


def entries():
    found = AuditEvent.objects.filter(action="search").order_by("pk")
    return [(event.target_kind, event.target_ids, event.count) for event in found]


def test_what_somebody_wrote_is_marked_and_never_markup(search, center):
    ConsultationFactory(center=center, content="前<script>alert(1)</script>離乳 食を食べない。")

    text = text_of(search("SCRIPT 乳食"))

    assert (
        "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;離<mark>乳 食</mark>を"
        in text
    )
    assert "<script>alert" not in text
    assert NOTHING in text_of(search("りにゅう"))


def test_every_field_is_told_with_its_name(search, center):
    record = ConsultationFactory(
        center=center,
        content="一番の話。",
        response="二番の話。",
        next_step="三番の話。",
        resources_given="四番の話。",
        is_anonymous=False,
        caller_name="話野 花子",
    )
    ChildPartFactory(consultation=record, label="長男", content="六番の話。")

    text = text_of(search("番の話"))

    labels = re.findall(r'<dt class="note">(.+?)</dt>', text)
    assert labels == ["相談の内容", "対応", "次の対応", "案内した窓口・施設"]
    assert numbers(search("六番の話")) == [record.pk]
    assert "こどもごとの記述：長男" in text_of(search("六番の話"))
    assert "<mark>話</mark><mark>野</mark>" in text_of(search("話野"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "探す言葉を入力してください。"),
        ("夜", "1文字では探せません。2文字以上の言葉を入力してください。"),
        ("夜 泣", "1文字では探せません。2文字以上の言葉を入力してください。"),
        ("ｶﾞ", "1文字では探せません。2文字以上の言葉を入力してください。"),
        ("？？", "記号だけでは探せません。文字か数字を入力してください。"),
        ("%_", "記号だけでは探せません。文字か数字を入力してください。"),
        ("夜" * 101, "100文字以内で入力してください（現在 101文字）。"),
        ("夜泣き " * 9, "言葉は8つまでにしてください（現在 9つ）。"),
        (
            "夜泣き\x00",
            "使えない文字が4文字目にあります（制御文字 U+0000）。その文字を削除してください。",
        ),
        ("夜泣き\u202e", "使えない文字が"),
    ],
)
def test_what_cannot_be_searched_for_is_said_and_kept(search, center, words, message):
    ConsultationFactory(center=center, content="夜泣き。")

    answer = search(words)

    assert answer.status_code == 422
    assert message in text_of(answer)
    assert words.strip() in text_of(answer)
    assert entries() == []
    assert answer.context["number"] is None


def test_wrong_conditions_search_nothing(search, center):
    ConsultationFactory(center=center, content="夜泣き。")

    answer = search("夜泣き", first="R8.4.1", last="R7.4.1", topic="999", worker="x", center="0")

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"last", "topic", "worker", "center"}
    assert 'value="夜泣き"' in text_of(answer)
    assert '<details class="disclosure" open>' in text_of(answer)


def test_while_somebody_types_only_what_was_found_comes(search, center):
    ConsultationFactory(center=center, content="夜泣き。")

    text = text_of(search("夜泣", live=True))
    assert "<mark>夜泣</mark>き。" in text
    assert "<html" not in text
    short = search("夜", live=True)
    assert (short.status_code, "2文字以上" in text_of(short)) == (200, True)
    assert text_of(search("", live=True)).strip() == ""


def test_conditions_narrow_the_notes(search, center, consultant):
    topic, other = TopicFactory(code="07"), UserFactory()
    now = timezone.localtime().replace(hour=12)
    mine, theirs = (
        ConsultationFactory(center=center, content="夜泣き。", recorded_by=user, occurred_at=moment)
        for user, moment in ((consultant, now - dt.timedelta(days=3)), (other, now))
    )
    theirs.topics.add(topic, through_defaults={"municipality_id": center.municipality_id})
    day = f"{now:%Y-%m-%d}"

    assert numbers(search("夜泣き")) == [theirs.pk, mine.pk]
    assert numbers(search("夜泣き", mine="on")) == [mine.pk]
    assert numbers(search("夜泣き", worker=consultant.pk)) == [mine.pk]
    assert numbers(search("夜泣き", topic="07")) == [theirs.pk]
    assert numbers(search("夜泣き", first=day)) == [theirs.pk]
    assert numbers(search("夜泣き", last=day)) == [theirs.pk, mine.pk]
    before = f"{now - dt.timedelta(days=1):%Y-%m-%d}"
    assert numbers(search("夜泣き", last=before)) == [mine.pk]


def test_withdrawn_and_restricted_ones_are_marked(
    search, center, consultant, client_for, chief_coordinator
):
    ConsultationFactory(
        center=center, content="夜泣き。", withdrawn_at=timezone.now(), withdrawn_by=consultant
    )
    ConsultationFactory(center=center, content="夜泣き。", confidentiality="restricted")

    assert '<span class="tag">取消済み</span>' in text_of(search("夜泣き"))
    assert "1～1件目（1件）" in text_of(search("夜泣き"))
    answer = client_for(chief_coordinator).post(SEARCH, {"words": "夜泣き"}, follow=True)
    assert '<span class="tag tag-attention">制限</span>' in text_of(answer)
    assert "1～2件目（2件）" in text_of(answer)


def test_persons_stand_above_the_notes_by_any_name_or_number(search, center):
    home = HouseholdFactory(center=center)
    mother = member(home, "髙橋 恵子")
    OtherNameFactory(person=mother, name="渡邊 恵子")
    ContactDetailFactory(person=mother, kind="phone", value="090-1234-5678")
    note = ConsultationFactory(center=center, content="高橋さんから電話。")

    answer = search("高橋")
    assert [row.person for row in answer.context["people"]] == [mother]
    assert numbers(answer) == [note.pk]
    assert "<mark>髙橋</mark> 恵子" in text_of(answer)
    assert "<mark>高橋</mark>さんから" in text_of(answer)
    assert entries() == [
        ("consultations.Consultation", [note.pk], 1),
        ("consultations.Person", [mother.pk], 1),
    ]
    for words in ("渡辺", "5678", "1234-56", f"個人{mother.pk}"):
        assert [row.person for row in search(words).context["people"]] == [mother], words


def test_both_records_of_a_merged_person_are_found(search, center):
    home = HouseholdFactory(center=center)
    one, other = member(home, "髙橋 恵子"), member(home, "高橋 けい子")
    PersonMergeFactory(center=center, merged=other, survivor=one)
    other.merged_into = one
    other.save()

    answer = search("高橋")

    assert {row.person_id for row in answer.context["people"]} == {one.pk, other.pk}
    assert '<span class="tag">統合した記録</span>' in text_of(answer)


def test_a_contact_of_somebody_covered_or_that_is_over_finds_nobody(search, center):
    mother = member(HouseholdFactory(center=center), "見本 花子")
    phone = ContactDetailFactory(person=mother, kind="phone", value="090-1234-5678")
    assert len(search("5678").context["people"]) == 1
    phone.ends_on = "2025-01-01"
    phone.save()
    assert search("5678").context["people"] == []
    phone.ends_on = None
    phone.save()
    assert len(search("234567").context["people"]) == 1

    AddressProtectionFactory(person=mother)

    assert search("5678").context["people"] == []


def test_an_address_longer_than_a_part_is_compared_whole(search, center):
    mother = member(HouseholdFactory(center=center), "見本 花子")
    address = "見本市青葉台一丁目二十三番地四十五号青葉台ハイツ第三棟六百七号室"
    known = mother.contact_details.filter(kind="address")
    known.update(value=address, value_key=address)

    assert len(search(address[2:]).context["people"]) == 1
    assert search(address[2:-1] + "屋").context["people"] == []


def test_only_the_first_few_persons_and_the_way_to_the_others(monkeypatch, search, center):
    monkeypatch.setattr(search_view, "MOST_PEOPLE", 2)
    home = HouseholdFactory(center=center)
    for name in ("見本 一子", "見本 二子", "見本 三子"):
        member(home, name)
    member(HouseholdFactory(), "見本 四子")
    PersonFactory(municipality=center.municipality, registered_name="見本 五子")

    answer = search("見本")

    assert len(answer.context["people"]) == 2
    assert f'formaction="{reverse("households:household_search")}"' in text_of(answer)


def test_pages_are_posted_and_no_entry_holds_a_word(monkeypatch, search, center):
    monkeypatch.setattr(note_search, "PAGE_SIZE", 2)
    monkeypatch.setattr(search_view, "PAGE_SIZE", 2)
    member(HouseholdFactory(center=center), "夜泣 花子")
    pks = [ConsultationFactory(center=center, content="夜泣き。").pk for _ in range(5)]

    first = search("夜泣")
    second = search("夜泣", pages=first.context["next_pages"])
    third = search("夜泣", pages=second.context["next_pages"])

    assert numbers(first) + numbers(second) + numbers(third) == pks[::-1]
    assert "3～4件目（5件）" in text_of(second)
    assert len(first.context["people"]) == 1
    assert second.context["people"] == []
    assert third.context["next_pages"] == ""
    assert third.context["previous_pages"] == first.context["next_pages"]
    assert [count for kind, _, count in entries() if kind.endswith("Consultation")] == [5, 5, 5]
    everything = json.dumps(list(AuditEvent.objects.values()), default=str, ensure_ascii=False)
    assert "夜泣" not in everything


@pytest.mark.parametrize(
    "pages", ["x", "2026-01-01_1", "_", "2026-01-01T00:00:00+00:00_九", "0" * 5000]
)
def test_a_place_that_is_none_is_the_beginning(search, center, pages):
    record = ConsultationFactory(center=center, content="夜泣き。")

    assert numbers(search("夜泣き", pages=pages)) == [record.pk]


def test_nothing_of_it_stands_in_an_address(client_for, consultant, center):
    ConsultationFactory(center=center, content="夜泣き。")

    answer = client_for(consultant).get(SEARCH, {"words": "夜泣き"})

    assert "<mark>" not in text_of(answer)
    assert not AuditEvent.objects.filter(action="search").exists()
    assert 'method="post"' in text_of(answer)
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("number", [1, 3])
def test_one_number_of_queries(client_for, consultant, center, number):
    client = client_for(consultant)
    for _ in range(number):
        member(HouseholdFactory(center=center), "夜泣 花子")
        record = ConsultationFactory(center=center, content="夜泣き。")
        ChildPartFactory(consultation=record)

    client.post(SEARCH, {"words": "夜泣"})
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(SEARCH)

    assert len(answer.context["notes"]) == len(answer.context["people"]) == number
    assert len(queries) == QUERIES
    assert Consultation.objects.count() == number


def test_the_way_back_shows_what_was_searched_and_sign_out_ends_it(
    client_for, consultant, center, settings
):
    ConsultationFactory(center=center, content="夜泣きの話。")
    client = client_for(consultant)

    sent = client.post(SEARCH, {"words": "夜泣き", "mine": ""})
    assert sent.status_code == 302
    assert sent.url == SEARCH  # never a word in an address
    assert entries() == []
    for _ in range(2):  # the results, and again on the way back
        page = text_of(client.get(SEARCH))
        assert 'value="夜泣き"' in page
        assert "<mark>夜泣き</mark>の話。" in page
    assert len(entries()) == 2

    client.post(SEARCH, {"words": "夜泣", "pages": ""}, headers={"HX-Request": "true"})
    assert 'value="夜泣"' in text_of(client.get(SEARCH))
    assert client.post(SEARCH, {"words": "夜泣", "clear": "1"}).url == SEARCH
    assert "夜泣" not in text_of(client.get(SEARCH))

    client.post(SEARCH, {"words": "夜泣き"})
    client.post(reverse("accounts:sign_out"))
    client.force_login(consultant)
    assert "夜泣き" not in text_of(client.get(SEARCH))
