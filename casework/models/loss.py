"""喪失の記録: a miscarriage, a stillbirth, the death of a child. `casework/losses.py` stops what follows."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from casework.maternity_enums import LossKind
from casework.models.maternity_record import saved_once
from casework.models.pregnancy import Pregnancy
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class LossRecordQuerySet(models.QuerySet["LossRecord"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.MATERNITY_VIEW) -> Self:
        reached = Pregnancy.objects.visible_to(user, capability)
        return self.filter(pregnancy__in=reached.values("pk"))

    def standing(self) -> Self:
        """Without those that were recorded by mistake."""
        withdrawn = LossCorrection.objects.filter(loss=OuterRef("pk"), is_withdrawal=True)
        return self.exclude(Exists(withdrawn))


class LossRecord(models.Model):
    """As first told. It is only added; a correction is a row of its own."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = models.ForeignKey(
        Pregnancy, verbose_name="妊産婦等支援台帳", on_delete=models.PROTECT, related_name="losses"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    kind = models.CharField("喪失の別", max_length=20, choices=LossKind.choices)
    # None: the whole pregnancy.
    child = models.ForeignKey(
        "consultations.Person",
        verbose_name="亡くなったこども",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    occurred_on = models.DateField("その日", null=True, blank=True)
    told_on = models.DateField("知らされた日")
    told_by = models.CharField("知らせてくれた人", max_length=100)
    remark = models.TextField("伝えられたこと・配慮すること", max_length=4000, blank=True)
    stopped = models.JSONField("止めたもの", default=list)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = LossRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "喪失の記録"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("loss_record_is_saved_once"),
            models.CheckConstraint(
                name="loss_record_says_who_told",
                condition=~Q(told_by=""),
                violation_error_message="知らせてくれた人を入力してください。",
            ),
            models.CheckConstraint(
                name="loss_record_of_a_child_names_it",
                condition=~Q(kind=LossKind.CHILD_DEATH) | Q(child__isnull=False),
                violation_error_message="亡くなったこどもを選んでください。",
            ),
        ]
        indexes = [models.Index(fields=["pregnancy"], name="loss_record_by_pregnancy")]

    def __str__(self) -> str:
        return f"喪失の記録 {self.pk}"

    @property
    def facts(self) -> "LossFacts":
        """As the last correction has them; rows with their corrections prefetched ask nothing."""
        rows: list[Any] = sorted(self.corrections.all(), key=lambda row: row.pk)
        latest: Any = rows[-1] if rows else self
        return LossFacts(latest)

    @property
    def is_withdrawn(self) -> bool:
        return any(row.is_withdrawal for row in self.corrections.all())


class LossFacts:
    """What is known of a loss today: from the record or its last correction."""

    def __init__(self, row: Any) -> None:
        self.kind: str = row.kind
        self.child: Any = row.child
        self.occurred_on: date | None = row.occurred_on
        self.told_on: date = row.told_on
        self.told_by: str = row.told_by
        self.remark: str = row.remark

    @property
    def kind_label(self) -> str:
        return str(LossKind(self.kind).label)


class LossCorrection(models.Model):
    """喪失の記録の訂正: all facts anew, with the reason; or that nothing of it happened."""

    municipality = InheritedMunicipality("loss")
    loss = models.ForeignKey(
        LossRecord, verbose_name="喪失の記録", on_delete=models.PROTECT, related_name="corrections"
    )
    kind = models.CharField("喪失の別", max_length=20, choices=LossKind.choices)
    child = models.ForeignKey(
        "consultations.Person",
        verbose_name="亡くなったこども",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    occurred_on = models.DateField("その日", null=True, blank=True)
    told_on = models.DateField("知らされた日")
    told_by = models.CharField("知らせてくれた人", max_length=100)
    remark = models.TextField("伝えられたこと・配慮すること", max_length=4000, blank=True)
    is_withdrawal = models.BooleanField("記録の誤りによる取消", default=False)
    reason = models.CharField("訂正の理由", max_length=500)
    corrected_at = models.DateTimeField("訂正日時")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="訂正者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "喪失の記録の訂正"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="loss_correction_has_reason",
                condition=~Q(reason=""),
                violation_error_message="訂正の理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"喪失の記録の訂正 {self.pk}"

    @property
    def kind_label(self) -> str:
        return str(LossKind(self.kind).label)


class ContinuationDecision(models.Model):
    """支援を続ける判断: a named person decided how the other children are followed; the latest counts."""

    municipality = InheritedMunicipality("loss")
    loss = models.ForeignKey(
        LossRecord, verbose_name="喪失の記録", on_delete=models.PROTECT, related_name="decisions"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    continues = models.BooleanField(
        "ほかのこどもへの支援",
        choices=[(True, "担当者が直接続ける"), (False, "いまは続けない")],
    )
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="連絡する担当者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    next_on = models.DateField("次に連絡する日", null=True, blank=True)
    approach = models.TextField("話し合ったこと・配慮すること", max_length=2000)
    decided_on = models.DateField("決めた日")
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="決めた者",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "支援を続ける判断"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("continuation_decision_is_saved_once"),
            models.CheckConstraint(
                name="continuation_has_a_worker",
                condition=Q(continues=False, next_on=None)
                | Q(continues=True, worker__isnull=False),
                violation_error_message="続けるときは、連絡する担当者を選んでください。",
            ),
            models.CheckConstraint(
                name="continuation_has_an_approach",
                condition=~Q(approach=""),
                violation_error_message="話し合ったこと・配慮することを入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"支援を続ける判断 {self.pk}"
