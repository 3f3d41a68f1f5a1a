from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from centers.models.center import Center
from shared.access import Actor, Capability
from shared.date_ranges import in_force, ordered_dates
from shared.municipal_field import InheritedMunicipality


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CENTER_VIEW) -> Self:
        return self.filter(user.reach(capability).q())

    def in_use_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def in_order(self) -> Self:
        return self.order_by("center__code", "name", "pk")


class Room(models.Model):
    """部屋: one room of a center that can be booked, from the day it came into use."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="rooms"
    )
    name = models.CharField("部屋の名称", max_length=50)
    capacity = models.PositiveSmallIntegerField("定員（人）", null=True, blank=True)
    starts_on = models.DateField("使用開始日")
    ends_on = models.DateField("使用終了日", null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = "部屋"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("room_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["center", "name"],
                name="room_name_is_unique_in_center",
                violation_error_message="この名称の部屋は登録済みです。",
            ),
            models.CheckConstraint(
                name="room_has_a_name_and_takes_somebody",
                condition=~Q(name="") & (Q(capacity=None) | Q(capacity__gt=0)),
                violation_error_message="名称と、1人以上の定員を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
