"""苦情: what was complained of at a center's desk, and what was done about it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.timezone import localdate

from consultations.complaint_enums import (
    ComplaintChannel,
    ComplaintOutcome,
    ComplaintParty,
    ComplaintRole,
    ComplaintState,
    ComplaintStepKind,
    ComplaintSubjectKind,
    ComplaintWish,
)
from consultations.models.complaint_officer import ComplaintOfficer
from consultations.models.household import Person
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.COMPLAINT_VIEW) -> Self:
        """Those within reach that are not about the user; nobody gets past that.

        Where only named people reach (指名された者): whoever serves at the desk today, and, for
        reading, whoever received the complaint. The 所管課 handles none that it may not read.
        """
        reach = user.reach(capability)
        serving = ComplaintOfficer.objects.serving(localdate()).filter(account=user.pk)
        named = Q(center__in=serving.values("center"))
        whole = Q(municipality__in=reach.municipality_ids)
        if capability == Capability.COMPLAINT_VIEW:
            named |= Q(received_by=user.pk)
        else:
            whole &= ~_by_somebody_covered()
        named &= Q(center__in=reach.naming_center_ids)
        about_user = ComplaintSubject.objects.filter(
            complaint=OuterRef("pk"), staff_member__user=user.pk
        )
        within = self.filter(whole | Q(center__in=reach.center_ids) | named)
        return within.filter(~Exists(about_user))

    def counted_by(self, user: Actor) -> Self:
        """For figures: those about the user count like all others."""
        return self.filter(user.reach(Capability.COMPLAINT_COUNT).q())

    def open(self) -> Self:
        return self.exclude(state=ComplaintState.CLOSED)

    def overdue(self, day: date) -> Self:
        """Neither answered nor closed by the day that the municipality has set."""
        unanswered = Q(answer_due_on__lt=day, answered_on=None)
        return self.open().filter(unanswered | Q(closure_due_on__lt=day))

    def for_listing(self) -> Self:
        return self.select_related("center").defer("summary", "facts")

    def for_reading(self) -> Self:
        steps = ComplaintStep.objects.select_related("recorded_by").order_by("pk")
        subjects = ComplaintSubject.objects.select_related("staff_member").order_by("pk")
        return self.select_related(
            "center__municipality", "person", "received_by"
        ).prefetch_related(
            Prefetch("steps", queryset=steps), Prefetch("named_subjects", queryset=subjects)
        )


def _by_somebody_covered() -> Q:
    """Made by somebody under a protection: the center's own people read it, as with records."""
    covered = Person.objects.covered(localdate()).values("pk")
    return Q(person__isnull=False, person__in=covered)


class Complaint(models.Model):
    """苦情: received once, corrected with a reason, taken further by steps."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center",
        verbose_name="センター",
        on_delete=models.PROTECT,
        related_name="complaints",
    )
    submission_key = models.UUIDField("送信番号", editable=False)
    received_at = models.DateTimeField("受付日時")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受付者", on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField("申出の方法", max_length=20, choices=ComplaintChannel.choices)
    subject_kind = models.CharField(
        "苦情の種類", max_length=20, choices=ComplaintSubjectKind.choices
    )
    is_anonymous = models.BooleanField("匿名", default=False)
    person = models.ForeignKey(
        Person,
        verbose_name="申出人（世帯の登録がある人）",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    complainant_name = models.CharField("申出人の氏名", max_length=100, blank=True)
    complainant_contact = models.CharField("申出人の連絡先", max_length=200, blank=True)
    wishes = ArrayField(
        models.CharField(max_length=20, choices=ComplaintWish.choices),
        verbose_name="申出人の希望",
        default=list,
    )
    summary = models.TextField("苦情の内容", max_length=4000)
    facts = models.TextField("聞いた事実（いつ・どこで・だれが）", max_length=4000, blank=True)
    subjects = models.ManyToManyField(
        "staffing.StaffMember",
        through="ComplaintSubject",
        verbose_name="対象の職員",
        related_name="+",
    )
    reports_to_third_party = models.BooleanField(
        "第三者委員への報告",
        null=True,
        blank=True,
        choices=[(True, "報告してよい"), (False, "報告を望まない")],
    )
    third_party_attends = models.BooleanField(
        "話し合いへの第三者委員の立会い",
        null=True,
        blank=True,
        choices=[(True, "立会いを希望する"), (False, "立会いを望まない")],
    )
    state = models.CharField(
        "状況",
        max_length=30,
        choices=ComplaintState.choices,
        default=ComplaintState.RECEIVED,
        editable=False,
    )
    answer_due_on = models.DateField("最初の回答の期限", null=True, blank=True, editable=False)
    answered_on = models.DateField("最初に回答した日", null=True, blank=True, editable=False)
    closure_due_on = models.DateField("終結の期限", null=True, blank=True, editable=False)
    closed_on = models.DateField("終結した日", null=True, blank=True, editable=False)
    outcome = models.CharField(
        "終結の結果", max_length=20, choices=ComplaintOutcome.choices, blank=True, editable=False
    )
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "苦情"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="complaint_is_saved_once",
                violation_error_message="この苦情は保存済みです。",
            ),
            models.CheckConstraint(
                name="complaint_is_somebodys_or_anonymous",
                condition=Q(
                    is_anonymous=True, person=None, complainant_name="", complainant_contact=""
                )
                | Q(is_anonymous=False, person__isnull=False, complainant_name="")
                | (Q(is_anonymous=False, person=None) & ~Q(complainant_name="")),
                violation_error_message="申出人の氏名を入力するか、匿名を選んでください。",
            ),
            models.CheckConstraint(
                name="complaint_says_something",
                condition=~Q(summary="") & Q(wishes__len__gt=0),
                violation_error_message="苦情の内容と、申出人の希望を入力してください。",
            ),
            models.CheckConstraint(
                name="complaint_closed_together",
                condition=(Q(state=ComplaintState.CLOSED, closed_on__isnull=False) & ~Q(outcome=""))
                | (~Q(state=ComplaintState.CLOSED) & Q(closed_on=None, outcome="")),
                violation_error_message="終結の日と結果を一緒に入力してください。",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "-received_at", "-id"], name="complaint_by_center"),
            models.Index(
                fields=["center", "closure_due_on"],
                condition=~Q(state=ComplaintState.CLOSED),
                name="complaint_open",
            ),
        ]

    def __str__(self) -> str:
        return f"苦情 {self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.state == ComplaintState.CLOSED

    @property
    def received_on(self) -> date:
        return localdate(self.received_at)

    @property
    def wish_words(self) -> list[str]:
        return [str(wish.label) for wish in ComplaintWish if wish in self.wishes]

    @property
    def last_step_on(self) -> date:
        """No later step lies before it. A correction stands apart."""
        apart = (ComplaintStepKind.RECEIVED, ComplaintStepKind.CORRECTED)
        days = [step.happened_on for step in self.steps.all() if step.kind not in apart]
        return max([self.received_on, *days])

    def is_about_responsible(self, day: date) -> bool:
        """The desk's responsible person of the day is among those complained of."""
        if not self.named_subjects.all():
            return False
        serving = ComplaintOfficer.objects.serving(day).filter(
            center=self.center_id, role=ComplaintRole.RESPONSIBLE
        )
        return serving.named_in(self).exists()

    def is_answer_overdue(self, day: date) -> bool:
        """The day itself still counts."""
        is_waiting = self.answered_on is None and not self.is_closed
        return is_waiting and self.answer_due_on is not None and self.answer_due_on < day

    def is_closure_overdue(self, day: date) -> bool:
        return not self.is_closed and self.closure_due_on is not None and self.closure_due_on < day

    def is_overdue(self, day: date) -> bool:
        return self.is_answer_overdue(day) or self.is_closure_overdue(day)


