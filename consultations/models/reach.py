"""Which consultations a user reaches, as one condition in SQL; `accounts/policy.py` has the table."""

from datetime import datetime

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from django.utils.timezone import localdate

from centers.models.contract import shown_by_contract
from consultations.enums import AccessKind
from consultations.models.household import Household
from consultations.models.named_reader import NamedReader
from consultations.models.record_access import RecordAccess
from shared.access import Actor, Capability, Confidentiality, Reach

UNRESTRICTED, RESTRICTED = Q(confidentiality="ordinary"), Q(confidentiality="restricted")


def protected() -> Q:
    """Records of a household under DV等支援措置, as the registry has it today."""
    return Q(household__in=Household.objects.protected(localdate()).values("pk"))


def reached(user: Actor, capability: Capability) -> Q:
    """Records within reach, for each confidentiality those that the table opens."""
    ordinary = user.reach(capability)
    of_protected = user.reach(capability, Confidentiality.PROTECTED)
    restricted = user.reach(capability, Confidentiality.RESTRICTED)
    condition = _within(ordinary, user) & UNRESTRICTED
    if of_protected != ordinary:
        condition &= ~protected()
        if of_protected:
            condition |= _within(of_protected, user) & UNRESTRICTED & protected()
    if restricted:
        condition |= _within(restricted, user) & RESTRICTED
    return condition


def in_place(user: Actor, capability: Capability) -> Q:
    """Records of the places within reach, whoever may read them."""
    return _within(user.reach(capability), user)


def openable(user: Actor) -> Q:
    """Records that `user` may open for a while by giving a reason."""
    in_emergency = _within(user.reach(Capability.BREAK_GLASS_USE), user) & in_emergency_only()
    return reached(user, Capability.CONSULTATION_OPEN) | in_emergency


def in_emergency_only() -> Q:
    """Records that a reason alone does not open."""
    return RESTRICTED | protected()


def opened(user: Actor, at: datetime) -> Q:
    """Records that `user` has opened, while the access stands and the right to open them does.

    A reason for an ordinary record does not open it once it is restricted or protected.
    """
    standing = RecordAccess.objects.of(user).standing(at).filter(consultation=OuterRef("pk"))
    in_emergency = standing.filter(kind=AccessKind.BREAK_GLASS)
    opened_so = (~in_emergency_only() & Q(Exists(standing))) | Q(Exists(in_emergency))
    return openable(user) & opened_so


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
