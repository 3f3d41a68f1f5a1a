from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultations.consent_enums import (
    CLOSED,
    STANDING,
    ConsentAnswer,
    ConsentManner,
    ConsentPurpose,
    RecipientKind,
)
from consultations.legal_bases import OTHER, basis_in_words
from consultations.models.household import Household, Person
from consultations.models.recipient import (
    ANYONE,
    NAMED_AS_ITS_KIND,
    NOBODY,
    Recipient,
    recipient_key_of,
)
from shared.access import Actor, Capability

# Whom an answer is about: all records of a household, or one record that belongs to none.
HOUSEHOLD, RECORD = "household", "consultation"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CONSENT_RECORD) -> Self:
        reach = user.reach(capability)
        of_households = Q(household__in=Household.objects.visible_to(user, capability))
        of_records = Q(household=None) & reach.q(center="consultation__center")
        return self.filter(of_households | of_records)

    def about(self, *, household_id: int | None, record_id: int | None = None) -> Self:
        """Of a household with the records that belong to it, or of one record alone."""
        if household_id is None:
            return self.filter(household=None, consultation=record_id)
        of_records = Q(household=None, consultation__household=household_id)
        return self.filter(Q(household=household_id) | of_records)

    def newest_first(self) -> Self:
        return self.order_by("-answered_on", "-pk")

    def for_listing(self) -> Self:
        return self.select_related(
            "recipient_center", "agency", "person", "recorded_by", "household", "consultation"
        ).defer("consultation__content", "consultation__response")

    def whose_answer_is(
        self, answers: Collection[str], *, of: str, purpose: str, keys: Collection[str]
    ) -> "models.QuerySet[Consent, dict[str, int]]":
        """The households (or single records) whose latest answer is one of `answers`."""
        asked = Consent.objects.filter(purpose=purpose, recipient_key__in=keys)
        own = asked.filter(household=None) if of == RECORD else asked.exclude(household=None)
        latest = own.order_by(of, "-answered_on", "-pk").distinct(of)
        found = self.filter(pk__in=latest.values("pk"), answer__in=answers)
        return found.values(of)


def shared_with(center_id: int, *, record: str = "pk") -> Q:
    """Rows that a standing consent opens to a center; a refusal on either level closes them.

    `record` is how the row names its consultation; its household is `household`.
    """
    keys = (recipient_key_of(RecipientKind.CENTER, center_id=center_id), ANYONE)
    return _answered(STANDING, ConsentPurpose.SHARE, keys, record) & ~_answered(
        CLOSED, ConsentPurpose.SHARE, keys, record
    )


def viewing_closed(*, record: str = "pk") -> Q:
    """Records of whom nobody agreed any longer that others read them."""
    return _answered(CLOSED, ConsentPurpose.VIEW, (NOBODY,), record)


def _answered(answers: Collection[str], purpose: str, keys: Collection[str], record: str) -> Q:
    of_household, of_record = (
        Consent.objects.all().whose_answer_is(answers, of=of, purpose=purpose, keys=keys)
        for of in (HOUSEHOLD, RECORD)
    )
    return Q(household__in=of_household) | Q(**{f"{record}__in": of_record})


class Consent(Recipient):
    """承諾: one answer, on one day, for one purpose; an answer is never changed, only followed."""

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    household = models.ForeignKey(
        Household,
        verbose_name="世帯",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
    )
    consultation = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="聞き取った相談記録",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
    )
    person = models.ForeignKey(
        Person,
        verbose_name="答えた人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    purpose = models.CharField("目的", max_length=20, choices=ConsentPurpose.choices)
    answer = models.CharField("承諾の有無", max_length=20, choices=ConsentAnswer.choices)
    answered_on = models.DateField("承諾等の日")
    manner = models.CharField("方法", max_length=20, choices=ConsentManner.choices, blank=True)
    taken_by_name = models.CharField("聞き取った人", max_length=100)
    scope = models.CharField("範囲", max_length=300, blank=True)
    document = models.CharField("書面の番号・保管場所", max_length=100, blank=True)
    basis = models.CharField("承諾を要しない根拠", max_length=30, blank=True)
    basis_text = models.CharField("根拠の名称・条項・事情", max_length=300, blank=True)
    # None for what another form asked beside its own record, or withdrew.
    submission_key = models.UUIDField("送信番号", null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "承諾"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="consent_is_saved_once",
                violation_error_message="この承諾は保存済みです。台帳を確かめてください。",
            ),
            models.CheckConstraint(
                name="consent_is_about_somebody",
                condition=Q(household__isnull=False) | Q(consultation__isnull=False),
                violation_error_message="世帯か相談記録を選んでください。",
            ),
            models.CheckConstraint(
                name="consent_names_its_recipient",
                condition=NAMED_AS_ITS_KIND,
                violation_error_message="提供先を、種別に合わせて入力してください。",
            ),
            models.CheckConstraint(
                name="consent_to_share_has_a_recipient",
                condition=(Q(purpose=ConsentPurpose.SHARE) & ~Q(recipient_kind=""))
                | (~Q(purpose=ConsentPurpose.SHARE) & Q(recipient_kind="")),
                violation_error_message="提供先は、提供の承諾にだけ入力します。",
            ),
            models.CheckConstraint(
                name="consent_opens_to_nobody_in_general",
                condition=~Q(recipient_kind=RecipientKind.ANYONE) | Q(answer__in=CLOSED),
                violation_error_message="「すべての提供先」は、承諾なし・撤回のときだけ選べます。",
            ),
            models.CheckConstraint(
                name="consent_without_asking_has_a_basis",
                condition=(
                    Q(answer=ConsentAnswer.NOT_REQUIRED)
                    & ~Q(basis="")
                    & (~Q(basis=OTHER) | ~Q(basis_text=""))
                )
                | (~Q(answer=ConsentAnswer.NOT_REQUIRED) & Q(basis="", basis_text="")),
                violation_error_message="承諾を要しない場合は、その根拠を入力してください。",
            ),
            models.CheckConstraint(
                name="consent_was_taken_in_some_manner",
                condition=~Q(manner="") | Q(answer=ConsentAnswer.NOT_REQUIRED),
                violation_error_message="方法を選んでください。",
            ),
        ]
        indexes = [
            models.Index(
                F("household"),
                F("purpose"),
                F("answered_on").desc(),
                F("id").desc(),
                name="consent_latest_of_household",
            ),
            models.Index(
                F("consultation"),
                F("purpose"),
                F("answered_on").desc(),
                F("id").desc(),
                name="consent_latest_of_record",
            ),
        ]

    def __str__(self) -> str:
        return f"承諾 {self.pk}"

    @property
    def is_standing(self) -> bool:
        return self.answer in STANDING

    @property
    def is_to_share(self) -> bool:
        return self.purpose == ConsentPurpose.SHARE

    @property
    def what(self) -> str:
        """目的, with the recipient where there is one."""
        name = self.recipient_name
        return f"{self.get_purpose_display()}{f'（{name}）' if name else ''}"

    @property
    def basis_words(self) -> str:
        return basis_in_words(self.basis, self.basis_text)
