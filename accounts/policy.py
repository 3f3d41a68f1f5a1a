"""The one table that decides who may do what, how far, and with which records.

Capability × role gives a scope; what is done to single consultations is narrowed again by their
confidentiality. Not named is not allowed. Views, querysets, templates, commands and the printed table all ask
here, through `User.reach`.
"""

from collections.abc import Iterable
from typing import Protocol

from accounts.enums import Role
from shared.access import Capability, Confidentiality, Reach, Scope

OWN, ALL = Scope.OWN_CENTER, Scope.MUNICIPALITY

POLICY: dict[Role, dict[Capability, Scope]] = {
    Role.CONSULTANT: {
        Capability.CONSULTATION_VIEW: OWN,
        Capability.CONSULTATION_WRITE: OWN,
        Capability.CONSULTATION_CORRECT: OWN,
        Capability.CONSULTATION_RESTRICT: Scope.OWN_RECORD,
        Capability.CONSULTATION_LIST: OWN,
        Capability.CONSULTATION_SHARED: OWN,
        Capability.CHILD_PART_VIEW: OWN,
        Capability.BREAK_GLASS_USE: OWN,
        Capability.HOUSEHOLD_VIEW: OWN,
        Capability.HOUSEHOLD_EDIT: OWN,
        Capability.CONSENT_RECORD: OWN,
        Capability.REFERRAL_VIEW: OWN,
        Capability.REFERRAL_WRITE: OWN,
        Capability.APPOINTMENT_VIEW: OWN,
        Capability.APPOINTMENT_WRITE: OWN,
        Capability.WAITING_LIST_FOLLOW: OWN,
        Capability.ADDRESS_REVEAL: OWN,
        Capability.ADDRESS_PROTECT: OWN,
        Capability.COMPLAINT_RECEIVE: OWN,
        Capability.COMPLAINT_VIEW: Scope.NAMED,
        Capability.COMPLAINT_HANDLE: Scope.NAMED,
        Capability.STATISTICS_VIEW: OWN,
        Capability.CENTER_VIEW: OWN,
        Capability.OPEN_DAY_CONFIRM: OWN,
        Capability.RESOURCE_VIEW: ALL,
        Capability.VACANCY_RECORD: ALL,
        Capability.RULE_VIEW: OWN,
        Capability.CASE_VIEW: OWN,
        Capability.CASE_WRITE: OWN,
        Capability.ASSESSMENT_FORM_VIEW: ALL,
        Capability.MATERNITY_VIEW: OWN,
        Capability.MATERNITY_WRITE: OWN,
    },
    Role.CHIEF_COORDINATOR: {
        Capability.CONSULTATION_VIEW: OWN,
        Capability.CONSULTATION_WRITE: OWN,
        Capability.CONSULTATION_CORRECT: OWN,
        Capability.CONSULTATION_RESTRICT: OWN,
        Capability.CONSULTATION_LIFT: OWN,
        Capability.CONSULTATION_LIST: OWN,
        Capability.CONSULTATION_SHARED: OWN,
        Capability.CHILD_PART_VIEW: OWN,
        Capability.BREAK_GLASS_USE: OWN,
        Capability.BREAK_GLASS_REVIEW: OWN,
        Capability.HOUSEHOLD_VIEW: OWN,
        Capability.HOUSEHOLD_EDIT: OWN,
        Capability.PERSON_MERGE: OWN,
        Capability.CONSENT_RECORD: OWN,
        Capability.REFERRAL_VIEW: OWN,
        Capability.REFERRAL_WRITE: OWN,
        Capability.APPOINTMENT_VIEW: OWN,
        Capability.APPOINTMENT_WRITE: OWN,
        Capability.WAITING_LIST_FOLLOW: OWN,
        Capability.ADDRESS_REVEAL: OWN,
        Capability.ADDRESS_PROTECT: OWN,
        Capability.ADDRESS_PROTECTION_END: OWN,
        Capability.COMPLAINT_RECEIVE: OWN,
        Capability.COMPLAINT_VIEW: OWN,
        Capability.COMPLAINT_HANDLE: OWN,
        Capability.COMPLAINT_APPOINT: OWN,
        Capability.COMPLAINT_COUNT: OWN,
        Capability.STATISTICS_VIEW: OWN,
        Capability.CENTER_VIEW: OWN,
        Capability.CENTER_EDIT: OWN,
        Capability.OPEN_DAY_CONFIRM: OWN,
        Capability.RESOURCE_VIEW: ALL,
        Capability.VACANCY_RECORD: ALL,
        Capability.RESOURCE_EDIT: ALL,
        Capability.STAFF_VIEW: OWN,
        Capability.STAFF_EDIT: OWN,
        Capability.DETERMINATION_VIEW: OWN,
        Capability.ATTESTATION_SIGN: OWN,
        Capability.READERS_VIEW: OWN,
        Capability.RULE_VIEW: OWN,
        Capability.CASE_VIEW: OWN,
        Capability.CASE_WRITE: OWN,
        Capability.MATERNITY_VIEW: OWN,
        Capability.MATERNITY_WRITE: OWN,
        Capability.CASE_DECIDE: OWN,
        Capability.PLAN_APPROVE: OWN,
        Capability.ASSESSMENT_FORM_VIEW: ALL,
        Capability.ASSESSMENT_FORM_PUBLISH: ALL,
        Capability.NOTIFIER_REVEAL: OWN,
    },
    Role.MUNICIPAL_OFFICER: {
        Capability.CONSULTATION_LIST: ALL,
        Capability.CONSULTATION_OPEN: ALL,
        Capability.BREAK_GLASS_USE: ALL,
        Capability.COMPLAINT_RECEIVE: ALL,
        Capability.COMPLAINT_VIEW: ALL,
        Capability.COMPLAINT_HANDLE: ALL,
        Capability.COMPLAINT_APPOINT: ALL,
        Capability.COMPLAINT_COUNT: ALL,
        Capability.STATISTICS_VIEW: ALL,
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.MUNICIPALITY_EDIT: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.CENTER_EDIT: ALL,
        Capability.OPEN_DAY_CONFIRM: ALL,
        Capability.RESOURCE_VIEW: ALL,
        Capability.VACANCY_RECORD: ALL,
        Capability.RESOURCE_EDIT: ALL,
        Capability.STAFF_VIEW: ALL,
        Capability.STAFF_EDIT: ALL,
        Capability.DETERMINATION_VIEW: ALL,
        Capability.ATTESTATION_SIGN: ALL,
        Capability.DETERMINATION_RECORD: ALL,
        Capability.WORKSHEET_VIEW: ALL,
        Capability.WORKSHEET_CHECK: ALL,
        Capability.AMOUNT_CONFIRM: ALL,
        Capability.POLICY_VIEW: ALL,
        Capability.RULE_VIEW: ALL,
        Capability.RULE_PUBLISH: ALL,
        Capability.CASE_LIST: ALL,
        Capability.ASSESSMENT_FORM_VIEW: ALL,
        Capability.ASSESSMENT_FORM_PUBLISH: ALL,
        Capability.RETENTION_VIEW: ALL,
        Capability.RETENTION_SET: ALL,
        Capability.DISPOSAL_PROPOSE: ALL,
        Capability.DISPOSAL_APPROVE: ALL,
    },
    Role.FINANCE_CLERK: {
        Capability.COMPLAINT_COUNT: ALL,
        Capability.STATISTICS_VIEW: ALL,
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.STAFF_VIEW: ALL,
        Capability.DETERMINATION_VIEW: ALL,
        Capability.WORKSHEET_VIEW: ALL,
        Capability.JUDGEMENT_SHEET_CREATE: ALL,
        Capability.WORKSHEET_PREPARE: ALL,
        Capability.WORKSHEET_CHECK: ALL,
        Capability.WORKSHEET_SUBMIT: ALL,
        Capability.AMOUNT_EDIT: ALL,
        Capability.AMOUNT_CONFIRM: ALL,
        Capability.RULE_VIEW: ALL,
    },
    Role.AUDITOR: {
        Capability.BREAK_GLASS_REVIEW: ALL,
        Capability.COMPLAINT_COUNT: ALL,
        Capability.STATISTICS_VIEW: ALL,
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.RESOURCE_VIEW: ALL,
        Capability.STAFF_VIEW: ALL,
        Capability.DETERMINATION_VIEW: ALL,
        Capability.WORKSHEET_VIEW: ALL,
        Capability.POLICY_VIEW: ALL,
        Capability.AUDIT_VIEW: ALL,
        Capability.AUDIT_REVIEW: ALL,
        Capability.RULE_VIEW: ALL,
        Capability.RETENTION_VIEW: ALL,
    },
    Role.SYSTEM_ADMINISTRATOR: {
        Capability.MUNICIPALITY_VIEW: ALL,
        Capability.CENTER_VIEW: ALL,
        Capability.ACCOUNT_MANAGE: ALL,
        Capability.POLICY_VIEW: ALL,
        Capability.RULE_VIEW: ALL,
    },
    Role.CONTRACTOR: {
        Capability.CONSULTATION_VIEW: OWN,
        Capability.CONSULTATION_WRITE: OWN,
        Capability.CONSULTATION_CORRECT: OWN,
        Capability.CONSULTATION_RESTRICT: Scope.OWN_RECORD,
        Capability.CONSULTATION_LIST: OWN,
        Capability.CONSULTATION_SHARED: OWN,
        Capability.CHILD_PART_VIEW: OWN,
        Capability.BREAK_GLASS_USE: OWN,
        Capability.HOUSEHOLD_VIEW: OWN,
        Capability.HOUSEHOLD_EDIT: OWN,
        Capability.CONSENT_RECORD: OWN,
        Capability.REFERRAL_VIEW: OWN,
        Capability.REFERRAL_WRITE: OWN,
        Capability.APPOINTMENT_VIEW: OWN,
        Capability.APPOINTMENT_WRITE: OWN,
        Capability.WAITING_LIST_FOLLOW: OWN,
        Capability.ADDRESS_REVEAL: OWN,
        Capability.ADDRESS_PROTECT: OWN,
        Capability.COMPLAINT_RECEIVE: OWN,
        Capability.COMPLAINT_VIEW: Scope.NAMED,
        Capability.COMPLAINT_HANDLE: Scope.NAMED,
        Capability.STATISTICS_VIEW: OWN,
        Capability.CENTER_VIEW: OWN,
        Capability.OPEN_DAY_CONFIRM: OWN,
        Capability.RESOURCE_VIEW: ALL,
        Capability.VACANCY_RECORD: ALL,
        Capability.RULE_VIEW: OWN,
        Capability.CASE_VIEW: OWN,
        Capability.CASE_WRITE: OWN,
        Capability.ASSESSMENT_FORM_VIEW: ALL,
        Capability.MATERNITY_VIEW: OWN,
        Capability.MATERNITY_WRITE: OWN,
    },
}

