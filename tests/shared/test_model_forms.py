import pytest
from django.db import IntegrityError

from centers.models import Closure
from shared.model_forms import fiscal_year_choices, violation_message


def test_error_of_another_kind_goes_on():
    error = IntegrityError("elsewhere")

    with pytest.raises(IntegrityError, match="elsewhere"):
        violation_message(error, Closure)


def test_fiscal_years_run_from_next_year_back_to_the_first_of_the_program():
    years = fiscal_year_choices()

    assert years[-1] == (2015, "平成27年度")
    assert [year for year, _ in years] == list(range(years[0][0], 2014, -1))
