"""What an administrator does to an account. Whoever may do it is the views' question."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import second_factor
from accounts.models import ExternalIdentity, RoleGrant, SignInSession, User
from accounts.passwords import one_time_password


@transaction.atomic
def create_account(user: User, grant: RoleGrant, *, by: User | None, at: datetime) -> str:
    """A new account with its first role; returns the password that is shown once."""
    password = _give_initial_password(user, at=at)
    user.save()
    grant.user = user
    give_grant(grant, by=by, at=at)
    return password


def give_grant(grant: RoleGrant, *, by: User | None, at: datetime) -> None:
    grant.granted_by, grant.granted_at = by, at
    grant.save()


@transaction.atomic
def revoke_grant(grant: RoleGrant, *, by: User, at: datetime) -> None:
    grant.revoke(by=by, at=at)
    end_sessions(grant.user)


@transaction.atomic
def reset_password(user: User, *, at: datetime) -> str:
    """The second factor stays: a new password alone opens nothing."""
    password = _give_initial_password(user, at=at)
    user.save()
    end_sessions(user)
    return password


@transaction.atomic
def reset_second_factor(user: User) -> None:
    second_factor.remove(user)
    end_sessions(user)


@transaction.atomic
def set_active(user: User, *, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        end_sessions(user)


def link_identity(identity: ExternalIdentity, *, by: User, at: datetime) -> None:
    identity.linked_by, identity.linked_at = by, at
    identity.save(force_insert=True)


@transaction.atomic
def unlink_identity(identity: ExternalIdentity, *, by: User, at: datetime) -> None:
    identity.unlink(by=by, at=at)
    end_sessions(identity.user)


def end_sessions(user: User, *, but: str | None = None) -> None:
    SignInSession.objects.of(user.pk).end(but=but)


def _give_initial_password(user: User, *, at: datetime) -> str:
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    days = timedelta(days=settings.INITIAL_PASSWORD_DAYS)
    user.initial_password_ends_on = timezone.localdate(at) + days
    return password
