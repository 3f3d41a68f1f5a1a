"""The demo for tests: built once in a test process, then copied into each test that asks for it."""

import pytest
from django.apps import apps
from django.db import connection
from psycopg import sql

from accounts.models.audit import AuditEvent, AuditReview, AuditSeal
from consultations.models import ContactPart, NamePart, NoteText
from demo.seed import seed
from worksheets.models import Worksheet, WorksheetStep

KEEP = "CREATE TEMP TABLE kept AS SELECT {columns} FROM {table} LIMIT 0"
BRING_BACK = "INSERT INTO {table} ({columns}) SELECT {columns} FROM kept"
# Triggers write them anew: the trail, and what records are searched by.
KEPT_BY_TRIGGERS = {AuditEvent, AuditSeal, AuditReview, ContactPart, NamePart, NoteText}
APPS = (
    "accounts",
    "centers",
    "staffing",
    "consultations",
    "casework",
    "subsidies",
    "worksheets",
    "retention",
)

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
        if model not in KEPT_BY_TRIGGERS
    ]


def _copied():
    """Each table as PostgreSQL writes it, generated columns left out."""
    copies = {}
    for model in demo_models():
        with connection.cursor() as cursor, cursor.copy(_copy(model)) as rows:
            copies[model._meta.db_table] = b"".join(bytes(row) for row in rows)
    return copies


def _bring_back():
    """By way of a table of our own: COPY does not write where policies hold. What goes step by step
    only in life is brought back where it stood."""
    step_by_step = (Worksheet, WorksheetStep)
    for model in step_by_step:
        _alter(model, "DISABLE TRIGGER USER")
    for model in demo_models():
        names = {"table": sql.Identifier(model._meta.db_table), "columns": _columns(model)}
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(KEEP).format(**names))
            with cursor.copy("COPY kept FROM STDIN") as rows:
                rows.write(_kept[model._meta.db_table])
            cursor.execute(sql.SQL(BRING_BACK).format(**names))
            cursor.execute("DROP TABLE kept")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered before
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for model in step_by_step:
        _alter(model, "ENABLE TRIGGER USER")


def _alter(model, what):
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE {} ").format(table) + sql.SQL(what))


def _copy(model):
    names = {"table": sql.Identifier(model._meta.db_table), "columns": _columns(model)}
    return sql.SQL("COPY (SELECT {columns} FROM {table}) TO STDOUT").format(**names)


def _columns(model):
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
