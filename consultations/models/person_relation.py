from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultations.family_enums import RelationKind
from consultations.models.household import Person
from shared.access import Actor, Capability
from shared.date_ranges import ordered_dates
from shared.municipal_field import InheritedMunicipality


class PersonRelationQuerySet(models.QuerySet["PersonRelation"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.HOUSEHOLD_VIEW) -> Self:
        """Between two persons who are both within reach."""
        people = Person.objects.visible_to(user, capability).values("pk")
        return self.filter(person__in=people, other__in=people)

    def in_order(self) -> Self:
        return self.select_related("person", "other").order_by(
            F("ends_on").desc(nulls_first=True), "pk"
        )


class PersonRelation(models.Model):
    """家族関係: what one person is to another, in one household or not, for a period."""

    municipality = InheritedMunicipality("person")
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.PROTECT, related_name="relations"
    )
    other = models.ForeignKey(
        Person, verbose_name="相手", on_delete=models.PROTECT, related_name="relations_from_others"
    )
    kind = models.CharField("関係", max_length=20, choices=RelationKind.choices)
    starts_on = models.DateField("開始日", null=True, blank=True)
    ends_on = models.DateField("終了日", null=True, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = PersonRelationQuerySet.as_manager()

    class Meta:
        verbose_name = "家族関係"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("person_relation_ends_after_it_starts"),
            models.CheckConstraint(
                name="person_relation_is_between_two",
                condition=~Q(person=F("other")),
                violation_error_message="本人以外の人を選んでください。",
            ),
            models.UniqueConstraint(
                fields=["person", "other", "kind"],
                condition=Q(ends_on=None),
                name="person_relation_stands_once",
                violation_error_message="この関係は登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"家族関係 {self.pk}"
