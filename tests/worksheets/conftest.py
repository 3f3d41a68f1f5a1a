import pytest

from tests.factories import CenterDesignationFactory
from tests.worksheets.offices import ready, register


@pytest.fixture
def ready_center(center, municipality):
    """Its sheet for the first application of 令和7年度 lacks nothing."""
    register(municipality)
    return ready(center)


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center