class ComplaintSubject(models.Model):
    """苦情の対象の職員: who is complained about, and therefore does not see the complaint."""

    municipality = InheritedMunicipality("complaint")
    complaint = models.ForeignKey(
        Complaint, verbose_name="苦情", on_delete=models.PROTECT, related_name="named_subjects"
    )
    staff_member = models.ForeignKey(
        "staffing.StaffMember", verbose_name="職員", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "苦情の対象の職員"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "staff_member"],
                name="complaint_subject_is_named_once",
                violation_error_message="この職員は選択済みです。",
            )
        ]

    def __str__(self) -> str:
        return f"苦情の対象の職員 {self.pk}"


class ComplaintStep(models.Model):
    """苦情の経過: what was done on a day, by whom; only ever added."""

    municipality = InheritedMunicipality("complaint")
    complaint = models.ForeignKey(
        Complaint, verbose_name="苦情", on_delete=models.PROTECT, related_name="steps"
    )
    submission_key = models.UUIDField("送信番号", editable=False)
    kind = models.CharField("経過の種別", max_length=30, choices=ComplaintStepKind.choices)
    happened_on = models.DateField("日付")
    handled_by_name = models.CharField("対応した人", max_length=100)
    audience = ArrayField(
        models.CharField(max_length=20, choices=ComplaintParty.choices),
        verbose_name="報告した相手・出席した人",
        default=list,
        blank=True,
    )
    note = models.TextField("内容", max_length=4000, blank=True)
    outcome = models.CharField(
        "終結の結果", max_length=20, choices=ComplaintOutcome.choices, blank=True
    )
    changes = models.JSONField("訂正前と訂正後", default=dict, blank=True)
    recorded_at = models.DateTimeField("記録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="記録者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "苦情の経過"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                name="complaint_step_is_saved_once",
                violation_error_message="この経過は保存済みです。",
            ),
            models.CheckConstraint(
                name="complaint_step_says_something",
                condition=Q(kind=ComplaintStepKind.RECEIVED) | ~Q(note=""),
                violation_error_message="内容を入力してください。",
            ),
            models.CheckConstraint(
                name="complaint_step_closes_with_an_outcome",
                condition=(Q(kind=ComplaintStepKind.CLOSED) & ~Q(outcome=""))
                | (~Q(kind=ComplaintStepKind.CLOSED) & Q(outcome="")),
                violation_error_message="終結の結果は、終結のときに選んでください。",
            ),
        ]
        indexes = [models.Index(F("complaint"), F("id"), name="complaint_step_in_order")]

    def __str__(self) -> str:
        return f"苦情の経過 {self.pk}"

    @property
    def audience_words(self) -> list[str]:
        return [str(party.label) for party in ComplaintParty if party in self.audience]
