import uuid
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q

from casework.models.case import Case
from casework.plan_enums import SheetKind
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class AssessmentFormQuerySet(models.QuerySet["AssessmentForm"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.ASSESSMENT_FORM_VIEW
    ) -> Self:
        return self.filter(user.reach(capability).q(center=None))

    def newest(self) -> Self:
        """The last version of each form."""
        later = AssessmentForm.objects.filter(
            municipality=OuterRef("municipality"),
            code=OuterRef("code"),
            number__gt=OuterRef("number"),
        )
        return self.filter(~Exists(later))

    def in_use(self) -> Self:
        return self.newest().filter(is_in_use=True).order_by("kind", "title", "pk")


class AssessmentForm(models.Model):
    """アセスメント様式: one published version of a form; it never changes, a new one follows.

    `body` is the text that somebody edits (`casework/sheets.py` reads it).
    """

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    code = models.CharField("様式の記号", max_length=40)
    number = models.PositiveIntegerField("版", editable=False)
    kind = models.CharField("種類", max_length=20, choices=SheetKind.choices)
    title = models.CharField("様式の名称", max_length=100)
    notice = models.CharField("注記", max_length=300, blank=True)
    body = models.TextField("質問", max_length=20_000)
    is_in_use = models.BooleanField("使用", default=True)
    reason = models.CharField("作成・変更の理由", max_length=500)
    published_at = models.DateTimeField("確定日時")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="確定者", on_delete=models.PROTECT, related_name="+"
    )

    objects = AssessmentFormQuerySet.as_manager()

    class Meta:
        verbose_name = "アセスメント様式"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code", "number"],
                name="assessment_form_version_is_given_once",
                violation_error_message="この様式の同じ版が、先に確定されています。",
            ),
            models.CheckConstraint(
                name="assessment_form_has_questions",
                condition=~Q(body="") & ~Q(title=""),
                violation_error_message="様式の名称と質問を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user, capability).values("pk"))

    def standing(self) -> Self:
        """Neither withdrawn nor followed by a correction."""
        corrected = Assessment.objects.filter(replaces=OuterRef("pk"))
        return self.filter(~Exists(corrected), withdrawn_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-assessed_on", "-pk")


class Assessment(models.Model):
    """アセスメント: answers to one version of a form, and what stands out of them.

    A correction is a row of its own that names the one it `replaces`; nothing disappears.
    """

    municipality = InheritedMunicipality("case")
    case = models.ForeignKey(
        Case, verbose_name="ケース", on_delete=models.PROTECT, related_name="assessments"
    )
    form = models.ForeignKey(
        AssessmentForm, verbose_name="様式", on_delete=models.PROTECT, related_name="assessments"
    )
    person = models.ForeignKey(
        "consultations.Person",
        verbose_name="対象の人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    assessed_on = models.DateField("実施日")
    answers: Any = models.JSONField("回答", encoder=DjangoJSONEncoder)
    strengths = models.TextField("強み", max_length=4000, blank=True)
    needs = models.TextField("支援が必要なこと", max_length=4000, blank=True)
    child_wishes = models.TextField("こどもの希望（本人のことば）", max_length=4000, blank=True)
    parent_wishes = models.TextField("保護者の希望（本人のことば）", max_length=4000, blank=True)
    summary = models.TextField("見立て", max_length=4000)
    replaces = models.OneToOneField(
        "self",
        verbose_name="訂正前のアセスメント",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    reason = models.CharField("訂正・取消の理由", max_length=500, blank=True)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "アセスメント"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="assessment_is_saved_once",
                violation_error_message="このアセスメントは保存済みです。",
            ),
            models.CheckConstraint(
                name="assessment_has_a_summary",
                condition=~Q(summary=""),
                violation_error_message="見立てを入力してください。",
            ),
            models.CheckConstraint(
                name="assessment_correction_has_reason",
                condition=Q(replaces=None) | ~Q(reason=""),
                violation_error_message="訂正の理由を入力してください。",
            ),
            models.CheckConstraint(
                name="assessment_withdrawal_set_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason=""),
                violation_error_message="取消日時、取消者と理由は一緒に登録してください。",
            ),
        ]
        indexes = [models.Index(fields=["case", "-assessed_on"], name="assessment_by_case")]

    def __str__(self) -> str:
        return f"アセスメント {self.pk}"
