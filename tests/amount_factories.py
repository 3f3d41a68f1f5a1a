"""Factories of amounts, shares and handling of a year. All amounts are made up."""

import datetime as dt

import factory

from tests.factories import Factory, LedgerFactory, MunicipalityFactory, UserFactory
from worksheets import models as worksheets
from worksheets.amount_units import AmountUnit

LONG_AGO = dt.datetime(2025, 4, 10, tzinfo=dt.UTC)


class ConfirmedFactory(LedgerFactory):
    """Entered and waiting; `confirmed=True` for what counts."""

    class Meta:
        abstract = True

    class Params:
        confirmed = factory.Trait(
            confirmed_at=LONG_AGO + dt.timedelta(days=1),
            confirmed_by=factory.SubFactory(UserFactory),
        )

    municipality = factory.SubFactory(MunicipalityFactory)
    fiscal_year = 2025
    source = "架空の交付要綱（見本第1号）"
    source_on = dt.date(2025, 4, 1)
    recorded_at = LONG_AGO
    recorded_by = factory.SubFactory(UserFactory)


class StandardAmountFactory(ConfirmedFactory):
    class Meta:
        model = worksheets.StandardAmount

    center_type = "family_center"
    component = "coordinator"
    size_class = ""
    unit = AmountUnit.PERSON_YEAR
    amount = 1_234_000
    starts_on = factory.LazyAttribute(lambda self: dt.date(self.fiscal_year, 4, 1))


class CostShareFactory(ConfirmedFactory):
    class Meta:
        model = worksheets.CostShare

    center_type = "family_center"
    national_numerator, national_denominator = 2, 3
    prefectural_numerator, prefectural_denominator = 1, 6


class HandlingChoiceFactory(ConfirmedFactory):
    class Meta:
        model = worksheets.HandlingChoice

    item = "rounding_mode"
    value = "floor"


class AmountImportFactory(Factory):
    class Meta:
        model = worksheets.AmountImport

    municipality = factory.SubFactory(MunicipalityFactory)
    fiscal_year = 2025
    file_name = "kijungaku.csv"
    file_digest = "0" * 64
    rows = factory.LazyFunction(list)
    uploaded_at = LONG_AGO
    uploaded_by = factory.SubFactory(UserFactory)
    expires_at = dt.datetime(2099, 4, 1, tzinfo=dt.UTC)
