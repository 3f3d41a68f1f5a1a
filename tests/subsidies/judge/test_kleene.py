from hypothesis import given
from hypothesis import strategies as st

from subsidies.judge.kleene import Status, conjunction, disjunction, negation, truth

STATUSES = st.sampled_from(Status)
SEVERAL = st.lists(STATUSES, max_size=5)
MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Status


@given(SEVERAL, st.randoms())
def test_order_does_not_matter(statuses, random):
    shuffled = random.sample(statuses, len(statuses))

    assert conjunction(shuffled) == conjunction(statuses)
    assert disjunction(shuffled) == disjunction(statuses)


@given(SEVERAL, SEVERAL)
def test_grouping_does_not_matter(first, second):
    assert conjunction([conjunction(first), conjunction(second)]) == conjunction([*first, *second])
    assert disjunction([disjunction(first), disjunction(second)]) == disjunction([*first, *second])


@given(SEVERAL)
def test_de_morgan_holds(statuses):
    opposite = [negation(status) for status in statuses]

    assert negation(conjunction(statuses)) == disjunction(opposite)


@given(SEVERAL)
def test_not_applicable_drops_out(statuses):
    assert conjunction([*statuses, NOT_APPLICABLE]) == conjunction(statuses)
    assert disjunction([*statuses, NOT_APPLICABLE]) == disjunction(statuses)


@given(SEVERAL, st.sampled_from([MET, NOT_MET]))
def test_settling_an_unknown_never_turns_a_settled_answer(statuses, settled):
    later = [settled if status is UNKNOWN else status for status in statuses]

    for join in (conjunction, disjunction):
        assert join(statuses) in {UNKNOWN, join(later)}


def test_one_failure_settles_all_and_one_success_settles_any():
    assert conjunction([MET, UNKNOWN, NOT_MET]) is NOT_MET
    assert conjunction([MET, UNKNOWN]) is UNKNOWN
    assert disjunction([NOT_MET, UNKNOWN, MET]) is MET
    assert disjunction([NOT_MET, UNKNOWN]) is UNKNOWN
    assert conjunction([]) is NOT_APPLICABLE


def test_a_value_nobody_recorded_is_unknown():
    assert [truth(value) for value in (True, False, None)] == [MET, NOT_MET, UNKNOWN]
