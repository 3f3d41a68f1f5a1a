from collections.abc import Collection
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.task_enums import ThresholdKind
from shared.access import Actor, Capability


class BoardThresholdQuerySet(models.QuerySet["BoardThreshold"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.MUNICIPALITY_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def days_on(self, day: date, municipality_ids: Collection[int]) -> dict[tuple[int, str], int]:
        """What is set for `day`, by municipality and kind; what nobody has set is not in it."""
        found = self.filter(municipality__in=municipality_ids, starts_on__lte=day)
        rows = found.order_by("starts_on", "pk").values_list("municipality", "kind", "days")
        return {(municipality, kind): days for municipality, kind, days in rows}


class BoardThreshold(models.Model):
    """進行管理の目安: days after which a case is said to fall through, from a day on; only added."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("目安の種類", max_length=20, choices=ThresholdKind.choices)
    days = models.PositiveSmallIntegerField("日数")
    starts_on = models.DateField("適用開始日")
    reason = models.CharField("理由・根拠", max_length=300)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = BoardThresholdQuerySet.as_manager()

    class Meta:
        verbose_name = "進行管理の目安"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="board_threshold_is_within_a_year",
                condition=Q(days__range=(1, 366)),
                violation_error_message="1日から366日までで入力してください。",
            ),
            models.CheckConstraint(
                name="board_threshold_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由・根拠を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.days}日"
