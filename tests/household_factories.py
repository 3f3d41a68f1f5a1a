"""Factories of the registry of households, like those in tests/factories.py."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from consultations import models as consultations
from consultations.enums import ContactKind, ProtectionGround, Relationship
from consultations.family_enums import OtherNameKind, RelationKind
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


class OtherNameFactory(Factory):
    class Meta:
        model = consultations.OtherName

    person = factory.SubFactory(PersonFactory)
    kind = OtherNameKind.MAIDEN
    name = "旧姓 葉子"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PersonRelationFactory(Factory):
    class Meta:
        model = consultations.PersonRelation

    person = factory.SubFactory(PersonFactory)
    other = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..person.municipality")
    )
    kind = RelationKind.SIBLING
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PersonMergeFactory(Factory):
    """The entry alone: `consultations.merge_actions.merge_persons` merges."""

    class Meta:
        model = consultations.PersonMerge

    center = factory.SubFactory(CenterFactory)
    merged = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..center.municipality")
    )
    survivor = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..center.municipality")
    )
    reason = "同じ生年月日と電話番号を本人に確かめた"
    merged_at = factory.LazyFunction(timezone.now)
    merged_by = factory.SubFactory(UserFactory)


class PersonDistinctionFactory(Factory):
    class Meta:
        model = consultations.PersonDistinction

    person = factory.SubFactory(PersonFactory)
    other = factory.SubFactory(
        PersonFactory, municipality=factory.SelfAttribute("..person.municipality")
    )
    decided_at = factory.LazyFunction(timezone.now)
    decided_by = factory.SubFactory(UserFactory)
