from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models.user import User

LONGEST_SUBJECT = 255  # OpenID Connect Core, section 2


class ExternalIdentityQuerySet(models.QuerySet["ExternalIdentity"]):
    def linked(self) -> Self:
        return self.filter(unlinked_at=None)


class ExternalIdentity(models.Model):
    """統合認証の結び付け: whom a provider's subject signs in. Nothing else is ever matched on.

    A link that has ended stays: it tells who could sign in as whom, and when.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="利用者",
        on_delete=models.PROTECT,
        related_name="external_identities",
    )
    issuer = models.CharField("認証基盤", max_length=255)
    subject = models.CharField("統合認証の番号", max_length=LONGEST_SUBJECT)
    linked_at = models.DateTimeField("結び付けた日時")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="結び付けた人",
        on_delete=models.PROTECT,
        related_name="+",
    )
    unlinked_at = models.DateTimeField("解除日時", null=True, blank=True)
    unlinked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="解除者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ExternalIdentityQuerySet.as_manager()

    class Meta:
        verbose_name = "統合認証の結び付け"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=Q(unlinked_at=None),
                name="external_identity_signs_in_one_user",
                violation_error_message="この番号は、既に利用者アカウントに結び付いています。",
            ),
            models.UniqueConstraint(
                fields=["user", "issuer"],
                condition=Q(unlinked_at=None),
                name="external_identity_one_for_each_issuer",
                violation_error_message="この利用者アカウントは、既に統合認証に結び付いています。",
            ),
            models.CheckConstraint(
                name="external_identity_unlinking_set_together",
                condition=Q(unlinked_at=None, unlinked_by=None)
                | Q(unlinked_at__isnull=False, unlinked_by__isnull=False),
                violation_error_message="解除日時と解除者は一緒に登録してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"統合認証の結び付け {self.pk}"

    def unlink(self, *, by: "User", at: datetime) -> None:
        self.unlinked_at, self.unlinked_by = at, by
        self.save(update_fields=["unlinked_at", "unlinked_by"])
