"""What PostgreSQL itself refuses, asked in SQL by the role that the web server has."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from psycopg import errors, sql

from shared.municipal_context import EVERYTHING, signed
from staffing.models import Posting, StaffMember
from tests.database.conftest import closed_tables

PUBLISHED = (
    "casework_attentionchange",
    "casework_caseamendment",
    "casework_casestatuschange",
    "casework_notifierreveal",
    "casework_supportnotecorrection",
    "casework_agencyrole",
    "casework_boardthreshold",
    "casework_conferencedecision",
    "casework_issuechange",
    "casework_minutesrevision",
    "casework_taskchange",
    "casework_assessmentform",
    "casework_benefitstep",
    "casework_continuationdecision",
    "casework_goaleffect",
    "casework_interviewcorrection",
    "casework_losscorrection",
    "casework_lossrecord",
    "casework_maternitycontact",
    "casework_maternityhandover",
    "casework_maternityrisk",
    "casework_plangoal",
    "casework_planmeasure",
    "casework_planresource",
    "casework_planreview",
    "casework_planstep",
    "casework_planversion",
    "casework_pregnancychange",
    "casework_pregnancychild",
    "casework_questionnaireanswer",
    "casework_screeningscore",
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
    "subsidies_snapshot",
    "subsidies_judgementsheet",
    "worksheets_costshare",
    "worksheets_handlingchoice",
    "worksheets_printform",
    "worksheets_standardamount",
    "worksheets_worksheetstep",
)
# Written by triggers alone, with the owner's rights.
READ_ONLY = ("consultations_contactpart", "consultations_notetext")


def counts(session):
    return {
        table: session.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        ).fetchone()[0]
        for table in [*closed_tables(), "centers_municipality"]
    }


def municipalities_seen(session):
    found = {
        table: [
            number
            for (number,) in session.execute(
                sql.SQL("SELECT DISTINCT municipality_id FROM {}").format(sql.Identifier(table))
            )
        ]
        for table in closed_tables()
    }
    rows = session.execute("SELECT id FROM centers_municipality")
    return found | {"centers_municipality": [number for (number,) in rows]}


def copy_of_a_row(table):
    """An INSERT of a row that stands in `table`, under a new number, and its values."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND column_name <> 'id' AND is_generated = 'NEVER'",
            [table],
        )
        columns = sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())
        cursor.execute(
            sql.SQL("SELECT row_to_json(t)::text FROM {} AS t LIMIT 1").format(
                sql.Identifier(table)
            )
        )
        (row,) = cursor.fetchone()
    statement = "INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_record(NULL::{table}, %s)"
    return sql.SQL(statement).format(table=sql.Identifier(table), columns=columns), row


def test_without_a_context_every_municipal_table_is_empty(ours, application):
    assert set(counts(application).values()) == {0}


def test_without_a_context_nothing_can_be_added(ours, application):
    for table in set(closed_tables()) - set(READ_ONLY):
        statement, row = copy_of_a_row(table)
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            application.execute(statement, [row])
        application.rollback()


def test_the_context_ends_with_its_transaction(ours, application, sees):
    sees(ours.municipality)
    assert 0 not in counts(application).values()

    application.commit()

    assert set(counts(application).values()) == {0}


def test_a_context_shows_its_own_municipality_and_no_other(ours, theirs, application, sees):
    sees(ours.municipality)

    assert municipalities_seen(application) == {
        table: [ours.municipality.pk] for table in [*closed_tables(), "centers_municipality"]
    }


def test_a_context_may_name_several(ours, theirs, application, sees):
    both = sorted([ours.municipality.pk, theirs.municipality.pk])
    sees(",".join(map(str, both)))

    assert {tuple(sorted(seen)) for seen in municipalities_seen(application).values()} == {
        tuple(both)
    }


def test_the_context_of_commands_shows_everything(ours, theirs, application, sees):
    sees(EVERYTHING)

    assert {len(seen) for seen in municipalities_seen(application).values()} == {2}


def test_rows_of_another_municipality_are_neither_changed_nor_deleted(
    ours, theirs, application, sees
):
    sees(ours.municipality)
    stranger = theirs.municipality.pk

    for table in set(closed_tables()) - set(PUBLISHED) - set(READ_ONLY):
        names = {"table": sql.Identifier(table)}
        update = sql.SQL("UPDATE {table} SET id = id WHERE municipality_id = %s").format(**names)
        assert application.execute(update, [stranger]).rowcount == 0, table
    for table in ("consultations_consultationchild", "consultations_consultationdraft"):
        delete = sql.SQL("DELETE FROM {} WHERE municipality_id = %s").format(sql.Identifier(table))
        assert application.execute(delete, [stranger]).rowcount == 0, table


def test_a_row_cannot_be_moved_or_added_to_another_municipality(ours, theirs, application, sees):
    for table in set(closed_tables()) - set(PUBLISHED) - set(READ_ONLY):
        sees(ours.municipality)
        move = sql.SQL("UPDATE {} SET municipality_id = %s").format(sql.Identifier(table))
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            application.execute(move, [theirs.municipality.pk])
        application.rollback()


CHILDREN = [
    ("centers_document", "center_id", "center"),
    ("centers_resourcevacancy", "resource_id", "resource"),
    ("staffing_licence", "staff_member_id", "staff_member"),
    ("staffing_posting", "center_id", "center"),
    ("consultations_consultation", "center_id", "center"),
    ("consultations_consultationcorrection", "consultation_id", "consultation"),
    ("consultations_consultationtopic", "consultation_id", "consultation"),
    ("accounts_rolegrant", "center_id", "center"),  # not closed, but tied all the same
]


