from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import Role
from accounts.policy import reach_of
from shared.access import Capability, Reach
from shared.date_ranges import in_force, no_overlap, ordered_dates


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User", capability: Capability = Capability.ACCOUNT_MANAGE) -> Self:
        """Accounts with a role, ever, in a municipality whose accounts `user` manages."""
        reach = user.reach(capability).q(center=None)
        return self.filter(Exists(RoleGrant.objects.filter(reach, user=OuterRef("pk"))))

    def for_listing(self, day: date) -> Self:
        held = RoleGrant.objects.in_force_on(day).select_related("municipality", "center")
        return self.prefetch_related(
            models.Prefetch("role_grants", queryset=held.order_by("pk"), to_attr="grants_held")
        ).order_by("username")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """利用者アカウント: someone who can sign in. What they may do follows from their role grants."""

    username = models.CharField(
        "利用者ID",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "この利用者IDは既に使われています。"},
    )
    name = models.CharField("氏名", max_length=100)
    is_active = models.BooleanField("有効", default=True)
    is_demo = models.BooleanField("デモ用", default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "利用者アカウント"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return self.name

    @cached_property
    def grants(self) -> list["RoleGrant"]:
        """The roles held today: one query for each request."""
        held = RoleGrant.objects.in_force_on(timezone.localdate()).filter(user=self)
        return list(held.select_related("municipality", "center").order_by("pk"))

    def reach(self, capability: Capability) -> Reach:
        return reach_of(self.grants, capability)

    def may(self, capability: Capability) -> bool:
        return bool(self.reach(capability))

    @property
    def role_label(self) -> str:
        return "・".join(dict.fromkeys(grant.get_role_display() for grant in self.grants))


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force_on(self, day: date) -> Self:
        return self.filter(in_force(day), revoked_at=None)


class RoleGrant(models.Model):
    """役割の付与: one role of one person, for a municipality or one center of it, for a period."""

    user = models.ForeignKey(
        User, verbose_name="利用者", on_delete=models.PROTECT, related_name="role_grants"
    )
    role = models.CharField("役割", max_length=30, choices=Role.choices)
    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT
    )
    center = models.ForeignKey(
        "centers.Center", verbose_name="センター", on_delete=models.PROTECT, null=True, blank=True
    )
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True)
    granted_at = models.DateTimeField("付与日時")
    granted_by = models.ForeignKey(
        User, verbose_name="付与者", on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField("取消日時", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        verbose_name="取消者",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "役割の付与"
        verbose_name_plural = verbose_name
        constraints = [
            ordered_dates("role_grant_ends_after_it_starts"),
            models.CheckConstraint(
                name="role_grant_revocation_set_together",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                violation_error_message="取消日時と取消者は一緒に登録してください。",
            ),
            no_overlap(
                "role_grant_periods_do_not_overlap",
                "user",
                "role",
                "municipality",
                "center",
                message="同じ役割の期間が重なっています。",
                condition=Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

    def revoke(self, *, by: User, at: datetime) -> None:
        self.revoked_at, self.revoked_by = at, by
        self.save(update_fields=["revoked_at", "revoked_by"])
