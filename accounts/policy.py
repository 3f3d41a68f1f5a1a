"""The one table that decides who may do what, and how far.

Not named is not allowed. Views, querysets, templates, commands and the printed table all ask
here, through `User.reach`.
"""

from collections.abc import Iterable
from typing import Protocol

from accounts.enums import Role
from shared.access import Capability, Reach, Scope

OWN, ALL = Scope.OWN_CENTER, Scope.MUNICIPALITY

POLICY: dict[Role, dict[Capability, Scope]] = {
    Role.CONSULTANT: {
        Capability.CONSULTATION_VIEW: OWN,
        Capability.CONSULTATION_WRITE: OWN,
        Capability.CONSULTATION_CORRECT: OWN,
        Capability.CONSULTATION_LIST: OWN,
        Capability.HOUSEHOLD_VIEW: OWN,
        Capability.HOUSEHOLD_EDIT: OWN,
        Capability.ADDRESS_REVEAL: OWN,
        Capability.ADDRESS_PROTECT: OWN,
        Capability.STATISTICS_VIEW: OWN,
        Capability.CENTER_VIEW: OWN,
        Capability.OPEN_DAY_CONFIRM: OWN,
    },
    Role.CHIEF_COORDINATOR: {
        Capability.CONSULTATION_VIEW: OWN,
        Capability.CONSULTATION_WRITE: OWN,
        Capability.CONSULTATION_CORRECT: OWN,
        Capability.CONSULTATION_LIST: OWN,
        Capability.HOUSEHOLD_VIEW: OWN,
        Capability.HOUSEHOLD_EDIT: OWN,
        Capability.ADDRESS_REVEAL: OWN,
        Capability.ADDRESS_PROTECT: OWN,
        Capability.ADDRESS_PROTECTION_END: OWN,
        Capability.STATISTICS_VIEW: OWN,
        Capability.CENTER_VIEW: OWN,
        Capability.CENTER_EDIT: OWN,
        Capability.OPEN_DAY_CONFIRM: OWN,
        Capability.STAFF_VIEW: OWN,
        Capability.STAFF_EDIT: OWN,
        Capability.DETERMINATION_VIEW: OWN,
        Capability.READERS_VIEW: OWN,
    },
    Role.MUNICIPAL_OFFICER: {
        Capability.CONSULTATION_LIST: ALL,
        Capability.STATISTICS_VIEW: ALL,
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.MUNICIPALITY_EDIT: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.CENTER_EDIT: ALL,
        Capability.OPEN_DAY_CONFIRM: ALL,
        Capability.STAFF_VIEW: ALL,
        Capability.STAFF_EDIT: ALL,
        Capability.DETERMINATION_VIEW: ALL,
        Capability.WORKSHEET_VIEW: ALL,
        Capability.POLICY_VIEW: ALL,
    },
    Role.FINANCE_CLERK: {
        Capability.STATISTICS_VIEW: ALL,
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.STAFF_VIEW: ALL,
        Capability.DETERMINATION_VIEW: ALL,
        Capability.WORKSHEET_VIEW: ALL,
        Capability.WORKSHEET_CREATE: ALL,
    },
    Role.AUDITOR: {
        Capability.STATISTICS_VIEW: ALL,
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.STAFF_VIEW: ALL,
        Capability.DETERMINATION_VIEW: ALL,
        Capability.WORKSHEET_VIEW: ALL,
        Capability.POLICY_VIEW: ALL,
        Capability.AUDIT_VIEW: ALL,
        Capability.AUDIT_REVIEW: ALL,
    },
    Role.SYSTEM_ADMINISTRATOR: {
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.ACCOUNT_MANAGE: ALL,
        Capability.POLICY_VIEW: ALL,
    },
    Role.CONTRACTOR: {
        Capability.CONSULTATION_VIEW: OWN,
        Capability.CONSULTATION_WRITE: OWN,
        Capability.CONSULTATION_CORRECT: OWN,
        Capability.CONSULTATION_LIST: OWN,
        Capability.HOUSEHOLD_VIEW: OWN,
        Capability.HOUSEHOLD_EDIT: OWN,
        Capability.ADDRESS_REVEAL: OWN,
        Capability.ADDRESS_PROTECT: OWN,
        Capability.STATISTICS_VIEW: OWN,
        Capability.CENTER_VIEW: OWN,
        Capability.OPEN_DAY_CONFIRM: OWN,
    },
}


class Grant(Protocol):
    """A role that somebody holds today, for one municipality or one center of it."""

    role: str
    municipality_id: int
    center_id: int | None


def scope_of(role: Role, capability: Capability) -> Scope:
    return POLICY[role].get(capability, Scope.NONE)


def reach_of(grants: Iterable[Grant], capability: Capability) -> Reach:
    """Everything that the grants together open for one capability."""
    municipalities, centers = set(), set()
    for grant in grants:
        scope = scope_of(Role(grant.role), capability)
        if scope == Scope.MUNICIPALITY:
            municipalities.add(grant.municipality_id)
        elif scope == Scope.OWN_CENTER and grant.center_id is not None:
            centers.add(grant.center_id)
    return Reach(frozenset(municipalities), frozenset(centers))


def is_held_at_a_center(role: str) -> bool:
    """Whether the role works in single centers, not for the municipality as a whole."""
    return OWN in POLICY[Role(role)].values()
