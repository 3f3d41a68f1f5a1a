"""The registry: households, the persons in them, and how they are reached."""

import re
import unicodedata
import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from consultations.enums import ContactKind, Relationship
from consultations.family_enums import LeavingReason
from consultations.models.protection import AddressProtection
from shared.access import Actor, Capability
from shared.concealed import ConcealedTextField
from shared.date_ranges import ordered_dates
from shared.japanese_text import fold_key, kana_key
from shared.municipal_field import InheritedMunicipality
from shared.name_sound import sound_key
from shared.search_key_field import LONGEST_KEY, SearchKeyField

_LEFT_OUT = re.compile(r"[\s\-‐‑‒–—―−ー()（）]")  # noqa: RUF001 -- what people type in numbers
SHORTEST_NUMBER, SHORTEST_PLACE = 3, 2  # characters: fewer would match half of the town


def contact_key(text: str) -> str:
    """Neither the width of the digits nor the hyphens between them count."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).casefold()[:LONGEST_KEY]


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.HOUSEHOLD_VIEW) -> Self:
        return self.filter(user.reach(capability).q())

    def with_members(self, day: date) -> Self:
        """The present members that may be shown, as `members_shown`; no contacts."""
        shown = HouseholdMembership.objects.current(day).not_cut(day).in_order()
        return self.prefetch_related(
            Prefetch("memberships", queryset=shown, to_attr="members_shown")
        )

    def protected(self, day: date) -> Self:
        """Those with a present member under a standing protection that is not cut from them."""
        memberships = HouseholdMembership.objects.current(day).not_cut(day)
        return self.filter(
            Exists(
                memberships.filter(
                    household=OuterRef("pk"),
                    person__identity__in=AddressProtection.objects.standing().values(
                        "person__identity"
                    ),
                )
            )
        )


class Household(models.Model):
    """世帯: people who live together, as one center keeps them."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="担当センター",
        on_delete=models.PROTECT,
        related_name="households",
    )
    # Of records that are disposed of: the household's own time goes on from the last of them.
    last_record_on = models.DateField(
        "最後の記録の日（廃棄したもの）", null=True, blank=True, editable=False
    )
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "世帯"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"世帯 {self.pk}"


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.HOUSEHOLD_VIEW) -> Self:
        """Present members of the households within reach, unless the link is cut."""
        here = HouseholdMembership.objects.visible_to(user, capability)
        return self.filter(Exists(here.filter(person=OuterRef("pk"))))

    def covered(self, day: date) -> Self:
        """Under a standing protection, or living with somebody who is, in any merged record."""
        protected = AddressProtection.objects.standing().values("person__identity")
        current = HouseholdMembership.objects.current(day)
        homes = current.filter(person__identity__in=protected).values("household")
        with_them = current.filter(household__in=homes).values("person__identity")
        return self.filter(Q(identity__in=protected) | Q(identity__in=with_them))

    def hidden_from(self, person: "Person", day: date) -> Self:
        """Whom a protection against `person` covers: nothing of his leads to them."""
        protected = AddressProtection.objects.standing().filter(
            counter_party__identity=person.identity
        )
        current = HouseholdMembership.objects.current(day)
        homes = current.filter(person__identity__in=protected.values("person__identity"))
        with_them = current.filter(household__in=homes.values("household"))
        return self.filter(
            Q(identity__in=protected.values("person__identity"))
            | Q(identity__in=with_them.values("person__identity"))
        ).exclude(identity=person.identity)

    def same_as(self, person: "Person") -> Self:
        """Every record that stands for this person, its own included."""
        own = Person.objects.filter(pk=person.pk)
        return self.filter(identity__in=own.values("identity"))


