"""FL06: a PDF that never ends costs a process of its own, and nobody else's time."""

import os
import signal

import environ
import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEvent
from shared import audit, pdf
from shared.pdf_process import make_pdf

NO_STYLE = ""


def _url(judgement_sheet):
    return reverse("subsidies:judgement_sheet_pdf", args=[judgement_sheet.pk])


@pytest.mark.parametrize(
    "html",
    ["<div>" * 400 + "深い" + "</div>" * 400, "<p>" + "長い行。" * 300_000],
    ids=["400 nested elements", "3.6 MB"],
)
def test_fl06_a_document_beyond_the_bounds_is_refused(html):
    with pytest.raises(pdf.TooMuchToPrintError):
        pdf.print_pdf(html, NO_STYLE)


def test_fl06_endless_work_ends_at_the_bound_of_the_processor(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_CPU_SECONDS", 2)
    rows = "<tr><td>一行</td><td>二列</td></tr>" * 20_000

    with pytest.raises(pdf.TooMuchToPrintError):
        pdf.print_pdf(f"<table>{rows}</table>", NO_STYLE)


def test_fl06_too_much_memory_ends_the_process_alone(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_MEMORY_BYTES", 200 * pdf.MIB)

    with pytest.raises(pdf.TooMuchToPrintError):
        pdf.print_pdf("<p>一行</p>" * 20_000, NO_STYLE)


def test_fl06_the_screen_stays_when_a_sheet_is_too_much(login, own, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_HTML_BYTES", 100)

    response = login("finance_clerk").get(_url(own["judgement_sheet"]))

    assert response.status_code == 422
    assert "PDFを作成できません" in response.content.decode()
    assert not AuditEvent.objects.filter(action=audit.Action.PRINT).exists()


def test_fl06_a_machine_too_busy_is_a_503_with_a_time_to_come_back(world, settings, client):
    settings.PRINTING_SECONDS = 0.001
    client.force_login(world.actors["finance_clerk"].user)
    client.raise_request_exception = False

    response = client.get(_url(world.places["C11"].objects["judgement_sheet"]))

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "混み合っています" in response.content.decode()


def test_fl06_when_all_places_are_taken_the_next_is_told_to_come_back(settings):
    settings.PRINTING_PLACES = 1
    role, database = environ.Env().db_url("DATABASE_URL"), connection.settings_dict
    other = psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=role["USER"],
        password=role["PASSWORD"],
    )
    with other:
        other.execute("SELECT pg_advisory_xact_lock(%s, 1)", [pdf.PLACES_LOCK])
        with pytest.raises(pdf.PrintingBusyError):
            pdf.print_pdf("<p>一行", NO_STYLE)
        other.rollback()
        assert pdf.print_pdf("<p>一行", NO_STYLE).startswith(b"%PDF")


def test_the_process_that_prints_gets_neither_keys_nor_the_database(monkeypatch):
    seen = {}

    def look(words, **options):
        seen.update(options["env"])
        return pdf.subprocess.CompletedProcess(words, 0, b"%PDF", b"")

    monkeypatch.setattr(pdf.subprocess, "run", look)
    pdf.print_pdf("<p>一行", NO_STYLE)

    assert set(seen) <= set(pdf.KEPT_VARIABLES)
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(seen)
    assert "SECRET_KEY" in os.environ


def test_a_fault_of_ours_is_told_as_such(monkeypatch):
    monkeypatch.setattr(pdf, "TOO_MUCH", 99)
    monkeypatch.setattr(pdf.sys, "executable", "/bin/false")

    with pytest.raises(RuntimeError, match="failed"):
        pdf.print_pdf("<p>一行", NO_STYLE)


@pytest.mark.parametrize(
    ("ended_by", "told"),
    [
        (signal.SIGKILL, pdf.PrintingBusyError),
        (signal.SIGTERM, pdf.PrintingBusyError),
        (signal.SIGXCPU, pdf.TooMuchToPrintError),
        (signal.SIGSEGV, pdf.TooMuchToPrintError),
    ],
    ids=["kill -9", "ended", "processor", "memory"],
)
def test_a_process_that_others_have_ended_is_not_blamed_on_the_document(
    monkeypatch, ended_by, told
):
    def die(words, **_):
        return pdf.subprocess.CompletedProcess(words, -ended_by, b"", b"")

    monkeypatch.setattr(pdf.subprocess, "run", die)

    with pytest.raises(told):
        pdf.print_pdf("<p>一行", NO_STYLE)


def test_the_same_words_give_the_same_pages():
    assert make_pdf("<p>一行", "p { color: red }").startswith(b"%PDF")
