import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.case import Case
from casework.models.conference import Conference, ConferenceItem
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class ConferenceDecisionQuerySet(models.QuerySet["ConferenceDecision"]):
    def open_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        """Without those about a case that the user may not read."""
        cases = Case.objects.visible_to(user, capability)
        return self.filter(Q(item=None) | Q(item__case=None) | Q(item__case__in=cases.values("pk")))


class ConferenceDecision(models.Model):
    """会議の決定: what somebody is to do; a task with an owner and a day comes with it."""

    municipality = InheritedMunicipality("conference")
    conference = models.ForeignKey(
        Conference, verbose_name="会議", on_delete=models.PROTECT, related_name="decisions"
    )
    item = models.ForeignKey(
        ConferenceItem,
        verbose_name="議題",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    content = models.CharField("決まったこと", max_length=300)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = ConferenceDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "会議の決定"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="conference_decision_is_saved_once",
                violation_error_message="この決定は登録済みです。",
            ),
            models.CheckConstraint(
                name="conference_decision_has_content",
                condition=~Q(content=""),
                violation_error_message="決まったことを入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"会議の決定 {self.pk}"


class AgencyRole(models.Model):
    """機関の役割: what an agency takes on for an item; only added, the next conference says anew."""

    municipality = InheritedMunicipality("item")
    item = models.ForeignKey(
        ConferenceItem, verbose_name="議題", on_delete=models.PROTECT, related_name="roles"
    )
    agency = models.ForeignKey(
        "centers.PartnerAgency",
        verbose_name="関係機関",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agency_name = models.CharField("機関の名称", max_length=100, blank=True)
    role = models.CharField("役割", max_length=300)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "機関の役割"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="agency_role_names_one_agency",
                condition=Q(agency__isnull=False, agency_name="")
                | Q(agency=None) & ~Q(agency_name=""),
                violation_error_message="関係機関を選ぶか、機関の名称を入力してください。",
            ),
            models.CheckConstraint(
                name="agency_role_says_something",
                condition=~Q(role=""),
                violation_error_message="役割を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"機関の役割 {self.pk}"

    @property
    def whose(self) -> str:
        return str(self.agency or self.agency_name)
