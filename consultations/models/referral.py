"""つなぎ: somebody is handed over to an agency or another center, and what came of it."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce

from consultations.consent_enums import CLOSED, ConsentPurpose, RecipientKind
from consultations.models.consent import Consent, shared_with, viewing_closed
from consultations.models.consultation import Consultation
from consultations.models.household import Household, Person
from consultations.models.recipient import ANYONE, NAMED_AS_ITS_KIND, Recipient
from consultations.referral_enums import (
    AWAITING,
    HandedOver,
    LetterKind,
    ReferralState,
    ReferralStepKind,
    Secrecy,
)
from consultations.stops import stopped
from shared.access import Actor, Capability, Confidentiality, Reach
from shared.municipal_field import InheritedMunicipality


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.REFERRAL_VIEW) -> Self:
        """Sent by the user's centers, or sent to them as long as the consent stands."""
        return self.filter(_sent(user, capability) | _arrived(user.reach(capability)))

    def sent_by(self, user: Actor, capability: Capability = Capability.REFERRAL_VIEW) -> Self:
        return self.filter(_sent(user, capability))

    def arrived_at(self, user: Actor) -> Self:
        return self.filter(_arrived(user.reach(Capability.REFERRAL_VIEW)))

    def awaiting(self) -> Self:
        return self.filter(state__in=AWAITING)

    def next_steps(self) -> Self:
        """Without families to whom nothing more goes out: whom an answer may be asked about."""
        of_record = stopped(household="consultation__household", person="consultation__caller")
        return self.exclude(stopped(household="household") | of_record)

    def silent(self, day: date) -> Self:
        """返事のないつなぎ: the day by which an answer was expected has passed.

        Nobody is reminded who may no longer be told, nor of a family that is stopped.
        """
        of_household = Q(household__isnull=False, household=OuterRef("household"))
        of_record = Q(household=None, consultation=OuterRef("consultation"))
        late = self.awaiting().next_steps().filter(reply_due_on__lt=day)
        for name, level in (("of_household", of_household), ("of_record", of_record)):
            answers = Consent.objects.filter(level, purpose=ConsentPurpose.SHARE).filter(
                recipient_key__in=[OuterRef("recipient_key"), ANYONE]
            )
            latest = Subquery(answers.newest_first().values("answer")[:1])
            late = late.alias(**{name: Coalesce(latest, Value(""))})
            late = late.exclude(**{f"{name}__in": CLOSED})
        return late

    def for_listing(self) -> Self:
        return self.select_related(
            "center", "recipient_center", "agency", "household", "consultation"
        ).defer("summary", "request", "consultation__content", "consultation__response")

    def for_reading(self) -> Self:
        steps = ReferralStep.objects.select_related("recorded_by").order_by("happened_on", "pk")
        return self.select_related(
            "center__municipality",
            "municipality",
            "recipient_center",
            "agency",
            "household",
            "consultation",
            "consent",
            "recorded_by",
        ).prefetch_related(Prefetch("steps", queryset=steps))


def _sent(user: Actor, capability: Capability) -> Q:
    """A letter tells what a record says: who may not read the record does not see it either."""
    readable = Consultation.objects.visible_to(user).values("pk")
    supervised = user.reach(Capability.CONSULTATION_VIEW, Confidentiality.RESTRICTED).center_ids
    own = Q(recorded_by=user.pk) | Q(center__in=supervised)
    open_to_colleagues = ~viewing_closed(record="consultation") | own
    of_readable = Q(consultation=None) | Q(consultation__in=readable)
    return user.reach(capability).q() & open_to_colleagues & of_readable


def _arrived(reach: Reach) -> Q:
    nothing: Q = Q(pk__in=())
    here = (
        Q(recipient_center=center) & shared_with(center, record="consultation")
        for center in sorted(reach.center_ids)
    )
    return reduce(or_, here, nothing)


