from datetime import date
from functools import cached_property
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models.grant import RoleGrant
from accounts.policy import reach_of
from shared.access import Capability, Confidentiality, Reach


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User", capability: Capability = Capability.ACCOUNT_MANAGE) -> Self:
        """Accounts with a role, ever, in a municipality whose accounts `user` manages."""
        reach = user.reach(capability).q(center=None)
        return self.filter(Exists(RoleGrant.objects.filter(reach, user=OuterRef("pk"))))

    def managed_by(self, user: "User") -> Self:
        """Those of them with no role elsewhere: a new password opens everything they may open.

        Nobody manages the own account.
        """
        reach = user.reach(Capability.ACCOUNT_MANAGE).q(center=None)
        elsewhere = RoleGrant.objects.filter(user=OuterRef("pk")).exclude(reach)
        return self.visible_to(user).exclude(Exists(elsewhere)).exclude(pk=user.pk)

    def for_listing(self, day: date) -> Self:
        held = RoleGrant.objects.in_force_on(day).select_related("municipality", "center")
        return self.prefetch_related(
            models.Prefetch("role_grants", queryset=held.order_by("pk"), to_attr="grants_held")
        ).order_by("username")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # not in the stubs
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
    must_change_password = models.BooleanField("パスワードの変更が必要", default=False)
    initial_password_ends_on = models.DateField("初期パスワードの有効期限", null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "利用者アカウント"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles_held(self) -> list[RoleGrant]:
        """The roles held today, one query for each request; asked before it has a context.

        Municipalities and centers are numbers here: their names are closed until then.
        """
        return list(self._counting_today().order_by("pk"))

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """The same with the names of municipalities and centers: within a context only."""
        held = self._counting_today().select_related("municipality", "center")
        return list(held.order_by("pk"))

    def _counting_today(self) -> models.QuerySet[RoleGrant]:
        return RoleGrant.objects.counting_on(timezone.localdate()).filter(user=self)

    def reach(
        self, capability: Capability, confidentiality: Confidentiality = Confidentiality.ORDINARY
    ) -> Reach:
        return reach_of(self.roles_held, capability, confidentiality)

    def may(self, capability: Capability) -> bool:
        return bool(self.reach(capability))

    def has_expired_initial_password(self, day: date) -> bool:
        ends_on = self.initial_password_ends_on
        return self.must_change_password and ends_on is not None and ends_on < day

    @property
    def role_label(self) -> str:
        return "・".join(dict.fromkeys(grant.get_role_display() for grant in self.roles_held))
