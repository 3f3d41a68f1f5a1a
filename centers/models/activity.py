import uuid
from datetime import date
from typing import Self

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from centers.enums import ActivityKind
from centers.models.center import Center
from shared.access import Actor, Capability
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality


class ActivityPlan(LedgerEntry):
    """取組計画: whether a center carries out an activity in a fiscal year, or is as it states.

    No row: not known.
    """

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="activity_plans"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("取組・事項", max_length=60, choices=ActivityKind.grouped_choices())
    is_carried_out = models.BooleanField("実施する・当てはまる")
    note = models.CharField("内容・根拠", max_length=300, blank=True)

    objects = LedgerQuerySet["ActivityPlan"].as_manager()

    class Meta:
        verbose_name = "取組計画"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("activity_plan_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["center", "fiscal_year", "kind"],
                name="activity_plan_is_recorded_once",
                condition=CURRENT,
                violation_error_message="この年度のこの項目は登録済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{'はい' if self.is_carried_out else 'いいえ'}"

    @property
    def group(self) -> str:
        return ActivityKind(self.kind).group


class OutreachSessionQuerySet(LedgerQuerySet["OutreachSession"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CENTER_VIEW) -> Self:
        return self.filter(user.reach(capability).q())

    def held_between(self, first: date, last: date) -> Self:
        return self.filter(held_on__range=(first, last))


class OutreachSession(LedgerEntry):
    """出張相談: one session away from the center, planned or held.

    `lineage` stays the same when a row is put right: what points to an earlier row means the same
    session.
    """

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        Center, verbose_name="センター", on_delete=models.PROTECT, related_name="outreach_sessions"
    )
    held_on = models.DateField("実施日")
    opens_at = models.TimeField("開始時刻", null=True, blank=True)
    closes_at = models.TimeField("終了時刻", null=True, blank=True)
    place = models.CharField("場所", max_length=100)
    staff_names = models.CharField("担当する職員", max_length=200, blank=True)
    needs_reservation = models.BooleanField("予約が必要", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField("定員（組）", null=True, blank=True)
    lineage = models.UUIDField(
        "同じ出張相談の番号",
        default=uuid.uuid4,
        db_default=RandomUUID(),
        editable=False,
        db_index=True,
    )
    publicised_on = models.DateField("周知した日", null=True, blank=True)
    attendance = models.PositiveIntegerField("参加組数", null=True, blank=True)

    objects = OutreachSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "出張相談"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("outreach_session_superseded_after_recorded"),
            models.CheckConstraint(
                name="outreach_session_is_publicised_before",
                condition=Q(publicised_on=None) | Q(publicised_on__lte=models.F("held_on")),
                violation_error_message="周知した日は実施日以前の日付にしてください。",
            ),
            models.CheckConstraint(
                name="outreach_session_closes_after_opening",
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(closes_at__gt=models.F("opens_at")),
                violation_error_message="終了時刻は開始時刻より後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.place}"
