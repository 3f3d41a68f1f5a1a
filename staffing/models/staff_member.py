from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

from shared.access import Actor, Capability
from shared.date_ranges import in_force
from shared.japanese_text import fold_key, kana_key

if TYPE_CHECKING:
    from staffing.models.posting import Posting


class StaffMemberQuerySet(models.QuerySet["StaffMember"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.STAFF_VIEW) -> Self:
        """Those of the municipality; for a center's own people, whoever was ever posted there."""
        from staffing.models.posting import Posting  # noqa: PLC0415 -- the other half of the pair

        reach = user.reach(capability)
        posted_here = Posting.objects.filter(
            staff_member=OuterRef("pk"), center__in=reach.center_ids
        )
        return self.filter(
            models.Q(municipality__in=reach.municipality_ids) | models.Q(Exists(posted_here))
        )

    def named(self, text: str) -> Self:
        """By name or reading, in part, whatever the script; nothing for nothing."""
        name, kana = fold_key(text), kana_key(text)
        if not name:
            return self.none()
        return self.filter(models.Q(name_key__contains=name) | models.Q(kana_key__contains=kana))

    def posted(self, postings: "models.QuerySet[Posting]") -> Self:
        """Those who hold one of these postings."""
        return self.filter(Exists(postings.filter(staff_member=OuterRef("pk"))))

    def for_listing(self, day: date, *, seen_by: Actor | None = None) -> Self:
        """With the postings in force on `day`, for the list of staff."""
        from staffing.models.posting import Posting  # noqa: PLC0415 -- the other half of the pair
        from staffing.models.qualification import Licence  # noqa: PLC0415 -- likewise

        postings = Posting.objects.current().filter(in_force(day)).select_related("center")
        if seen_by is not None:
            postings = postings.visible_to(seen_by)
        licences = Licence.objects.current().order_by("acquired_on", "pk")
        return (
            self.prefetch_related(
                Prefetch("postings", queryset=postings.order_by("pk"), to_attr="postings_in_force")
            )
            .prefetch_related(Prefetch("licences", queryset=licences, to_attr="licences_held"))
            .order_by("kana_key", "pk")
        )


class StaffMember(models.Model):
    """職員: somebody who works or worked in a center."""

    municipality = models.ForeignKey(
        "centers.Municipality",
        verbose_name="自治体",
        on_delete=models.PROTECT,
        related_name="staff_members",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="利用者アカウント",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff_member",
    )
    number = models.CharField("職員番号", max_length=20)
    name = models.CharField("氏名", max_length=100)
    name_kana = models.CharField("フリガナ", max_length=100)
    name_key = models.CharField("氏名の検索キー", max_length=100, editable=False)
    kana_key = models.CharField("フリガナの検索キー", max_length=100, editable=False)

    objects = StaffMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "職員"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "number"],
                name="staff_number_is_unique_in_municipality",
                violation_error_message="この職員番号は既に使われています。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def renew_keys(self) -> None:
        """Search keys follow the names; the names themselves are kept byte for byte."""
        self.name_key, self.kana_key = fold_key(self.name), kana_key(self.name_kana)
