"""妊産婦等支援台帳: every expectant and new mother whom a center knows (seeds 004 4(3)⑤)."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.utils.timezone import localtime

from casework.maternity_enums import MaternityPhase, RiskLevel
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality

MOST_FETUSES = 5


class PregnancyQuerySet(models.QuerySet["Pregnancy"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.MATERNITY_VIEW) -> Self:
        return self.filter(user.reach(capability).q())

    def for_reading(self) -> Self:
        return self.select_related(
            "center__municipality", "household", "mother", "worker", "recorded_by"
        )

    def with_latest(self) -> Self:
        """`risk_level`, `last_interview_at` and `last_contact_on` of each row; no more queries.

        A call that nobody answered is no contact.
        """
        from casework.models.maternity_record import MaternityRisk  # noqa: PLC0415 -- the other half

        risks = MaternityRisk.objects.filter(pregnancy=OuterRef("pk")).order_by("-judged_on", "-pk")
        return self.annotate(
            risk_level=Subquery(risks.values("level")[:1]),
            last_interview_at=Max(
                "interviews__occurred_at", filter=Q(interviews__withdrawn_at=None)
            ),
            last_contact_on=Max("contacts__contacted_on", filter=Q(contacts__was_reached=True)),
        )


class Pregnancy(models.Model):
    """One pregnancy of one woman, from its notification until the child is about two."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="担当センター",
        on_delete=models.PROTECT,
        related_name="pregnancies",
    )
    household = models.ForeignKey(
        "consultations.Household",
        verbose_name="世帯",
        on_delete=models.PROTECT,
        related_name="pregnancies",
    )
    mother = models.ForeignKey(
        "consultations.Person",
        verbose_name="妊産婦",
        on_delete=models.PROTECT,
        related_name="pregnancies",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    health_number = models.CharField("健康管理システムの番号", max_length=40, blank=True)
    notified_on = models.DateField("妊娠の届出日", null=True, blank=True)
    due_on = models.DateField("出産予定日")
    fetus_count = models.PositiveSmallIntegerField("胎児の数", default=1)
    situation = models.TextField("心身・生活の状況", max_length=4000, blank=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="担当者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    homecoming_place = models.CharField("里帰り先", max_length=100, blank=True)
    homecoming_from = models.DateField("里帰りの開始日", null=True, blank=True)
    homecoming_until = models.DateField("里帰りの終了日", null=True, blank=True)
    delivered_on = models.DateField("出産日", null=True, blank=True)
    moved_in_on = models.DateField("転入日", null=True, blank=True)
    moved_in_from = models.CharField("転入元", max_length=100, blank=True)
    moved_out_on = models.DateField("転出日", null=True, blank=True)
    moved_out_to = models.CharField("転出先", max_length=100, blank=True)
    next_on = models.DateField("次の連絡の日", null=True, blank=True)
    next_step = models.CharField("次に行うこと", max_length=300, blank=True)
    closed_on = models.DateField("台帳を閉じた日", null=True, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = PregnancyQuerySet.as_manager()

    class Meta:
        verbose_name = "妊産婦等支援台帳"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="pregnancy_is_saved_once",
                violation_error_message="この台帳は登録済みです。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "health_number", "due_on"],
                condition=~Q(health_number=""),
                name="pregnancy_health_number_is_unique",
                violation_error_message="この番号の台帳は登録済みです。",
            ),
            models.UniqueConstraint(
                fields=["mother", "due_on"],
                name="pregnancy_stands_once",
                violation_error_message="この人の、同じ出産予定日の台帳は登録済みです。",
            ),
            models.CheckConstraint(
                name="pregnancy_has_some_fetuses",
                condition=Q(fetus_count__gte=1, fetus_count__lte=MOST_FETUSES),
                violation_error_message=f"胎児の数は、1から{MOST_FETUSES}までです。",
            ),
            models.CheckConstraint(
                name="pregnancy_homecoming_is_ordered",
                condition=Q(homecoming_from=None)
                | Q(homecoming_until=None)
                | Q(homecoming_until__gte=F("homecoming_from")),
                violation_error_message="里帰りの終了日は、開始日以後にしてください。",
            ),
            models.CheckConstraint(
                name="pregnancy_moved_out_somewhere",
                condition=Q(moved_out_to="") | Q(moved_out_on__isnull=False),
                violation_error_message="転出日を入力してください。",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "due_on"], name="pregnancy_by_due_day"),
            models.Index(fields=["household"], name="pregnancy_by_household"),
            models.Index(fields=["center", "next_on"], name="pregnancy_by_next_day"),
        ]

    def __str__(self) -> str:
        return f"台帳 {self.pk}"

    def phase(self, day: date) -> MaternityPhase:
        if self.closed_on is not None and self.closed_on <= day:
            return MaternityPhase.CLOSED
        if self.moved_out_on is not None and self.moved_out_on <= day:
            return MaternityPhase.MOVED_OUT
        if self.delivered_on is not None:
            return MaternityPhase.AFTER_BIRTH
        return MaternityPhase.OVERDUE if self.due_on < day else MaternityPhase.EXPECTING

    @property
    def last_seen_on(self) -> date | None:
        """Of a row of `with_latest()`: the last interview or contact."""
        held_at = getattr(self, "last_interview_at", None)
        days = [
            localtime(held_at).date() if held_at else None,
            self.__dict__.get("last_contact_on"),
        ]
        return max((day for day in days if day is not None), default=None)

    @property
    def risk_label(self) -> str:
        """Of a row of `with_latest()`."""
        level = self.__dict__.get("risk_level")
        return str(RiskLevel(level).label) if level else ""


class PregnancyChild(models.Model):
    """台帳のこども: a child of this pregnancy, before and after birth, as the registry has it."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = models.ForeignKey(
        Pregnancy,
        verbose_name="妊産婦等支援台帳",
        on_delete=models.PROTECT,
        related_name="children",
    )
    person = models.ForeignKey(
        "consultations.Person",
        verbose_name="こども",
        on_delete=models.PROTECT,
        related_name="pregnancies_as_child",
    )

    class Meta:
        verbose_name = "台帳のこども"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["pregnancy", "person"],
                name="pregnancy_child_is_named_once",
                violation_error_message="このこどもは登録済みです。",
            )
        ]

    def __str__(self) -> str:
        return f"台帳のこども {self.pk}"


class PregnancyChange(models.Model):
    """台帳の変更: what the ledger said before, and why it was changed; only added."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = models.ForeignKey(
        Pregnancy, verbose_name="妊産婦等支援台帳", on_delete=models.PROTECT, related_name="changes"
    )
    changes = models.JSONField("変更前と変更後")
    reason = models.CharField("理由", max_length=500)
    corrected_at = models.DateTimeField("登録日時")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "台帳の変更"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="pregnancy_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message="理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"台帳の変更 {self.pk}"
