"""What a loss covers besides: other rows of the family, a later pregnancy, the other children."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.loss_actions import LossTold, correct_loss, decide_continuation
from casework.losses import is_stopped
from casework.maternity_enums import LossKind
from casework.models import ContinuationDecision
from consultations.models import HouseholdMembership, PersonChange
from tests.casework.maternity import (
    MOTHER,
    NAMED,
    WORDS,
    family_of,
    loss_form,
    others_of,
    outputs_with,
    recorded,
)
from tests.household_factories import HouseholdMembershipFactory
from tests.maternity_factories import PregnancyChildFactory, PregnancyFactory


@pytest.fixture
def family(center, consultant):
    return family_of(center, consultant)


@pytest.fixture
def others(center, consultant):
    return others_of(center, consultant)


class TestWhatElseItCovers:
    def test_other_rows_of_the_same_mother_are_stopped_too(self, center, consultant, family):
        older = PregnancyFactory(
            center=center,
            household=family.household,
            mother=family.mother,
            due_on=localdate() - dt.timedelta(days=500),
            delivered_on=localdate() - dt.timedelta(days=500),
        )

        recorded(family, consultant)

        assert is_stopped(older)

    def test_a_pregnancy_entered_later_is_a_new_one(self, center, consultant, family):
        recorded(family, consultant)

        later = PregnancyFactory(
            center=center,
            household=family.household,
            mother=family.mother,
            due_on=localdate() + dt.timedelta(days=270),
        )

        assert not is_stopped(later)
        assert is_stopped(family.pregnancy)

    def test_the_payment_stays_in_its_list(self, client_for, consultant, family):
        recorded(family, consultant)

        page = client_for(consultant).get(reverse("maternity:benefit_list")).content.decode()

        assert MOTHER in page
        assert "ご連絡の前に担当に確かめる" in page


class TestTheOtherChildren:
    @pytest.fixture
    def twins(self, family):
        family.twin = PregnancyChildFactory(pregnancy=family.pregnancy).person
        return family

    def decision(self, loss, consultant, **more):
        return ContinuationDecision(
            **{
                "loss": loss,
                "submission_key": uuid.uuid4(),
                "continues": True,
                "worker": consultant,
                "next_on": localdate() + dt.timedelta(days=20),
                "approach": "本人の希望で、健診の後に訪ねる。",
                "decided_on": localdate(),
            }
            | more
        )

    def test_one_of_twins_died_and_nothing_goes_on_by_itself(self, consultant, twins):
        recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)

        places = HouseholdMembership.objects.filter(person__in=[twins.child, twins.twin])
        assert is_stopped(twins.pregnancy)
        assert list(places.filter(ends_on=None).values_list("person", flat=True)) == [twins.twin.pk]

    @pytest.mark.parametrize(
        ("child", "more", "is_told"),
        [
            ("twin", {}, True),
            ("child", {"is_withdrawal": "on"}, True),
            ("child", {"told_by": "祖母"}, False),
        ],
    )
    def test_a_correction_says_that_the_household_has_followed(
        self, client_for, consultant, twins, child, more, is_told
    ):
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)
        named = {"kind": "child_death", "child": str(getattr(twins, child).pk)}
        form = loss_form(reason="取り違えた。", seen="0", **named) | more

        answer = client_for(consultant).post(
            reverse("maternity:loss_correct", args=[loss.pk]), form, follow=True
        )

        assert loss.corrections.count() == 1
        assert ("世帯の登録も、訂正に合わせて変えました。" in answer.content.decode()) == is_told

    def corrected(self, loss, consultant, *, told=None, withdrawn=False):
        return correct_loss(
            loss,
            told or LossTold(kind=LossKind.CHILD_DEATH, told_on=localdate(), told_by="夫"),
            seen=loss.corrections.count(),
            reason="取り違えた。",
            is_withdrawal=withdrawn,
            by=consultant,
            at=timezone.now(),
        )

    def living(self, twins):
        places = HouseholdMembership.objects.filter(person__in=[twins.child, twins.twin])
        return set(places.filter(ends_on=None).values_list("person", flat=True))

    def test_a_correction_to_the_other_twin_moves_the_places_with_history(self, consultant, twins):
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)
        told = LossTold(
            kind=LossKind.CHILD_DEATH, child=twins.twin, told_on=localdate(), told_by="夫"
        )

        self.corrected(loss, consultant, told=told)

        assert self.living(twins) == {twins.child.pk}
        ended = HouseholdMembership.objects.get(person=twins.twin)
        assert (ended.ends_on, ended.end_reason) == (localdate(), "died")
        words = [
            change.changes["世帯"]["after"]
            for change in PersonChange.objects.filter(person=twins.child).order_by("pk")
        ]
        assert len(words) == 2
        assert "戻した（記録の訂正）" in words[-1]

    def test_a_withdrawal_brings_the_living_child_home(self, consultant, twins):
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)

        self.corrected(loss, consultant, withdrawn=True)

        assert self.living(twins) == {twins.child.pk, twins.twin.pk}

    def test_a_withdrawal_leaves_the_child_of_another_loss_where_it_is(self, consultant, twins):
        recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.twin)

        self.corrected(loss, consultant, withdrawn=True)

        assert self.living(twins) == {twins.twin.pk}

    def test_who_stands_in_the_household_again_is_not_entered_twice(self, consultant, twins):
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)
        place = HouseholdMembership.objects.get(person=twins.child)
        HouseholdMembershipFactory(
            household=place.household, person=twins.child, relationship="child"
        )

        self.corrected(loss, consultant, withdrawn=True)

        assert self.living(twins) == {twins.child.pk, twins.twin.pk}
        place.refresh_from_db()
        assert place.ends_on is not None

    @pytest.mark.parametrize("whole", [{}, {"is_whole": "on"}])
    def test_of_twins_somebody_says_which(self, client_for, consultant, twins, whole):
        client = client_for(consultant)
        url = reverse("maternity:loss_create", args=[twins.pregnancy.pk])

        answer = client.post(url, loss_form(**whole))

        assert answer.status_code == (302 if whole else 422)

    def test_a_person_decides_and_still_no_list_or_print_names_the_family(
        self, client_for, consultant, twins, others
    ):
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)
        url = reverse("maternity:continuation_create", args=[loss.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "continues": "yes",
            "worker": str(consultant.pk),
            "next_on": (localdate() + dt.timedelta(days=20)).isoformat(),
            "approach": "本人の希望で、健診の後に訪ねる。",
            "decided_on": localdate().isoformat(),
        }
        client = client_for(consultant)

        answer = client.post(url, form)

        assert answer.status_code == 302
        assert ContinuationDecision.objects.get().worker == consultant
        assert outputs_with(client, WORDS, others) - set(NAMED) == set()
        page = client.get(reverse("maternity:stopped_list")).content.decode()
        assert f"ほかのお子さんへの支援：{consultant.name}" in page

    def test_without_another_child_nothing_can_go_on(self, client_for, consultant, family):
        loss = recorded(family, consultant)
        url = reverse("maternity:continuation_create", args=[loss.pk])
        form = {
            "submission_key": str(uuid.uuid4()),
            "continues": "yes",
            "worker": str(consultant.pk),
            "approach": "様子をみる。",
            "decided_on": localdate().isoformat(),
        }

        answer = client_for(consultant).post(url, form)

        assert answer.status_code == 422
        assert "ほかのこどもがいません" in answer.content.decode()

    def test_the_latest_decision_counts(self, client_for, consultant, twins):
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)
        known = {"by": consultant, "at": timezone.now()}
        decide_continuation(self.decision(loss, consultant), **known)
        decide_continuation(self.decision(loss, consultant, continues=False, next_on=None), **known)

        page = client_for(consultant).get(reverse("maternity:stopped_list")).content.decode()

        assert "ほかのお子さんへの支援：" not in page
