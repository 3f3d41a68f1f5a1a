from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.enums import TransferRecipient
from casework.models.case import Case
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class CaseTransferQuerySet(models.QuerySet["CaseTransfer"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user, capability).values("pk"))

    def arrived_at(self, user: Actor, capability: Capability = Capability.CASE_DECIDE) -> Self:
        """Those sent to a center where the user decides on cases."""
        centers = user.reach(capability).center_ids
        return self.filter(recipient_center__in=centers)

    def awaiting(self) -> Self:
        return self.filter(received_on=None)


class CaseTransfer(models.Model):
    """ケース移管: a case was handed to another center, municipality or agency, and taken over."""

    municipality = InheritedMunicipality("case")
    case = models.OneToOneField(
        Case, verbose_name="ケース", on_delete=models.PROTECT, related_name="transfer"
    )
    transferred_on = models.DateField("移管日")
    recipient_kind = models.CharField(
        "移管先の別", max_length=20, choices=TransferRecipient.choices
    )
    recipient_center = models.ForeignKey(
        "centers.Center",
        verbose_name="移管先のセンター",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    recipient_name = models.CharField("移管先の名称", max_length=100, blank=True)
    contact_person = models.CharField("移管先の担当者", max_length=100, blank=True)
    handed_over = models.JSONField("渡した内容", default=list)
    basis = models.CharField("よりどころ", max_length=300)
    message = models.TextField("申し送り", max_length=4000)
    received_on = models.DateField("受領日", null=True, blank=True)
    received_by_name = models.CharField("受領した人", max_length=100, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = CaseTransferQuerySet.as_manager()

    class Meta:
        verbose_name = "ケース移管"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="case_transfer_names_its_recipient",
                condition=Q(
                    recipient_kind=TransferRecipient.CENTER,
                    recipient_center__isnull=False,
                    recipient_name="",
                )
                | ~Q(recipient_kind=TransferRecipient.CENTER)
                & Q(recipient_center=None)
                & ~Q(recipient_name=""),
                violation_error_message="移管先を入力してください。",
            ),
            models.CheckConstraint(
                name="case_transfer_received_by_somebody",
                condition=Q(received_on=None, received_by_name="")
                | Q(received_on__isnull=False) & ~Q(received_by_name=""),
                violation_error_message="受領日と受領した人は一緒に入力してください。",
            ),
            models.CheckConstraint(
                name="case_transfer_is_received_after_it_is_sent",
                condition=Q(received_on=None) | Q(received_on__gte=F("transferred_on")),
                violation_error_message="受領日は、移管日以後の日付にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"ケース移管 {self.pk}"

    @property
    def recipient(self) -> str:
        return str(self.recipient_center or self.recipient_name)
