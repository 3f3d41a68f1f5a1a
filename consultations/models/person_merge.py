"""Two records, one person: decided, undone, or decided against. No row is moved by any of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultations.models.household import Person
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class PersonMergeQuerySet(models.QuerySet["PersonMerge"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.PERSON_MERGE) -> Self:
        """Of the centers within reach, whether or not the persons still live in a household."""
        return self.filter(user.reach(capability).q())

    def standing(self) -> Self:
        return self.filter(undone_at=None)

    def newest_first(self) -> Self:
        return self.select_related("merged", "survivor", "merged_by", "undone_by").order_by("-pk")


class PersonMerge(models.Model):
    """個人の統合: `merged` was found to be `survivor`; undone at most once, otherwise unchanged.

    Standing merges are the edges of a forest. `Person.merged_into` is each person's root in it and
    nothing more than this table says: what pointed to a person points there still.
    """

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="+"
    )
    merged = models.ForeignKey(
        Person, verbose_name="統合した記録", on_delete=models.PROTECT, related_name="merges"
    )
    survivor = models.ForeignKey(
        Person,
        verbose_name="統合先の記録",
        on_delete=models.PROTECT,
        related_name="merges_of_others",
    )
    reason = models.CharField("統合の理由", max_length=300)
    merged_at = models.DateTimeField("統合日時")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="統合者", on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField("統合の取消日時", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="統合の取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    undo_reason = models.CharField("統合の取消の理由", max_length=300, blank=True)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "個人の統合"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="person_merge_is_of_two",
                condition=~Q(merged=F("survivor")),
                violation_error_message="別の記録を選んでください。",
            ),
            models.CheckConstraint(
                name="person_merge_has_reason",
                condition=~Q(reason=""),
                violation_error_message="統合の理由を入力してください。",
            ),
            models.CheckConstraint(
                name="person_merge_is_undone_by_somebody_for_a_reason",
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
                violation_error_message="取消日時・取消者・理由は一緒に登録してください。",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at=None),
                name="person_merge_stands_once",
                violation_error_message="この記録は統合済みです。",
            ),
        ]

    def __str__(self) -> str:
        return f"個人の統合 {self.pk}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class PersonDistinctionQuerySet(models.QuerySet["PersonDistinction"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.PERSON_MERGE) -> Self:
        """Both records are within reach."""
        reached = Person.objects.visible_to(user, capability).values("pk")
        return self.filter(person__in=reached, other__in=reached)

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def newest_first(self) -> Self:
        return self.select_related("person", "other", "decided_by", "withdrawn_by").order_by("-pk")


class PersonDistinction(models.Model):
    """別人の判断: two records that look alike are two persons; taken back at most once."""

    municipality = InheritedMunicipality("person")
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.PROTECT, related_name="distinctions"
    )
    other = models.ForeignKey(
        Person, verbose_name="別人", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("判断の理由", max_length=300, blank=True)
    decided_at = models.DateTimeField("判断日時")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="判断者", on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("判断の取消日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="判断の取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawal_reason = models.CharField("判断の取消の理由", max_length=300, blank=True)

    objects = PersonDistinctionQuerySet.as_manager()

    class Meta:
        verbose_name = "別人の判断"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="person_distinction_is_in_order",
                condition=Q(person__lt=F("other")),
                violation_error_message="別の記録を選んでください。",
            ),
            models.UniqueConstraint(
                fields=["person", "other"],
                condition=Q(withdrawn_at=None),
                name="person_distinction_is_made_once",
                violation_error_message="別人と判断済みです。",
            ),
            models.CheckConstraint(
                name="person_distinction_is_withdrawn_by_somebody_for_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawal_reason="")
                ),
                violation_error_message="取消日時・取消者・理由は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"別人の判断 {self.pk}"