# What is done to single consultations; the rest of the table knows no confidentiality. Counting
# includes every record, and break-glass is the way past this table: both stand outside.
NARROWED_BY_CONFIDENTIALITY = frozenset(
    {
        Capability.CONSULTATION_VIEW,
        Capability.CONSULTATION_CORRECT,
        Capability.CONSULTATION_RESTRICT,
        Capability.CONSULTATION_LIFT,
        Capability.CONSULTATION_LIST,
        Capability.CONSULTATION_SHARED,
        Capability.CONSULTATION_OPEN,
        Capability.READERS_VIEW,
        Capability.CASE_VIEW,
        Capability.CASE_WRITE,
        Capability.CASE_DECIDE,
        Capability.PLAN_APPROVE,
        Capability.NOTIFIER_REVEAL,
    }
)
# A consent to share opens ordinary records only: whoever restricted or protected one is not
# overruled by it.
ORDINARY_ONLY = frozenset({Capability.CONSULTATION_SHARED})
# The narrower of the two scopes holds.
CONFIDENTIALITY: dict[Confidentiality, dict[Role, Scope]] = {
    Confidentiality.ORDINARY: {
        Role.CONSULTANT: OWN,
        Role.CHIEF_COORDINATOR: OWN,
        Role.MUNICIPAL_OFFICER: ALL,
        Role.CONTRACTOR: OWN,
    },
    Confidentiality.RESTRICTED: {
        Role.CONSULTANT: Scope.NAMED,
        Role.CHIEF_COORDINATOR: OWN,
        Role.CONTRACTOR: Scope.NAMED,
    },
    # Follows from the protection of the record's household; whereabouts are masked for everybody.
    Confidentiality.PROTECTED: {
        Role.CONSULTANT: OWN,
        Role.CHIEF_COORDINATOR: OWN,
        Role.CONTRACTOR: OWN,
    },
}
_FROM_NARROW_TO_WIDE = list(Scope)


