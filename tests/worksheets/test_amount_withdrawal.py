"""Withdrawing: one person may bring about 未登録, and never another figure."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from shared.ledger import AlreadySupersededError
from tests.amount_factories import (
    CostShareFactory,
    HandlingChoiceFactory,
    StandardAmountFactory,
)
from tests.factories import UserFactory
from worksheets.amount_actions import StandInError, confirm, stand_ins, withdraw
from worksheets.models import StandardAmount

YEAR = 2025
OCTOBER = "2025-10-01"
BASE = {"center_type": "basic", "component": "base", "unit": "place_year"}
BAND = {"component": "night_opening", "unit": "hours_class"}


@pytest.fixture
def client(client_for, finance_clerk):
    return client_for(finance_clerk)


def withdraw_url(row, kind="amounts"):
    return reverse("worksheets:amount_withdraw", args=[kind, row.pk])


def counting(municipality, **values):
    """A row that counts, as the database has it."""
    row = StandardAmountFactory(municipality=municipality, confirmed=True, **values)
    return StandardAmount.objects.get(pk=row.pk)


class TestWhatWouldCountInstead:
    @pytest.mark.parametrize(
        ("there", "withdrawn"),
        [
            ({}, {"starts_on": OCTOBER}),
            (BASE, {**BASE, "size_class": "Ⅰ"}),
            ({**BASE, "starts_on": OCTOBER}, {**BASE, "size_class": "Ⅰ"}),
            ({**BASE, "size_class": "Ⅰ"}, {**BASE, "starts_on": OCTOBER}),
            (
                {**BAND, "hours_from": 4, "hours_below": 8},
                {**BAND, "hours_from": 7, "hours_below": None, "starts_on": OCTOBER},
            ),
        ],
        ids=str,
    )
    def test_a_figure_behind_it(self, municipality, there, withdrawn):
        behind = counting(municipality, **there)
        row = counting(municipality, **withdrawn)

        assert list(stand_ins(row)) == [behind]
        with pytest.raises(StandInError):
            withdraw(row, by=UserFactory(), at=timezone.now())

        row.refresh_from_db()
        assert row.is_current

    @pytest.mark.parametrize(
        ("there", "withdrawn"),
        [
            ({"starts_on": OCTOBER}, {}),
            ({**BASE, "size_class": "Ⅱ"}, {**BASE, "size_class": "Ⅰ"}),
            ({"fiscal_year": 2024}, {}),
            ({"component": "advisers", "unit": "place_year"}, {"starts_on": OCTOBER}),
            (
                {**BAND, "hours_from": 0, "hours_below": 4},
                {**BAND, "hours_from": 4, "hours_below": None},
            ),
            (
                {**BAND, "hours_from": 0, "hours_below": 4},
                {**BAND, "hours_from": 4, "hours_below": 8, "starts_on": OCTOBER},
            ),
        ],
        ids=str,
    )
    def test_nothing_behind_it(self, municipality, there, withdrawn):
        stays = counting(municipality, **there)
        row = counting(municipality, **withdrawn)

        withdraw(row, by=UserFactory(), at=timezone.now())

        stays.refresh_from_db()
        assert (stays.is_current, row.is_current) == (True, False)

    def test_what_waits_is_withdrawn_whatever_counts(self, municipality):
        counting(municipality)
        row = StandardAmountFactory(municipality=municipality, starts_on=OCTOBER)

        withdraw(row, by=UserFactory(), at=timezone.now())

        assert not row.is_current

    def test_what_waits_or_is_over_stands_in_for_nothing(self, municipality):
        StandardAmountFactory(municipality=municipality, amount=5)
        over = counting(municipality)
        withdraw(over, by=UserFactory(), at=timezone.now())
        row = counting(municipality, starts_on=OCTOBER)

        assert list(stand_ins(row)) == []

    @pytest.mark.parametrize("factory", [CostShareFactory, HandlingChoiceFactory])
    def test_shares_and_handling_have_nothing_behind_them(self, municipality, factory):
        row = factory(municipality=municipality, confirmed=True)

        withdraw(row, by=UserFactory(), at=timezone.now())

        assert not type(row).objects.confirmed_for(municipality, YEAR).exists()

    def test_what_was_confirmed_meanwhile_is_looked_at_again(self, municipality):
        row = StandardAmountFactory(municipality=municipality)
        [same] = StandardAmount.objects.all()
        confirm([same], by=UserFactory(), at=timezone.now())

        with pytest.raises(AlreadySupersededError):
            withdraw(row, by=UserFactory(), at=timezone.now())

        assert StandardAmount.objects.confirmed_for(municipality, YEAR).get() == row


class TestPage:
    def test_another_figure_is_named_instead_of_a_button(self, client, municipality):
        counting(municipality, amount=4_000_000)
        row = counting(municipality, amount=5_000_000, starts_on=OCTOBER)

        page = client.get(withdraw_url(row))
        refused = client.post(withdraw_url(row), {"seen": "confirmed"})

        assert (page.status_code, refused.status_code) == (200, 422)
        for response in (page, refused):
            text = unescape(response.content.decode())
            assert "この登録は取り消せません。" in text
            assert "4,000,000円（人・年）" in text
            assert 'name="seen"' not in text
        assert "hours_from" not in page.context["correction_url"]
        row.refresh_from_db()
        assert row.is_current

    def test_it_says_that_nothing_would_count(self, client, municipality):
        row = counting(municipality)

        text = client.get(withdraw_url(row)).content.decode()

        assert "取り消すと「未登録」になり" in text
        assert 'name="seen" value="confirmed"' in text

    def test_of_what_waits_it_says_that_nothing_changes(self, client, municipality):
        row = StandardAmountFactory(municipality=municipality)

        text = client.get(withdraw_url(row)).content.decode()

        assert "今使われている内容は変わりません" in text
        assert 'name="seen" value="waiting"' in text

    @pytest.mark.parametrize("seen", [{"seen": "waiting"}, {}], ids=str)
    def test_what_was_confirmed_while_the_page_was_open_stays(self, client, municipality, seen):
        row = counting(municipality)

        response = client.post(withdraw_url(row), seen, follow=True)

        assert "他の職員が先に変更しました" in response.content.decode()
        row.refresh_from_db()
        assert row.is_current

    def test_the_link_fills_in_the_form(self, client, municipality):
        counting(municipality)
        row = counting(municipality, starts_on=OCTOBER)

        form = client.get(client.get(withdraw_url(row)).context["correction_url"]).context["form"]

        assert form.initial["what"] == "family_center:coordinator"
        assert form.initial["starts_on"] == OCTOBER
        assert "amount" not in form.initial or form.initial["amount"] is None