class Referral(Recipient):
    """つなぎ: one letter to one recipient, on the ground of one consent or of the law."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="つなぎ元のセンター",
        on_delete=models.PROTECT,
        related_name="referrals",
    )
    household = models.ForeignKey(
        Household,
        verbose_name="世帯",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
    )
    consultation = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="きっかけの相談記録",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
    )
    consent = models.ForeignKey(
        Consent, verbose_name="よりどころの承諾", on_delete=models.PROTECT, related_name="referrals"
    )
    submission_key = models.UUIDField("送信番号", editable=False)
    letter_kind = models.CharField("文書の種類", max_length=20, choices=LetterKind.choices)
    secrecy = models.CharField("相手方の守秘義務", max_length=20, choices=Secrecy.choices)
    contact_person = models.CharField("相手方の担当者", max_length=100, blank=True)
    handed_over = ArrayField(
        models.CharField(max_length=20, choices=HandedOver.choices),
        verbose_name="渡す情報",
        default=list,
    )
    people = models.ManyToManyField(
        Person, through="ReferralPerson", verbose_name="対象の人", related_name="+"
    )
    summary = models.TextField("相談の概要", max_length=4000, blank=True)
    request = models.TextField("お願いしたいこと", max_length=2000)
    sent_on = models.DateField("送付日")
    reply_due_on = models.DateField("返事の期日")
    state = models.CharField(
        "状況", max_length=20, choices=ReferralState.choices, default=ReferralState.SENT
    )
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "つなぎ"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="referral_is_saved_once",
                violation_error_message="このつなぎは保存済みです。",
            ),
            models.CheckConstraint(
                name="referral_is_about_somebody",
                condition=Q(household__isnull=False) | Q(consultation__isnull=False),
                violation_error_message="世帯か相談記録を選んでください。",
            ),
            models.CheckConstraint(
                name="referral_names_its_recipient",
                condition=NAMED_AS_ITS_KIND & ~Q(recipient_kind__in=["", RecipientKind.ANYONE]),
                violation_error_message="つなぎ先を、種別に合わせて入力してください。",
            ),
            models.CheckConstraint(
                name="referral_goes_to_somebody_bound_by_secrecy",
                condition=~Q(secrecy=Secrecy.NONE),
                violation_error_message="守秘義務のない相手方には、個人の情報を渡せません。",
            ),
            models.CheckConstraint(
                name="referral_is_answered_after_it_is_sent",
                condition=Q(reply_due_on__gte=models.F("sent_on")),
                violation_error_message="返事の期日は送付日以後にしてください。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "reply_due_on"],
                condition=Q(state__in=AWAITING),
                name="referral_awaiting_answer",
            ),
            models.Index(fields=["center", "-sent_on", "-id"], name="referral_by_center"),
        ]

    def __str__(self) -> str:
        return f"つなぎ {self.pk}"

    @property
    def is_awaiting(self) -> bool:
        return self.state in AWAITING

    def is_silent(self, day: date) -> bool:
        return self.is_awaiting and self.reply_due_on < day

    @property
    def handed_over_words(self) -> list[str]:
        return [str(item.label) for item in HandedOver if item in self.handed_over]


class ReferralPerson(models.Model):
    """つなぎの対象者: somebody of the household whom the letter is about."""

    municipality = InheritedMunicipality("referral")
    referral = models.ForeignKey(
        Referral, verbose_name="つなぎ", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name="対象の人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "つなぎの対象者"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "person"],
                name="referral_person_is_named_once",
                violation_error_message="この人は選択済みです。",
            )
        ]

    def __str__(self) -> str:
        return f"つなぎの対象者 {self.pk}"


class ReferralStep(models.Model):
    """つなぎの経過: what happened after the letter; only ever added."""

    municipality = InheritedMunicipality("referral")
    referral = models.ForeignKey(
        Referral, verbose_name="つなぎ", on_delete=models.PROTECT, related_name="steps"
    )
    kind = models.CharField("経過の種別", max_length=20, choices=ReferralStepKind.choices)
    happened_on = models.DateField("日付")
    counterpart = models.CharField("相手方（受領者・担当者）", max_length=100, blank=True)
    note = models.TextField("内容・理由", max_length=2000, blank=True)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "つなぎの経過"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="referral_is_returned_for_a_reason",
                condition=~Q(kind=ReferralStepKind.RETURNED) | ~Q(note=""),
                violation_error_message="差戻しの理由を入力してください。",
            ),
            models.CheckConstraint(
                name="referral_is_received_by_somebody",
                condition=~Q(kind=ReferralStepKind.RECEIVED) | ~Q(counterpart=""),
                violation_error_message="受領した人を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"つなぎの経過 {self.pk}"
