"""What is written to a ledger row in the course of time; every row of these is only added."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.maternity_enums import ContactManner, RiskLevel, ScoreKind
from casework.models.pregnancy import Pregnancy
from shared.municipal_field import InheritedMunicipality


def _of_pregnancy(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        Pregnancy,
        verbose_name="妊産婦等支援台帳",
        on_delete=models.PROTECT,
        related_name=related_name,
    )


def _recorded_by() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )


def saved_once(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["municipality", "submission_key"],
        name=name,
        violation_error_message="この内容は登録済みです。",
    )


class MaternityRisk(models.Model):
    """支援の必要度: judged by somebody on a day, with the reason; the latest counts."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = _of_pregnancy("risks")
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    level = models.CharField("支援の必要度", max_length=20, choices=RiskLevel.choices)
    reason = models.CharField("判断の理由", max_length=500)
    judged_on = models.DateField("判断した日")
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = _recorded_by()

    class Meta:
        verbose_name = "支援の必要度"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("maternity_risk_is_saved_once"),
            models.CheckConstraint(
                name="maternity_risk_has_reason",
                condition=~Q(reason=""),
                violation_error_message="判断の理由を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"支援の必要度 {self.pk}"


class ScreeningScore(models.Model):
    """尺度の得点: a number with its day. What it means is said by people, in words of their own."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = _of_pregnancy("scores")
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    kind = models.CharField("尺度", max_length=30, choices=ScoreKind.choices)
    kind_text = models.CharField("その他の尺度の名称", max_length=100, blank=True)
    score = models.SmallIntegerField("得点", null=True, blank=True)
    was_refused = models.BooleanField("回答を望まなかった", default=False)
    taken_on = models.DateField("実施日")
    remark = models.CharField("職員の所見", max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self",
        verbose_name="訂正した得点",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by_score",
    )
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = _recorded_by()

    class Meta:
        verbose_name = "尺度の得点"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("screening_score_is_saved_once"),
            models.CheckConstraint(
                name="screening_score_or_refused",
                condition=Q(was_refused=True, score=None)
                | Q(was_refused=False, score__isnull=False),
                violation_error_message="得点を入力するか、「回答を望まなかった」に印を付けてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"尺度の得点 {self.pk}"

    @property
    def name(self) -> str:
        return self.kind_text or str(ScoreKind(self.kind).label)


class MaternityContact(models.Model):
    """妊産婦への連絡: a call, a letter, a short visit; an interview has a record of its own."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = _of_pregnancy("contacts")
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    contacted_on = models.DateField("連絡した日")
    manner = models.CharField("方法", max_length=20, choices=ContactManner.choices)
    was_reached = models.BooleanField("本人・家族と話せた", default=True)
    content = models.TextField("内容", max_length=4000)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = _recorded_by()

    class Meta:
        verbose_name = "妊産婦への連絡"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("maternity_contact_is_saved_once"),
            models.CheckConstraint(
                name="maternity_contact_has_content",
                condition=~Q(content=""),
                violation_error_message="内容を入力してください。",
            ),
        ]
        indexes = [
            models.Index(fields=["pregnancy", "-contacted_on"], name="maternity_contact_by_day")
        ]

    def __str__(self) -> str:
        return f"妊産婦への連絡 {self.pk}"


class QuestionnaireAnswer(models.Model):
    """妊娠届出時の質問票: answers to one version of the sheet, whose words are kept with them.

    Every question may be left unanswered, and the whole sheet refused (domain §4).
    """

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = _of_pregnancy("questionnaire_answers")
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    sheet_version = models.CharField("質問票の版", max_length=40)
    sheet_digest = models.CharField("質問票のSHA-256", max_length=64)
    was_refused = models.BooleanField("回答を望まなかった", default=False)
    answers = models.JSONField("回答", default=list, blank=True)
    answered_on = models.DateField("回答日")
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = _recorded_by()

    class Meta:
        verbose_name = "妊娠届出時の質問票"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("questionnaire_answer_is_saved_once"),
            models.CheckConstraint(
                name="questionnaire_refused_has_no_answers",
                condition=Q(was_refused=False) | Q(answers=[]),
                violation_error_message="「回答を望まなかった」ときは、回答を入力しません。",
            ),
        ]

    def __str__(self) -> str:
        return f"質問票 {self.pk}"
