"""The audit trail: entries that are only added, the seals over them, and their review."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import Func, Q

from accounts.models.grant import RoleGrant
from shared.access import Actor, Capability
from shared.audit import READS, Action, Outcome

if TYPE_CHECKING:
    from accounts.models.user import User

FOUND_BY_NUMBER = ("consultations.Consultation", "consultations.Household", "consultations.Person")
OF_CASES = ("casework.Case", "casework.SupportNote")
PERSONAL_KINDS = (*FOUND_BY_NUMBER, *OF_CASES, "staffing.StaffMember")


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.AUDIT_VIEW) -> Self:
        """Entries of the municipalities within reach; of none: by people there, or by nobody."""
        reach = user.reach(capability)
        if not reach:
            return self.none()
        people = RoleGrant.objects.filter(reach.q(center=None)).values("user_id")
        nowhere = Q(municipality_id=None) & (Q(actor_id=None) | Q(actor_id__in=people))
        return self.filter(Q(municipality_id__in=reach.municipality_ids) | nowhere)

    def reads_of(self, *targets: models.Model) -> Self:
        """Of any of these rows."""
        numbers: dict[str, list[int]] = {}
        for target in targets:
            numbers.setdefault(target._meta.label, []).append(target.pk)
        about = Q()
        for kind, ids in numbers.items():
            about |= Q(target_kind=kind, target_ids__overlap=ids)
        return self.filter(about, action__in=READS, outcome=Outcome.DONE)

    def prints_of(self, target: models.Model) -> Self:
        """What was printed of this row."""
        of_kind = self.filter(target_kind=target._meta.label, target_ids__overlap=[target.pk])
        return of_kind.filter(action=Action.PRINT, outcome=Outcome.DONE)

    def reads_of_persons(self, first: datetime, until: datetime) -> Self:
        """What the monthly sample is drawn from: records of persons seen, printed or put out."""
        return self.filter(
            action__in=(Action.READ, Action.REVEAL, Action.PRINT, Action.EXPORT),
            outcome=Outcome.DONE,
            target_kind__in=PERSONAL_KINDS,
            occurred_at__gte=first,
            occurred_at__lt=until,
        )

    def sample(self, seed: str, size: int) -> Self:
        """`size` entries that chance chose: the same ones for the same seed."""
        chance = Func(
            models.F("pk"),
            models.Value(seed),
            function="md5",
            template="md5((%(expressions)s)::text)",
            arg_joiner="::text || ",
            output_field=models.TextField(),
        )
        return self.annotate(chance=chance).order_by("chance")[:size]


class AuditEvent(models.Model):
    """監査記録: who saw, did or was refused what. Written by `shared.audit`, never changed.

    No foreign keys: an entry outlives what it tells about, and costs one insert.
    """

    occurred_at = models.DateTimeField(
        "日時", editable=False, db_default=Func(function="clock_timestamp")
    )
    actor_id = models.BigIntegerField("利用者の番号", null=True)
    role = models.CharField("役割", max_length=200, blank=True)
    municipality_id = models.BigIntegerField("自治体の番号", null=True)
    action = models.CharField("操作", max_length=20, choices=Action.choices)
    outcome = models.CharField("結果", max_length=20, choices=Outcome.choices)
    target_kind = models.CharField("対象の種類", max_length=100, blank=True)
    target_ids = ArrayField(models.BigIntegerField(), verbose_name="対象の番号", default=list)
    count = models.PositiveIntegerField("件数", null=True)
    reason = models.CharField("理由", max_length=100, blank=True)
    request_id = models.UUIDField("要求の番号", null=True)
    source = models.GenericIPAddressField("接続元", null=True)
    details = models.JSONField("詳細", default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "監査記録"
        verbose_name_plural = verbose_name
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="audit_event_by_actor"),
            BrinIndex(fields=["occurred_at"], name="audit_event_by_time"),
            GinIndex(
                fields=["target_ids"],
                condition=Q(target_kind__in=FOUND_BY_NUMBER),
                name="audit_event_by_record",
            ),
            GinIndex(
                fields=["target_ids"],
                condition=Q(target_kind__in=OF_CASES),
                name="audit_event_by_case",
            ),
        ]

    def __str__(self) -> str:
        return f"監査記録 {self.pk}"


class AuditSeal(models.Model):
    """監査の封: names its entries and what each says, and follows from the seal before it."""

    number = models.PositiveIntegerField("封の番号", unique=True)
    event_ids = ArrayField(models.BigIntegerField(), verbose_name="監査記録の番号")
    digests = models.BinaryField("監査記録のハッシュ値")
    last_id = models.BigIntegerField("最後の監査記録の番号")
    count = models.PositiveIntegerField("件数")
    previous_hash = models.CharField("前の封のハッシュ値", max_length=64)
    hash = models.CharField("ハッシュ値", max_length=64)
    sealed_at = models.DateTimeField("封をした日時")

    class Meta:
        verbose_name = "監査の封"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"封 {self.number}"


class Finding(models.TextChoices):
    """What the review of a read came to (点検の結果)."""

    PROPER = "proper", "適切"
    TO_BE_CHECKED = "to_be_checked", "要確認"


class AuditReview(models.Model):
    """閲覧の点検: what somebody else found about a read. A later one may follow, none is changed."""

    event = models.ForeignKey(
        AuditEvent, verbose_name="監査記録", on_delete=models.PROTECT, related_name="reviews"
    )
    finding = models.CharField("点検の結果", max_length=20, choices=Finding.choices)
    note = models.CharField("備考", max_length=300, blank=True)
    reviewed_at = models.DateTimeField("点検日時")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="点検者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "閲覧の点検"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"閲覧の点検 {self.pk}"


def is_own(event: AuditEvent, user: "User") -> bool:
    """Nobody reviews what they read themselves."""
    return event.actor_id == user.pk
