from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from centers.enums import CenterType
from shared.access import Actor, Capability
from shared.fiscal_year import FiscalYear
from shared.municipal_field import InheritedMunicipality
from subsidies.enums import Stage
from subsidies.models.rule_version import RuleVersion
from subsidies.models.snapshot import Snapshot

STANDING = Q(successor=None)
DIGEST = r"^[0-9a-f]{64}$"


class DeterminationQuerySet(models.QuerySet["Determination"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.DETERMINATION_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q())

    def standing(self) -> Self:
        """Those that no later one supersedes: at most one for each subject."""
        return self.filter(STANDING)

    def of_subject(self, other: "Determination") -> Self:
        """The whole history of what `other` is about, oldest first."""
        return self.filter(
            center=other.center_id,
            center_type=other.center_type,
            fiscal_year=other.fiscal_year,
            stage=other.stage,
        ).order_by("pk")

    def with_check(self) -> Self:
        """Adds `latest_matches` (None: not yet checked) and `mismatched_at`, since when not."""
        checks = DeterminationCheck.objects.filter(determination=OuterRef("pk"))
        return self.annotate(
            latest_matches=Subquery(checks.order_by("-pk").values("matches")[:1]),
            mismatched_at=Subquery(
                checks.filter(
                    ~Exists(
                        DeterminationCheck.objects.filter(
                            determination=OuterRef("determination"),
                            matches=True,
                            pk__gt=OuterRef("pk"),
                        )
                    ),
                    matches=False,
                )
                .order_by("pk")
                .values("checked_at")[:1]
            ),
        )

    def for_listing(self) -> Self:
        return (
            self.select_related(
                "center__municipality", "rule_version", "snapshot", "recorded_by", "successor"
            )
            .with_check()
            .order_by("-fiscal_year", "center__code", "center_type", "-pk")
        )


class Determination(models.Model):
    """判定: the official judgement of one center, type, fiscal year and stage; never changed.

    A later judgement of the same subject supersedes it. The constraints make a chain of them, so
    that exactly one stands.
    """

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="determinations",
    )
    center_type = models.CharField("類型", max_length=30, choices=CenterType.choices)
    subtype = models.CharField("型", max_length=5, blank=True)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("段階", max_length=10, choices=Stage.choices)
    judged_on = models.DateField("判定の基準日")
    known_at = models.DateTimeField("記録の時点")
    rule_version = models.ForeignKey(
        RuleVersion,
        verbose_name="要綱の版",
        on_delete=models.PROTECT,
        null=True,
        related_name="determinations",
    )
    rule_digest = models.CharField("要綱の版のハッシュ値", max_length=64, blank=True)
    engine_version = models.CharField("判定プログラムの版", max_length=100)
    snapshot = models.ForeignKey(
        Snapshot, verbose_name="判定の根拠", on_delete=models.PROTECT, related_name="determinations"
    )
    findings = models.JSONField("判定の内容")
    digest = models.CharField("内容のハッシュ値", max_length=64)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self",
        verbose_name="前の判定",
        on_delete=models.PROTECT,
        null=True,
        related_name="successor",
    )
    reason = models.CharField("判定をやり直した理由", max_length=500, blank=True)

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        verbose_name = "判定"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["center", "center_type", "fiscal_year", "stage"],
                condition=Q(supersedes=None),
                name="one_determination_stands",
                violation_error_message="この年度と段階の判定は、既に記録されています。",
            ),
            models.CheckConstraint(
                name="determination_supersedes_an_earlier_one",
                condition=Q(supersedes=None) | Q(supersedes__lt=F("id")),
                violation_error_message="前の判定より後に記録してください。",
            ),
            models.CheckConstraint(
                name="determination_is_done_again_for_a_reason",
                condition=Q(supersedes=None, reason="")
                | (Q(supersedes__isnull=False) & ~Q(reason="")),
                violation_error_message="判定をやり直す理由を入力してください。",
            ),
            models.CheckConstraint(
                name="determination_digests_are_sha256",
                condition=Q(digest__regex=DIGEST)
                & (
                    Q(rule_version=None, rule_digest="")
                    | Q(rule_version__isnull=False, rule_digest__regex=DIGEST)
                ),
                violation_error_message="ハッシュ値が正しくありません。",
            ),
        ]

    def __str__(self) -> str:
        return f"D-{self.pk:08d}"

    @property
    def type_label(self) -> str:
        label = self.get_center_type_display()
        return f"{label}（{self.subtype}型）" if self.subtype else label

    @property
    def fiscal_year_label(self) -> str:
        return FiscalYear(self.fiscal_year).label

    @property
    def stands(self) -> bool:
        return not hasattr(self, "successor")


class DeterminationCheck(models.Model):
    """判定の点検: whether the records still said the same; a row only where the answer is new."""

    municipality = InheritedMunicipality("determination")
    determination = models.ForeignKey(
        Determination, verbose_name="判定", on_delete=models.PROTECT, related_name="checks"
    )
    checked_at = models.DateTimeField("点検日時")
    matches = models.BooleanField("一致")
    changes = models.JSONField("変わったところ", default=dict, blank=True)
    digest = models.CharField("変わったところのハッシュ値", max_length=64)

    class Meta:
        verbose_name = "判定の点検"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="determination_check_tells_what_changed",
                condition=Q(matches=True, changes={}) | (Q(matches=False) & ~Q(changes={})),
                violation_error_message="変わったところを入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.determination_id} {self.checked_at}"
