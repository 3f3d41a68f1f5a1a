"""Merging moves nothing and shows nobody more; undoing puts every row where it was."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from consultations.masking import contacts_of
from consultations.merge_actions import (
    ALREADY_UNDONE,
    OF_COUNTER_PARTY,
    OF_TWO_MUNICIPALITIES,
    SAME_ALREADY,
    MergeRefusedError,
    merge_persons,
    undo_merge,
)
from consultations.models import (
    ContactDetail,
    Household,
    HouseholdMembership,
    Person,
    PersonMerge,
)
from tests.factories import CenterFactory, ConsultationFactory, MunicipalityFactory, UserFactory
from tests.household_factories import (
    AddressProtectionFactory,
    AddressRevealFactory,
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
    PersonChangeFactory,
    PersonFactory,
    PersonRelationFactory,
)

pytestmark = pytest.mark.django_db
REASON = "同じ生年月日と電話番号を本人に確かめた"
NOT_THE_REGISTRYS = {"personmerge"}
NUMBER = 5


@pytest.fixture
def somebody():
    return UserFactory()


@pytest.fixture
def merge(center, somebody):
    def do(merged, survivor):
        return merge_persons(
            Person.objects.get(pk=merged.pk),
            Person.objects.get(pk=survivor.pk),
            center=center,
            reason=REASON,
            by=somebody,
            at=timezone.now(),
        )

    return do


@pytest.fixture
def undo(somebody):
    def do(merge):
        undo_merge(merge, reason="別の人と分かった", by=somebody, at=timezone.now())

    return do


def member(center, **more):
    household = HouseholdFactory(center=center)
    return HouseholdMembershipFactory(household=household, **more).person


def identities(*people):
    rows = dict(Person.objects.values_list("pk", "identity"))
    return [rows[person.pk] for person in people]


def everything():
    """Every row of every table of the registry and the log, but for the merges themselves."""
    rows = {}
    for model in apps.get_app_config("consultations").get_models():
        if model._meta.model_name in NOT_THE_REGISTRYS:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT to_jsonb(r)::text FROM {} AS r").format(
                    sql.Identifier(model._meta.db_table)
                )
            )
            rows[model._meta.label] = sorted(row for (row,) in cursor.fetchall())
    return rows


def without_roots(rows):
    """As they would be if nobody had merged anybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (to_jsonb(r) - '{merged_into_id,identity}'::text[])::text"
            " FROM consultations_person AS r"
        )
        return {**rows, "consultations.Person": sorted(row for (row,) in cursor.fetchall())}


class Forest:
    """What the standing merges say, kept beside the product."""

    def __init__(self, people):
        self.up = dict.fromkeys((person.pk for person in people), None)

    def root(self, number):
        while self.up[number] is not None:
            number = self.up[number]
        return number

    def roots(self):
        return {number: self.root(number) for number in self.up}


def family(center):
    """Somebody with one of everything that points to a person."""
    person = member(center)
    household = person.memberships.get().household
    author = household.recorded_by
    ContactDetailFactory(person=person)
    OtherNameFactory(person=person, recorded_by=author)
    PersonChangeFactory(person=person, changed_by=author)
    AddressProtectionFactory(person=person, recorded_by=author)
    AddressRevealFactory(person=person, household=household, revealed_by=author)
    ConsultationFactory(center=center, household=household, recorded_by=author)
    return person


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, NUMBER - 1), st.integers(0, NUMBER - 1)),
        st.tuples(st.just("undo"), st.integers(0, 20)),
        st.tuples(st.just("record"), st.integers(0, NUMBER - 1)),
    ),
    min_size=1,
    max_size=14,
)


