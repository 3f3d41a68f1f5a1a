"""Factories of the directory: resources, vacancies, agencies, lists that wait."""

import datetime as dt

import factory

from centers import models as centers
from centers.enums import AgeClass, AgencyKind, ResourceKind
from tests.factories import Factory, LedgerFactory, MunicipalityFactory, UserFactory

LONG_AGO = dt.datetime(2020, 4, 1, tzinfo=dt.UTC)


class LocalResourceFactory(Factory):
    class Meta:
        model = centers.LocalResource

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = ResourceKind.CHILD_REARING_BASE
    name = factory.Sequence(lambda n: f"第{n}ひろば")
    area = factory.LazyAttribute(lambda self: self.municipality.name)
    address = factory.Sequence(lambda n: f"見本町{n}番地")
    recorded_at = LONG_AGO

    @classmethod
    def _build(cls, model_class, *args, **kwargs):
        resource = model_class(*args, **kwargs)
        resource.renew_keys()
        return resource

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        resource = cls._build(model_class, *args, **kwargs)
        resource.save()
        return resource


class ResourceVacancyFactory(LedgerFactory):
    class Meta:
        model = centers.ResourceVacancy

    resource = factory.SubFactory(LocalResourceFactory)
    age_class = AgeClass.WHOLE
    counted_on = dt.date(2025, 10, 1)
    number = 3


class PartnerAgencyFactory(Factory):
    class Meta:
        model = centers.PartnerAgency

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = AgencyKind.CHILD_GUIDANCE_CENTER
    name = factory.Sequence(lambda n: f"第{n}児童相談所")
    recorded_at = LONG_AGO

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        agency = model_class(*args, **kwargs)
        agency.renew_keys()
        agency.save()
        return agency


class ResourceImportFactory(Factory):
    """A list that may still be confirmed, without a row."""

    class Meta:
        model = centers.ResourceImport

    municipality = factory.SubFactory(MunicipalityFactory)
    file_name = "itiran.csv"
    file_digest = "0" * 64
    area = factory.LazyAttribute(lambda self: self.municipality.name)
    header = factory.LazyFunction(
        lambda: {"line": 1, "columns": [["名称", "name"]], "extras": [], "skipped": []}
    )
    uploaded_at = LONG_AGO
    uploaded_by = factory.SubFactory(UserFactory)
    expires_at = dt.datetime(2099, 4, 1, tzinfo=dt.UTC)
