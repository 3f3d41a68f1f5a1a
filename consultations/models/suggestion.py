from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultations.models.household import Household
from consultations.referral_enums import FamilyChoice
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.REFERRAL_VIEW) -> Self:
        return self.filter(household__in=Household.objects.visible_to(user, capability))

    def newest_first(self) -> Self:
        return self.select_related("recorded_by", "choice_recorded_by").order_by(
            "-suggested_on", "-pk"
        )


class Suggestion(models.Model):
    """提案: what a household was told it could use, and what the family chose."""

    municipality = InheritedMunicipality("household")
    household = models.ForeignKey(
        Household, verbose_name="世帯", on_delete=models.PROTECT, related_name="suggestions"
    )
    suggested_on = models.DateField("提案した日")
    suggested = models.TextField("提案した内容", max_length=2000)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )
    choice = models.CharField("家庭の選択", max_length=20, choices=FamilyChoice.choices, blank=True)
    choice_words = models.TextField("家庭の選択の内容・理由", max_length=2000, blank=True)
    chosen_on = models.DateField("選択を聞いた日", null=True, blank=True)
    choice_recorded_at = models.DateTimeField("選択の記録日時", null=True, blank=True)
    choice_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="選択の記録者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "提案"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="suggestion_says_something",
                condition=~Q(suggested=""),
                violation_error_message="提案した内容を入力してください。",
            ),
            models.CheckConstraint(
                name="suggestion_choice_set_together",
                condition=Q(
                    choice="",
                    choice_words="",
                    chosen_on=None,
                    choice_recorded_at=None,
                    choice_recorded_by=None,
                )
                | (
                    ~Q(choice="")
                    & Q(
                        chosen_on__gte=models.F("suggested_on"),
                        choice_recorded_at__isnull=False,
                        choice_recorded_by__isnull=False,
                    )
                ),
                violation_error_message="家庭の選択と聞いた日を一緒に入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"提案 {self.pk}"
