"""Amounts, shares and handling of a year: entered by one, confirmed by another, kept for ever."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shared.ledger import AlreadySupersededError
from tests.amount_factories import (
    CostShareFactory,
    HandlingChoiceFactory,
    StandardAmountFactory,
)
from tests.factories import MunicipalityFactory, UserFactory
from worksheets.amount_actions import (
    NothingNewError,
    SamePersonError,
    confirm,
    enter,
    withdraw,
)
from worksheets.amount_units import AmountUnit
from worksheets.calculation.shapes import Handling
from worksheets.handling import handling_of, unset_items
from worksheets.handling_choices import load_handling
from worksheets.models import CostShare, HandlingChoice, StandardAmount

YEAR = 2025
TABLES = (StandardAmount, CostShare, HandlingChoice)


def new(municipality, **more):
    row = StandardAmountFactory.build(
        municipality=municipality, recorded_by=None, recorded_at=None, **more
    )
    row.pk = None
    return row


@pytest.fixture
def clerk():
    return UserFactory()


@pytest.fixture
def second():
    return UserFactory()


class TestCounting:
    def test_only_what_a_second_person_confirmed_counts(self, municipality, clerk, second):
        row = enter(new(municipality), by=clerk, at=timezone.now())
        counting = StandardAmount.objects.confirmed_for(municipality, YEAR)
        assert list(counting) == []

        confirm([row], by=second, at=timezone.now())

        assert list(counting.all()) == [row]

    @pytest.mark.parametrize("other", [2024, 2026])
    def test_no_other_year_is_ever_taken(self, municipality, other):
        StandardAmountFactory(municipality=municipality, fiscal_year=other, confirmed=True)
        CostShareFactory(municipality=municipality, fiscal_year=other, confirmed=True)
        HandlingChoiceFactory(municipality=municipality, fiscal_year=other, confirmed=True)

        for model in TABLES:
            assert not model.objects.confirmed_for(municipality, YEAR).exists()
        assert handling_of(municipality, YEAR) == Handling()

    def test_no_other_municipality_is_taken(self, municipality):
        StandardAmountFactory(municipality=MunicipalityFactory(), confirmed=True)

        assert not StandardAmount.objects.confirmed_for(municipality, YEAR).exists()

    def test_who_entered_a_row_does_not_confirm_it(self, municipality, clerk):
        row = enter(new(municipality), by=clerk, at=timezone.now())

        with pytest.raises(SamePersonError):
            confirm([row], by=clerk, at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            StandardAmount.objects.filter(pk=row.pk).update(
                confirmed_at=timezone.now(), confirmed_by=clerk
            )

    def test_confirming_is_all_or_none(self, municipality, clerk, second):
        theirs = enter(new(municipality), by=clerk, at=timezone.now())
        own = enter(
            new(municipality, component="advisers", unit="place_year"), by=second, at=timezone.now()
        )

        with pytest.raises(SamePersonError):
            confirm([theirs, own], by=second, at=timezone.now())

        assert not StandardAmount.objects.confirmed_for(municipality, YEAR).exists()

    def test_a_row_is_confirmed_once(self, municipality, clerk, second):
        row = enter(new(municipality), by=clerk, at=timezone.now())
        confirm([row], by=second, at=timezone.now())

        with pytest.raises(AlreadySupersededError):
            confirm([row], by=UserFactory(), at=timezone.now())


class TestReplacing:
    def test_what_counted_stands_until_the_new_one_is_confirmed(self, municipality, clerk, second):
        old = StandardAmountFactory(municipality=municipality, confirmed=True)
        fresh = enter(new(municipality, amount=2_000_000), by=clerk, at=timezone.now())
        counting = StandardAmount.objects.confirmed_for(municipality, YEAR)
        assert list(counting.all()) == [old]

        confirm([fresh], by=second, at=timezone.now())

        assert list(counting.all()) == [fresh]
        old.refresh_from_db()
        assert (old.amount, old.superseded_by) == (1_234_000, second)

    def test_what_waited_gives_way_to_what_is_entered_later(self, municipality, clerk):
        first = enter(new(municipality), by=clerk, at=timezone.now())
        later = enter(new(municipality, amount=2), by=clerk, at=timezone.now())

        assert list(StandardAmount.objects.current()) == [later]
        first.refresh_from_db()
        assert not first.is_current

    def test_the_same_again_is_refused(self, municipality, clerk):
        enter(new(municipality), by=clerk, at=timezone.now())

        with pytest.raises(NothingNewError) as refused:
            enter(new(municipality), by=UserFactory(), at=timezone.now())
        assert refused.value.waiting is None

    def test_of_the_same_beside_a_correction_the_correction_is_told(self, municipality, clerk):
        StandardAmountFactory(municipality=municipality, confirmed=True)
        waits = enter(new(municipality, amount=2), by=clerk, at=timezone.now())

        with pytest.raises(NothingNewError) as refused:
            enter(new(municipality), by=UserFactory(), at=timezone.now())

        assert refused.value.waiting == waits

    def test_a_change_within_the_year_is_a_row_of_its_own(self, municipality, clerk, second):
        spring = StandardAmountFactory(municipality=municipality, confirmed=True)
        autumn = enter(
            new(municipality, amount=2, starts_on=dt.date(2025, 10, 1)),
            by=clerk,
            at=timezone.now(),
        )
        confirm([autumn], by=second, at=timezone.now())

        counting = StandardAmount.objects.confirmed_for(municipality, YEAR)
        assert list(counting.order_by("starts_on")) == [spring, autumn]

    def test_a_withdrawn_row_counts_no_more_and_stays_readable(self, municipality, clerk):
        row = StandardAmountFactory(municipality=municipality, confirmed=True)

        withdraw(row, by=clerk, at=timezone.now())

        assert not StandardAmount.objects.confirmed_for(municipality, YEAR).exists()
        assert StandardAmount.objects.get() == row
        with pytest.raises(AlreadySupersededError):
            withdraw(row, by=clerk, at=timezone.now())


class TestWhatTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"amount": -1},
            {"amount": 10**12 + 1},
            {"starts_on": dt.date(2025, 3, 31)},
            {"starts_on": dt.date(2026, 4, 1)},
            {"hours_from": 4},
            {"unit": AmountUnit.HOURS_CLASS},
            {"unit": AmountUnit.HOURS_CLASS, "hours_from": 4, "hours_below": 4},
            {"confirmed_at": dt.datetime(2025, 4, 2, tzinfo=dt.UTC)},
        ],
        ids=str,
    )
    def test_amounts(self, municipality, wrong):
        with pytest.raises(IntegrityError):
            StandardAmountFactory(municipality=municipality, **wrong)

    @pytest.mark.parametrize("day", [dt.date(2025, 4, 1), dt.date(2026, 3, 31)])
    def test_both_ends_of_the_year_are_in_it(self, municipality, day):
        assert StandardAmountFactory(municipality=municipality, starts_on=day).pk

    @pytest.mark.parametrize(
        "wrong",
        [
            {"national_denominator": 0},
            {"national_numerator": 4},
            {"prefectural_numerator": 7},
            {"prefectural_numerator": 3},
            {"prefectural_numerator": 9999, "prefectural_denominator": 9999},
        ],
        ids=str,
    )
    def test_shares(self, municipality, wrong):
        with pytest.raises(IntegrityError):
            CostShareFactory(municipality=municipality, **wrong)

    @pytest.mark.parametrize(
        "whole",
        [
            {"prefectural_numerator": 2},
            {
                "national_numerator": 1,
                "national_denominator": 9999,
                "prefectural_numerator": 9998,
                "prefectural_denominator": 9999,
            },
        ],
        ids=str,
    )
    def test_the_whole_without_a_part_of_the_municipality(self, municipality, whole):
        assert CostShareFactory(municipality=municipality, **whole).municipal == 0

    @pytest.mark.parametrize("confirmed", [True, False])
    @pytest.mark.parametrize(
        "factory", [StandardAmountFactory, CostShareFactory, HandlingChoiceFactory]
    )
    def test_two_of_a_key(self, municipality, factory, confirmed):
        factory(municipality=municipality, confirmed=confirmed)

        with pytest.raises(IntegrityError):
            factory(municipality=municipality, confirmed=confirmed)

    def test_bands_that_overlap(self, municipality):
        band = {
            "municipality": municipality,
            "component": "night_opening",
            "unit": AmountUnit.HOURS_CLASS,
            "confirmed": True,
        }
        StandardAmountFactory(**band, hours_from=4, hours_below=8)
        StandardAmountFactory(**band, hours_from=8, hours_below=None)

        with pytest.raises(IntegrityError):
            StandardAmountFactory(**band, hours_from=Decimal("7.99"), hours_below=9)

    @pytest.mark.parametrize(
        ("factory", "column", "value"),
        [
            (StandardAmountFactory, "amount", 1),
            (StandardAmountFactory, "source", "別の通知"),
            (CostShareFactory, "national_denominator", 4),
            (HandlingChoiceFactory, "value", "ceil"),
        ],
    )
    def test_what_is_entered_never_changes(self, municipality, factory, column, value):
        row = factory(municipality=municipality, confirmed=True)

        with pytest.raises(IntegrityError):
            type(row).objects.filter(pk=row.pk).update(**{column: value})

    def test_a_confirmation_is_never_taken_back(self, municipality):
        row = StandardAmountFactory(municipality=municipality, confirmed=True)

        with pytest.raises(IntegrityError):
            StandardAmount.objects.filter(pk=row.pk).update(confirmed_at=None, confirmed_by=None)

    def test_what_is_over_is_confirmed_no_more(self, municipality, clerk, second):
        row = enter(new(municipality), by=clerk, at=timezone.now())
        withdraw(row, by=clerk, at=timezone.now())

        with pytest.raises(IntegrityError):
            StandardAmount.objects.filter(pk=row.pk).update(
                confirmed_at=timezone.now(), confirmed_by=second
            )

    def test_nothing_is_seen_outside_its_municipality(self, municipality):
        StandardAmountFactory(municipality=municipality)

        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('tsunagi.context', '', false)")
            cursor.execute("SELECT count(*) FROM worksheets_standardamount")
            assert cursor.fetchone() == (0,)


class TestWhatTheRowItselfRefuses:
    @pytest.mark.parametrize(
        ("wrong", "at"),
        [
            ({"component": "no_such"}, "component"),
            ({"size_class": "A"}, "size_class"),
            ({"unit": AmountUnit.PLACE_YEAR}, "unit"),
            ({"hours_from": 4}, "hours_from"),
            ({"starts_on": dt.date(2026, 4, 1)}, "starts_on"),
        ],
        ids=str,
    )
    def test_amounts(self, municipality, clerk, wrong, at):
        with pytest.raises(ValidationError) as refused:
            enter(new(municipality, **wrong), by=clerk, at=timezone.now())

        assert at in refused.value.message_dict

    @pytest.mark.parametrize(
        "band", [{}, {"hours_from": 8, "hours_below": 8}, {"hours_below": 8}], ids=str
    )
    def test_bands(self, municipality, clerk, band):
        row = new(municipality, component="night_opening", unit=AmountUnit.HOURS_CLASS, **band)

        with pytest.raises(ValidationError):
            enter(row, by=clerk, at=timezone.now())

    def test_shares_beyond_the_whole(self, municipality, clerk):
        row = CostShareFactory.build(
            municipality=municipality, prefectural_numerator=3, recorded_by=None, recorded_at=None
        )
        row.pk = None

        with pytest.raises(ValidationError, match="合計が1を超えています"):
            enter(row, by=clerk, at=timezone.now())

    @pytest.mark.parametrize("wrong", [{"item": "no_such"}, {"value": "no_such"}], ids=str)
    def test_handling(self, municipality, wrong):
        with pytest.raises(ValidationError):
            HandlingChoiceFactory.build(municipality=municipality, **wrong).clean()


class TestBands:
    @pytest.mark.parametrize(
        ("hours", "holds"), [("3.99", False), ("4", True), ("7.99", True), ("8", False)]
    )
    def test_from_is_in_the_band_and_below_is_not(self, hours, holds):
        row = StandardAmountFactory.build(
            unit=AmountUnit.HOURS_CLASS, hours_from=Decimal(4), hours_below=Decimal(8)
        )
        assert row.holds_hours(Decimal(hours)) is holds

    def test_the_last_band_has_no_end(self):
        row = StandardAmountFactory.build(unit=AmountUnit.HOURS_CLASS, hours_from=Decimal(8))

        assert row.holds_hours(Decimal(168))
        assert row.size_label == "週8時間以上"


class TestHandling:
    def test_what_is_confirmed_is_told_with_its_source(self, municipality):
        HandlingChoiceFactory(
            municipality=municipality, item="rounding_unit", value="1000", confirmed=True
        )
        HandlingChoiceFactory(municipality=municipality, item="rounding_mode", value="ceil")

        found = handling_of(municipality, YEAR)

        assert (found.rounding_unit, found.rounding_mode) == (1000, None)
        assert found.origins["rounding_unit"].text.startswith("架空の交付要綱")

    def test_what_is_not_set_is_named(self):
        named = unset_items(Handling())

        assert "端数処理の単位" in named
        assert "1円未満の端数の処理" not in named  # asked only where it decides

    def test_every_item_is_a_figure_of_the_calculation(self):
        assert set(load_handling()) <= set(Handling.__dataclass_fields__)
