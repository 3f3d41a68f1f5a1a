from hypothesis import given
from hypothesis import strategies as st

from demo.volumes import shared_out


@given(st.integers(0, 5000), st.lists(st.floats(0.1, 100), min_size=1, max_size=12))
def test_nothing_is_lost_and_nothing_made_by_sharing_out(total, weights):
    numbers = shared_out(total, weights)

    assert sum(numbers) == total
    assert all(
        abs(n - total * w / sum(weights)) <= 1 for n, w in zip(numbers, weights, strict=True)
    )


def test_the_largest_remainders_come_first():
    assert shared_out(10, [1, 1, 1.5]) == [3, 3, 4]
