"""Who is told: another center, the municipal department, or an agency of the register."""

from typing import Any

from django.db import models
from django.db.models import Q

from consultations.consent_enums import RecipientKind

NOBODY, ANYONE = "", RecipientKind.ANYONE.value


def recipient_key_of(
    kind: str, *, center_id: int | None = None, agency_id: int | None = None
) -> str:
    """One word for each recipient: consents and referrals of the same one have the same."""
    match kind:
        case RecipientKind.CENTER:
            return f"center:{center_id}"
        case RecipientKind.AGENCY:
            return f"agency:{agency_id}"
    return kind


class Recipient(models.Model):
    """提供先, part of a consent and of a referral."""

    recipient_kind = models.CharField(
        "提供先の種別", max_length=20, choices=RecipientKind.choices, blank=True
    )
    recipient_center = models.ForeignKey(
        "centers.Center",
        verbose_name="提供先のセンター",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agency = models.ForeignKey(
        "centers.PartnerAgency",
        verbose_name="関係機関",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    recipient_key = models.CharField("提供先のキー", max_length=60, editable=False, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.recipient_key = recipient_key_of(
            self.recipient_kind,
            center_id=self.recipient_center_id,
            agency_id=self.agency_id,
        )
        super().save(*args, **kwargs)

    @property
    def recipient_name(self) -> str:
        match self.recipient_kind:
            case RecipientKind.CENTER:
                return str(self.recipient_center)
            case RecipientKind.AGENCY:
                return str(self.agency)
            case RecipientKind.DEPARTMENT:
                return str(RecipientKind.DEPARTMENT.label)
            case RecipientKind.ANYONE:
                return "すべての提供先"
        return ""


# A center and an agency are named by their rows, and nobody else by either.
NAMED_AS_ITS_KIND = (
    Q(recipient_kind=RecipientKind.CENTER, recipient_center__isnull=False, agency=None)
    | Q(recipient_kind=RecipientKind.AGENCY, recipient_center=None, agency__isnull=False)
    | Q(
        recipient_kind__in=["", RecipientKind.DEPARTMENT, RecipientKind.ANYONE],
        recipient_center=None,
        agency=None,
    )
)
