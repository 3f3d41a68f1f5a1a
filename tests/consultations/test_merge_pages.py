"""The pages of 「重複の確認」: pairs, side by side, decided, decided back, and by whom."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.merge_actions import merge_persons, undo_merge
from consultations.models import Person, PersonDistinction, PersonMerge
from tests.consultations.registry import url
from tests.factories import CenterFactory
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
)

pytestmark = pytest.mark.django_db
REASON = "来所したときに生年月日を本人に確かめた"
BORN = dt.date(1993, 4, 1)


@pytest.fixture
def browser(client_for, chief_coordinator):
    return client_for(chief_coordinator)


@pytest.fixture
def pair(center):
    return registered(center, "髙橋 恵子"), registered(center, "高橋 惠子")


def registered(center, name, kana="タカハシ ケイコ", born=BORN):
    return HouseholdMembershipFactory(
        household=HouseholdFactory(center=center),
        person__registered_name=name,
        person__registered_kana=kana,
        person__date_of_birth=born,
    ).person


def compare(first, second):
    return f"{url('person_compare', first.pk)}?other={second.pk}"


def decide(browser, first, second, **typed):
    data = {"other": second.pk, "decision": "same", "reason": REASON, **typed}
    return browser.post(url("person_compare", first.pk), data)


class TestTriage:
    def test_pairs_with_their_reasons_the_likeliest_first(self, browser, center, pair):
        possible = registered(center, "見本 葉子", "", None), registered(center, "見本 葉子", "")

        pairs = browser.get(url("duplicate_list")).context["pairs"]

        assert [(each.first, each.second) for each in pairs] == [pair, possible]
        assert pairs[0].resemblance.reasons == [
            "氏名が一致（異体字・表記の違い）",
            "生年月日が同じ",
        ]

    def test_nobody_who_is_only_family(self, browser, center):
        for name in ("見本 一郎", "見本 二郎"):
            ContactDetailFactory(
                person=registered(center, name, ""), kind="phone", value="090-1234-5678"
            )

        assert browser.get(url("duplicate_list")).context["pairs"] == []

    def test_nobody_of_another_center(self, browser, center, municipality):
        registered(center, "髙橋 恵子")
        registered(CenterFactory(municipality=municipality), "髙橋 恵子")

        assert browser.get(url("duplicate_list")).context["pairs"] == []

    def test_nobody_beside_their_counter_party(self, browser, pair):
        AddressProtectionFactory(person=pair[0], counter_party=pair[1])

        assert browser.get(url("duplicate_list")).context["pairs"] == []
        assert browser.get(compare(*pair)).status_code == 404
        assert browser.get(compare(*reversed(pair))).status_code == 404

    @pytest.mark.parametrize("people", [1, 4])
    def test_it_asks_the_database_as_often_for_many(
        self, browser, center, django_assert_num_queries, people
    ):
        for _ in range(people):
            registered(center, "見本 葉子")

        with django_assert_num_queries(14):
            browser.get(url("duplicate_list"))


class TestSideBySide:
    def test_what_differs_is_marked_in_words(self, browser, pair):
        OtherNameFactory(person=pair[0], name="渡邊 恵子")
        ContactDetailFactory(person=pair[1], value="見本町1-2-3")

        lines = browser.get(compare(*pair)).context["lines"]

        told = {line.label: (line.first, line.second, line.differs) for line in lines}
        assert told["氏名"] == ("髙橋 恵子", "高橋 惠子", True)
        assert told["生年月日"] == ("平成5年4月1日", "平成5年4月1日", False)
        assert told["旧姓・通称等"] == ("渡邊 恵子（旧姓）", "", True)
        assert told["住所"] == ("", "見本町1-2-3", True)

    def test_what_is_hidden_stays_hidden(self, browser, pair):
        ContactDetailFactory(person=pair[0], value="鳥籠町1")
        AddressProtectionFactory(person=pair[0])

        answer = browser.get(compare(*pair))

        assert "鳥籠町1" not in answer.content.decode()
        assert "非表示（支援措置）" in answer.content.decode()

    @pytest.mark.parametrize("other", ["", "0", "x", "999999999999999999999"])
    def test_with_nobody_or_somebody_who_is_not_there(self, browser, pair, other):
        answer = browser.get(f"{url('person_compare', pair[0].pk)}?other={other}")

        assert answer.status_code == (404 if other else 200)
        assert browser.get(compare(pair[0], pair[0])).status_code == 404


class TestDecided:
    def test_one_person_under_the_record_of_the_page(self, browser, pair, chief_coordinator):
        answer = decide(browser, *pair)

        merge = PersonMerge.objects.get()
        assert answer.url == url("person_detail", pair[0].pk)
        assert (merge.merged, merge.survivor, merge.merged_by) == (
            pair[1],
            pair[0],
            chief_coordinator,
        )
        assert browser.get(url("duplicate_list")).context["pairs"] == []
        page = browser.get(answer.url)
        assert [record for record, _ in page.context["records"]] == list(pair)
        assert "統合を取り消す" in page.content.decode()

    def test_or_under_the_other(self, browser, pair):
        answer = decide(browser, *pair, keeps_other="True")

        assert answer.url == url("person_detail", pair[1].pk)
        assert PersonMerge.objects.get().survivor == pair[1]

    def test_two_persons_are_remembered_and_not_shown_again(self, browser, pair):
        answer = decide(browser, *pair, decision="different")

        assert answer.url == url("duplicate_list")
        assert PersonDistinction.objects.get().reason == REASON
        assert browser.get(url("duplicate_list")).context["pairs"] == []
        assert browser.get(url("person_detail", pair[0].pk)).context["lookalikes"] == []

    def test_the_decision_is_taken_back_with_a_reason_and_the_pair_comes_again(self, browser, pair):
        decide(browser, *pair, decision="different")
        row = PersonDistinction.objects.get()
        address = url("distinction_withdraw", row.pk)

        assert address in browser.get(url("person_detail", pair[0].pk)).content.decode()
        assert browser.post(address, {"reason": " "}).status_code == 422
        answer = browser.post(address, {"reason": REASON})

        assert answer.url == url("duplicate_list")
        [again] = browser.get(url("duplicate_list")).context["pairs"]
        assert (again.first, again.second) == pair
        row.refresh_from_db()
        assert row.withdrawal_reason == REASON
        assert browser.get(address).status_code == 404

    def test_what_is_merged_already_is_not_another_person(self, browser, pair):
        decide(browser, *pair)

        answer = decide(browser, *pair, decision="different")

        assert answer.status_code == 422
        assert "先に統合を取り消してください" in answer.content.decode()

    def test_a_number_of_thousands_of_digits_is_nobody(self, browser, pair):
        address = url("person_compare", pair[0].pk)

        assert browser.post(address, {"other": "9" * 5000}).status_code == 404
        assert (
            browser.get(url("household_create") + "?consultation=" + "9" * 5000).status_code == 404
        )

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"reason": ""}, "理由を入力してください。"),
            ({"reason": "同じ"}, "10文字以上で具体的に入力してください"),
            ({"decision": ""}, "どちらかを選んでください。"),
        ],
    )
    def test_a_decision_has_a_reason(self, browser, pair, typed, said):
        answer = decide(browser, *pair, **typed)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not PersonMerge.objects.exists()

    def test_what_is_merged_already_is_refused_in_words(self, browser, pair):
        decide(browser, *pair)

        answer = decide(browser, *pair)

        assert answer.status_code == 422
        assert "すでに同じ人として統合されています" in answer.content.decode()


class TestDecidedBack:
    @pytest.fixture
    def merge(self, center, pair, chief_coordinator):
        return merge_persons(
            *pair, center=center, reason=REASON, by=chief_coordinator, at=timezone.now()
        )

    def test_with_a_reason_by_whoever_has_the_right(self, browser, merge, pair):
        answer = browser.post(url("merge_undo", merge.pk), {"reason": "双子の姉と分かった。別人"})

        merge.refresh_from_db()
        assert answer.url == url("duplicate_list")
        assert merge.undo_reason == "双子の姉と分かった。別人"
        assert Person.objects.get(pk=pair[0].pk).merged_into is None

    def test_the_page_says_what_was_recorded_since_and_stays(self, browser, merge, pair):
        later = timezone.localdate() + dt.timedelta(days=1)
        OtherNameFactory(person=pair[1], starts_on=later)

        answer = browser.get(url("merge_undo", merge.pk))

        assert answer.context["since"] == [(pair[0], 0), (pair[1], 1)]
        assert "統合の後に登録したものは、登録した先の記録に残ります" in answer.content.decode()

    def test_once(self, browser, merge, chief_coordinator):
        undo_merge(merge, reason=REASON, by=chief_coordinator, at=timezone.now())

        answer = browser.post(url("merge_undo", merge.pk), {"reason": REASON})

        assert answer.status_code == 404

    def test_not_without_a_reason(self, browser, merge):
        answer = browser.post(url("merge_undo", merge.pk), {"reason": ""})

        assert answer.status_code == 422
        assert "取り消す理由を入力してください。" in answer.content.decode()

    def test_it_stands_on_the_page_afterwards(self, browser, merge, pair, chief_coordinator):
        undo_merge(merge, reason=REASON, by=chief_coordinator, at=timezone.now())

        page = browser.get(url("person_detail", pair[0].pk))

        assert "が取消。理由" in page.content.decode()


@pytest.mark.parametrize("role", ["consultant", "contractor", "municipal_officer", "auditor"])
@pytest.mark.parametrize("page", ["duplicate_list", "person_compare"])
def test_nobody_else_decides(request, client_for, pair, role, page):
    client = client_for(request.getfixturevalue(role))
    arguments = [pair[0].pk] if page == "person_compare" else []

    assert client.get(reverse(f"households:{page}", args=arguments)).status_code == 403


def test_the_household_tells_a_merged_record(browser, pair, center, chief_coordinator):
    merge_persons(*pair, center=center, reason=REASON, by=chief_coordinator, at=timezone.now())
    home = pair[0].memberships.get().household

    page = browser.get(url("household_detail", home.pk))

    assert "統合した記録" in page.content.decode()
