"""Tables of bands: confirmed together they replace what counted, and leave no hours out."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.amount_factories import StandardAmountFactory
from tests.conftest import _user_with
from tests.factories import UserFactory
from worksheets.amount_actions import GapInBandsError, confirm
from worksheets.amount_bands import gap_in
from worksheets.amount_units import AmountUnit
from worksheets.models import StandardAmount

YEAR = 2025
BAND = {"component": "night_opening", "unit": AmountUnit.HOURS_CLASS}
PER_HOUR = {"component": "night_opening", "unit": AmountUnit.HOUR_YEAR}


def built(*bands):
    return [
        StandardAmountFactory.build(
            **BAND,
            municipality=None,
            hours_from=Decimal(first),
            hours_below=None if below is None else Decimal(below),
        )
        for first, below in bands
    ]


@pytest.fixture
def table(municipality):
    """Makes bands of the municipality, from (from, below)."""

    def make(*bands, **more):
        made = [
            StandardAmountFactory(
                municipality=municipality, hours_from=first, hours_below=below, **BAND, **more
            )
            for first, below in bands
        ]
        for row in made:
            row.refresh_from_db()
        return made

    return make


def counting(municipality):
    rows = StandardAmount.objects.confirmed_for(municipality, YEAR)
    return sorted((row.hours_from, row.hours_below) for row in rows)


class TestGaps:
    @pytest.mark.parametrize(
        ("before", "fresh", "gap"),
        [
            ([(0, 4), (4, None)], [(0, 6), (6, None)], ""),
            ([(0, 4), (4, 8), (8, None)], [(4, None)], ""),
            ([(0, 4), (4, None)], [(4, 8), (8, None)], ""),
            ([(0, 4), (4, 8)], [(4, 8)], ""),
            ([(0, 4)], [(4, 8)], ""),
            ([], [(4, 8)], ""),
            ([(0, 4), (4, None)], [(0, 6)], "週6時間以上"),
            ([(0, 4), (4, None)], [(6, None)], "週4時間以上6時間未満"),
            ([(4, 8)], [(7, 9)], "週4時間以上7時間未満"),
            ([(0, 8)], [(0, 2), (6, 8)], "週2時間以上6時間未満"),
            ([(0, 4), (4, 8)], [(2, 6)], "週0時間以上2時間未満"),
            ([(0, "4.5"), ("4.5", 8)], [("4.5", 7)], "週7時間以上8時間未満"),
        ],
        ids=str,
    )
    def test_the_first_hours_that_would_be_left_out(self, before, fresh, gap):
        assert gap_in(built(*before), built(*fresh)) == gap


class TestReplacing:
    def test_a_table_takes_the_place_of_another(self, municipality, table):
        table((0, 4), (4, None), confirmed=True)

        confirm(table((0, 6), (6, None)), by=UserFactory(), at=timezone.now())

        assert counting(municipality) == [(0, 6), (6, None)]
        assert StandardAmount.objects.exclude(superseded_at=None).count() == 2

    def test_what_shares_no_hours_stays(self, municipality, table):
        table((0, 4), (4, 8), (8, None), confirmed=True)

        confirm(table((4, None)), by=UserFactory(), at=timezone.now())

        assert counting(municipality) == [(0, 4), (4, None)]

    def test_a_part_of_a_table_alone_changes_nothing(self, municipality, table):
        table((0, 4), (4, None), confirmed=True)
        first, _ = table((0, 6), (6, None))

        with pytest.raises(GapInBandsError):
            confirm([first], by=UserFactory(), at=timezone.now())

        assert counting(municipality) == [(0, 4), (4, None)]

    def test_bands_confirmed_together_do_not_overlap(self, municipality, table):
        table((0, 8), confirmed=True)

        with pytest.raises(IntegrityError), transaction.atomic():
            confirm(table((0, 5), (4, 8)), by=UserFactory(), at=timezone.now())

        assert counting(municipality) == [(0, 8)]

    def test_the_page_says_which_hours_would_be_left_out(self, client_for, municipality, table):
        table((0, 4), (4, None), confirmed=True)
        first, last = table((0, 6), (6, None))
        client = client_for(_user_with("finance_clerk", municipality))
        url = reverse("worksheets:amount_confirm", args=[municipality.pk, YEAR])

        refused = client.post(url, {"row": [f"amounts-{first.pk}"]})
        done = client.post(url, {"row": [f"amounts-{first.pk}", f"amounts-{last.pk}"]})

        assert refused.status_code == 422
        assert "週6時間以上の額がなくなります。" in refused.content.decode()
        assert done.status_code == 302
        assert counting(municipality) == [(0, 6), (6, None)]


class TestOneWayOfCounting:
    @pytest.mark.parametrize("day", ["2025-04-01", "2025-10-01"])
    def test_hours_are_not_counted_in_two_ways(self, municipality, table, day):
        table((0, 4), confirmed=True)
        per_hour = StandardAmountFactory(municipality=municipality, starts_on=day, **PER_HOUR)

        with pytest.raises(IntegrityError), transaction.atomic():
            confirm([per_hour], by=UserFactory(), at=timezone.now())

        assert counting(municipality) == [(0, 4)]

    def test_each_size_class_by_itself(self, municipality, table):
        table((0, 4), confirmed=True, size_class="A")

        assert StandardAmountFactory(municipality=municipality, confirmed=True, **PER_HOUR).pk

    def test_the_page_says_why(self, client_for, municipality, table):
        StandardAmountFactory(municipality=municipality, confirmed=True, **PER_HOUR)
        [band] = table((0, None))
        client = client_for(_user_with("finance_clerk", municipality))

        response = client.post(
            reverse("worksheets:amount_confirm", args=[municipality.pk, YEAR]),
            {"row": [f"amounts-{band.pk}"]},
        )

        assert response.status_code == 422
        assert "「時間区分・年」と「週1時間・年」の額を並べることはできません。" in (
            response.content.decode()
        )
        assert StandardAmount.objects.confirmed_for(municipality, YEAR).get() != band

    def test_what_counts_has_an_order(self, municipality):
        october = StandardAmountFactory(
            municipality=municipality, starts_on="2025-10-01", confirmed=True
        )
        april = StandardAmountFactory(municipality=municipality, confirmed=True)

        assert list(StandardAmount.objects.confirmed_for(municipality, YEAR)) == [april, october]
