from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality

MOST_NAME = 410  # an agency's name with its department


class DirectoryEntry(models.Model):
    """One entry of the directory: a local resource or a partner agency, never both."""

    resource = models.ForeignKey(
        "centers.LocalResource",
        verbose_name="地域資源",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agency = models.ForeignKey(
        "centers.PartnerAgency",
        verbose_name="関係機関",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True


EITHER = Q(resource__isnull=False, agency=None) | Q(resource=None, agency__isnull=False)


class GivenResourceQuerySet(models.QuerySet["GivenResource"]):
    def standing(self) -> Self:
        """Of records that count."""
        return self.filter(consultation__withdrawn_at=None)

    def for_reading(self) -> Self:
        return self.select_related("resource", "agency").order_by("pk")


class GivenResource(DirectoryEntry):
    """案内した地域資源・関係機関: where a caller was told to turn to, with its name as it stood that day.

    A correction takes rows away and adds others; what stood before is in the correction.
    """

    municipality = InheritedMunicipality("consultation")
    consultation = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="相談記録",
        on_delete=models.CASCADE,
        related_name="given",
    )
    name = models.CharField("案内した日の名称", max_length=MOST_NAME)
    given_on = models.DateField("案内した日")
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = GivenResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "案内した地域資源・関係機関"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="given_resource_is_one_entry",
                condition=EITHER,
                violation_error_message="地域資源か関係機関のどちらか1つを選んでください。",
            ),
            models.UniqueConstraint(
                fields=["consultation", "resource"],
                name="given_resource_once_a_record",
                violation_error_message="この地域資源は選択済みです。",
            ),
            models.UniqueConstraint(
                fields=["consultation", "agency"],
                name="given_agency_once_a_record",
                violation_error_message="この関係機関は選択済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"案内した地域資源・関係機関 {self.pk}"


class FavouriteResourceQuerySet(models.QuerySet["FavouriteResource"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.CONSULTATION_WRITE
    ) -> Self:
        return self.filter(user.reach(capability).q())

    def standing(self) -> Self:
        return self.filter(retired_at=None).order_by("code", "center", "pk")

    def for_listing(self) -> Self:
        return self.select_related("center", "resource", "agency", "recorded_by")


class FavouriteResource(DirectoryEntry):
    """よく案内する窓口・施設: what a center gives so often that it has a short code there."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="+",
    )
    code = models.CharField("短い記号", max_length=10)
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

    objects = FavouriteResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "よく案内する窓口・施設"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="favourite_resource_is_one_entry",
                condition=EITHER,
                violation_error_message="地域資源か関係機関のどちらか1つを選んでください。",
            ),
            models.UniqueConstraint(
                fields=["center", "code"],
                condition=Q(retired_at=None),
                name="favourite_resource_code_is_unique",
                violation_error_message="この記号は、このセンターで使っています。",
            ),
            models.CheckConstraint(
                name="favourite_resource_retired_together",
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                violation_error_message="使用をやめた日時と者は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"よく案内する窓口・施設 {self.code}"
