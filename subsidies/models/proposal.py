from django.conf import settings
from django.db import models
from django.db.models import F, Q

from subsidies.enums import ProposalStatus
from subsidies.models.rule_version import RuleVersion


class RuleVersionProposalQuerySet(models.QuerySet["RuleVersionProposal"]):
    def for_listing(self) -> "RuleVersionProposalQuerySet":
        return self.select_related("proposed_by", "decided_by", "ends").order_by(
            "-proposed_at", "-pk"
        )

    def open(self) -> "RuleVersionProposalQuerySet":
        return self.filter(status=ProposalStatus.PROPOSED)

    def published(self) -> "RuleVersionProposalQuerySet":
        return self.filter(status=ProposalStatus.PUBLISHED)


class RuleVersionProposal(models.Model):
    """要綱の版の案: a rule file as it was loaded; a second person publishes or rejects it.

    `source` is the file itself: what is published from here is judged by reading it again.
    """

    code = models.CharField("版", max_length=20)
    title = models.CharField("名称", max_length=300)
    effective_from = models.DateField("適用開始日")
    file_name = models.CharField("ファイル名", max_length=200)
    source = models.TextField("ファイルの内容")
    content = models.TextField("内容")
    digest = models.CharField("内容のハッシュ値", max_length=64)
    note = models.CharField("登録の理由・出典", max_length=500)
    ends = models.ForeignKey(
        RuleVersion,
        verbose_name="適用を終える版",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    proposed_at = models.DateTimeField("登録日時")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        "状態", max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.PROPOSED
    )
    decided_at = models.DateTimeField("決定日時", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="決定者",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    reason = models.CharField("却下の理由", max_length=500, blank=True, default="")
    rule_version = models.OneToOneField(
        RuleVersion,
        verbose_name="公開した版",
        on_delete=models.PROTECT,
        null=True,
        related_name="proposal",
    )

    objects = RuleVersionProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "要綱の版の案"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(status=ProposalStatus.PROPOSED),
                name="one_open_proposal_of_a_rule_version",
                violation_error_message="この版の案は、すでに登録されています。",
            ),
            models.CheckConstraint(
                name="proposal_is_published_by_a_second_person",
                condition=~Q(status=ProposalStatus.PUBLISHED) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="案を登録した人は、その案を公開できません。",
            ),
            models.CheckConstraint(
                name="proposal_is_decided_as_its_status_says",
                condition=(
                    Q(
                        status=ProposalStatus.PROPOSED,
                        decided_at=None,
                        decided_by=None,
                        rule_version=None,
                        reason="",
                    )
                    | Q(
                        status=ProposalStatus.PUBLISHED,
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                        rule_version__isnull=False,
                        reason="",
                    )
                    | (
                        Q(
                            status=ProposalStatus.REJECTED,
                            decided_at__isnull=False,
                            decided_by__isnull=False,
                            rule_version=None,
                        )
                        & ~Q(reason="")
                    )
                ),
                violation_error_message="案の状態と、決定の内容が一致しません。",
            ),
        ]

    def __str__(self) -> str:
        return f"V-{self.pk:05d}"

    @property
    def is_open(self) -> bool:
        return self.status == ProposalStatus.PROPOSED
