"""What the database forbids of the directory, each broken on purpose."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.directory_factories import (
    LocalResourceFactory,
    ResourceImportFactory,
    ResourceVacancyFactory,
)


@pytest.mark.parametrize(
    ("factory", "values", "name"),
    [
        (LocalResourceFactory, {"age_from": 12, "age_to": 6}, "local_resource_ages_in_order"),
        (LocalResourceFactory, {"weekdays": "火月"}, "local_resource_weekdays_are_days"),
        (
            LocalResourceFactory,
            {"opened_on": dt.date(2025, 4, 1), "closed_on": dt.date(2024, 4, 1)},
            "local_resource_closes_after_opening",
        ),
        (
            ResourceImportFactory,
            {"expires_at": dt.datetime(2019, 4, 1, tzinfo=dt.UTC)},
            "resource_import_expires_after_upload",
        ),
        (
            ResourceImportFactory,
            {"stage": "confirmed", "rows": [{"line": 1}]},
            "resource_import_ended_has_no_rows",
        ),
        (
            ResourceVacancyFactory,
            {"superseded_at": dt.datetime(2019, 4, 1, tzinfo=dt.UTC)},
            "resource_vacancy_superseded_after_recorded",
        ),
    ],
)
def test_the_database_refuses(factory, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factory(**values)


def test_a_class_has_one_number_a_day():
    first = ResourceVacancyFactory()

    with (
        pytest.raises(IntegrityError, match="resource_vacancy_once_a_day"),
        transaction.atomic(),
    ):
        ResourceVacancyFactory(resource=first.resource, number=9)
