import uuid
from collections.abc import Collection
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from casework.conference_enums import (
    INTAKE_KINDS,
    OF_ONE_CASE,
    WITHOUT_CASES,
    ConferenceKind,
    ConferenceState,
    IntakeDecision,
)
from casework.models.case import Case
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        """Of the center, unless all its cases are closed to the user.

        With its last case off the agenda, whoever read one of those taken off reads it still.
        """
        of_cases = ConferenceItem.objects.filter(conference=OuterRef("pk"), case__isnull=False)
        readable = of_cases.filter(case__in=Case.objects.visible_to(user, capability).values("pk"))
        is_readable = (
            ~Q(Exists(of_cases))
            | Q(Exists(readable.standing()))
            | ~Q(Exists(of_cases.standing())) & Q(Exists(readable))
        )
        return self.filter(user.reach(capability).q() & is_readable)

    def standing(self) -> Self:
        return self.exclude(state=ConferenceState.CANCELLED)

    def planned(self) -> Self:
        return self.filter(state=ConferenceState.PLANNED)

    def about(self, cases: Collection[int]) -> Self:
        items = ConferenceItem.objects.standing().filter(conference=OuterRef("pk"), case__in=cases)
        return self.filter(Exists(items))

    def without_minutes(self, day: date) -> Self:
        """Their day is over, and nobody has written a word."""
        from casework.models.minutes import MinutesSection  # noqa: PLC0415 -- names this model

        written = MinutesSection.objects.filter(conference=OuterRef("pk")).exclude(text="")
        return self.standing().filter(~Q(Exists(written)), held_on__lt=day)

    def for_listing(self, user: Actor) -> Self:
        """With those of the items that the user may see, in one more query."""
        items = ConferenceItem.objects.standing().open_to(user)
        return self.select_related("center").prefetch_related(
            Prefetch(
                "items",
                queryset=items.select_related("case", "issue").order_by("position", "pk"),
                to_attr="items_shown",
            )
        )


class Conference(models.Model):
    """会議: called for one case or several, or for what many families of an area need."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="conferences",
    )
    submission_key = models.UUIDField("送信番号", default=uuid.uuid4, editable=False)
    kind = models.CharField("会議の種類", max_length=20, choices=ConferenceKind.choices)
    state = models.CharField(
        "状態", max_length=20, choices=ConferenceState.choices, default=ConferenceState.PLANNED
    )
    held_on = models.DateField("開催日")
    begins = models.TimeField("開始時刻")
    place = models.CharField("場所", max_length=100)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="進行する人",
        on_delete=models.PROTECT,
        related_name="+",
    )
    purpose = models.CharField("目的", max_length=300, blank=True)
    next_on = models.DateField("次回の予定日", null=True, blank=True)
    cancel_reason = models.CharField("取りやめの理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "会議"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="conference_is_saved_once",
                violation_error_message="この会議は登録済みです。",
            ),
            models.CheckConstraint(
                name="conference_cancelled_has_reason",
                condition=Q(state=ConferenceState.CANCELLED) & ~Q(cancel_reason="")
                | ~Q(state=ConferenceState.CANCELLED) & Q(cancel_reason=""),
                violation_error_message="取りやめの理由を入力してください。",
            ),
            models.CheckConstraint(
                name="conference_next_is_later",
                condition=Q(next_on=None) | Q(next_on__gt=models.F("held_on")),
                violation_error_message="次回の予定日は、開催日より後にしてください。",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "-held_on"], name="conference_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_intake(self) -> bool:
        return self.kind in INTAKE_KINDS

    @property
    def is_of_one_case(self) -> bool:
        return self.kind in OF_ONE_CASE

    @property
    def takes_cases(self) -> bool:
        return self.kind not in WITHOUT_CASES

    @property
    def is_cancelled(self) -> bool:
        return self.state == ConferenceState.CANCELLED

    @property
    def is_held(self) -> bool:
        return self.state == ConferenceState.HELD


class ConferenceItemQuerySet(models.QuerySet["ConferenceItem"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        conferences = Conference.objects.visible_to(user, capability)
        return self.filter(conference__in=conferences.values("pk")).open_to(user, capability)

    def open_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        """Without those about a case that the user may not read."""
        cases = Case.objects.visible_to(user, capability)
        return self.filter(Q(case=None) | Q(case__in=cases.values("pk")))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class ConferenceItem(models.Model):
    """議題: a case, an issue of the community, or a matter with a name, and what was decided."""

    municipality = InheritedMunicipality("conference")
    conference = models.ForeignKey(
        Conference, verbose_name="会議", on_delete=models.PROTECT, related_name="items"
    )
    position = models.PositiveSmallIntegerField("順番")
    case = models.ForeignKey(
        Case,
        verbose_name="ケース",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conference_items",
    )
    issue = models.ForeignKey(
        "casework.CommunityIssue",
        verbose_name="地域課題",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conference_items",
    )
    title = models.CharField("議題名", max_length=200, blank=True)
    reason = models.CharField("諮る理由", max_length=300)
    flags = models.JSONField("候補とした理由", default=list, blank=True)
    lead_agency = models.CharField("主担当機関", max_length=100, blank=True)
    review_on = models.DateField("見直しの日", null=True, blank=True)
    decision = models.CharField(
        "受理の決定", max_length=20, choices=IntakeDecision.choices, blank=True
    )
    decided_at = models.DateTimeField("決定日時", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="決定者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField("取消日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = ConferenceItemQuerySet.as_manager()

    class Meta:
        verbose_name = "議題"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "case"],
                condition=Q(withdrawn_at=None),
                name="conference_takes_a_case_once",
                violation_error_message="このケースは、この会議の議題に入っています。",
            ),
            models.UniqueConstraint(
                fields=["conference", "issue"],
                condition=Q(withdrawn_at=None),
                name="conference_takes_an_issue_once",
                violation_error_message="この地域課題は、この会議の議題に入っています。",
            ),
            models.CheckConstraint(
                name="conference_item_is_about_one_thing",
                condition=Q(case__isnull=False, issue=None, title="")
                | Q(case=None, issue__isnull=False, title="")
                | Q(case=None, issue=None) & ~Q(title=""),
                violation_error_message="ケース、地域課題、議題名のどれか一つにしてください。",
            ),
            models.CheckConstraint(
                name="conference_item_decided_together",
                condition=Q(decision="", decided_at=None, decided_by=None)
                | ~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                violation_error_message="決定と決定者は一緒に登録してください。",
            ),
            models.CheckConstraint(
                name="conference_item_withdrawn_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="取消日時と取消者は一緒に登録してください。",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="conference_item_by_case")]

    def __str__(self) -> str:
        return f"議題 {self.position}"

    @property
    def subject(self) -> str:
        """What it is about, without a person's name."""
        return str(self.case or self.issue or self.title)
