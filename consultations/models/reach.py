"""Which consultations a user reaches, as one condition in SQL; `accounts/policy.py` has the table."""

from datetime import datetime

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from centers.models.contract import shown_by_contract
from consultations.enums import AccessKind
from consultations.models.named_reader import NamedReader
from consultations.models.record_access import RecordAccess
from shared.access import Actor, Capability, Confidentiality, Reach

ORDINARY, RESTRICTED = Q(confidentiality="ordinary"), Q(confidentiality="restricted")


def reached(user: Actor, capability: Capability) -> Q:
    """Records within reach: those of the places, and of the restricted ones those that are open."""
    anywhere = user.reach(capability)
    restricted = user.reach(capability, Confidentiality.RESTRICTED)
    open_to_user = ORDINARY
    if restricted:
        open_to_user |= _within(restricted, user)
    return _within(anywhere, user) & open_to_user


def in_place(user: Actor, capability: Capability) -> Q:
    """Records of the places within reach, whoever may read them."""
    return _within(user.reach(capability), user)


def openable(user: Actor) -> Q:
    """Records that `user` may open for a while by giving a reason."""
    past_restriction = _within(user.reach(Capability.BREAK_GLASS_USE), user) & RESTRICTED
    return reached(user, Capability.CONSULTATION_OPEN) | past_restriction


def opened(user: Actor, at: datetime) -> Q:
    """Records that `user` has opened, while the access stands and the right to open them does.

    A reason for an ordinary record does not open it once it is restricted.
    """
    standing = RecordAccess.objects.of(user).standing(at).filter(consultation=OuterRef("pk"))
    in_emergency = standing.filter(kind=AccessKind.BREAK_GLASS)
    return openable(user) & ((ORDINARY & Exists(standing)) | Q(Exists(in_emergency)))


def as_column(condition: Q) -> Case:
    """True or false in each row."""
    return Case(
        When(condition, then=Value(True)),  # noqa: FBT003 -- an SQL value
        default=Value(False),  # noqa: FBT003 -- an SQL value
        output_field=BooleanField(),
    )


def _within(reach: Reach, user: Actor) -> Q:
    """A municipality reaches into its contractors' centers as far as the contract of the day."""
    condition = Q(center__in=reach.center_ids)
    if reach.municipality_ids:
        in_municipality = Q(municipality__in=reach.municipality_ids)
        condition |= in_municipality & shown_by_contract(day="occurred_on")
    if reach.naming_center_ids:
        named = NamedReader.objects.standing().of(user).filter(consultation=OuterRef("pk"))
        condition |= Q(center__in=reach.naming_center_ids) & Q(Exists(named))
    if reach.authoring_center_ids:
        condition |= Q(center__in=reach.authoring_center_ids, recorded_by=user.pk)
    return condition
