"""Whoever speaks SQL as the web server disposes of nothing, whatever they tell the database."""

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction
from psycopg import errors

from consultations.models import Consultation
from retention.models import Disposal
from tests.factories import UserFactory
from tests.retention_factories import DisposalFactory, DisposalItemFactory, RetentionRuleFactory

NOW = dt.datetime(2029, 4, 1, tzinfo=dt.UTC)
EMPTY = """
UPDATE consultations_consultation SET disposed_at = now(), household_id = NULL, caller_id = NULL,
    appointment_id = NULL, caller_name = '', place = '', children_count = NULL, content = '', response = '',
    next_step = '', next_on = NULL, language = '', interpreter = '', resources_given = ''
WHERE id = %s
"""


@pytest.fixture
def approved(ours):
    """With the record of ours in it."""
    Disposal.objects.filter(municipality=ours.municipality).update(
        status="rejected", decided_at=NOW, decided_by=ours.user, reason="見本"
    )
    disposal = DisposalFactory(municipality=ours.municipality)
    DisposalItemFactory(
        disposal=disposal,
        rule=RetentionRuleFactory(municipality=ours.municipality),
        record_id=ours.consultation.pk,
    )
    Disposal.objects.filter(pk=disposal.pk).update(
        status="approved", decided_at=NOW, decided_by=UserFactory()
    )
    return disposal


@pytest.fixture
def told(application, sees, ours, approved):
    """A session of the application that tells of an approved disposal, as the job does."""
    sees(ours.municipality)
    application.execute("SELECT set_config('tsunagi.disposal', %s, true)", [str(approved.pk)])
    return application


def test_a_record_is_not_emptied_by_the_application(told, ours):
    with pytest.raises(errors.InsufficientPrivilege, match="承認された廃棄でなければ"):
        told.execute(EMPTY, [ours.consultation.pk])


def test_the_owner_empties_it_only_while_an_approved_disposal_is_told(ours, approved):
    record = Consultation.objects.filter(pk=ours.consultation.pk)

    with pytest.raises(ProgrammingError, match="承認された廃棄でなければ"), transaction.atomic():
        record.update(disposed_at=NOW, content="")


@pytest.mark.parametrize(
    "table",
    [
        "consultations_consultation",
        "consultations_consultationcorrection",
        "consultations_recordaccess",
        "consultations_personmerge",
        "consultations_person",
        "consultations_household",
        "consultations_consent",
        "casework_case",
        "casework_supportnote",
        "retention_retentionrule",
        "retention_disposal",
        "retention_disposalitem",
    ],
)
def test_no_row_is_deleted_by_the_application(told, table):
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        told.execute(f"DELETE FROM {table}")  # noqa: S608 -- names of the list above


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE retention_disposalitem SET state = 'disposed', disposed_at = now()",
        "UPDATE retention_retentionrule SET years = 1",
        "UPDATE retention_residue SET counted = '{}'",
        "TRUNCATE retention_disposalitem CASCADE",
    ],
)
def test_the_register_is_not_rewritten_by_the_application(told, statement):
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        told.execute(statement)


def test_the_application_does_not_say_that_a_disposal_is_over(told, approved):
    with pytest.raises(errors.RestrictViolation, match="変更も削除もできません"):
        told.execute(
            "UPDATE retention_disposal SET status = 'carried_out', carried_out_at = now()"
            " WHERE id = %s",
            [approved.pk],
        )
