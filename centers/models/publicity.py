from typing import Self

from django.db import models
from django.db.models import F, Q

from centers.models.activity import OutreachSession
from centers.outreach_enums import PublicityMedium
from shared.access import Actor, Capability
from shared.ledger import LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality


class OutreachPublicityQuerySet(LedgerQuerySet["OutreachPublicity"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CENTER_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center="session__center"))

    def of(self, session: OutreachSession) -> Self:
        """Also what was entered before the session itself was put right."""
        return self.filter(session__lineage=session.lineage)


class OutreachPublicity(LedgerEntry):
    """出張相談の周知: how, when and with what evidence a session was made known."""

    municipality = InheritedMunicipality("session")
    session = models.ForeignKey(
        OutreachSession, verbose_name="出張相談", on_delete=models.PROTECT, related_name="publicity"
    )
    medium = models.CharField("周知の方法", max_length=20, choices=PublicityMedium.choices)
    publicised_on = models.DateField("周知した日")
    evidence = models.CharField(
        "根拠",
        max_length=300,
        help_text="例：広報つなぎ10月号 5ページ、掲載ページの番号、配布先と枚数",
    )

    objects = OutreachPublicityQuerySet.as_manager()

    class Meta:
        verbose_name = "出張相談の周知"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("outreach_publicity_superseded_after_recorded"),
            models.CheckConstraint(
                name="outreach_publicity_has_evidence",
                condition=~Q(evidence=""),
                violation_error_message="根拠を入力してください。",
            ),
        ]
        indexes = [models.Index(F("session"), F("publicised_on"), name="publicity_by_session")]

    def __str__(self) -> str:
        return f"{self.publicised_on} {self.get_medium_display()}"
