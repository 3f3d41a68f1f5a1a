"""A disposal, the records it is about, and what stays of them to be counted."""

import uuid
from collections import Counter
from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from retention.enums import DisposalStatus, ItemState
from retention.models.rule import RetentionRule
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality
from shared.retention import find_kind, kinds

DECIDED = Q(decided_at__isnull=False, decided_by__isnull=False)


class DisposalQuerySet(models.QuerySet["Disposal"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.RETENTION_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def for_listing(self) -> Self:
        """With how many records it is about, and how many of them went."""
        of_proposal = Q(items__rule__isnull=False)
        return (
            self.select_related("municipality", "proposed_by", "decided_by")
            .annotate(
                proposed_count=Count("items", filter=of_proposal),
                disposed_count=Count("items", filter=Q(items__state=ItemState.DISPOSED)),
                kept_count=Count("items", filter=Q(items__state=ItemState.KEPT)),
            )
            .order_by("-pk")
        )

    def open(self) -> Self:
        """Not decided, or not yet carried out."""
        return self.filter(status__in=[DisposalStatus.PROPOSED, DisposalStatus.APPROVED])


class Disposal(models.Model):
    """廃棄: proposed from the yearly list, approved by somebody else, carried out by the job."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    note = models.CharField("伺いの文書番号・備考", max_length=300, blank=True)
    proposed_at = models.DateTimeField("起案日時")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="起案者", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        "状態", max_length=20, choices=DisposalStatus.choices, default=DisposalStatus.PROPOSED
    )
    decided_at = models.DateTimeField("決定日時", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="決定者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField("却下の理由", max_length=300, blank=True)
    carried_out_at = models.DateTimeField("廃棄を終えた日時", null=True, blank=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        verbose_name = "廃棄"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="disposal_is_proposed_once",
                violation_error_message="この廃棄は起案済みです。",
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(status__in=[DisposalStatus.PROPOSED, DisposalStatus.APPROVED]),
                name="one_open_disposal_of_a_municipality",
                violation_error_message="終わっていない廃棄があります。",
            ),
            models.CheckConstraint(
                name="disposal_is_approved_by_a_second_person",
                condition=Q(decided_by=None)
                | Q(status=DisposalStatus.REJECTED)
                | ~Q(decided_by=F("proposed_by")),
                violation_error_message="起案した人は、その廃棄を承認できません。",
            ),
            models.CheckConstraint(
                name="disposal_is_decided_as_its_status_says",
                condition=Q(
                    status=DisposalStatus.PROPOSED,
                    decided_at=None,
                    decided_by=None,
                    carried_out_at=None,
                    reason="",
                )
                | (Q(status=DisposalStatus.APPROVED, carried_out_at=None, reason="") & DECIDED)
                | (Q(status=DisposalStatus.REJECTED, carried_out_at=None) & DECIDED & ~Q(reason=""))
                | (
                    Q(
                        status=DisposalStatus.CARRIED_OUT,
                        carried_out_at__isnull=False,
                        reason="",
                    )
                    & DECIDED
                ),
                violation_error_message="廃棄の状態と、決定の内容が一致しません。",
            ),
        ]

    def __str__(self) -> str:
        return f"D-{self.pk:05d}"

    @property
    def is_proposed(self) -> bool:
        return self.status == DisposalStatus.PROPOSED

    @property
    def is_carried_out(self) -> bool:
        return self.status == DisposalStatus.CARRIED_OUT


class DisposalItemQuerySet(models.QuerySet["DisposalItem"]):
    def in_order(self) -> "list[DisposalItem]":
        """Kind by kind, as they go: what refers to others before the others."""
        place = {kind.code: number for number, kind in enumerate(kinds())}
        found = self.select_related("rule").order_by("record_id")
        return sorted(found, key=lambda item: place.get(item.kind, len(place)))

    def counts(self) -> "Counter[tuple[str, str]]":
        """By kind and state."""
        rows = self.values_list("kind", "state").annotate(number=Count("*")).order_by()
        return Counter({(kind, state): number for kind, state, number in rows})


class DisposalItem(models.Model):
    """廃棄の対象: one record by its number; somebody who goes with it has no rule of their own."""

    municipality = InheritedMunicipality("disposal")
    disposal = models.ForeignKey(
        Disposal, verbose_name="廃棄", on_delete=models.PROTECT, related_name="items"
    )
    rule = models.ForeignKey(
        RetentionRule,
        verbose_name="保存期間の定め",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    kind = models.CharField("記録の種別", max_length=30)
    record_id = models.BigIntegerField("記録番号")
    event_on = models.DateField("起算の事由の日", null=True, blank=True)
    kept_until = models.DateField("保存期間の満了日", null=True, blank=True)
    state = models.CharField(
        "結果", max_length=20, choices=ItemState.choices, default=ItemState.WAITING
    )
    kept_because = models.CharField("残した理由", max_length=300, blank=True)
    disposed_at = models.DateTimeField("廃棄日時", null=True, blank=True)
    rows = models.JSONField("消した行の数", default=dict, blank=True)

    objects = DisposalItemQuerySet.as_manager()

    class Meta:
        verbose_name = "廃棄の対象"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["disposal", "kind", "record_id"],
                name="disposal_item_is_listed_once",
                violation_error_message="この記録は、廃棄の対象に含まれています。",
            ),
            models.CheckConstraint(
                name="disposal_item_ends_as_its_state_says",
                condition=Q(state=ItemState.WAITING, disposed_at=None, kept_because="")
                | Q(state=ItemState.DISPOSED, disposed_at__isnull=False, kept_because="")
                | (Q(state=ItemState.KEPT, disposed_at=None) & ~Q(kept_because="")),
                violation_error_message="廃棄の対象の結果と内容が一致しません。",
            ),
        ]

    def __str__(self) -> str:
        return f"廃棄の対象 {self.pk}"

    @property
    def kind_label(self) -> str:
        kind = find_kind(self.kind)
        return kind.label if kind else self.kind


class ResidueQuerySet(models.QuerySet["Residue"]):
    def counted(self, codes: Collection[str], center_ids: Collection[int]) -> list[dict[str, Any]]:
        """Of these kinds and centers, in one query."""
        rows = self.filter(kind__in=codes, counted__center__in=list(center_ids)).order_by("pk")
        return list(rows.values_list("counted", flat=True))


class Residue(models.Model):
    """廃棄した記録の件数: codes and days of a record that went, for counting; nobody is in it."""

    municipality = InheritedMunicipality("item")
    item = models.OneToOneField(
        DisposalItem, verbose_name="廃棄の対象", on_delete=models.PROTECT, related_name="residue"
    )
    kind = models.CharField("記録の種別", max_length=30)
    counted = models.JSONField("数える項目")

    objects = ResidueQuerySet.as_manager()

    class Meta:
        verbose_name = "廃棄した記録の件数"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"廃棄した記録の件数 {self.pk}"
