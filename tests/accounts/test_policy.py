"""The policy table, asked as a user would meet it: who may do what, and how far."""

from types import SimpleNamespace

import pytest

from accounts.enums import Role
from accounts.policy import CONFIDENTIALITY, POLICY, reach_of, roles_with, scope_of
from shared.access import Capability, Confidentiality, Reach, Scope

CASE_CAPABILITIES = {
    Capability.CONSULTATION_VIEW,
    Capability.CONSULTATION_WRITE,
    Capability.CONSULTATION_CORRECT,
}
# The municipality's one directory and its blank forms, without a word about anybody.
DIRECTORY = {
    Capability.RESOURCE_VIEW,
    Capability.VACANCY_RECORD,
    Capability.RESOURCE_EDIT,
    Capability.ASSESSMENT_FORM_VIEW,
    Capability.ASSESSMENT_FORM_PUBLISH,
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
def test_center_roles_never_reach_beyond_their_center_but_for_the_directory(role):
    scopes = {POLICY[role][capability] for capability in set(POLICY[role]) - DIRECTORY}

    assert scopes <= {Scope.OWN_CENTER, Scope.OWN_RECORD, Scope.NAMED}


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


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.CONSULTANT, Scope.NAMED),
        (Role.CONTRACTOR, Scope.NAMED),
        (Role.CHIEF_COORDINATOR, Scope.OWN_CENTER),
        (Role.MUNICIPAL_OFFICER, Scope.NONE),
        (Role.FINANCE_CLERK, Scope.NONE),
        (Role.AUDITOR, Scope.NONE),
        (Role.SYSTEM_ADMINISTRATOR, Scope.NONE),
    ],
)
def test_a_restricted_record_is_read_by_the_named_and_their_chief(role, scope):
    asked = (role, Capability.CONSULTATION_VIEW, Confidentiality.RESTRICTED)

    assert scope_of(*asked) == scope


def test_of_two_scopes_the_narrower_holds():
    restrict, restricted = Capability.CONSULTATION_RESTRICT, Confidentiality.RESTRICTED

    assert scope_of(Role.CONSULTANT, restrict, restricted) == Scope.OWN_RECORD
    assert scope_of(Role.MUNICIPAL_OFFICER, Capability.CONSULTATION_LIST, restricted) == Scope.NONE
    assert scope_of(Role.CONSULTANT, Capability.CONSULTATION_LIFT, restricted) == Scope.NONE


def test_confidentiality_narrows_nothing_but_what_is_done_to_records():
    for confidentiality in Confidentiality:
        asked = (Role.FINANCE_CLERK, Capability.STATISTICS_VIEW, confidentiality)
        assert scope_of(*asked) == Scope.MUNICIPALITY


def test_every_confidentiality_has_its_row():
    assert set(CONFIDENTIALITY) == set(Confidentiality)


def test_a_reach_by_name_or_authorship_covers_nothing_as_a_whole():
    grants = [grant(Role.CONSULTANT, center_id=5), grant(Role.CHIEF_COORDINATOR, center_id=6)]
    view = reach_of(grants, Capability.CONSULTATION_VIEW, Confidentiality.RESTRICTED)
    restrict = reach_of(grants, Capability.CONSULTATION_RESTRICT)

    assert view == Reach(center_ids=frozenset({6}), naming_center_ids=frozenset({5}))
    assert restrict == Reach(center_ids=frozenset({6}), authoring_center_ids=frozenset({5}))
    assert not view.covers(municipality_id=1, center_id=5)
    assert reach_of(grants[:1], Capability.CONSULTATION_VIEW, Confidentiality.RESTRICTED)


def test_who_is_named_are_those_who_see_nothing_without_it():
    found = roles_with(
        Capability.CONSULTATION_VIEW, Scope.NAMED, confidentiality=Confidentiality.RESTRICTED
    )

    assert set(found) == {Role.CONSULTANT, Role.CONTRACTOR}


@pytest.mark.parametrize("role", [Role.FINANCE_CLERK, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_no_other_office_role_opens_a_record_even_with_a_reason(role):
    for capability in (Capability.CONSULTATION_OPEN, Capability.BREAK_GLASS_USE):
        assert scope_of(role, capability) == Scope.NONE


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CHIEF_COORDINATOR, Role.CONTRACTOR])
def test_a_consent_to_share_opens_ordinary_records_only(role):
    shared = Capability.CONSULTATION_SHARED

    assert scope_of(role, shared) == Scope.OWN_CENTER
    assert scope_of(role, shared, Confidentiality.RESTRICTED) == Scope.NONE
    assert scope_of(role, shared, Confidentiality.PROTECTED) == Scope.NONE
