"""議事録: written in parts, so that several people may write at once and lose nothing."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.conference_enums import MinutesPart
from casework.models.case import Case
from casework.models.conference import Conference, ConferenceItem
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class MinutesSectionQuerySet(models.QuerySet["MinutesSection"]):
    def open_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        """Without what is said of a case that the user may not read."""
        cases = Case.objects.visible_to(user, capability)
        return self.filter(Q(item__case=None) | Q(item__case__in=cases.values("pk")))

    def standing(self) -> Self:
        return self.filter(Q(item=None) | Q(item__withdrawn_at=None))

    def for_reading(self) -> Self:
        """In the order of the agenda; what concerns all comes first."""
        return self.select_related("item__case", "item__issue", "written_by").order_by(
            models.F("item__position").asc(nulls_first=True), "item_id", "pk"
        )


class MinutesSection(models.Model):
    """議事録の欄: one part of the minutes, with a version of its own."""

    municipality = InheritedMunicipality("conference")
    conference = models.ForeignKey(
        Conference, verbose_name="会議", on_delete=models.PROTECT, related_name="sections"
    )
    item = models.ForeignKey(
        ConferenceItem,
        verbose_name="議題",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sections",
    )
    part = models.CharField("欄", max_length=20, choices=MinutesPart.choices)
    text = models.TextField("内容", max_length=20000, blank=True)
    written_at = models.DateTimeField("記入日時", null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="記入者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = MinutesSectionQuerySet.as_manager()

    class Meta:
        verbose_name = "議事録の欄"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "item", "part"],
                nulls_distinct=False,
                name="minutes_section_is_there_once",
                violation_error_message="この欄は、この会議の議事録にあります。",
            ),
        ]

    def __str__(self) -> str:
        return f"議事録の欄 {self.pk}"

    @property
    def label(self) -> str:
        part = self.get_part_display()
        if self.item is None:
            return part
        off = "" if self.is_standing else "（議題から外れています）"
        return f"{self.item.subject}{off}　{part}"

    @property
    def is_standing(self) -> bool:
        return self.item is None or self.item.withdrawn_at is None


class MinutesRevision(models.Model):
    """議事録の版: what a part said from one saving to the next; only added."""

    municipality = InheritedMunicipality("section")
    section = models.ForeignKey(
        MinutesSection,
        verbose_name="議事録の欄",
        on_delete=models.PROTECT,
        related_name="revisions",
    )
    version = models.PositiveIntegerField("版")
    text = models.TextField("内容", max_length=20000, blank=True)
    written_at = models.DateTimeField("記入日時")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記入者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "議事録の版"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["section", "version"],
                name="minutes_revision_is_one_per_version",
                violation_error_message="この版は保存済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"議事録の版 {self.version}"
