from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q

from consultations.enums import Method
from consultations.models.household import Person
from consultations.referral_enums import WaitingListOutcome
from consultations.stops import stopped
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class WaitingListFollowUpQuerySet(models.QuerySet["WaitingListFollowUp"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.WAITING_LIST_FOLLOW
    ) -> Self:
        """Of children of the households within reach; a link that is cut leads nowhere here."""
        return self.filter(child__in=Person.objects.visible_to(user, capability))

    def open(self) -> Self:
        return self.filter(outcome="")

    def next_steps(self) -> Self:
        """Without families to whom nothing more goes out: what a list may show."""
        return self.exclude(stopped(person="child"))

    def by_due_date(self) -> Self:
        """The longest overdue first; those without a date last."""
        return self.order_by(F("next_contact_on").asc(nulls_last=True), "held_since", "pk")

    def for_listing(self) -> Self:
        contacts = WaitingListContact.objects.select_related("recorded_by")
        return self.select_related("child", "recorded_by").prefetch_related(
            Prefetch("contacts", queryset=contacts.order_by("-contacted_on", "-pk"))
        )


class WaitingListFollowUp(models.Model):
    """入所保留児フォロー: a child for whom no place was found, until something is."""

    municipality = InheritedMunicipality("child")
    child = models.ForeignKey(
        Person, verbose_name="こども", on_delete=models.PROTECT, related_name="waiting_lists"
    )
    desired_nurseries = models.TextField("希望する園", max_length=1000)
    held_since = models.DateField("保留となった日")
    wishes = models.TextField("保育の状況・意向", max_length=2000, blank=True)
    next_contact_on = models.DateField("次に連絡する日", null=True, blank=True)
    outcome = models.CharField(
        "結果", max_length=30, choices=WaitingListOutcome.choices, blank=True
    )
    outcome_on = models.DateField("結果の日", null=True, blank=True)
    outcome_note = models.CharField("結果の備考", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = WaitingListFollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "入所保留児フォロー"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(outcome=""),
                name="waiting_list_follow_up_is_open_once",
                violation_error_message="このこどものフォローは、既に始まっています。",
            ),
            models.CheckConstraint(
                name="waiting_list_outcome_set_together",
                condition=Q(outcome="", outcome_on=None, outcome_note="")
                | (~Q(outcome="") & Q(outcome_on__gte=F("held_since"), next_contact_on=None)),
                violation_error_message="結果とその日を一緒に入力してください。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "next_contact_on"],
                condition=Q(outcome=""),
                name="waiting_list_by_due_date",
            )
        ]

    def __str__(self) -> str:
        return f"入所保留児フォロー {self.pk}"

    def is_overdue(self, day: date) -> bool:
        return self.next_contact_on is not None and self.next_contact_on < day


class WaitingListContact(models.Model):
    """入所保留児への連絡: one contact with the family; only ever added."""

    municipality = InheritedMunicipality("follow_up")
    follow_up = models.ForeignKey(
        WaitingListFollowUp,
        verbose_name="入所保留児フォロー",
        on_delete=models.PROTECT,
        related_name="contacts",
    )
    contacted_on = models.DateField("連絡した日")
    method = models.CharField("連絡の方法", max_length=20, choices=Method.choices)
    note = models.TextField("聞いたこと・案内したこと", max_length=2000)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "入所保留児への連絡"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"入所保留児への連絡 {self.pk}"
