"""Which consultations a user reaches, as one condition in SQL; `accounts/policy.py` has the table."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from centers.models.contract import shown_by_contract
from consultations.enums import AccessKind
from consultations.models.consent import Consent, shared_with, viewing_closed
from consultations.models.desk import NOT_DISPOSED
from consultations.models.household import Household
from consultations.models.named_reader import NamedReader
from consultations.models.record_access import RecordAccess
from shared.access import Actor, Capability, Confidentiality, Reach

Places = Callable[[Reach, Actor], Q]


def unrestricted() -> Q:
    """Neither restricted by somebody nor without the family's consent to be read by others."""
    return Q(confidentiality="ordinary") & ~viewing_closed()


def protected() -> Q:
    """Records of a household under DV等支援措置, as the registry has it today."""
    return Q(household__in=Household.objects.protected(localdate()).values("pk"))


def reached(user: Actor, capability: Capability, *, with_shared: bool = True) -> Q:
    """Records within reach, for each confidentiality those that the table opens.

    Reading reaches also what another center shares with the family's consent, while it stands;
    whoever knows that there is nothing of the kind spares the database the question.
    """
    condition = _opened_by_table(user, capability, _within)
    asks = with_shared and capability == Capability.CONSULTATION_VIEW
    if asks and user.reach(Capability.CONSULTATION_SHARED):
        condition |= shared(user)
    return condition


def shared(user: Actor) -> Q:
    """Records that consents open to the user's centers."""
    return _opened_by_table(user, Capability.CONSULTATION_SHARED, _shared_with)


def asked_about(records: QuerySet[Any, Any], user: Actor) -> QuerySet[Any, Any]:
    """The numbers of `records` about which anything was answered for the user's centers.

    It narrows what `shared` looks at to a few rows, found by their indexes.
    """
    centers = user.reach(Capability.CONSULTATION_SHARED).center_ids
    answers = Consent.objects.filter(recipient_center__in=centers)
    of_households = answers.exclude(household=None).values("household")
    of_records = answers.filter(household=None).values("consultation")
    found = records.filter(household__in=of_households).values("pk")
    return found.union(records.filter(pk__in=of_records).values("pk"))


def _opened_by_table(user: Actor, capability: Capability, places: Places) -> Q:
    ordinary = user.reach(capability)
    of_protected = user.reach(capability, Confidentiality.PROTECTED)
    restricted = user.reach(capability, Confidentiality.RESTRICTED)
    condition = places(ordinary, user) & unrestricted()
    if of_protected != ordinary:
        condition &= ~protected()
        if of_protected:
            condition |= places(of_protected, user) & unrestricted() & protected()
    if restricted:
        condition |= places(restricted, user) & Q(confidentiality="restricted")
        condition |= (places(restricted, user) | _written_by(user, restricted)) & viewing_closed()
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
    return Q(confidentiality="restricted") | viewing_closed() | protected()


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
    return condition & NOT_DISPOSED


def _written_by(user: Actor, reach: Reach) -> Q:
    """What nobody else may read its author still does, where others must be named."""
    return Q(center__in=reach.naming_center_ids, recorded_by=user.pk) & NOT_DISPOSED


def _shared_with(reach: Reach, _user: Actor) -> Q:
    nothing: Q = Q(pk__in=())
    return reduce(or_, (shared_with(center) for center in sorted(reach.center_ids)), nothing)
