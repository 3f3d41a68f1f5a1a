from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Model, Q

from consultations.complaint_enums import ComplaintRole
from shared.access import Actor, Capability
from shared.date_ranges import in_force, no_overlap, ordered_dates
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality


class ComplaintOfficerQuerySet(LedgerQuerySet["ComplaintOfficer"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.COMPLAINT_RECEIVE
    ) -> Self:
        return self.filter(user.reach(capability).q())

    def serving(self, day: date) -> Self:
        return self.current().filter(in_force(day))

    def named_in(self, complaint: Model) -> Self:
        """Those whom the complaint is about. Without an account on both sides, the name tells."""
        named = complaint.subjects  # type: ignore[attr-defined]  # a Complaint, which imports us
        without_account = Q(name__in=named.filter(user=None).values("name")) | Q(
            account=None, name__in=named.values("name")
        )
        of_account = Q(account__in=named.filter(user__isnull=False).values("user"))
        return self.exclude(role=ComplaintRole.THIRD_PARTY).filter(of_account | without_account)


class ComplaintOfficer(LedgerEntry):
    """苦情対応の担当: somebody who serves at a center's complaints desk, for a period.

    A third-party member (第三者委員) comes from outside: a name, an affiliation and how to reach
    them, never an account.
    """

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="complaint_officers",
    )
    role = models.CharField("役割", max_length=20, choices=ComplaintRole.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="利用者アカウント",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField("氏名", max_length=100)
    affiliation = models.CharField("所属・職名", max_length=100, blank=True)
    contact = models.CharField("連絡先", max_length=200, blank=True)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)

    objects = ComplaintOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "苦情対応の担当"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("complaint_officer_ends_after_starting"),
            superseded_together("complaint_officer_superseded_after_recorded"),
            models.CheckConstraint(
                name="complaint_third_party_is_an_outsider",
                condition=~Q(role=ComplaintRole.THIRD_PARTY)
                | (Q(account=None) & ~Q(affiliation="") & ~Q(contact="")),
                violation_error_message=(
                    "第三者委員は、所属・職名と連絡先を入力し、利用者アカウントは選ばないでください。"
                ),
            ),
            no_overlap(
                "complaint_responsible_person_is_one_at_a_time",
                "center",
                message="苦情解決責任者の期間が、ほかの責任者と重なっています。",
                condition=CURRENT & Q(role=ComplaintRole.RESPONSIBLE),
            ),
            no_overlap(
                "complaint_officer_serves_once",
                "center",
                "role",
                "name",
                message="この人は、同じ役割で登録済みです。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"苦情対応の担当 {self.pk}"
