"""Signed decisions by SQL: the role of the web server adds to them and changes nothing."""

import pytest
from psycopg import errors

from tests.subsidy_factories import AttestationFactory

WITHDRAW = """
INSERT INTO subsidies_attestationwithdrawal
    (municipality_id, attestation_id, reason, withdrawn_at, withdrawn_by_id)
VALUES (%s, %s, '誤り', now(), %s)
"""
WITHDRAWN = "SELECT withdrawn_at IS NOT NULL FROM subsidies_attestation WHERE id = %s"


@pytest.fixture
def attestation(ours):
    return AttestationFactory(center=ours.center, condition="outreach.planned")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE subsidies_attestation SET decision = NOT decision",
        "UPDATE subsidies_attestation SET withdrawn_at = now()",
        "DELETE FROM subsidies_attestation",
        "UPDATE subsidies_attestationwithdrawal SET reason = ''",
        "DELETE FROM subsidies_attestationwithdrawal",
        "TRUNCATE subsidies_attestation CASCADE",
    ],
)
def test_nothing_signed_is_changed(application, sees, attestation, statement):
    sees(attestation.municipality)

    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        application.execute(statement)


def test_a_withdrawal_marks_what_it_withdraws(application, sees, attestation, ours):
    sees(ours.municipality)

    application.execute(WITHDRAW, [ours.municipality.pk, attestation.pk, ours.user.pk])

    assert application.execute(WITHDRAWN, [attestation.pk]).fetchone() == (True,)


def test_a_withdrawal_does_not_reach_into_another_municipality(
    application, sees, attestation, theirs
):
    sees(theirs.municipality)

    with pytest.raises(errors.ForeignKeyViolation):
        application.execute(WITHDRAW, [theirs.municipality.pk, attestation.pk, theirs.user.pk])