def test_a_row_cannot_belong_to_a_parent_of_another_municipality(ours, theirs, application, sees):
    for table, column, parent in CHILDREN:
        sees(ours.municipality)
        application.execute("SET CONSTRAINTS ALL IMMEDIATE")
        point = sql.SQL("UPDATE {} SET {} = %s WHERE municipality_id = %s")
        names = [sql.Identifier(table), sql.Identifier(column)]
        with pytest.raises(errors.ForeignKeyViolation, match="_tied"):
            application.execute(
                point.format(*names), [getattr(theirs, parent).pk, ours.municipality.pk]
            )
        application.rollback()


def forged(good):
    who, pid, expires, mark = good.split("|")
    changed = [
        f"*|{pid}|{expires}|{mark}",
        f"{who}|{pid}|{int(expires) + 1}|{mark}",
        f"{who}|{pid}|{expires}|{'0' * 64}",
        f"{who}|{pid}|{expires}",
        f"{who}|{pid}|{expires}|{mark}|{mark}",
        who,
        "*",
    ]
    return [*changed, f"{who},1|{pid}|{expires}|{mark}"]


@pytest.mark.parametrize("number", range(8))
def test_a_forged_context_is_refused(application, number):
    good = signed("1", pid=application.info.backend_pid, seconds=60)

    application.execute("SELECT set_config('tsunagi.context', %s, true)", [forged(good)[number]])
    with pytest.raises(errors.InsufficientPrivilege, match="forged"):
        application.execute("SELECT row_security.visible_municipalities()")


def test_an_expired_context_is_refused(application, sees):
    sees("1", seconds=-1)

    with pytest.raises(errors.InsufficientPrivilege, match="expired"):
        application.execute("SELECT row_security.visible_municipalities()")


def test_the_context_of_another_session_is_refused(application, sees, another_session):
    sees("1", pid=another_session)

    with pytest.raises(errors.InsufficientPrivilege, match="another session"):
        application.execute("SELECT row_security.visible_municipalities()")


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE tsunagi",
        "SET SESSION AUTHORIZATION tsunagi",
        "ALTER TABLE consultations_consultation DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE consultations_consultation NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY consultations_consultation_municipality ON consultations_consultation",
        "TRUNCATE consultations_consultation CASCADE",
        "SET session_replication_role = replica",
        "DELETE FROM consultations_consultation",
        "DELETE FROM consultations_consultationcorrection",
        "UPDATE subsidies_ruleversion SET title = ''",
        "UPDATE subsidies_snapshot SET facts = '{}'",
        "UPDATE subsidies_judgementsheet SET content = '{}'",
        "DELETE FROM subsidies_judgementsheet",
        "UPDATE subsidies_determination SET findings = '{}'",
        "DELETE FROM subsidies_determinationcheck",
        "UPDATE accounts_auditevent SET details = '{}'",
        "DELETE FROM accounts_auditevent",
        "UPDATE accounts_auditseal SET hash = ''",
        "UPDATE accounts_auditreview SET note = ''",
        "SELECT * FROM row_security.context_key",
        "CREATE TABLE public.mine (id int)",
        "CREATE OR REPLACE FUNCTION row_security.told() RETURNS text LANGUAGE sql AS 'SELECT ''*'''",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
    ],
)
def test_the_application_may_not(application, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        application.execute(statement)


def test_a_version_is_ended_by_the_one_after_it(application):
    """The publishing of a successor sets this one column."""
    statement = "UPDATE subsidies_ruleversion SET effective_until = '2030-03-31' WHERE code = 'R7'"

    assert application.execute(statement).statusmessage == "UPDATE 0"  # allowed; none is published


def has_left(session, row, day):
    asking = "SELECT row_security.has_left(%s, %s, %s)"
    return session.execute(asking, [row.user.pk, row.center.pk, day]).fetchone()[0]


def test_whether_somebody_has_left_is_known_before_there_is_a_context(ours, application):
    today = timezone.localdate()
    assert not has_left(application, ours, today)  # not on the roster

    StaffMember.objects.filter(pk=ours.staff_member.pk).update(user=ours.user)
    assert not has_left(application, ours, today)  # posted

    Posting.objects.update(ends_on=today)
    assert not has_left(application, ours, today)  # the last day
    assert has_left(application, ours, today + timedelta(days=1))


def test_asking_whether_somebody_has_left_opens_nothing(ours, theirs, application, sees):
    has_left(application, ours, timezone.localdate())
    assert set(counts(application).values()) == {0}

    sees(ours.municipality)
    has_left(application, theirs, timezone.localdate())
    assert {len(seen) for seen in municipalities_seen(application).values()} == {1}


def test_switching_row_security_off_gives_an_error_and_no_rows(application):
    application.execute("SET row_security = off")

    with pytest.raises(errors.InsufficientPrivilege):
        application.execute("SELECT count(*) FROM consultations_consultation")


def test_the_owner_of_the_tables_is_bound_too(ours):
    ours.center.refresh_from_db()

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tsunagi.context', '', false)")
        cursor.execute("SELECT count(*) FROM consultations_consultation")
        assert cursor.fetchone() == (0,)
