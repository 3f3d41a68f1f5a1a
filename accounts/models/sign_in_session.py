from typing import Self

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone


class SignInSessionQuerySet(models.QuerySet["SignInSession"]):
    def of(self, user_id: int) -> Self:
        return self.filter(user_id=user_id)

    def end(self, *, but: str | None = None) -> None:
        """Sign these out, all but the session with key `but`."""
        ending = self.exclude(session_key=but) if but else self
        keys = list(ending.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        self.filter(session_key__in=keys).delete()

    def forget_ended(self) -> None:
        """Rows whose session is over or gone."""
        living = Session.objects.filter(expire_date__gt=timezone.now())
        self.exclude(session_key__in=living.values("session_key")).delete()


class SignInSession(models.Model):
    """サインイン中の端末: whose session a stored session is; all else is told by the session."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="利用者",
        on_delete=models.CASCADE,
        related_name="sign_in_sessions",
    )
    session_key = models.CharField("セッションの鍵", max_length=40, unique=True)

    objects = SignInSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "サインイン中の端末"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return str(self.user)