@given(steps=STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_history_of_merges_and_undoings_returns_every_row_to_where_it_was(
    center, somebody, merge, undo, steps
):
    with transaction.atomic():
        people = [family(center) for _ in range(NUMBER)]
        PersonRelationFactory(person=people[0], other=people[1], recorded_by=somebody)
        forest, standing = Forest(people), []
        before = everything()
        for step in steps:
            if step[0] == "merge":
                pair = people[step[1]], people[step[2]]
                lower, upper = (forest.root(person.pk) for person in pair)
                if lower == upper:
                    with pytest.raises(MergeRefusedError):
                        merge(*pair)
                    continue
                standing.append(merge(*pair))
                forest.up[lower] = upper
            elif step[0] == "undo" and standing:
                taken = standing.pop(step[1] % len(standing))
                undo(taken)
                forest.up[taken.merged_id] = None
            elif step[0] == "record":
                # What is recorded later stays with the record it is recorded for.
                HouseholdMembershipFactory(
                    household=HouseholdFactory(center=center, recorded_by=somebody),
                    person=people[step[1]],
                )
                roots = dict(Person.objects.values_list("pk", "merged_into"))
                Person.objects.update(merged_into=None)
                before = everything()
                for number, root in roots.items():
                    Person.objects.filter(pk=number).update(merged_into=root)
            assert dict(Person.objects.values_list("pk", "identity")) == forest.roots()
            assert without_roots(everything()) == without_roots(before)
        while standing:
            taken = standing.pop()
            undo(taken)
        assert everything() == before
        transaction.set_rollback(True)


def test_undoing_in_the_middle_takes_along_who_was_merged_below(center, merge, undo):
    first, second, third, fourth = (member(center) for _ in range(4))
    merge(first, second)
    middle = merge(second, third)
    merge(third, fourth)

    assert identities(first, second, third, fourth) == [fourth.pk] * 4
    undo(middle)

    assert identities(first, second, third, fourth) == [
        second.pk,
        second.pk,
        fourth.pk,
        fourth.pk,
    ]


class TestRefused:
    def test_one_person_with_itself(self, center, merge):
        first, second = member(center), member(center)
        merge(first, second)

        with pytest.raises(MergeRefusedError, match=SAME_ALREADY):
            merge(second, first)

    def test_of_two_municipalities(self, center, merge):
        with pytest.raises(MergeRefusedError, match=OF_TWO_MUNICIPALITIES):
            merge(member(center), PersonFactory(municipality=MunicipalityFactory()))

    @pytest.mark.parametrize("is_swapped", [False, True])
    def test_somebody_with_the_counter_party_even_by_way_of_a_third(
        self, center, merge, is_swapped
    ):
        protected, partner, third = (member(center) for _ in range(3))
        AddressProtectionFactory(person=protected, counter_party=partner)
        merge(third, partner)

        pair = (third, protected) if is_swapped else (protected, third)
        with pytest.raises(MergeRefusedError) as refused:
            merge(*pair)
        assert str(refused.value) == OF_COUNTER_PARTY

    def test_the_counter_party_with_somebody_who_lives_with_the_protected(self, center, merge):
        protected, partner = member(center), member(center)
        home = protected.memberships.get().household
        son = HouseholdMembershipFactory(household=home).person
        AddressProtectionFactory(person=protected, counter_party=partner)

        with pytest.raises(MergeRefusedError) as refused:
            merge(son, partner)
        assert str(refused.value) == OF_COUNTER_PARTY

    def test_undoing_twice(self, center, merge, undo):
        done = merge(member(center), member(center))
        undo(done)

        with pytest.raises(MergeRefusedError, match=ALREADY_UNDONE):
            undo(done)


class TestNobodySeesMore:
    def test_each_record_is_reached_through_its_own_household(
        self, center, consultant, municipality, merge
    ):
        elsewhere = CenterFactory(municipality=municipality)
        here, there = member(center), member(elsewhere)
        seen = Person.objects.visible_to(consultant)
        assert list(seen) == [here]

        merge(there, here)

        assert list(seen.all()) == [here]
        assert list(Household.objects.visible_to(consultant)) == [here.memberships.get().household]

    @pytest.mark.parametrize("is_survivor", [True, False])
    def test_a_protection_of_one_hides_both_and_whoever_lives_with_either(
        self, center, merge, undo, is_survivor
    ):
        protected, other = member(center), member(center)
        with_other = HouseholdMembershipFactory(household=other.memberships.get().household).person
        for person in (protected, other, with_other):
            ContactDetailFactory(person=person)
        AddressProtectionFactory(person=protected)
        day = timezone.localdate()

        done = merge(other, protected) if is_survivor else merge(protected, other)

        shown = contacts_of([protected, other, with_other], day=day)
        assert [_address(shown, each) for each in (protected, other, with_other)] == [True] * 3
        assert Household.objects.protected(day).count() == 2
        undo(done)
        shown = contacts_of([protected, other, with_other], day=day)
        assert [_address(shown, each) for each in (protected, other, with_other)] == [
            True,
            False,
            False,
        ]

    def test_what_is_cut_for_one_record_is_cut_for_the_other(self, center, merge):
        protected, other, partner = (member(center) for _ in range(3))
        AddressProtectionFactory(person=protected, counter_party=partner)
        beside_partner = HouseholdMembershipFactory(
            household=partner.memberships.get().household, person=other
        )
        standing = HouseholdMembership.objects.filter(pk=beside_partner.pk)
        day = timezone.localdate()
        assert standing.not_cut(day).exists()

        merge(other, protected)

        assert not standing.not_cut(day).exists()

    def test_what_is_cut_from_the_counter_party_is_cut_from_every_record_of_his(
        self, center, merge
    ):
        protected, partner, again = (member(center) for _ in range(3))
        AddressProtectionFactory(person=protected, counter_party=partner)
        beside = HouseholdMembershipFactory(
            household=again.memberships.get().household,
            person=protected,
            ends_on=timezone.localdate() - dt.timedelta(days=30),
        )
        standing = HouseholdMembership.objects.filter(pk=beside.pk)
        day = timezone.localdate()
        assert standing.not_cut(day).exists()

        merge(again, partner)

        assert not standing.not_cut(day).exists()


def _address(shown, person):
    return next(each.is_masked for each in shown[person.pk] if each.kind == "address")


class TestTheLedger:
    def test_a_merge_is_undone_once_and_otherwise_never_changed(self, center, merge):
        done = merge(member(center), member(center))

        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            PersonMerge.objects.filter(pk=done.pk).update(reason="別の理由")
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            PersonMerge.objects.filter(pk=done.pk).delete()

    def test_somebody_is_merged_once(self, center, merge):
        done = merge(member(center), member(center))

        with pytest.raises(IntegrityError, match="person_merge_stands_once"):
            PersonMerge.objects.create(
                center=center,
                merged=done.merged,
                survivor=member(center),
                reason=REASON,
                merged_by=done.merged_by,
                merged_at=done.merged_at,
            )

    def test_an_undoing_has_a_reason(self, center, merge):
        done = merge(member(center), member(center))

        with pytest.raises(IntegrityError, match="person_merge_is_undone_by_somebody"):
            PersonMerge.objects.filter(pk=done.pk).update(undone_at=timezone.now())

    def test_what_points_to_a_merged_record_is_still_there(self, center, merge):
        first, second = member(center), member(center)
        detail = ContactDetailFactory(person=first)

        merge(first, second)

        assert ContactDetail.objects.get(person__identity=second.pk) == detail
        assert set(Person.objects.same_as(first)) == {first, second}
        assert set(Person.objects.same_as(second)) == {first, second}
