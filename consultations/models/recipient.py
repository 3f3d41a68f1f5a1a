"""Who is told: another center, the municipal department, or a partner agency.

The one seam to a register of partner agencies: `agency_name` becomes a foreign key, and
`recipient_key_of` builds the key from its number in place of the name.
"""

from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Q

from consultations.consent_enums import RecipientKind
from shared.japanese_text import fold_key

NOBODY, ANYONE = "", RecipientKind.ANYONE.value


def recipient_key_of(kind: str, *, center_id: int | None = None, agency_name: str = "") -> str:
    """One word for each recipient: consents and referrals of the same one have the same."""
    match kind:
        case RecipientKind.CENTER:
            return f"center:{center_id}"
        case RecipientKind.AGENCY:
            return f"agency:{sha256(fold_key(agency_name).encode()).hexdigest()[:32]}"
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
    agency_name = models.CharField("関係機関の名称", max_length=200, blank=True)
    recipient_key = models.CharField("提供先のキー", max_length=60, editable=False, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.recipient_key = recipient_key_of(
            self.recipient_kind,
            center_id=self.recipient_center_id,
            agency_name=self.agency_name,
        )
        super().save(*args, **kwargs)

    @property
    def recipient_name(self) -> str:
        match self.recipient_kind:
            case RecipientKind.CENTER:
                return str(self.recipient_center)
            case RecipientKind.AGENCY:
                return self.agency_name
            case RecipientKind.DEPARTMENT:
                return str(RecipientKind.DEPARTMENT.label)
            case RecipientKind.ANYONE:
                return "すべての提供先"
        return ""


# A center is named by its row, an agency by its name, and nobody else by either.
NAMED_AS_ITS_KIND = (
    Q(recipient_kind=RecipientKind.CENTER, recipient_center__isnull=False, agency_name="")
    | (Q(recipient_kind=RecipientKind.AGENCY, recipient_center=None) & ~Q(agency_name=""))
    | Q(
        recipient_kind__in=["", RecipientKind.DEPARTMENT, RecipientKind.ANYONE],
        recipient_center=None,
        agency_name="",
    )
)
