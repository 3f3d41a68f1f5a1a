"""What a loss covers besides: other rows of the family, a later pregnancy, the other children."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.loss_actions import decide_continuation
from casework.losses import is_stopped
from casework.maternity_enums import LossKind
from casework.models import ContinuationDecision
from consultations.models import HouseholdMembership
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
    def test_a_correction_says_that_the_household_is_to_be_put_right(
        self, client_for, consultant, twins, child, more, is_told
    ):
        loss = recorded(twins, consultant, kind=LossKind.CHILD_DEATH, child=twins.child)
        named = {"kind": "child_death", "child": str(getattr(twins, child).pk)}
        form = loss_form(reason="取り違えた。", seen="0", **named) | more

        answer = client_for(consultant).post(
            reverse("maternity:loss_correct", args=[loss.pk]), form, follow=True
        )

        assert loss.corrections.count() == 1
        assert ("世帯の登録は、訂正の前のままです。" in answer.content.decode()) == is_told

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
