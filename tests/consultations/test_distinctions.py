"""別人の判断: two records that look alike are of two people, and how that is taken back."""

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.utils import timezone

from consultations.merge_actions import (
    MergeRefusedError,
    merge_persons,
    tell_apart,
    withdraw_distinction,
)
from consultations.models import PersonDistinction
from tests.factories import UserFactory
from tests.household_factories import HouseholdFactory, HouseholdMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody():
    return UserFactory()


@pytest.fixture
def merge(center, somebody):
    def do(merged, survivor):
        said = {"reason": "本人に確かめた", "by": somebody, "at": timezone.now()}
        return merge_persons(merged, survivor, center=center, **said)

    return do


def member(center):
    return HouseholdMembershipFactory(household=HouseholdFactory(center=center)).person


def test_telling_apart_is_remembered_once_in_either_order(center, somebody):
    first, second = member(center), member(center)

    for pair in ((first, second), (second, first)):
        tell_apart(*pair, reason="双子", by=somebody, at=timezone.now())

    assert PersonDistinction.objects.get().person == min(first, second, key=lambda p: p.pk)


def test_what_is_merged_is_not_told_apart(center, somebody, merge):
    first, second = member(center), member(center)
    merge(first, second)

    with pytest.raises(MergeRefusedError, match="統合されています"):
        tell_apart(first, second, reason="双子", by=somebody, at=timezone.now())

    assert not PersonDistinction.objects.exists()


def test_a_decision_is_withdrawn_once_and_made_again(center, somebody):
    pair, said = (member(center), member(center)), {"by": somebody, "at": timezone.now()}
    first = tell_apart(*pair, reason="双子", **said)
    withdraw_distinction(first, reason="母子手帳で確かめた", **said)

    with pytest.raises(MergeRefusedError, match="すでに取り消されています"):
        withdraw_distinction(first, reason="もう一度", **said)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        PersonDistinction.objects.filter(pk=first.pk).update(reason="別の理由")
    tell_apart(*pair, reason="やはり双子", **said)

    assert PersonDistinction.objects.count() == 2
