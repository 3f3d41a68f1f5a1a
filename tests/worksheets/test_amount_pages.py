"""The pages of amounts: what is missing is said, a second person confirms, nothing typed is lost."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.amount_factories import (
    CostShareFactory,
    HandlingChoiceFactory,
    StandardAmountFactory,
)
from tests.conftest import _user_with
from tests.factories import MunicipalityFactory
from worksheets.amount_actions import withdraw
from worksheets.amount_pages import HISTORY_SHOWN
from worksheets.models import CostShare, HandlingChoice, StandardAmount

YEAR = 2025
SOURCE = {"source": "架空の交付要綱（見本第1号）", "source_on": "令和7年4月1日"}
AMOUNT = {
    "what": "family_center:coordinator",
    "size_class": "",
    "unit": "person_year",
    "hours_from": "",
    "hours_below": "",
    "amount": "１,234,000",  # noqa: RUF001 -- as an IME types it
    "starts_on": "R7.4.1",
    **SOURCE,
}


def list_url(municipality, year=YEAR):
    return reverse("worksheets:amount_list", args=[municipality.pk, year])


def create_url(municipality, kind, query=""):
    return reverse("worksheets:amount_create", args=[municipality.pk, YEAR, kind]) + query


def confirm_url(municipality):
    return reverse("worksheets:amount_confirm", args=[municipality.pk, YEAR])


def text_of(response):
    return unescape(response.content.decode())


@pytest.fixture
def client(client_for, finance_clerk):
    return client_for(finance_clerk)


@pytest.fixture
def second(client_for, municipality):
    return client_for(_user_with("finance_clerk", municipality))


class TestList:
    def test_an_empty_year_says_so_of_everything(self, client, municipality):
        StandardAmountFactory(municipality=municipality, fiscal_year=2024, confirmed=True)

        page = client.get(list_url(municipality)).context["page"]

        assert all(not item.rows for group in page.groups for item in group.items)
        assert all(group.missing == len(group.items) for group in page.groups)

    def test_what_waits_still_counts_as_not_registered(self, client, municipality):
        StandardAmountFactory(municipality=municipality)

        response = client.get(list_url(municipality))

        item = next(
            item
            for group in response.context["page"].groups
            for item in group.items
            if item.label == "地域資源開拓コーディネーター"
        )
        assert (item.counting, len(item.waiting)) == ([], 1)
        assert "確認待ち（1件）" in text_of(response)

    def test_queries_do_not_grow_with_the_rows(
        self, client, municipality, django_assert_max_num_queries
    ):
        client.get(list_url(municipality))
        with django_assert_max_num_queries(40) as few:
            client.get(list_url(municipality))
        for component in ("advisers", "multilingual", "special_consideration"):
            StandardAmountFactory(
                municipality=municipality, component=component, unit="place_year", confirmed=True
            )
        CostShareFactory(municipality=municipality, confirmed=True)
        HandlingChoiceFactory(municipality=municipality)

        with django_assert_max_num_queries(len(few)):
            client.get(list_url(municipality))

    def test_old_rows_are_all_there_page_by_page(self, client, municipality, finance_clerk):
        for amount in range(HISTORY_SHOWN + 1):
            row = StandardAmountFactory(municipality=municipality, amount=amount)
            withdraw(row, by=finance_clerk, at=timezone.now())
        share = CostShareFactory(municipality=municipality)
        withdraw(share, by=finance_clerk, at=timezone.now())

        first = client.get(list_url(municipality))
        second = client.get(list_url(municipality), {"page": 2})

        rows = [*first.context["history"], *second.context["history"]]
        assert [row.entry.pk for row in rows if row.slug == "shares"] == [share.pk]
        assert rows[0].entry == share
        assert [row.entry.amount for row in rows[1:]] == [*reversed(range(HISTORY_SHOWN + 1))]
        assert f"変更の履歴（{HISTORY_SHOWN + 2}件）" in text_of(first)
        assert f"{list_url(municipality)}?page=2#history" in text_of(first)
        assert (first.context["is_history_open"], second.context["is_history_open"]) == (
            False,
            True,
        )

    @pytest.mark.parametrize("year", [1999, 2099])
    def test_a_year_that_cannot_be_entered_is_none(self, client, municipality, year):
        assert client.get(list_url(municipality, year)).status_code == 404

    def test_another_municipality_is_out_of_reach(self, client):
        assert client.get(list_url(MunicipalityFactory())).status_code == 404

    def test_the_years_count_what_counts_and_what_waits(self, client, municipality):
        StandardAmountFactory(municipality=municipality, confirmed=True)
        CostShareFactory(municipality=municipality)

        rows = client.get(reverse("worksheets:amount_overview")).context["rows"]

        counts = {count.fiscal_year: (count.counting, count.waiting) for count, _ in rows}
        assert counts[YEAR] == (1, 1)

    def test_a_year_long_ago_is_listed_for_its_old_rows(self, client, municipality, finance_clerk):
        row = StandardAmountFactory(municipality=municipality, fiscal_year=2016)
        withdraw(row, by=finance_clerk, at=timezone.now())

        rows = client.get(reverse("worksheets:amount_overview")).context["rows"]

        years = [count.fiscal_year for count, _ in rows]
        assert (years[-1], rows[-1][0].counting, rows[-1][0].waiting) == (2016, 0, 0)
        assert years == sorted(years, reverse=True)
        assert len(years) == len(set(years))

    def test_an_auditor_looks_and_enters_nothing(self, client_for, auditor, municipality):
        client = client_for(auditor)

        assert client.get(list_url(municipality)).context["can_edit"] is False
        assert client.get(create_url(municipality, "amounts")).status_code == 403


class TestEntering:
    def test_an_amount(self, client, municipality, finance_clerk):
        response = client.post(create_url(municipality, "amounts"), AMOUNT)

        assert response.status_code == 302
        row = StandardAmount.objects.get()
        assert (row.center_type, row.component) == ("family_center", "coordinator")
        assert (row.amount, row.recorded_by, row.is_confirmed) == (1_234_000, finance_clerk, False)

    def test_a_band_of_hours(self, client, municipality):
        data = AMOUNT | {
            "what": "family_center:night_opening",
            "unit": "hours_class",
            "hours_from": "４",  # noqa: RUF001 -- likewise
            "hours_below": "8.5",
        }
        assert client.post(create_url(municipality, "amounts"), data).status_code == 302

        assert StandardAmount.objects.get().size_label == "週4時間以上8.5時間未満"

    def test_shares_as_fractions(self, client, municipality):
        data = {"center_type": "basic", "national": "３分の２", "prefectural": "1／6", **SOURCE}

        assert client.post(create_url(municipality, "shares"), data).status_code == 302

        row = CostShare.objects.get()
        assert (row.national_text, row.prefectural_text, row.municipal_text) == (
            "2/3",
            "1/6",
            "1/6",
        )

    def test_a_choice_of_handling(self, client, municipality):
        url = create_url(municipality, "handling", "?item=rounding_mode")

        assert client.post(url, {"value": "floor", **SOURCE}).status_code == 302

        assert HandlingChoice.objects.get().value_label == "切り捨て"

    @pytest.mark.parametrize("query", ["", "?item=no_such"])
    def test_handling_of_nothing_is_none(self, client, municipality, query):
        assert client.get(create_url(municipality, "handling", query)).status_code == 404

    def test_a_kind_that_is_none(self, client, municipality):
        assert client.get(create_url(municipality, "wishes")).status_code == 404

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("what", ""),
            ("what", "family_center:no_such"),
            ("amount", "百万円"),
            ("amount", "-1"),
            ("amount", "1,000,000,000,001"),
            ("amount", ""),
            ("starts_on", "令和8年4月1日"),
            ("unit", "place_year"),
            ("size_class", "A"),
            ("source", ""),
            ("source_on", "いつか"),
        ],
    )
    def test_what_cannot_be_is_said_beside_the_field(self, client, municipality, field, typed):
        response = client.post(create_url(municipality, "amounts"), AMOUNT | {field: typed})

        assert response.status_code == 422
        assert field in response.context["form"].errors
        assert "架空の交付要綱（見本第1号）" in text_of(response) or field == "source"
        assert not StandardAmount.objects.exists()

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("national", "0.66"),
            ("national", "3/2"),
            ("national", "1/0"),
            ("prefectural", "1/2"),
            ("prefectural", ""),
        ],
    )
    def test_what_is_no_share(self, client, municipality, field, typed):
        data = {"center_type": "basic", "national": "2/3", "prefectural": "1/6", **SOURCE}

        response = client.post(create_url(municipality, "shares"), data | {field: typed})

        assert response.status_code == 422
        assert field in response.context["form"].errors
        assert not CostShare.objects.exists()

    def test_a_double_click_enters_one(self, client, municipality):
        url = create_url(municipality, "amounts")
        client.post(url, AMOUNT)

        response = client.post(url, AMOUNT)

        assert response.status_code == 422
        assert "同じ内容が既に登録されています。" in text_of(response)
        assert StandardAmount.objects.count() == 1

    def test_the_same_beside_a_correction_says_what_to_withdraw(self, client, municipality):
        StandardAmountFactory(municipality=municipality, confirmed=True)
        StandardAmountFactory(municipality=municipality, amount=5)

        response = client.post(create_url(municipality, "amounts"), AMOUNT)

        assert response.status_code == 422
        assert "その確認待ちの登録を取り消してください。" in text_of(response)
        assert StandardAmount.objects.current().count() == 2

    def test_a_link_fills_in_what_it_names(self, client, municipality):
        response = client.get(
            create_url(municipality, "amounts", "?what=family_center:coordinator&nonsense=1")
        )

        initial = response.context["form"].initial
        assert initial["what"] == "family_center:coordinator"
        assert initial["starts_on"] == dt.date(2025, 4, 1)
        assert "nonsense" not in initial


class TestConfirming:
    def test_a_second_person_confirms(self, client, second, municipality):
        client.post(create_url(municipality, "amounts"), AMOUNT)
        row = StandardAmount.objects.get()

        response = second.post(confirm_url(municipality), {"row": [f"amounts-{row.pk}"]})

        assert response.status_code == 302
        assert StandardAmount.objects.confirmed_for(municipality, YEAR).get() == row

    def test_rows_of_all_kinds_at_once(self, second, municipality):
        rows = [
            StandardAmountFactory(municipality=municipality),
            CostShareFactory(municipality=municipality),
            HandlingChoiceFactory(municipality=municipality),
        ]
        slugs = ("amounts", "shares", "handling")
        words = [f"{slug}-{row.pk}" for slug, row in zip(slugs, rows, strict=True)]

        assert second.post(confirm_url(municipality), {"row": words}).status_code == 302

        for model in (StandardAmount, CostShare, HandlingChoice):
            assert model.objects.confirmed_for(municipality, YEAR).count() == 1

    def test_nobody_confirms_their_own(self, client, municipality, finance_clerk):
        row = StandardAmountFactory(municipality=municipality, recorded_by=finance_clerk)

        page = client.get(list_url(municipality))
        response = client.post(confirm_url(municipality), {"row": [f"amounts-{row.pk}"]})

        assert "ご自身の登録" in text_of(page)
        assert response.status_code == 422
        assert "登録した人は、その登録を確認できません。" in text_of(response)
        assert not StandardAmount.objects.confirmed_for(municipality, YEAR).exists()

    @pytest.mark.parametrize("words", [[], ["amounts-0"], ["wishes-1"], ["amounts-x"]])
    def test_nothing_or_nonsense_confirms_nothing(self, second, municipality, words):
        StandardAmountFactory(municipality=municipality)

        assert second.post(confirm_url(municipality), {"row": words}).status_code == 422

        assert not StandardAmount.objects.confirmed_for(municipality, YEAR).exists()

    def test_what_was_changed_meanwhile_keeps_the_other_ticks(self, second, municipality):
        waits = StandardAmountFactory(municipality=municipality)
        done = CostShareFactory(municipality=municipality, confirmed=True)

        response = second.post(
            confirm_url(municipality), {"row": [f"amounts-{waits.pk}", f"shares-{done.pk}"]}
        )

        assert response.status_code == 422
        assert response.context["chosen"] == [f"amounts-{waits.pk}", f"shares-{done.pk}"]
        assert not StandardAmount.objects.confirmed_for(municipality, YEAR).exists()

    def test_a_row_of_another_municipality_is_not_there(self, second, municipality):
        theirs = StandardAmountFactory()

        second.post(confirm_url(municipality), {"row": [f"amounts-{theirs.pk}"]})

        theirs.refresh_from_db()
        assert not theirs.is_confirmed

    def test_bands_that_overlap_are_refused_in_words(self, second, municipality):
        band = {"component": "night_opening", "unit": "hours_class"}
        StandardAmountFactory(
            municipality=municipality, hours_from=4, hours_below=8, confirmed=True, **band
        )
        late = StandardAmountFactory(municipality=municipality, hours_from=7, hours_below=9, **band)

        response = second.post(confirm_url(municipality), {"row": [f"amounts-{late.pk}"]})

        assert response.status_code == 422
        assert "確認済みの区分と重なっています" in text_of(response)


class TestWithdrawing:
    def test_a_row_is_asked_about_and_taken_out(self, client, municipality):
        row = StandardAmountFactory(municipality=municipality, confirmed=True)
        url = reverse("worksheets:amount_withdraw", args=["amounts", row.pk])

        assert "1,234,000円" in text_of(client.get(url))
        assert client.post(url, {"seen": "confirmed"}).status_code == 302

        assert not StandardAmount.objects.confirmed_for(municipality, YEAR).exists()
        assert "変更の履歴（1件）" in text_of(client.get(list_url(municipality)))

    def test_a_second_time_changes_nothing(self, client, municipality):
        row = StandardAmountFactory(municipality=municipality)
        url = reverse("worksheets:amount_withdraw", args=["amounts", row.pk])
        client.post(url, {"seen": "waiting"})

        response = client.post(url, {"seen": "waiting"}, follow=True)

        assert "他の職員が先に変更しました" in text_of(response)
