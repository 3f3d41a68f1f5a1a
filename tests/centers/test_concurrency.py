"""Two people at the very same time, each in a transaction of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from centers.models import Closure
from tests.factories import ClosureFactory

CLOSURE = {"starts_on": "R7.12.29", "ends_on": "R8.1.3", "reason": "年末年始"}


@pytest.fixture
def at_once(transactional_db, client_for, municipal_officer):
    """Sends several forms to one address at the same moment; answers what each was told."""

    def send(url, forms):
        start = Barrier(len(forms))

        def post(data):
            client = client_for(municipal_officer)
            start.wait()
            try:
                response = client.post(url, data)
                form = response.context and response.context["form"]
                return form.non_field_errors() if form else []
            finally:
                connection.close()

        with ThreadPoolExecutor(len(forms)) as pool:
            return sorted(pool.map(post, forms))

    return send


def test_only_one_of_two_overlapping_rows_is_recorded(at_once, center):
    url = reverse("centers:entry_create", args=[center.pk, "closures"])

    answers = at_once(url, [CLOSURE, CLOSURE | {"reason": "改修工事"}])

    assert answers == [[], ["休業の期間が重なっています。"]]
    assert Closure.objects.count() == 1


def test_only_one_of_two_replacements_takes_the_place_of_a_row(at_once, center):
    old = ClosureFactory(center=center)
    url = reverse("centers:entry_replace", args=["closures", old.pk])

    answers = at_once(url, [CLOSURE | {"reason": "改修工事"}, CLOSURE | {"reason": "台風"}])

    assert answers == [[], ["他の職員が先に変更しました。最新の内容を確認してください。"]]
    assert Closure.objects.current().count() == 1
    assert Closure.objects.count() == 2
