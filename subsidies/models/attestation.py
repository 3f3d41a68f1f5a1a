from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from centers.models import Center
from shared.access import Actor, Capability
from shared.date_ranges import no_overlap, ordered_dates, overlapping
from shared.municipal_field import InheritedMunicipality
from subsidies.judge.attesting import attestable_condition
from subsidies.judge.content import content_digest
from subsidies.judge.versions import Version

STANDING = Q(withdrawn_at=None)
OVERLAPS = (
    "この条件には、期間が重なる申立てが既にあります。先の申立てを取り消してから記録してください。"
)


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def visible_to(
        self, user: Actor, capability: Capability = Capability.DETERMINATION_VIEW
    ) -> Self:
        """Whoever sees a center's judgement also reads what was signed for its municipality."""
        reach = user.reach(capability)
        condition = reach.q()
        if capability == Capability.DETERMINATION_VIEW:
            centers = Center.objects.filter(pk__in=reach.center_ids)
            condition |= Q(center=None, municipality__in=centers.values("municipality"))
        return self.filter(condition)

    def for_listing(self, versions: Iterable[Version]) -> Self:
        return (
            self.select_related("municipality", "center", "signed_by", "withdrawn_by")
            .with_revisions(versions)
            .order_by("-signed_at", "-pk")
        )

    def standing(self) -> Self:
        return self.filter(STANDING)

    def withdrawn(self) -> Self:
        return self.exclude(STANDING)

    def known_at(self, moment: datetime | None) -> Self:
        """Signed and not yet withdrawn at `moment`; None means now."""
        if moment is None:
            return self.standing()
        return self.filter(STANDING | Q(withdrawn_at__gt=moment), signed_at__lte=moment)

    def with_revisions(self, versions: Iterable[Version]) -> Self:
        """Adds `revised_by`: the version whose other wording asks for a new signature, or empty.

        One query more, for what has been signed; the wording itself is in the rule files.
        """
        signed = list(
            self.standing().order_by().values_list("condition", "content_digest").distinct()
        )
        whens = [
            When(
                _signed_for(condition, digest)
                & _asked_again(version, content_digest(version, condition)),
                then=Value(version.code),
            )
            for version in versions
            for condition, digest in signed
            if attestable_condition(version, condition)
            and content_digest(version, condition) != digest
        ]
        return self.annotate(
            revised_by=Case(*whens, default=Value(""), output_field=models.CharField())
        )


def _signed_for(condition: str, digest: str) -> Q:
    return STANDING & Q(condition=condition, content_digest=digest)


def _asked_again(version: Version, wanted: str) -> Q:
    """In force at some time of the period, and not yet signed in its own wording."""
    renewed = Attestation.objects.filter(
        STANDING,
        overlapping(version.effective_from, version.ends_on),
        municipality=OuterRef("municipality"),
        condition=OuterRef("condition"),
        content_digest=wanted,
    ).filter(Q(center=OuterRef("center")) | Q(center=None))
    return overlapping(version.effective_from, version.ends_on) & ~Q(Exists(renewed))


class Attestation(models.Model):
    """認定・申立て: the signed decision of a person on a condition that no record can settle.

    For one center, or (without a center) for the municipality and with it all its centers.
    Never changed: a withdrawal is a row of its own, which alone sets `withdrawn_at`.
    """

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # the constraint on the submission begins with it
    )
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    condition = models.CharField("条件", max_length=100)
    decision = models.BooleanField("判断", choices=[(True, "満たす"), (False, "満たさない")])
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日")
    reason = models.CharField("理由", max_length=1000)
    document = models.CharField("根拠の文書", max_length=300)
    rule_version = models.CharField("要綱の版", max_length=20)
    content_digest = models.CharField("条件の内容のハッシュ値", max_length=64)
    signer = models.CharField("申立てをした者の職", max_length=200)
    submission_key = models.UUIDField("送信の番号")
    signed_at = models.DateTimeField("記録日時")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="記録者",
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField("取消日時", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = AttestationQuerySet.as_manager()

    class Meta:
        verbose_name = "認定・申立て"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("attestation_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="attestation_is_submitted_once",
                violation_error_message="この申立ては記録済みです。",
            ),
            models.CheckConstraint(
                name="attestation_digest_is_sha256",
                condition=Q(content_digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="条件の内容のハッシュ値が正しくありません。",
            ),
            models.CheckConstraint(
                name="attestation_is_withdrawn_after_signing",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__gte=models.F("signed_at"), withdrawn_by__isnull=False),
                violation_error_message="取消日時は記録日時以後にしてください。",
            ),
            # Of one wording of the condition: on the day on which another wording comes into
            # force, the decision on it stands beside the earlier one, and never for the same day
            # of the law, because only the decision on the wording in force is ever used.
            no_overlap(
                "attestations_of_a_center_do_not_overlap",
                "center",
                "condition",
                "content_digest",
                message=OVERLAPS,
                condition=STANDING,
            ),
            no_overlap(
                "attestations_of_a_municipality_do_not_overlap",
                "municipality",
                "condition",
                "content_digest",
                message=OVERLAPS,
                condition=STANDING & Q(center=None),
            ),
        ]

    def __str__(self) -> str:
        return f"A-{self.pk:08d}"

    @property
    def place(self) -> str:
        """The center's name, or that of the municipality as a whole."""
        return f"{self.municipality}（全体）" if self.center is None else str(self.center)

    def state_on(self, day: date) -> str:
        if self.withdrawn_at is not None:
            return "取消済み"
        if self.ends_on < day:
            return "終了"
        return "有効" if self.starts_on <= day else "予定"


class AttestationWithdrawal(models.Model):
    """申立ての取消: why a signed decision no longer holds; the decision itself stays readable."""

    municipality = InheritedMunicipality("attestation")
    attestation = models.OneToOneField(
        Attestation,
        verbose_name="認定・申立て",
        on_delete=models.PROTECT,
        related_name="withdrawal",
    )
    reason = models.CharField("取消の理由", max_length=1000)
    withdrawn_at = models.DateTimeField("取消日時")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "申立ての取消"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"{self.attestation}の取消"
