"""What the application's database role may do: renewed after every `migrate`, by the owner.

The application owns nothing. It reads and writes rows; it deletes only where the code deletes, and
what is published it never changes. A table that is named nowhere here may be read and written.
"""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connections
from psycopg import sql

DELETED_FROM = (
    "consultations_childpart",
    "consultations_complaintsubject",
    "consultations_consultationchild",
    "consultations_consultationtopic",
    "consultations_consultationdraft",
    "consultations_givenresource",
    "consultations_namepart",  # by the trigger that keeps them
    "django_session",
    "accounts_signinsession",
    # failed sign-ins, forgotten after a good one, and authenticators and codes that are used up
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "otp_static_staticdevice",
    "otp_static_statictoken",
    "otp_totp_totpdevice",
    # who was put on a case, or down as its subject, and replaced on the very day; amendments keep it
    "casework_caseworker",
    "casework_casesubject",
)
ONLY_ADDED_TO = (
    "accounts_auditevent",
    "accounts_auditreview",
    "accounts_auditseal",
    "casework_assessmentform",
    "casework_attentionchange",
    "casework_benefitstep",
    "casework_caseamendment",
    "casework_casestatuschange",
    "casework_goaleffect",
    "casework_agencyrole",
    "casework_attentionchange",
    "casework_boardthreshold",
    "casework_caseamendment",
    "casework_casestatuschange",
    "casework_conferencedecision",
    "casework_issuechange",
    "casework_minutesrevision",
    "casework_notifierreveal",
    "casework_plangoal",
    "casework_planmeasure",
    "casework_planresource",
    "casework_planreview",
    "casework_planstep",
    "casework_planversion",
    "casework_continuationdecision",
    "casework_interviewcorrection",
    "casework_losscorrection",
    "casework_lossrecord",
    "casework_maternitycontact",
    "casework_maternityhandover",
    "casework_maternityrisk",
    "casework_notifierreveal",
    "casework_pregnancychange",
    "casework_pregnancychild",
    "casework_questionnaireanswer",
    "casework_screeningscore",
    "casework_supportnotecorrection",
    "casework_taskchange",
    "consultations_addressreveal",
    "consultations_complaintclock",
    "consultations_complaintstep",
    "consultations_appointmentreminder",
    "consultations_appointmentstep",
    "consultations_consent",
    "consultations_intakeclock",
    "consultations_personchange",
    "consultations_persondistinction",
    "consultations_referralperson",
    "consultations_referralstep",
    "consultations_waitinglistcontact",
    "retention_disposalitem",
    "retention_residue",
    "retention_retentionrule",
    "subsidies_attestation",
    "subsidies_attestationwithdrawal",
    "subsidies_determination",
    "subsidies_determinationcheck",
    "subsidies_ruleversion",
    "subsidies_snapshot",
    "subsidies_judgementsheet",
    "worksheets_costshare",
    "worksheets_handlingchoice",
    "worksheets_printform",
    "worksheets_standardamount",
    "worksheets_worksheetstep",
)
# What is published stays as it is, but for the day on which a later version ends it,
# and what was decided, but for its being taken back; what is entered of a year, but for its being
# confirmed and replaced.
_CONFIRMED = ("confirmed_at", "confirmed_by_id", "superseded_at", "superseded_by_id")
COLUMNS_CHANGED_IN = {
    "consultations_persondistinction": ("withdrawn_at", "withdrawn_by_id", "withdrawal_reason"),
    "subsidies_ruleversion": ("effective_until",),
    "worksheets_costshare": _CONFIRMED,
    "worksheets_handlingchoice": _CONFIRMED,
    "worksheets_printform": ("superseded_at", "superseded_by_id"),
    "worksheets_standardamount": _CONFIRMED,
}
ONLY_READ = (
    "consultations_contactpart",  # kept by triggers with the owner's rights
    "consultations_notetext",
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
)

_PADDED = 64
_INNER, _OUTER = bytes([0x36] * _PADDED), bytes([0x5C] * _PADDED)


def renew(*, using: str, **_kwargs: Any) -> None:
    """After `migrate`: bring the key of the contexts and the role's rights up to date."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('row_security.context_key') IS NOT NULL, current_user")
        is_installed, owner = cursor.fetchone()
        if not is_installed:
            return
        _keep_key(cursor)
        role = settings.APPLICATION_ROLE
        if role and role != owner:
            _grant(cursor, role, set(connection.introspection.table_names(cursor)))


def _keep_key(cursor: Any) -> None:
    key = settings.TSUNAGI_CONTEXT_KEY.encode()
    if len(key) > _PADDED:
        key = sha256(key).digest()  # as HMAC wants it
    key = key.ljust(_PADDED, b"\0")
    pads = [bytes(a ^ b for a, b in zip(key, pad, strict=True)) for pad in (_INNER, _OUTER)]
    cursor.execute(
        "INSERT INTO row_security.context_key (inner_pad, outer_pad) VALUES (%s, %s)"
        " ON CONFLICT (only_one)"
        " DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        pads,
    )


def _grant(cursor: Any, role: str, tables: set[str]) -> None:
    def run(statement: str, names: tuple[str, ...] = ()) -> None:
        there = [sql.Identifier(name) for name in names if name in tables]
        if there or not names:
            cursor.execute(
                sql.SQL(statement).format(
                    role=sql.Identifier(role), tables=sql.SQL(", ").join(there)
                )
            )

    run("GRANT USAGE ON SCHEMA public, row_security TO {role}")
    run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    run("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {role}")
    run("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    run("GRANT DELETE ON {tables} TO {role}", DELETED_FROM)
    run("REVOKE UPDATE ON {tables} FROM {role}", ONLY_ADDED_TO)
    run("REVOKE INSERT, UPDATE ON {tables} FROM {role}", ONLY_READ)
    for table, columns in COLUMNS_CHANGED_IN.items():
        named = ", ".join(columns)
        run(f"GRANT UPDATE ({named}) ON {{tables}} TO {{role}}", (table,))
