"""The tokens of notes: no municipality finds another's, nobody reads or writes them by hand."""

import psycopg
import pytest

from consultations.models import Consultation
from shared.municipal_context import EVERYTHING
from tests.factories import ConsultationFactory

HOLDING = "SELECT row_security.notes_holding(%s, %s)"
INSERT = """
INSERT INTO consultations_consultation (municipality_id, center_id, submission_key, occurred_at,
    method, place, is_anonymous, caller_name, content, response, next_step, recorded_at,
    recorded_by_id, version, confidentiality)
SELECT municipality_id, center_id, gen_random_uuid(), occurred_at, method, place, true, '',
    'しんやの夜泣き。', '', '', recorded_at, recorded_by_id, 1, 'ordinary'
FROM consultations_consultation WHERE id = %s RETURNING id
"""


@pytest.fixture
def both(ours, theirs):
    for each in (ours, theirs):
        each.note = ConsultationFactory(
            center=each.center, recorded_by=each.user, content="しんやの夜泣き。"
        )
    return [ours.municipality.pk, theirs.municipality.pk]


def held(session, municipalities, *words):
    return {number for (number,) in session.execute(HOLDING, [municipalities, list(words)])}


def test_the_function_answers_for_the_municipality_of_the_context_only(
    application, sees, ours, theirs, both
):
    sees(ours.municipality)
    assert held(application, both, "夜泣き") == {ours.note.pk}
    assert held(application, [theirs.municipality.pk], "夜泣き") == set()
    sees(theirs.municipality)
    assert held(application, both, "シンヤ") == {theirs.note.pk}
    sees("")
    assert held(application, both, "夜泣き") == set()
    sees(EVERYTHING)
    assert held(application, both, "夜泣き") == {ours.note.pk, theirs.note.pk}


def test_one_letter_or_none_asks_for_nothing(application, sees, ours, both):
    sees(ours.municipality)

    assert held(application, both, "夜") == held(application, both) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM row_security.note_token",
        "DELETE FROM row_security.note_token",
        "SELECT row_security.note_texts_renew(ARRAY[1])",
        "UPDATE consultations_notetext SET key = ''",
        "INSERT INTO consultations_notetext (consultation_id) VALUES (1)",
        "DELETE FROM consultations_contactpart",
    ],
)
def test_nothing_is_read_or_written_past_the_function(application, sees, statement):
    sees(EVERYTHING)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)


def test_the_application_s_own_writing_keeps_the_key(application, sees, ours):
    sees(ours.municipality)
    [(number,)] = application.execute(INSERT, [ours.consultation.pk]).fetchall()

    assert held(application, [ours.municipality.pk], "夜泣") == {number}
    application.execute(
        "UPDATE consultations_consultation SET content = 'つたい歩き。' WHERE id = %s", [number]
    )
    assert held(application, [ours.municipality.pk], "夜泣") == set()
    assert held(application, [ours.municipality.pk], "歩き") == {number}
    [(key,)] = application.execute(
        "SELECT key FROM consultations_notetext WHERE consultation_id = %s", [number]
    )
    assert key.startswith("ツタイ歩キ。")


@pytest.mark.django_db(transaction=True)
def test_what_is_emptied_leaves_no_token(ours):
    from django.db import connection  # noqa: PLC0415 -- the owner's

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE consultations_consultation CASCADE")
        cursor.execute("SELECT count(*) FROM row_security.note_token")

        assert cursor.fetchone() == (0,)
    assert not Consultation.objects.exists()
