"""The registry: households, the persons in them, and how they are reached."""

import re
import unicodedata
import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.timezone import localdate

from consultations.enums import SEARCHED_CONTACTS, ContactKind, Relationship
from consultations.models.protection import AddressProtection
from shared.access import Actor, Capability
from shared.concealed import ConcealedTextField
from shared.date_ranges import ordered_dates
from shared.japanese_text import fold_key, kana_key
from shared.municipal_field import InheritedMunicipality

_LEFT_OUT = re.compile(r"[\s\-‐‑‒–—―−ー()（）]")  # noqa: RUF001 -- what people type in numbers
SHORTEST_NUMBER, SHORTEST_PLACE = 3, 2  # characters: fewer would match half of the town


def contact_key(text: str) -> str:
    """Neither the width of the digits nor the hyphens between them count."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).casefold()


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
                    person__in=AddressProtection.objects.standing().values("person"),
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
        """Under a standing protection, or living with somebody who is."""
        protected = AddressProtection.objects.standing().values("person")
        current = HouseholdMembership.objects.current(day)
        homes = current.filter(person__in=protected).values("household")
        with_them = current.filter(household__in=homes).values("person")
        return self.filter(Q(pk__in=protected) | Q(pk__in=with_them))

    def found_by(self, words: str, day: date) -> Self:
        """By name or reading in part; by phone or address only those who are not covered."""
        name, kana, contact = fold_key(words), kana_key(words), contact_key(words)
        if not name:
            return self.none()
        matches = Q(name_key__contains=name) | Q(kana_key__contains=kana)
        if len(contact) >= (SHORTEST_NUMBER if contact.isascii() else SHORTEST_PLACE):
            reached = ContactDetail.objects.current().filter(
                kind__in=SEARCHED_CONTACTS, value_key__contains=contact
            )
            covered = Person.objects.covered(day).values("pk")
            matches |= Q(Exists(reached.filter(person=OuterRef("pk")))) & ~Q(pk__in=covered)
        return self.filter(matches)


class Person(models.Model):
    """個人: somebody known to the registry, by the name as registered, byte for byte."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    registered_name = models.CharField("氏名", max_length=100)
    registered_kana = models.CharField("フリガナ", max_length=100, blank=True)
    date_of_birth = models.DateField("生年月日", null=True, blank=True)
    name_key = models.CharField("氏名の検索キー", max_length=100, editable=False)
    kana_key = models.CharField("フリガナの検索キー", max_length=100, editable=False)

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
        ]

    def __str__(self) -> str:
        return f"個人 {self.pk}"

    def renew_keys(self) -> None:
        """Search keys follow the names; the names themselves are kept as they are registered."""
        self.name_key = fold_key(self.registered_name)
        self.kana_key = kana_key(self.registered_kana)


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
        # One filter: the conditions are about the same membership.
        lives_with = Q(person__memberships__ends_on=None) | Q(person__memberships__ends_on__gte=day)
        beside = Q(person__memberships__household__memberships__ends_on=None) | Q(
            person__memberships__household__memberships__ends_on__gte=day
        )
        cutting = (
            AddressProtection.objects.standing()
            .filter(
                Q(person=OuterRef("person"))
                | Q(person__memberships__household__memberships__person=OuterRef("person"))
                & lives_with
                & beside,
                counter_party__memberships__household=OuterRef("household"),
            )
            .exclude(counter_party=OuterRef("person"))
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

    def __str__(self) -> str:
        return f"連絡先等 {self.pk}"
