from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.conference_enums import NAMED_DUTIES, NOT_BOUND, Attendance, AttendeeKind, SecrecyDuty
from casework.models.conference import Conference
from shared.access import Actor, Capability
from shared.municipal_field import InheritedMunicipality


class ConferenceAttendeeQuerySet(models.QuerySet["ConferenceAttendee"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.CASE_VIEW) -> Self:
        conferences = Conference.objects.visible_to(user, capability)
        return self.filter(conference__in=conferences.values("pk"))

    def called(self) -> Self:
        return self.exclude(attendance=Attendance.NOT_CALLED)

    def for_listing(self) -> Self:
        return self.select_related("user", "agency").order_by("kind", "pk")


class ConferenceAttendee(models.Model):
    """会議の出席者: who is to come, and what binds them to keep secret what they hear."""

    municipality = InheritedMunicipality("conference")
    conference = models.ForeignKey(
        Conference, verbose_name="会議", on_delete=models.PROTECT, related_name="attendees"
    )
    kind = models.CharField("出席者の別", max_length=20, choices=AttendeeKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="職員",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agency = models.ForeignKey(
        "centers.PartnerAgency",
        verbose_name="関係機関",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField("職・氏名", max_length=100, blank=True)
    secrecy_duty = models.CharField("守秘義務の根拠", max_length=20, choices=SecrecyDuty.choices)
    secrecy_note = models.CharField("根拠の条文・文書", max_length=200, blank=True)
    attendance = models.CharField(
        "出欠", max_length=20, choices=Attendance.choices, default=Attendance.EXPECTED
    )
    recorded_at = models.DateTimeField("登録日時")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登録者", on_delete=models.PROTECT, related_name="+"
    )

    version = models.PositiveIntegerField("版", default=1)

    objects = ConferenceAttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = "会議の出席者"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="conference_attendee_is_somebody",
                condition=Q(kind=AttendeeKind.STAFF, user__isnull=False, agency=None)
                | Q(kind=AttendeeKind.AGENCY, user=None, agency__isnull=False)
                | Q(kind=AttendeeKind.OTHER, user=None, agency=None) & ~Q(name=""),
                violation_error_message="出席者を選ぶか、職・氏名を入力してください。",
            ),
            models.UniqueConstraint(
                fields=["conference", "user"],
                name="conference_attendee_of_staff_once",
                violation_error_message="この職員は、出席者に入っています。",
            ),
            models.CheckConstraint(
                name="conference_attendee_names_the_duty",
                condition=~Q(secrecy_duty__in=sorted(NAMED_DUTIES)) | ~Q(secrecy_note=""),
                violation_error_message="守秘義務の根拠となる条文・文書を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"会議の出席者 {self.pk}"

    @property
    def label(self) -> str:
        """As the list and the pack call them."""
        if self.user is not None:
            return self.user.name
        return "　".join(part for part in (str(self.agency or ""), self.name) if part)

    @property
    def is_bound(self) -> bool:
        """Only then is the pack theirs."""
        return SecrecyDuty(self.secrecy_duty) not in NOT_BOUND

    @property
    def duty_text(self) -> str:
        return "　".join(
            part for part in (self.get_secrecy_duty_display(), self.secrecy_note) if part
        )