class Person(models.Model):
    """個人: somebody known to the registry, by the name as registered, byte for byte."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    registered_name = models.CharField("氏名", max_length=100)
    registered_kana = models.CharField("フリガナ", max_length=100, blank=True)
    date_of_birth = models.DateField("生年月日", null=True, blank=True)
    expected_on = models.DateField("出産予定日", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name="統合先",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    identity = models.GeneratedField(
        verbose_name="同じ人の番号",
        expression=Coalesce(F("merged_into"), F("id")),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    name_key = SearchKeyField("氏名の検索キー", source="registered_name", key=fold_key)
    kana_key = SearchKeyField("フリガナの検索キー", source="registered_kana", key=kana_key)
    sound_key = SearchKeyField("読みの検索キー", source="heard_name", key=sound_key)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "個人"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name",
                condition=~Q(registered_name=""),
                violation_error_message="氏名を入力してください。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="person_is_saved_once",
                violation_error_message="この人は登録済みです。",
            ),
            models.CheckConstraint(
                name="person_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message="別の記録を選んでください。",
            ),
        ]
        indexes = [
            models.Index(fields=["identity"], name="person_by_identity"),
            models.Index(fields=["name_key"], name="person_by_name_key"),
            models.Index(fields=["kana_key"], name="person_by_kana_key"),
            models.Index(fields=["sound_key"], name="person_by_sound_key"),
            models.Index(fields=["date_of_birth"], name="person_by_date_of_birth"),
        ]

    def __str__(self) -> str:
        return f"個人 {self.pk}"

    @property
    def heard_name(self) -> str:
        """What a caller says: the reading, or a name that is written as it sounds."""
        return self.registered_kana or self.registered_name

    @property
    def is_unborn(self) -> bool:
        return self.expected_on is not None and self.date_of_birth is None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None


class HouseholdMembershipQuerySet(models.QuerySet["HouseholdMembership"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.HOUSEHOLD_VIEW) -> Self:
        """Present members of the households within reach whose link is not cut."""
        day = localdate()
        households = Household.objects.visible_to(user, capability)
        return self.current(day).not_cut(day).filter(household__in=households)

    def current(self, day: date) -> Self:
        """Not over; one that has not begun counts too: hiding too much is the safe side."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def not_cut(self, day: date) -> Self:
        """Without the links that would lead from a counter-party to whom the protection covers.

        Cut is a covered person's place in any household of which the counter-party is or was a
        member.
        """
        memberships = HouseholdMembership.objects
        # One filter: the conditions are about the same membership.
        beside = Q(household__memberships__ends_on=None) | Q(
            household__memberships__ends_on__gte=day
        )
        lives_with = memberships.current(day).filter(
            beside,
            person__identity=OuterRef("person__identity"),
            household__memberships__person__identity=OuterRef(OuterRef("person__identity")),
        )
        of_counter_party = memberships.filter(
            person__identity=OuterRef("counter_party__identity"),
            household=OuterRef(OuterRef("household")),
        )
        cutting = (
            AddressProtection.objects.standing()
            .filter(Q(person__identity=OuterRef("person__identity")) | Q(Exists(lives_with)))
            .filter(Exists(of_counter_party))
            .exclude(counter_party__identity=OuterRef("person__identity"))
        )
        return self.exclude(Exists(cutting))

    def in_order(self) -> Self:
        """As they were entered: the person with whom the household is registered first."""
        return self.select_related("person").order_by("pk")


class HouseholdMembership(models.Model):
    """世帯の構成: somebody's place in a household, for a period."""

    municipality = InheritedMunicipality("household")
    household = models.ForeignKey(
        Household, verbose_name="世帯", on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.PROTECT, related_name="memberships"
    )
    relationship = models.CharField("続柄", max_length=20, choices=Relationship.choices)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    end_reason = models.CharField(
        "離れた理由", max_length=20, choices=LeavingReason.choices, blank=True
    )

    objects = HouseholdMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "世帯の構成"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("household_membership_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["household", "person"],
                condition=Q(ends_on=None),
                name="household_membership_stands_once",
                violation_error_message="この人は、この世帯に登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"世帯の構成 {self.pk}"


class ContactDetailQuerySet(models.QuerySet["ContactDetail"]):
    def current(self) -> Self:
        return self.filter(ends_on=None)


class ContactDetail(models.Model):
    """連絡先等: an address, a number, a place; read it through `consultations.masking` only."""

    municipality = InheritedMunicipality("person")
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.PROTECT, related_name="contact_details"
    )
    kind = models.CharField("種別", max_length=20, choices=ContactKind.choices)
    value = ConcealedTextField("内容")
    value_key = ConcealedTextField("内容の検索キー", editable=False)
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)

    objects = ContactDetailQuerySet.as_manager()

    class Meta:
        verbose_name = "連絡先等"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("contact_detail_ends_after_it_starts"),
            models.CheckConstraint(
                name="contact_detail_has_a_value",
                condition=~Q(value=""),
                violation_error_message="内容を入力してください。",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ends_on=None),
                name="contact_detail_stands_once",
                violation_error_message="この種別は登録済みです。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["value_key"],
                condition=Q(kind=ContactKind.PHONE, ends_on=None),
                name="contact_detail_by_phone",
            )
        ]

    def __str__(self) -> str:
        return f"連絡先等 {self.pk}"
