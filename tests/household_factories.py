"""Factories of the registry of households, like those in tests/factories.py."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from consultations import models as consultations
from consultations.enums import ContactKind, ProtectionGround, Relationship
from shared.japanese_text import fold_key, kana_key
from tests.factories import LONG_AGO, CenterFactory, Factory, MunicipalityFactory, UserFactory


class HouseholdFactory(Factory):
    class Meta:
        model = consultations.Household

    center = factory.SubFactory(CenterFactory)
    municipality = factory.SelfAttribute("center.municipality")
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PersonFactory(Factory):
    class Meta:
        model = consultations.Person

    municipality = factory.SubFactory(MunicipalityFactory)
    registered_name = "見本 葉子"
    registered_kana = "ミホン ヨウコ"
    name_key = factory.LazyAttribute(lambda self: fold_key(self.registered_name))
    kana_key = factory.LazyAttribute(lambda self: kana_key(self.registered_kana))


class HouseholdMembershipFactory(Factory):
    class Meta:
        model = consultations.HouseholdMembership

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..household.municipality")
    )
    relationship = Relationship.SELF
    starts_on = LONG_AGO


class ContactDetailFactory(Factory):
    class Meta:
        model = consultations.ContactDetail

    person = factory.SubFactory(PersonFactory)
    kind = ContactKind.ADDRESS
    value = "見本町1-2-3"
    starts_on = LONG_AGO

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs.setdefault("value_key", consultations.contact_key(kwargs["value"]))
        return super()._create(model_class, *args, **kwargs)


class AddressProtectionFactory(Factory):
    class Meta:
        model = consultations.AddressProtection

    person = factory.SubFactory(PersonFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    expires_on = factory.LazyAttribute(lambda self: self.starts_on + dt.timedelta(days=364))
    ground = ProtectionGround.DOMESTIC_VIOLENCE
    decided_by = "第一市"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PersonChangeFactory(Factory):
    class Meta:
        model = consultations.PersonChange

    person = factory.SubFactory(PersonFactory)
    changes = factory.LazyFunction(lambda: {"続柄": {"before": "本人", "after": "子"}})
    changed_at = factory.LazyFunction(timezone.now)
    changed_by = factory.SubFactory(UserFactory)


class AddressRevealFactory(Factory):
    class Meta:
        model = consultations.AddressReveal

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..household.municipality")
    )
    submission_key = factory.LazyFunction(uuid.uuid4)
    reason = "緊急の家庭訪問のため住所を確認"
    revealed_at = factory.LazyFunction(timezone.now)
    revealed_by = factory.SubFactory(UserFactory)
