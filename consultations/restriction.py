"""Restricting a consultation to named people, naming them, and lifting the restriction."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import RoleGrant, User
from accounts.policy import roles_with
from centers.models import Center
from consultations.actions import ChangedMeanwhileError
from consultations.models import Consultation, ConsultationCorrection, NamedReader
from shared.access import Capability, Confidentiality, Scope

LABEL = "記録の区分"


def may_be_named(center: Center, at: datetime) -> list[User]:
    """Whoever works in the center today and sees its restricted records only if named."""
    roles = roles_with(
        Capability.CONSULTATION_VIEW, Scope.NAMED, confidentiality=Confidentiality.RESTRICTED
    )
    held = RoleGrant.objects.counting_on(localdate(at)).filter(center=center, role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


@transaction.atomic
def restrict_consultation(
    consultation: Consultation,
    *,
    people: Collection[User],
    version: int,
    reason: str,
    by: User,
    at: datetime,
) -> ConsultationCorrection:
    """Only its author, `people` and its supervisors read the record from now on.

    Raises ChangedMeanwhileError if the record is no longer at `version`, or restricted already.
    """
    correction = _change(
        consultation, to=Confidentiality.RESTRICTED, version=version, reason=reason, by=by, at=at
    )
    name_readers(consultation, people=people, by=by, at=at)
    return correction


@transaction.atomic
def name_readers(
    consultation: Consultation, *, people: Collection[User], by: User, at: datetime
) -> tuple[list[User], list[User]]:
    """The author and `people` are named, nobody else any longer; returns who came and who went."""
    Consultation.objects.select_for_update(of=("self",), no_key=True).get(pk=consultation.pk)
    wanted = {user.pk: user for user in (consultation.recorded_by, *people)}
    standing = {
        each.user_id: each
        for each in consultation.named_readers.standing().select_related("user").order_by("pk")
    }
    came = [user for pk, user in wanted.items() if pk not in standing]
    NamedReader.objects.bulk_create(
        NamedReader(consultation=consultation, user=user, named_by=by, named_at=at) for user in came
    )
    gone = [each for pk, each in standing.items() if pk not in wanted]
    _end(gone, by=by, at=at)
    return came, [each.user for each in gone]


@transaction.atomic
def lift_restriction(
    consultation: Consultation, *, version: int, reason: str, by: User, at: datetime
) -> ConsultationCorrection:
    """The colleagues of the center read the record again; nobody stays named.

    Raises ChangedMeanwhileError if the record is no longer at `version`, or not restricted.
    """
    correction = _change(
        consultation, to=Confidentiality.ORDINARY, version=version, reason=reason, by=by, at=at
    )
    _end(consultation.named_readers.standing(), by=by, at=at)
    return correction


def _change(
    consultation: Consultation,
    *,
    to: Confidentiality,
    version: int,
    reason: str,
    by: User,
    at: datetime,
) -> ConsultationCorrection:
    locked = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if locked.version != version or locked.confidentiality == to:
        raise ChangedMeanwhileError(locked)
    before = Confidentiality(locked.confidentiality)
    locked.confidentiality, locked.version = to, version + 1
    locked.save(update_fields=["confidentiality", "version"])
    words = {"label": LABEL, "before": str(before.label), "after": str(to.label)}
    return ConsultationCorrection.objects.create(
        consultation=locked,
        corrected_at=at,
        corrected_by=by,
        reason=reason,
        changes={"confidentiality": words},
    )


def _end(readers: Iterable[NamedReader], *, by: User, at: datetime) -> None:
    ended = NamedReader.objects.filter(pk__in=[each.pk for each in readers])
    ended.update(ended_by=by, ended_at=at)
