"""Contexts of commands: explicit, nested, and gone with their transaction."""

import pytest
from django.db import ProgrammingError, transaction

from centers.models import Center, Municipality
from shared.municipal_context import NOTHING, all_municipalities, municipal_context, stamp, told
from tests.factories import CenterFactory


@pytest.fixture
def two():
    return CenterFactory(), CenterFactory()


@pytest.fixture
def nothing(two):
    with told(NOTHING):
        yield


def seen():
    return set(Center.objects.values_list("pk", flat=True))


def test_without_a_context_there_is_nothing(two, nothing):
    assert seen() == set()
    assert not Municipality.objects.exists()


def test_a_context_shows_the_municipalities_it_names(two, nothing):
    first, second = two
    with municipal_context([first.municipality_id]):
        assert seen() == {first.pk}
    with municipal_context([second.municipality_id, first.municipality_id]):
        assert seen() == {first.pk, second.pk}
    with municipal_context([]):
        assert seen() == set()


def test_an_inner_context_gives_way_to_the_outer_one(two, nothing):
    first, second = two
    with municipal_context([first.municipality_id]):
        with all_municipalities():
            assert seen() == {first.pk, second.pk}
        assert seen() == {first.pk}
        with pytest.raises(ValueError, match="stop"), municipal_context([second.municipality_id]):
            raise ValueError("stop")
        assert seen() == {first.pk}
    assert seen() == set()


def test_a_row_of_another_municipality_is_refused(two):
    first, second = two
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with municipal_context([first.municipality_id]), refused, transaction.atomic():
        CenterFactory(municipality=second.municipality)


def test_a_failed_context_leaves_no_row(two):
    first, _ = two

    def add_and_fail():
        with municipal_context([first.municipality_id]):
            CenterFactory(municipality=first.municipality)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        add_and_fail()
    assert Center.objects.count() == 2


def test_an_expired_context_is_an_error(two):
    first, _ = two
    with transaction.atomic():
        stamp(str(first.municipality_id), seconds=-1)
        with pytest.raises(ProgrammingError, match="expired"), transaction.atomic():
            Center.objects.count()
        stamp(NOTHING)
