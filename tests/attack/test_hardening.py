"""What ASVS asks for and no attack case of ours does: docs/security/asvs.md names these tests."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from consultations.models import Consultation
from tests.access.surfaces import PATTERNS, SURFACES
from tests.attack import forms
from tests.attack.conftest import opened_by

ROOT = Path(project.BASE_DIR)
CREATE = "consultations:consultation_create"
OUR_CODE = (
    *("config", "demo", "worksheets", "subsidies", "consultations", "staffing"),
    *("accounts", "centers", "shared"),
)
PASSWORD = "とても長い合言葉を覚えました"


def python_files():
    return [
        path
        for folder in OUR_CODE
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]


def imported_modules():
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module


@pytest.fixture
def with_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/accounts/sign-in/", 200), ("GET", "/nothing", 404), ("TRACE", "/", 405)],
)
def test_with_https_every_answer_binds_the_browser_to_it(with_https, method, path, status):
    response = Client().generic(method, path, secure=True)

    assert response.status_code == status
    assert response["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


def test_without_https_pages_lead_there_and_the_health_page_does_not(with_https):
    page, health = Client().get("/accounts/sign-in/"), Client().get("/healthz")

    assert (page.status_code, page.url) == (301, "https://testserver/accounts/sign-in/")
    assert health.status_code in {200, 503}


def test_every_page_says_its_type_and_encoding(world, login, url):
    kinds = set()
    for role in ("chief_coordinator", "municipal_officer", "auditor", "system_administrator"):
        client = login(role)
        for name in opened_by(world, world.actors[role].user, "GET"):
            response = client.get(url(name))
            if response.content:
                kinds.add(response["Content-Type"])
    assert kinds <= {
        "text/html; charset=utf-8",
        "application/json",
        "application/pdf",
        "text/csv; charset=utf-8",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


PARTS_OF_PAGES = {"worksheets:print_job_progress"}  # put into the page that asks for it


def test_every_page_offers_signing_out(world, login, url):
    for role in ("chief_coordinator", "municipal_officer", "auditor", "system_administrator"):
        client, user = login(role), world.actors[role].user
        for name in opened_by(world, user, "GET"):
            if name in PARTS_OF_PAGES:
                continue
            response = client.get(url(name))
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                assert f'action="{reverse("accounts:sign_out")}"' in response.content.decode(), name


def test_signing_out_clears_what_the_browser_kept(login):
    response = login("consultant").post(reverse("accounts:sign_out"))

    assert response["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: +5",
        b"Transfer-Encoding: xchunked",
        b"X-Folded: a\r\n Content-Length: 5",
    ],
    ids=range(5),
)
def test_a_message_whose_end_is_not_certain_is_refused(headers):
    raw = (
        b"POST / HTTP/1.1\r\nHost: tsunagi\r\n"
        + headers
        + b"\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
    )

    with pytest.raises(ParseException):
        next(RequestParser(Config(), [raw], ("127.0.0.1", 1)))


def test_a_parameter_sent_twice_is_the_last_one_and_stays_within_reach(world, login, url, own):
    client, foreign = login("consultant"), world.places["C21"].center
    data = forms.consultation(own["center"])
    before = Consultation.objects.count()

    refused = client.post(url(CREATE), {**data, "center": [own["center"].pk, foreign.pk]})
    stored = client.post(url(CREATE), {**data, "center": [foreign.pk, own["center"].pk]})

    assert (refused.status_code, stored.status_code) == (422, 302)
    assert Consultation.objects.count() == before + 1
    assert Consultation.objects.latest("pk").center == own["center"]


def test_what_stands_in_the_address_is_no_field_of_a_form(login, url, own):
    data = forms.consultation(own["center"])
    content = data.pop("content")

    response = login("consultant").post(f"{url(CREATE)}?content={content}", data)

    assert response.status_code == 422
    assert "content" in response.context["form"].errors


def test_passwords_are_masked_and_may_be_pasted(client_for, consultant):
    pages = [
        Client().get(reverse("accounts:sign_in")),
        client_for(consultant).get(reverse("accounts:password_change")),
        client_for(consultant).get(reverse("accounts:sessions")),  # signing in again over the page
    ]
    for page in pages:
        fields = re.findall(r"<input[^>]*>", page.content.decode())
        asked = [field for field in fields if "password" in field]
        assert asked
        assert all('type="password"' in field for field in asked)
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "static/js").glob("*.js")]
    assert not any("paste" in script for script in scripts)


@pytest.mark.parametrize(
    "password", ["パスワード" * 12 + "1234", "a b" * 42 + "c", "😀" * 64 + "😁"]
)
def test_a_long_password_counts_to_its_last_character(consultant, client_for, password):
    consultant.set_password(PASSWORD)
    consultant.save()
    answer = client_for(consultant).post(
        reverse("accounts:password_change"),
        {"old_password": PASSWORD, "new_password1": password, "new_password2": password},
    )
    consultant.refresh_from_db()

    assert answer.status_code == 302
    assert consultant.check_password(password)
    assert not consultant.check_password(password[:-1])
    assert not consultant.check_password(password.swapcase() + " ")


def test_nothing_knows_how_old_a_password_is():
    """Only an initial one ends; nobody is asked for a new one after so many months."""
    fields = {field.name for field in get_user_model()._meta.fields if "password" in field.name}

    assert fields == {"password", "must_change_password", "initial_password_ends_on"}


def test_a_fresh_database_has_no_account(db):
    assert not get_user_model().objects.exists()


def test_a_session_key_is_long_and_random(login):
    keys = {login("consultant").session.session_key for _ in range(5)}

    assert len(keys) == 5
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)  # 165 bits


def test_an_old_key_still_opens_what_it_signed_until_it_is_dropped(settings, consultant):
    client, path = Client(), reverse("consultations:today")
    client.force_login(consultant)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "new" * 20
    assert client.get(path).status_code == 200

    again = Client()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "newer" * 20, []
    again.cookies = client.cookies
    assert again.get(path).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/static/../config/settings.py",
        "/static/%2e%2e/manage.py",
        "/.env",
        "/docs/",
    ],
)
def test_no_file_of_the_checkout_is_served(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/static/", "/static/js/", "/admin/", "/__debug__/", "/schema/"])
def test_no_listing_and_no_tools_are_served(client, path):
    assert client.get(path).status_code == 404


def test_scripts_build_no_markup_and_keep_nothing():
    unsafe = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|__proto__"
        r"|localStorage|sessionStorage|indexedDB|document\.cookie\s*=|postMessage|on(click|error)="
    )
    files = list((ROOT / "static/js").glob("*.js"))
    found = {path.name for path in files if unsafe.search(path.read_text(encoding="utf-8"))}

    assert len(files) > 5
    assert found == set()


def test_no_page_is_kept_in_a_cache_of_the_server(settings):
    middleware = " ".join(settings.MIDDLEWARE)

    assert "cache" not in middleware.lower()
    assert [str(path) for path, name in imported_modules() if "core.cache" in name] == []


def test_the_server_calls_no_other():
    """The list of docs/security/connections.md: database, the process that prints, the provider."""
    talking = {
        "httpx",
        "requests",
        "urllib3",
        "urllib.request",
        "http.client",
        "socket",
        "smtplib",
        "ftplib",
        "ssl",
        "aiohttp",
        "django.core.mail",
    }
    calling = {(path.relative_to(ROOT).as_posix(), name) for path, name in imported_modules()}

    assert {path for path, name in calling if name in talking} == {"accounts/single_sign_on.py"}
    starting = {path for path, name in calling if name == "subprocess"}
    assert starting == {"shared/pdf.py", "worksheets/regular_printing.py"}


def test_chance_that_must_not_be_guessed_comes_from_the_system():
    """`random` makes fictional people only; MD5 and SHA-1 stand nowhere."""
    found = {
        path.relative_to(ROOT).parts[0] for path, name in imported_modules() if name == "random"
    }
    weak = re.compile(r"\b(md5|sha1)\b", re.IGNORECASE)
    texts = {path.name: path.read_text(encoding="utf-8") for path in python_files()}

    assert found <= {"demo"}
    assert [name for name, text in texts.items() if weak.search(text)] == []


def test_every_component_is_pinned_with_its_digest():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
        assert len(lines) > 15
        assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_an_unexpected_fault_is_logged_and_told_without_its_words(
    client, consultant, monkeypatch, caplog
):
    monkeypatch.setattr("consultations.views.today.TemplateResponse", _stumble)
    client.force_login(consultant)
    client.raise_request_exception = False

    response = client.get(reverse("consultations:today"))

    assert response.status_code == 500
    assert "見本" not in response.content.decode()
    assert [record.name for record in caplog.records if record.levelname == "ERROR"] == [
        "django.request"
    ]


def _stumble(*_args, **_kwargs):
    raise ValueError("見本 花子")


def test_steps_cannot_be_skipped(login, url, own):
    """A confirmation without its key, a correction without the version that was read."""
    client, before = login("chief_coordinator"), own["consultation"].version
    data = forms.correction(own["consultation"])
    del data["version"]

    assert client.post(url("consultations:consultation_correct"), data).status_code in {409, 422}
    without_key = forms.consultation(own["center"])
    del without_key["submission_key"]
    assert client.post(url(CREATE), without_key).status_code == 422
    own["consultation"].refresh_from_db()
    assert own["consultation"].version == before


def test_no_address_holds_a_name_or_what_somebody_typed():
    """Only numbers, years and fixed words; names are searched by POST."""
    kinds = {
        type(converter).__name__
        for pattern in PATTERNS.values()
        for converter in pattern.pattern.converters.values()
    }
    assert kinds <= {"IntConverter", "SlugConverter", "StringConverter"}
    assert SURFACES["staffing:staff_search"].methods == ("POST",)
