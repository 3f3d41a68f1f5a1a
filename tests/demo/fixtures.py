"""The demo for tests: built once in a test process, then copied into each test that asks for it."""

import pytest
from django.apps import apps
from django.db import connection

from demo.seed import seed

APPS = ("accounts", "centers", "staffing", "consultations")

_kept: dict[str, bytes] = {}


@pytest.fixture
def demo_database(db, settings):
    """The whole demo, in demo mode, so that its accounts may sign in."""
    settings.DEMO = True
    if _kept:
        _bring_back()
    else:
        seed(say=lambda _: None)
        _kept.update(_copied())


def demo_models():
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]


def _copied():
    """Each table as PostgreSQL writes it, generated columns left out."""
    copies = {}
    for model in demo_models():
        with connection.cursor() as cursor, cursor.copy(_copy(model, "TO STDOUT")) as rows:
            copies[model._meta.db_table] = b"".join(bytes(row) for row in rows)
    return copies


def _bring_back():
    for model in demo_models():
        with connection.cursor() as cursor, cursor.copy(_copy(model, "FROM STDIN")) as rows:
            rows.write(_kept[model._meta.db_table])


def _copy(model, direction):
    return f'COPY "{model._meta.db_table}" {direction}'
