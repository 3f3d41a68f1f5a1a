import pytest


@pytest.fixture(autouse=True)
def _database():
    """Judgement is pure: its tests run without a database, and so prove that it needs none."""
