"""Sheets by SQL: the role of the web server changes no submitted one, whatever it tries."""

import pytest
from psycopg import errors, sql

from tests.factories import UserFactory
from tests.sheet_factories import WorksheetFactory, submitted

STEP = """
INSERT INTO worksheets_worksheetstep
    (municipality_id, worksheet_id, act, part, checksum, note, done_at, done_by_id)
VALUES (%s, %s, 'returned', 2, %s, 'x', now(), %s)
"""
CHECK = """
UPDATE worksheets_worksheet SET state = 'checked', checked_at = now(), checked_by_id = %s
WHERE id = %s
"""


@pytest.fixture
def sheet(ours):
    return WorksheetFactory(center=ours.center, prepared_by=ours.user, stage="change")


@pytest.mark.parametrize(
    "assignment",
    [
        "content = '{}'",
        "checksum = repeat('1', 64)",
        "state = 'checked', submitted_at = NULL, submitted_by_id = NULL",
        "fiscal_year = 2024",
        "number = 9",
        "submitted_at = now()",
        "layout_at_submission = '{}'",
        "determination_id = NULL, prepared_at = now()",
    ],
)
def test_a_submitted_sheet_is_not_changed(application, sees, sheet, ours, assignment):
    submitted(sheet, by=ours.user)
    sees(ours.municipality)

    with pytest.raises(errors.IntegrityConstraintViolation, match="submitted worksheet never"):
        application.execute(
            sql.SQL("UPDATE worksheets_worksheet SET {} WHERE id = %s").format(sql.SQL(assignment)),
            [sheet.pk],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM worksheets_worksheet",
        "TRUNCATE worksheets_worksheet CASCADE",
        "UPDATE worksheets_worksheetstep SET done_by_id = 1",
        "UPDATE worksheets_printform SET unit = 'thousand'",
        "UPDATE worksheets_printform SET recorded_at = now()",
        "DELETE FROM worksheets_printform",
        "DELETE FROM worksheets_worksheetstep",
        "ALTER TABLE worksheets_worksheet DISABLE TRIGGER ALL",
    ],
)
def test_nothing_is_taken_away(application, sees, sheet, ours, statement):
    sees(ours.municipality)

    with pytest.raises(errors.InsufficientPrivilege):
        application.execute(statement)


def test_nobody_checks_their_own_sheet(application, sees, sheet, ours):
    sees(ours.municipality)

    with pytest.raises(errors.CheckViolation, match="worksheet_is_checked_by_another"):
        application.execute(CHECK, [ours.user.pk, sheet.pk])


def test_a_sheet_of_a_center_of_another_municipality_is_none(
    application, sees, sheet, ours, theirs
):
    sees(ours.municipality)
    application.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(errors.IntegrityError):
        application.execute(
            "UPDATE worksheets_worksheet SET center_id = %s WHERE id = %s",
            [theirs.center.pk, sheet.pk],
        )


def test_nothing_is_added_to_the_steps_of_a_submitted_sheet(application, sees, sheet, ours):
    submitted(sheet, by=ours.user)
    sees(ours.municipality)
    values = [ours.municipality.pk, sheet.pk, sheet.checksum, UserFactory().pk]

    with pytest.raises(errors.IntegrityConstraintViolation, match="a step goes with the state"):
        application.execute(STEP, values)


def test_no_state_is_committed_without_its_step(application, sees, sheet, ours):
    sees(ours.municipality)
    application.execute(CHECK, [UserFactory().pk, sheet.pk])

    with pytest.raises(errors.IntegrityConstraintViolation, match="has its step"):
        application.execute("SET CONSTRAINTS ALL IMMEDIATE")
