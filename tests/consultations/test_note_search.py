"""A note is found by any part of any word of it, and only by who may read that very word."""

import pytest
from django.db import connection
from django.utils import timezone

from consultations.models import NoteText
from consultations.note_search import Asked, NoteSearch
from shared.note_key import note_key
from tests.factories import ConsultationFactory

pytestmark = pytest.mark.django_db


def found(user, *words, **more):
    return [row.pk for row in NoteSearch(user, Asked(words=words, **more)).page().rows]


def test_smoke(center, consultant):
    record = ConsultationFactory(center=center, content="離乳食を食べてくれない。")
    print(NoteText.objects.values())
    assert found(consultant, "にゅう") == []
    assert found(consultant, "乳食") == [record.pk]
    assert str(NoteSearch(consultant, Asked(words=["乳食"])).count()) == "1件"
