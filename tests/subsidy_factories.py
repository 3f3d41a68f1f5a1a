"""Factories of what people sign and choose for subsidies."""

import datetime as dt
import uuid

import factory

from subsidies import models as subsidies
from subsidies.judge.content import content_digest
from subsidies.judge.versions import load_versions
from tests.factories import CenterFactory, Factory, LedgerFactory, MunicipalityFactory, UserFactory


def digest_of(condition, code):
    [version] = [version for version in load_versions() if version.code == code]
    return content_digest(version, condition)


class AttestationFactory(Factory):
    """Of a center; `center=None, municipality=…` for all centers of a municipality."""

    class Meta:
        model = subsidies.Attestation

    center = factory.SubFactory(CenterFactory)
    municipality = factory.SelfAttribute("center.municipality")
    condition = "night_opening.daily_hours"
    decision = True
    starts_on = dt.date(2025, 4, 1)
    ends_on = dt.date(2026, 3, 31)
    reason = "祝日の前日だけ短い"
    document = "令和7年度事業計画書"
    rule_version = "R7"
    content_digest = factory.LazyAttribute(
        lambda self: digest_of(self.condition, self.rule_version)
    )
    signer = "所管課（職員S00001）"
    submission_key = factory.LazyFunction(uuid.uuid4)
    signed_at = dt.datetime(2025, 4, 10, tzinfo=dt.UTC)
    signed_by = factory.SubFactory(UserFactory)


class MunicipalSettingFactory(LedgerFactory):
    class Meta:
        model = subsidies.MunicipalSetting

    municipality = factory.SubFactory(MunicipalityFactory)
    key = "average_counting"
    value = "all"
    starts_on = dt.date(2025, 4, 1)
    reason = "県の回答による"
    source = "見本県回答第1号"
