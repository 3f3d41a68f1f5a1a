"""Factories of retention, like those in tests/factories.py."""

import datetime as dt
import uuid

import factory

from retention import models as retention
from retention.enums import CountedFrom
from tests.factories import LONG_AGO, Factory, MunicipalityFactory, UserFactory

LAST_YEAR = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)


class RetentionRuleFactory(Factory):
    class Meta:
        model = retention.RetentionRule

    municipality = factory.SubFactory(MunicipalityFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    kind = "consultation"
    years = 3
    event = "occurred"
    counted_from = CountedFrom.NEXT_FISCAL_YEAR
    ordinance = "見本市文書管理規程 別表第2"
    starts_on = LONG_AGO
    recorded_at = LAST_YEAR
    recorded_by = factory.SubFactory(UserFactory)


class LegalHoldFactory(Factory):
    class Meta:
        model = retention.LegalHold

    municipality = factory.SubFactory(MunicipalityFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    kind = "consultation"
    requested_by_name = "見本市総務課"
    reason = "情報公開請求への対応"
    starts_on = LONG_AGO
    recorded_at = LAST_YEAR
    recorded_by = factory.SubFactory(UserFactory)


class DisposalFactory(Factory):
    class Meta:
        model = retention.Disposal

    municipality = factory.SubFactory(MunicipalityFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    fiscal_year = 2025
    proposed_at = LAST_YEAR
    proposed_by = factory.SubFactory(UserFactory)


class DisposalItemFactory(Factory):
    class Meta:
        model = retention.DisposalItem

    disposal = factory.SubFactory(DisposalFactory)
    rule = factory.SubFactory(
        RetentionRuleFactory, municipality=factory.SelfAttribute("..disposal.municipality")
    )
    kind = "consultation"
    record_id = factory.Sequence(lambda n: 900_000 + n)
    event_on = dt.date(2020, 5, 1)
    kept_until = dt.date(2024, 3, 31)


class ResidueFactory(Factory):
    class Meta:
        model = retention.Residue

    item = factory.SubFactory(DisposalItemFactory)
    kind = "case"
    counted = factory.LazyFunction(lambda: {"fiscal_year": 2020})
