import uuid
from collections.abc import Collection
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.timezone import localdate

from casework.enums import (
    ENDED,
    TRANSITIONS,
    AttentionLevel,
    CaseFunction,
    CaseStatus,
    ClosingReason,
)
from casework.models.case_subject import CaseSubject
from casework.models.case_worker import CaseWorker
from centers.models.contract import shown_by_contract
from consultations.models.reach import as_column
from consultations.stops import stopped
from shared.access import Actor, Capability, Confidentiality
from shared.municipal_field import InheritedMunicipality


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        """The one condition of who may read, or do something to, which case."""
        return self.filter(reached(user, capability))

    def listed_to(self, user: Actor) -> Self:
        """Rows without a name, for whoever answers for the municipality: by CASE_LIST."""
        reach = user.reach(Capability.CASE_LIST)
        in_municipality = Q(municipality__in=reach.municipality_ids)
        return self.filter(
            in_municipality & shown_by_contract(day="opened_on") | Q(center__in=reach.center_ids)
        )

    def with_what_may_be_done_by(self, user: Actor) -> Self:
        """`may_write`, `may_decide`, `may_reveal`, `may_see_readers` of each row."""
        return self.annotate(
            may_write=as_column(reached(user, Capability.CASE_WRITE)),
            may_decide=as_column(reached(user, Capability.CASE_DECIDE)),
            may_reveal=as_column(reached(user, Capability.NOTIFIER_REVEAL)),
            may_see_readers=as_column(reached(user, Capability.READERS_VIEW)),
        )

    def standing(self) -> Self:
        return self.exclude(status__in=ENDED)

    def stopped(self) -> Self:
        """Of families to whom nothing more goes out, or about one of their people."""
        subjects = CaseSubject.objects.filter(stopped(person="person"), ends_on=None)
        return self.filter(stopped(household="household") | Q(pk__in=subjects.values("case")))

    def next_steps(self) -> Self:
        """Without those: what a list of what is to be done may show."""
        return self.exclude(pk__in=Case.objects.stopped().values("pk"))

    def about(self, people: Collection[int], household_id: int | None) -> Self:
        """Those of the household, or about one of the people, whoever may read them."""
        stands = CaseSubject.objects.filter(
            case=OuterRef("pk"), ends_on=None, person__identity__in=people
        )
        condition = Q(Exists(stands))
        if household_id is not None:
            condition |= Q(household=household_id)
        return self.filter(condition)

    def of(self, user: Actor, day: date) -> Self:
        """Those on which the user works that day."""
        mine = CaseWorker.objects.on(day).filter(case=OuterRef("pk"), user=user.pk)
        return self.filter(Exists(mine))

    def for_listing(self) -> Self:
        """With the people and the workers of today, in two more queries."""
        today = localdate()
        subjects = CaseSubject.objects.on(today).select_related("person").order_by("role", "pk")
        workers = CaseWorker.objects.on(today).select_related("user").order_by("role", "pk")
        return (
            self.select_related("center", "category")
            .prefetch_related(
                Prefetch("subjects", queryset=subjects, to_attr="subjects_today"),
                Prefetch("workers", queryset=workers, to_attr="workers_today"),
            )
            .defer("concern")
            .order_by("-fiscal_year", "-serial")
        )

    def for_reading(self) -> Self:
        return self.select_related(
            "center__municipality", "category", "route", "household", "opened_from", "recorded_by"
        )


