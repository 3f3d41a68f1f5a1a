import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.conference_enums import IssueExtent, IssueField, IssueState
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class CommunityIssueQuerySet(models.QuerySet["CommunityIssue"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.RESOURCE_VIEW) -> Self:
        """Whoever may see the resources of the municipality sees what they lack."""
        return self.filter(user.reach(capability).q())

    def open(self) -> Self:
        return self.exclude(state=IssueState.CLOSED)


class CommunityIssue(models.Model):
    """地域課題: what families of the area lack, in words that lead to none of them.

    Written by hand. It has no column for the case that somebody had in mind, so that nobody who
    reads it in a conference can follow it back.
    """

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="community_issues",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    field = models.CharField("分野", max_length=20, choices=IssueField.choices)
    extent = models.CharField("見られる程度", max_length=20, choices=IssueExtent.choices)
    title = models.CharField("課題", max_length=100)
    content = models.TextField("内容", max_length=2000)
    wanted = models.CharField("地域に必要と思われるもの", max_length=300, blank=True)
    state = models.CharField(
        "状態", max_length=20, choices=IssueState.choices, default=IssueState.NEW
    )
    response = models.CharField("検討の結果・取組", max_length=500, blank=True)
    recorded_on = models.DateField("登録日")
    version = models.PositiveIntegerField("版", default=1)

    objects = CommunityIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "地域課題"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="community_issue_is_saved_once",
                violation_error_message="この地域課題は登録済みです。",
            ),
            models.CheckConstraint(
                name="community_issue_taken_up_says_how",
                condition=Q(state__in=[IssueState.NEW, IssueState.UNDER_DISCUSSION])
                | ~Q(response=""),
                violation_error_message="検討の結果・取組を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IssueChange(models.Model):
    """地域課題の変更: from one state to the next, with what was answered; only added."""

    municipality = InheritedMunicipality("issue")
    issue = models.ForeignKey(
        CommunityIssue, verbose_name="地域課題", on_delete=models.PROTECT, related_name="changes"
    )
    before = models.CharField("変更前", max_length=20, choices=IssueState.choices)
    after = models.CharField("変更後", max_length=20, choices=IssueState.choices)
    response = models.CharField("検討の結果・取組", max_length=500, blank=True)
    changed_at = models.DateTimeField("登録日時")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "地域課題の変更"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"地域課題の変更 {self.pk}"