class Grant(Protocol):
    """A role that somebody holds today, for one municipality or one center of it."""

    role: str
    municipality_id: int
    center_id: int | None


def scope_of(
    role: Role,
    capability: Capability,
    confidentiality: Confidentiality = Confidentiality.ORDINARY,
) -> Scope:
    """How far a role goes with a capability, for records of this confidentiality."""
    scope = POLICY[role].get(capability, Scope.NONE)
    if capability not in NARROWED_BY_CONFIDENTIALITY:
        return scope
    if capability in ORDINARY_ONLY and confidentiality != Confidentiality.ORDINARY:
        return Scope.NONE
    narrowed = CONFIDENTIALITY[confidentiality].get(role, Scope.NONE)
    return min(scope, narrowed, key=_FROM_NARROW_TO_WIDE.index)


def roles_with(
    capability: Capability, scope: Scope, *, confidentiality: Confidentiality
) -> list[Role]:
    """The roles that go exactly so far."""
    return [role for role in Role if scope_of(role, capability, confidentiality) == scope]


def reach_of(
    grants: Iterable[Grant],
    capability: Capability,
    confidentiality: Confidentiality = Confidentiality.ORDINARY,
) -> Reach:
    """Everything that the grants together open for one capability."""
    municipalities: set[int] = set()
    centers: dict[Scope, set[int]] = {
        Scope.OWN_CENTER: set(),
        Scope.NAMED: set(),
        Scope.OWN_RECORD: set(),
    }
    for grant in grants:
        scope = scope_of(Role(grant.role), capability, confidentiality)
        if scope == Scope.MUNICIPALITY:
            municipalities.add(grant.municipality_id)
        elif scope in centers and grant.center_id is not None:
            centers[scope].add(grant.center_id)
    return Reach(
        frozenset(municipalities),
        frozenset(centers[Scope.OWN_CENTER]),
        frozenset(centers[Scope.NAMED]),
        frozenset(centers[Scope.OWN_RECORD]),
    )


def is_held_at_a_center(role: str) -> bool:
    """Whether the role works in single centers, not for the municipality as a whole."""
    return OWN in POLICY[Role(role)].values()
