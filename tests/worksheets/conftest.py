import pytest

from tests.factories import CenterDesignationFactory
from tests.worksheets.offices import ready, register
from tests.worksheets.print_runs import ONE_PAGE
from worksheets import print_work


@pytest.fixture
def ready_center(center, municipality):
    """Its sheet for the first application of 令和7年度 lacks nothing."""
    register(municipality)
    return ready(center)


@pytest.fixture
def quick(monkeypatch):
    """Print jobs are printed at once; the codes of the centers that were, in their order."""
    printed = []

    def printing(sheet):
        printed.append(sheet.content["center"]["code"])
        return ONE_PAGE

    monkeypatch.setattr(print_work, "sheet_pdf_in_background", printing)
    return printed


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center
