"""What the database forbids of an access, whoever asks it to."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from consultations.models import RecordAccess
from tests.factories import ConsultationFactory, RecordAccessFactory


@pytest.fixture
def restricted(center):
    return ConsultationFactory(center=center, confidentiality="restricted")


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "別の理由"},
        {"expires_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)},
        {"reason_kind": "other"},
    ],
)
def test_an_access_is_never_changed(restricted, change):
    RecordAccessFactory(consultation=restricted)

    with pytest.raises((IntegrityError, InternalError), match="変更も削除も"), transaction.atomic():
        RecordAccess.objects.update(**change)


def test_an_access_is_never_deleted(restricted):
    access = RecordAccessFactory(consultation=restricted)

    with pytest.raises((IntegrityError, InternalError), match="変更も削除も"), transaction.atomic():
        access.delete()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"reason": ""}, "has_reason"),
        ({"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "expires_after_opening"),
        ({"outcome": "justified"}, "review_set_together"),
    ],
)
def test_what_no_access_may_be(restricted, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RecordAccessFactory(consultation=restricted, **values)


def test_nobody_has_two_at_a_time(restricted, consultant):
    RecordAccessFactory(consultation=restricted, opened_by=consultant)

    with pytest.raises(IntegrityError, match="do_not_overlap"), transaction.atomic():
        RecordAccessFactory(consultation=restricted, opened_by=consultant)


def test_no_reviewer_is_the_one_who_opened_it(restricted, consultant):
    review = {"reviewed_at": timezone.now(), "outcome": "justified"}

    with pytest.raises(IntegrityError, match="reviewed_by_another"), transaction.atomic():
        RecordAccessFactory(
            consultation=restricted, opened_by=consultant, reviewed_by=consultant, **review
        )