class Case(models.Model):
    """ケース: a family's matter that the center took up, from its receipt to its end."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="cases"
    )
    fiscal_year = models.PositiveSmallIntegerField("受付年度", editable=False)
    serial = models.PositiveIntegerField("受付番号", editable=False)
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        "consultations.Household",
        verbose_name="世帯",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    alias = models.CharField("仮の呼び名", max_length=60, blank=True)
    opened_on = models.DateField("受付日")
    opened_from = models.ForeignKey(
        "consultations.Consultation",
        verbose_name="きっかけの相談記録",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases_opened",
    )
    function = models.CharField("主となる機能", max_length=30, choices=CaseFunction.choices)
    attention_level = models.CharField("支援の区分", max_length=30, choices=AttentionLevel.choices)
    category = models.ForeignKey(
        "casework.CaseCode", verbose_name="相談種別", on_delete=models.PROTECT, related_name="+"
    )
    route = models.ForeignKey(
        "casework.CaseCode", verbose_name="相談経路", on_delete=models.PROTECT, related_name="+"
    )
    concern = models.TextField("主訴・概要", max_length=4000)
    status = models.CharField(
        "状況", max_length=20, choices=CaseStatus.choices, default=CaseStatus.RECEIVED
    )
    confidentiality = models.CharField(
        "ケースの区分",
        max_length=20,
        choices=[
            (each.value, each.label)
            for each in (Confidentiality.ORDINARY, Confidentiality.RESTRICTED)
        ],
        default=Confidentiality.ORDINARY,
    )
    ended_on = models.DateField("終結・移管の日", null=True, blank=True)
    closing_reason = models.CharField(
        "終結の理由", max_length=20, choices=ClosingReason.choices, blank=True
    )
    weight = models.PositiveSmallIntegerField("業務量の重み", default=1)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "ケース"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "fiscal_year", "serial"],
                name="case_number_is_given_once",
                violation_error_message="この受付番号は使われています。",
            ),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="case_is_saved_once",
                violation_error_message="このケースは登録済みです。",
            ),
            models.CheckConstraint(
                name="case_is_about_somebody",
                condition=Q(household__isnull=False) | ~Q(alias=""),
                violation_error_message="世帯を選ぶか、仮の呼び名を入力してください。",
            ),
            models.CheckConstraint(
                name="case_ends_with_its_day",
                condition=Q(status__in=sorted(ENDED), ended_on__isnull=False)
                | Q(ended_on=None, closing_reason="") & ~Q(status__in=sorted(ENDED)),
                violation_error_message="終結・移管の日を入力してください。",
            ),
            models.CheckConstraint(
                name="case_ends_after_it_opened",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("opened_on")),
                violation_error_message="終結・移管の日は、受付日以後にしてください。",
            ),
            models.CheckConstraint(
                name="case_closed_has_reason",
                condition=~Q(status=CaseStatus.CLOSED) | ~Q(closing_reason=""),
                violation_error_message="終結の理由を選んでください。",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "status"], name="case_by_center"),
            models.Index(fields=["household"], name="case_by_household"),
        ]

    def __str__(self) -> str:
        return f"ケース {self.number}"

    @property
    def number(self) -> str:
        """As people call it: the fiscal year of receipt and a number of its own."""
        return f"{self.fiscal_year}-{self.serial:04}"

    @property
    def has_ended(self) -> bool:
        return CaseStatus(self.status) in ENDED

    @property
    def awaits_intake(self) -> bool:
        """Whether the 受理会議 has yet to decide that it is taken up."""
        return self.status == CaseStatus.RECEIVED

    @property
    def may_be_transferred(self) -> bool:
        return CaseStatus.TRANSFERRED in TRANSITIONS[CaseStatus(self.status)]

    @property
    def is_restricted(self) -> bool:
        return self.confidentiality == Confidentiality.RESTRICTED


def reached(user: Actor, capability: Capability) -> Q:
    """Cases within reach: of restricted ones where the table says so, or as their worker."""
    ordinary = user.reach(capability)
    restricted = user.reach(capability, Confidentiality.RESTRICTED)
    condition = ordinary.q() & Q(confidentiality=Confidentiality.ORDINARY)
    if restricted:
        own = Q(recorded_by=user.pk) | Exists(
            CaseWorker.objects.standing().filter(case=OuterRef("pk"), user=user.pk)
        )
        named = Q(center__in=restricted.naming_center_ids) & own
        condition |= (restricted.q() | named) & Q(confidentiality=Confidentiality.RESTRICTED)
    return condition
