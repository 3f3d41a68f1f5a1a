"""The policy table, asked as a user would meet it: who may do what, and how far."""

from types import SimpleNamespace

import pytest

from accounts.enums import Role
from accounts.policy import POLICY, reach_of, scope_of
from shared.access import Capability, Reach, Scope

CASE_CAPABILITIES = {
    Capability.CONSULTATION_VIEW,
    Capability.CONSULTATION_WRITE,
    Capability.CONSULTATION_CORRECT,
}


def grant(role, *, municipality_id=1, center_id=None):
    return SimpleNamespace(role=role, municipality_id=municipality_id, center_id=center_id)


@pytest.mark.parametrize(
    "role",
    [Role.MUNICIPAL_OFFICER, Role.FINANCE_CLERK, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR],
)
@pytest.mark.parametrize("capability", sorted(CASE_CAPABILITIES))
def test_no_office_role_opens_a_consultation(role, capability):
    assert scope_of(role, capability) == Scope.NONE


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CHIEF_COORDINATOR, Role.CONTRACTOR])
def test_center_roles_never_reach_beyond_their_center(role):
    assert set(POLICY[role].values()) == {Scope.OWN_CENTER}


def test_finance_sees_counts_and_sheets_but_no_list_of_consultations():
    assert scope_of(Role.FINANCE_CLERK, Capability.STATISTICS_VIEW) == Scope.MUNICIPALITY
    assert scope_of(Role.FINANCE_CLERK, Capability.CONSULTATION_LIST) == Scope.NONE


def test_auditor_changes_nothing():
    changing = {
        capability
        for capability in Capability
        if capability.value.endswith(
            ("_edit", "_write", "_create", "_confirm", "_correct", "_manage")
        )
    }

    assert changing & set(POLICY[Role.AUDITOR]) == set()


def test_every_role_has_its_row():
    assert set(POLICY) == set(Role)


def test_municipal_role_reaches_its_municipality_alone():
    reach = reach_of([grant(Role.MUNICIPAL_OFFICER)], Capability.STAFF_VIEW)

    assert reach == Reach(municipality_ids=frozenset({1}))
    assert reach.covers(municipality_id=1, center_id=9)
    assert not reach.covers(municipality_id=2, center_id=9)


def test_center_role_reaches_its_center_alone():
    reach = reach_of([grant(Role.CONSULTANT, center_id=5)], Capability.CONSULTATION_VIEW)

    assert reach == Reach(center_ids=frozenset({5}))
    assert not reach.covers(municipality_id=1, center_id=6)
    assert not reach.covers(municipality_id=1)


def test_center_role_without_a_center_reaches_nothing():
    assert not reach_of([grant(Role.CONSULTANT)], Capability.CONSULTATION_VIEW)


def test_grants_add_up():
    grants = [
        grant(Role.CONSULTANT, center_id=5),
        grant(Role.CHIEF_COORDINATOR, center_id=6),
        grant(Role.AUDITOR, municipality_id=2),
    ]

    assert reach_of(grants, Capability.CENTER_VIEW) == Reach(
        municipality_ids=frozenset({2}), center_ids=frozenset({5, 6})
    )


def test_nobody_without_a_grant_reaches_anything():
    assert not any(reach_of([], capability) for capability in Capability)
