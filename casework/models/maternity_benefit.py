"""妊婦支援給付の段階: apart from the interviews, so that a loss never hides a payment."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.maternity_enums import BenefitAct, BenefitPayment, HandOverKind
from casework.models.maternity_record import saved_once
from casework.models.pregnancy import MOST_FETUSES, Pregnancy
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class BenefitStep(models.Model):
    """One step of one of the two payments; only added, the latest that is no mere note counts."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = models.ForeignKey(
        Pregnancy,
        verbose_name="妊産婦等支援台帳",
        on_delete=models.PROTECT,
        related_name="benefit_steps",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    payment = models.CharField("給付の別", max_length=10, choices=BenefitPayment.choices)
    act = models.CharField("段階", max_length=20, choices=BenefitAct.choices)
    acted_on = models.DateField("日付")
    fetus_count = models.PositiveSmallIntegerField("届出による胎児の数", null=True, blank=True)
    remark = models.CharField("備考", max_length=500, blank=True)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "妊婦支援給付の段階"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("benefit_step_is_saved_once"),
            models.CheckConstraint(
                name="benefit_step_counts_fetuses",
                condition=Q(fetus_count=None)
                | Q(
                    payment=BenefitPayment.SECOND, fetus_count__gte=1, fetus_count__lte=MOST_FETUSES
                ),
                violation_error_message=f"胎児の数は、2回目の給付に、1から{MOST_FETUSES}までで入力します。",
            ),
        ]

    def __str__(self) -> str:
        return f"妊婦支援給付の段階 {self.pk}"


class MaternityHandOverQuerySet(models.QuerySet["MaternityHandOver"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.MATERNITY_VIEW) -> Self:
        reached = Pregnancy.objects.visible_to(user, capability)
        return self.filter(pregnancy__in=reached.values("pk"))


class MaternityHandOver(models.Model):
    """里帰り・転出の引継ぎ: what another municipality is told, resting on a consent of the ledger."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = models.ForeignKey(
        Pregnancy,
        verbose_name="妊産婦等支援台帳",
        on_delete=models.PROTECT,
        related_name="hand_overs",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    kind = models.CharField("引継ぎの別", max_length=20, choices=HandOverKind.choices)
    recipient = models.CharField("引継ぎ先", max_length=200)
    consent = models.ForeignKey(
        "consultations.Consent",
        verbose_name="よりどころとする承諾",
        on_delete=models.PROTECT,
        related_name="+",
    )
    parts = models.JSONField("引継ぎの内容", default=list)
    request = models.TextField("お願いしたいこと", max_length=4000)
    sent_on = models.DateField("引継ぎの日")
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = MaternityHandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "里帰り・転出の引継ぎ"
        verbose_name_plural = verbose_name
        constraints = [saved_once("maternity_hand_over_is_saved_once")]

    def __str__(self) -> str:
        return f"引継ぎ {self.pk}"
