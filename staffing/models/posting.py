from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from shared.access import Actor, Capability
from shared.date_ranges import in_force, no_overlap, ordered_dates
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from shared.municipal_field import InheritedMunicipality
from staffing.enums import PostingRole
from staffing.models.staff_member import StaffMember

if TYPE_CHECKING:
    from centers.models import Center


class PostingQuerySet(LedgerQuerySet["Posting"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.STAFF_VIEW) -> Self:
        return self.filter(user.reach(capability).q(municipality="center__municipality"))

    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day))

    def described_by(
        self, *, center: "Center | None", role: str, is_dedicated: bool | str | None
    ) -> Self:
        """Those that match what is given; an empty string or None for `center` asks nothing."""
        asked = {"center": center, "role": role}
        found = self.filter(**{name: value for name, value in asked.items() if value})
        return found if is_dedicated == "" else found.filter(is_dedicated=is_dedicated)


class Posting(LedgerEntry):
    """配置: one person in one role at one center, for a period."""

    municipality = InheritedMunicipality("center")
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, related_name="postings"
    )
    staff_member = models.ForeignKey(
        StaffMember, verbose_name="職員", on_delete=models.PROTECT, related_name="postings"
    )
    role = models.CharField("配置の役割", max_length=30, choices=PostingRole.choices)
    is_dedicated = models.BooleanField(
        "専任", null=True, blank=True, choices=[(True, "専任"), (False, "兼務")]
    )
    is_full_time = models.BooleanField(
        "常勤", null=True, blank=True, choices=[(True, "常勤"), (False, "非常勤")]
    )
    weekly_hours = models.DecimalField(
        "週の勤務時間", max_digits=4, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField("配置開始日")
    ends_on = models.DateField("配置終了日", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "配置"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("posting_ends_after_it_starts"),
            superseded_together("posting_superseded_after_recorded"),
            no_overlap(
                "posting_periods_do_not_overlap",
                "staff_member",
                "center",
                "role",
                message="同じ職員の同じ役割の配置期間が重なっています。",
                condition=CURRENT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_member} {self.get_role_display()}"
