"""妊婦等との面談 (seeds 004 4(4)): when, how, with whom and by whom, as the notice asks."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.maternity_enums import (
    DigitalGround,
    IntervieweeKind,
    InterviewMode,
    InterviewStage,
    Qualification,
)
from casework.models.maternity_record import saved_once
from casework.models.pregnancy import Pregnancy
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class PregnancyInterviewQuerySet(models.QuerySet["PregnancyInterview"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.MATERNITY_VIEW) -> Self:
        reached = Pregnancy.objects.visible_to(user, capability)
        return self.filter(pregnancy__in=reached.values("pk"))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def known_at(self, moment: datetime | None) -> Self:
        """Those that stood then, as far as they were recorded (None: now)."""
        if moment is None:
            return self.standing()
        stood = Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment)
        return self.filter(stood, recorded_at__lte=moment)


class PregnancyInterview(models.Model):
    """One interview. The licence or training of who held it is that of the day (`qualification`)."""

    municipality = InheritedMunicipality("pregnancy")
    pregnancy = models.ForeignKey(
        Pregnancy,
        verbose_name="妊産婦等支援台帳",
        on_delete=models.PROTECT,
        related_name="interviews",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    stage = models.CharField("面談の時期", max_length=20, choices=InterviewStage.choices)
    occurred_at = models.DateTimeField("面談の日時")
    held_elsewhere = models.CharField("実施したほかの市区町村", max_length=100, blank=True)
    mode = models.CharField("面談の方法", max_length=20, choices=InterviewMode.choices)
    digital_ground = models.CharField(
        "デジタルによる理由", max_length=20, choices=DigitalGround.choices, blank=True
    )
    mode_reason = models.CharField("方法についての事情", max_length=300, blank=True)
    attested_by_name = models.CharField(
        "ほかの方法が著しく困難と認めた人", max_length=100, blank=True
    )
    interviewee = models.CharField("面談の相手", max_length=20, choices=IntervieweeKind.choices)
    recognised_reason = models.CharField("必要と認めた事情", max_length=300, blank=True)
    interviewer = models.ForeignKey(
        "staffing.StaffMember",
        verbose_name="面談の実施者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    qualification = models.CharField(
        "実施者の資格等", max_length=20, choices=Qualification.choices, editable=False
    )
    qualification_text = models.CharField(
        "実施者の資格等の内容", max_length=200, blank=True, editable=False
    )
    checked_at = models.DateTimeField("資格等の確認日時", editable=False)
    content = models.TextField("聞き取ったこと・伝えたこと", max_length=20000)
    plan_given = models.BooleanField("支援の見通し（セルフプランなど）を渡した", default=False)
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
    version = models.PositiveIntegerField("版", default=1)

    objects = PregnancyInterviewQuerySet.as_manager()

    class Meta:
        verbose_name = "面談"
        verbose_name_plural = verbose_name
        constraints = [
            saved_once("pregnancy_interview_is_saved_once"),
            models.CheckConstraint(
                name="pregnancy_interview_digital_has_ground",
                condition=(Q(mode=InterviewMode.DIGITAL) & ~Q(digital_ground=""))
                | (~Q(mode=InterviewMode.DIGITAL) & Q(digital_ground="")),
                violation_error_message="デジタルによる面談は、療養中か遠隔地にいるときだけです。理由を選んでください。",
            ),
            models.CheckConstraint(
                name="pregnancy_interview_phone_is_attested",
                condition=~Q(mode=InterviewMode.PHONE)
                | (~Q(mode_reason="") & ~Q(attested_by_name="")),
                violation_error_message="電話による面談は、対面もデジタルも著しく困難と認めた人と事情を入力してください。",
            ),
            models.CheckConstraint(
                name="pregnancy_interview_recognised_has_reason",
                condition=~Q(interviewee=IntervieweeKind.RECOGNISED) | ~Q(recognised_reason=""),
                violation_error_message="必要と認めた事情を入力してください。",
            ),
            models.CheckConstraint(
                name="pregnancy_interview_was_held_by_somebody",
                condition=Q(interviewer__isnull=False, held_elsewhere="")
                | (Q(interviewer=None) & ~Q(held_elsewhere="")),
                violation_error_message="面談の実施者か、実施したほかの市区町村を入力してください。",
            ),
        ]
        indexes = [
            models.Index(fields=["pregnancy", "stage"], name="pregnancy_interview_by_stage"),
        ]

    def __str__(self) -> str:
        return f"妊婦等との面談 {self.pk}"

    @property
    def needs_check(self) -> bool:
        return self.qualification == Qualification.UNCONFIRMED


class InterviewCorrection(models.Model):
    """面談の訂正: what stood before, and why it was changed; only added."""

    municipality = InheritedMunicipality("interview")
    interview = models.ForeignKey(
        PregnancyInterview,
        verbose_name="妊婦等との面談",
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    reason = models.CharField("訂正の理由", max_length=500)
    changes = models.JSONField("訂正前と訂正後")
    corrected_at = models.DateTimeField("訂正日時")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="訂正者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "面談の訂正"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="interview_correction_has_reason",
                condition=~Q(reason=""),
                violation_error_message="訂正の理由を入力してください。",
            )
        ]

    def __str__(self) -> str:
        return f"面談の訂正 {self.pk}"
