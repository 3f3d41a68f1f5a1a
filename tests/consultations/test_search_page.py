"""One page finds persons and notes: what it shows, what it marks, what it keeps to itself."""

import pytest
from django.urls import reverse

from tests.factories import ConsultationFactory

pytestmark = pytest.mark.django_db
SEARCH = reverse("consultations:record_search")


@pytest.fixture
def search(client_for, consultant):
    client = client_for(consultant)

    def post(words, *, live=False, **more):
        headers = {"HX-Request": "true"} if live else {}
        return client.post(SEARCH, {"words": words, **more}, headers=headers)

    return post


def test_a_word_of_a_note_is_marked_where_it_stands(search, center):
    ConsultationFactory(
        center=center, content="前の日から<script>alert(1)</script>離乳 食を食べない。"
    )

    text = search("リニュウ").content.decode()
    assert "離乳" not in text
    text = search("script りの").content.decode()
    assert "言葉を含む相談記録はありません" in text
    text = search("script 乳食").content.decode()
    assert (
        "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;離<mark>乳 食</mark>を"
        in text
    )
