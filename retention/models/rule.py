import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from retention.enums import CountedFrom
from shared.access import Actor, Capability
from shared.retention import find_kind

MOST_YEARS = 100


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.RETENTION_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def newest_first(self) -> Self:
        return self.select_related("recorded_by").order_by("kind", "-starts_on", "-pk")

    def on(self, day: date, municipality_id: int) -> "dict[str, RetentionRule]":
        """The rule of each kind that holds that day; a kind without a period is not there."""
        begun = self.filter(municipality=municipality_id, starts_on__lte=day)
        latest = begun.order_by("kind", "-starts_on", "-pk").distinct("kind")
        return {rule.kind: rule for rule in latest if rule.years is not None}


class RetentionRule(models.Model):
    """保存期間の定め: years of one kind of record, by which ordinance, from which day on.

    Never changed, only followed by another; one without years says that nothing is set any more.
    """

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    kind = models.CharField("記録の種別", max_length=30)
    years = models.PositiveSmallIntegerField("保存年数", null=True, blank=True)
    event = models.CharField("起算の事由", max_length=30, blank=True)
    counted_from = models.CharField(
        "起算", max_length=20, choices=CountedFrom.choices, default=CountedFrom.NEXT_FISCAL_YEAR
    )
    ordinance = models.CharField("根拠の条例・規程と条項", max_length=300)
    starts_on = models.DateField("適用開始日")
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "保存期間の定め"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="retention_rule_is_saved_once",
                violation_error_message="この定めは登録済みです。",
            ),
            models.CheckConstraint(
                name="retention_rule_has_years_and_event",
                condition=Q(years=None, event="")
                | (Q(years__isnull=False, years__range=(1, MOST_YEARS)) & ~Q(event="")),
                violation_error_message="保存年数（1年から100年まで）と起算の事由を入力してください。",
            ),
            models.CheckConstraint(
                name="retention_rule_cites_an_ordinance",
                condition=~Q(ordinance=""),
                violation_error_message="根拠の条例・規程と条項を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"保存期間の定め {self.pk}"

    @property
    def kind_label(self) -> str:
        kind = find_kind(self.kind)
        return kind.label if kind else self.kind

    @property
    def event_label(self) -> str:
        kind = find_kind(self.kind)
        labels = {event.code: event.label for event in kind.events} if kind else {}
        return labels.get(self.event, self.event)

    @property
    def in_words(self) -> str:
        """相談を受けた日の属する年度の翌年度の初日から5年."""
        if self.years is None:
            return "定めなし（廃棄しない）"
        start = self.get_counted_from_display().removeprefix("その日")
        return f"{self.event_label}{start}{self.years}年"
