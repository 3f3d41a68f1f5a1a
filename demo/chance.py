"""Chance that falls the same way each time: every use draws from its own named sequence."""

from random import Random


def dice(seed: int, *purpose: object) -> Random:
    """Adding a purpose leaves the sequences of all the others as they were."""
    return Random("/".join(map(str, (seed, *purpose))))  # noqa: S311 -- fiction, not a secret
