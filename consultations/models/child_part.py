from typing import Self

from django.db import models
from django.db.models import Q

from consultations.desk_enums import PartVisibility
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class ChildPartQuerySet(models.QuerySet["ChildPart"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CHILD_PART_VIEW) -> Self:
        """Of records that the user may read: parts kept at their center stay there."""
        within = user.reach(capability).q(center="consultation__center")
        return self.filter(Q(visibility=PartVisibility.WITH_RECORD) | within)


class ChildPart(models.Model):
    """こどもごとの記述: what a note says of one of several children, with a reach of its own."""

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="相談記録",
        on_delete=models.CASCADE,
        related_name="child_parts",
    )
    position = models.PositiveSmallIntegerField("順番")
    label = models.CharField("こども", max_length=100)
    content = models.TextField("こどもごとの記述", max_length=4000)
    visibility = models.CharField(
        "読める範囲",
        max_length=20,
        choices=PartVisibility.choices,
        default=PartVisibility.WITH_RECORD,
    )

    objects = ChildPartQuerySet.as_manager()

    class Meta:
        verbose_name = "こどもごとの記述"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "position"],
                name="child_part_position_is_unique",
                violation_error_message="同じ順番の記述があります。",
            ),
            models.CheckConstraint(
                name="child_part_says_something_of_somebody",
                condition=~Q(label="") & ~Q(content=""),
                violation_error_message="こどもの呼び名と記述を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"こどもごとの記述 {self.pk}"

    @property
    def is_kept(self) -> bool:
        """Kept at its center, wherever the record is shared or shown."""
        return self.visibility == PartVisibility.OWN_CENTER
