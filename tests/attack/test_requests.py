"""AU01, AU09, CC01, CC03, IP01, IP02, IP04, FL04: requests that no browser of ours would send."""

import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from consultations.models import Consultation
from tests.access.surfaces import SURFACES
from tests.access.watch import written
from tests.attack import forms

CREATE, CORRECT = "consultations:consultation_create", "consultations:consultation_correct"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
DIRECTIVES = ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'")


@pytest.mark.parametrize("token", [None, "x" * 64])
def test_au01_nothing_changes_without_the_token(world, login, url, token):
    client = login("chief_coordinator", enforce_csrf_checks=True)
    posted = [name for name, surface in SURFACES.items() if "POST" in surface.methods]
    for name in posted:
        data = {"csrfmiddlewaretoken": token} if token else {}
        with written() as statements:
            response = client.post(url(name), data, headers={"origin": "https://evil.example"})
        assert (name, response.status_code, statements) == (name, 403, [])
    assert len(posted) > 20


def test_au01_cookies_stay_on_this_host(login, settings):
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/consultations/today/", 200),
        ("GET", "/consultations/999999/", 404),
        ("GET", "/accounts/", 403),
        ("POST", "/consultations/today/", 405),
        ("TRACE", "/", 405),
        ("GET", "/accounts/sign-in/", 302),
        ("GET", "/healthz", 200),
        ("GET", "/no-such-page", 404),
    ],
)
def test_au09_every_answer_carries_the_protective_headers(login, method, path, status):
    response = login("consultant").generic(method, path)

    assert response.status_code == status
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert all(directive in response["Content-Security-Policy"] for directive in DIRECTIVES)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "camera=()" in response["Permissions-Policy"]


def test_au09_downloads_carry_them_too(login, url):
    for name, data in (("judgement_sheet_pdf", {}), ("dashboard", {"csv": "centers"})):
        response = login("municipal_officer").get(url(f"subsidies:{name}"), data)
        assert {name: response[name] for name in HEADERS} == HEADERS
        assert "no-store" in response["Cache-Control"]


def test_cc01_the_second_of_two_corrections_is_told_and_loses_nothing(login, url, own):
    first, second = (
        forms.correction(own["consultation"], content=text)
        for text in ("先の人の言葉", "後の人の言葉")
    )

    assert login("consultant").post(url(CORRECT), first).status_code == 302
    answer = login("chief_coordinator").post(url(CORRECT), second)

    own["consultation"].refresh_from_db()
    assert answer.status_code == 409
    assert "先の人の言葉" in answer.content.decode()
    assert "後の人の言葉" in answer.content.decode()
    assert (own["consultation"].content, own["consultation"].version) == ("先の人の言葉", 2)


@pytest.mark.django_db(transaction=True)
def test_cc03_twenty_at_once_are_one_record(world, login, url, own):
    data, answers, start = forms.consultation(own["center"]), [], threading.Barrier(20)
    clients = [login("consultant") for _ in range(20)]
    before = Consultation.objects.count()

    def send(client):
        start.wait()
        answers.append(client.post(url(CREATE), data).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [302] * 20
    assert Consultation.objects.count() == before + 1


@pytest.mark.parametrize(
    "text",
    [
        "髙﨑",
        "𠮷野家",
        "葛󠄀城",
        "〜\u2212",
        "①㈱",
        "ﾔﾏﾀﾞ ﾊﾅｺ",
        "👨‍👩‍👧",
        "か\u3099",
        "辻󠄀",
        "Nguyễn Thị Ánh",
    ],
)
def test_ip01_japanese_text_is_kept_code_point_by_code_point(login, url, own, text):
    data = forms.consultation(own["center"], caller_name=text, content=text)
    del data["is_anonymous"]

    assert login("consultant").post(url(CREATE), data).status_code == 302

    record = Consultation.objects.latest("pk")
    assert (record.caller_name, record.content) == (text, text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("content", "a\x00b"),
        ("content", "\u202e逆"),
        ("content", "あ" * 20_001),
        ("place", "あ" * 101),
        ("duration_minutes", "-1"),
        ("duration_minutes", "1e400"),
        ("duration_minutes", "NaN"),
        ("duration_minutes", "9" * 30),
        ("occurred_on", "令和99年1月1日"),
        ("occurred_on", "2024-02-30"),
        ("occurred_on", "0001-01-01"),
        ("occurred_on", "9999-12-31"),
        ("occurred_time", "25:00"),
        ("center", "9" * 40),
        ("topics", "9" * 40),
        ("submission_key", "x"),
    ],
)
def test_ip02_ip04_what_cannot_be_is_refused_beside_its_field(login, url, own, field, text):
    before = Consultation.objects.count()

    response = login("consultant").post(
        url(CREATE), {**forms.consultation(own["center"]), field: text}
    )

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Consultation.objects.count() == before


def test_ip02_raw_bytes_and_a_broken_boundary_are_no_server_error(login, url):
    client = login("consultant")
    assert client.get(f"{url('consultations:consultation_list')}?topic=%FF%FE").status_code == 200
    answer = client.generic("POST", url(CREATE), b"--x\r\nbroken", "multipart/form-data")
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"content": "x" * 1_200_000}, 400),
        ({f"f{n}": "1" for n in range(501)}, 400),
        ({f"f{n}": SimpleUploadedFile(f"{n}", b"1") for n in range(11)}, 400),
        ({"file": SimpleUploadedFile("big", b"1" * 12_000_000)}, 413),
    ],
    ids=["1.2 MB field", "501 fields", "11 files", "12 MB file"],
)
def test_fl04_too_much_is_refused_with_a_plain_page(login, url, data, status):
    response = login("consultant").post(url(CREATE), {"submission_key": uuid.uuid4(), **data})

    assert response.status_code == status
    assert "受け付けられ" in response.content.decode()


def test_fl04_gunicorn_bounds_lines_and_headers():
    settings = {}
    source = (__import__("pathlib").Path("ops/gunicorn_conf.py")).read_text(encoding="utf-8")
    for line in source.splitlines():
        name, _, value = line.partition(" = ")
        settings[name] = value
    assert settings["limit_request_line"] == "4094"
    assert settings["limit_request_fields"] == "100"
    assert settings["raw_env"].startswith('["TSUNAGI_WEB=1"]')


def test_a_database_that_cannot_answer_is_a_503_with_a_time_to_come_back(monkeypatch, db):
    from django.db import OperationalError  # noqa: PLC0415 -- only here
    from django.template.response import TemplateResponse  # noqa: PLC0415 -- as the view itself has it

    def busy(*_args, **_kwargs):
        raise OperationalError("couldn't get a connection after 3.00 sec")

    monkeypatch.setattr(TemplateResponse, "__init__", busy)
    response = Client(raise_request_exception=False).get(reverse("accounts:sign_in"))

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "混み合っています" in response.content.decode()
    assert "connection" not in response.content.decode()
