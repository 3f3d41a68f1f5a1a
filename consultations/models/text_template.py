from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from shared.access import Actor, Capability


class TextTemplateQuerySet(models.QuerySet["TextTemplate"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.CONSULTATION_WRITE
    ) -> Self:
        """One's own, and those of the centers in which one writes."""
        centers = user.reach(capability).center_ids
        return self.filter(Q(owner=user.pk) | Q(center__in=centers))

    def standing(self) -> Self:
        return self.filter(retired_at=None).order_by("code", "pk")


class TextTemplate(models.Model):
    """定型文: words that somebody, or a whole center, puts into notes by a short code."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="自分用",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    code = models.CharField("短い記号", max_length=10)
    body = models.TextField("定型文", max_length=4000)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField("使用をやめた日時", null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="使用をやめた者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = TextTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "定型文"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="text_template_is_of_a_center_or_a_person",
                condition=Q(center=None, owner__isnull=False) | Q(center__isnull=False, owner=None),
                violation_error_message="センターの定型文か自分用かを選んでください。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "owner", "code"],
                condition=Q(retired_at=None, center=None),
                name="text_template_own_code_is_unique",
                violation_error_message="この記号は、自分用の定型文で使っています。",
            ),
            models.UniqueConstraint(
                fields=["center", "code"],
                condition=Q(retired_at=None, owner=None),
                name="text_template_center_code_is_unique",
                violation_error_message="この記号は、センターの定型文で使っています。",
            ),
            models.CheckConstraint(
                name="text_template_retired_together",
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                violation_error_message="使用をやめた日時と者は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"定型文 {self.code}"

    @property
    def is_own(self) -> bool:
        return self.owner_id is not None
