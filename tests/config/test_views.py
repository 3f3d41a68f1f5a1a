"""The start page of each role, and what a monitor is told."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from subsidies.actions import publish_version
from subsidies.judge.versions import load_versions
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("consultant", "consultations:today"),
        ("chief_coordinator", "consultations:today"),
        ("contractor", "consultations:today"),
        ("finance_clerk", "worksheets:stage_choice"),
        ("municipal_officer", "subsidies:dashboard"),
        ("auditor", "subsidies:dashboard"),
        ("system_administrator", "accounts:account_list"),
    ],
)
def test_each_day_begins_where_the_work_is(client_for, request, role, page):
    response = client_for(request.getfixturevalue(role)).get(reverse("home"))

    assert response.url == reverse(page)


def test_somebody_without_a_role_is_told_so(client_for):
    response = client_for(UserFactory()).get(reverse("home"))

    assert "役割がありません" in response.content.decode()


def test_health_waits_for_the_rule_versions(client):
    response = client.get(reverse("healthz"))

    assert response.status_code == 503
    assert response.json() == {
        "status": "error",
        "database": "ok",
        "migrations": "ok",
        "rule_versions": "missing",
    }


def test_health_says_ok_when_everything_is_there(client):
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())

    response = client.get(reverse("healthz"))

    assert response.status_code == 200
    assert response.json()["status"] == "ok"


def test_pages_carry_the_headers_of_a_closed_network(client):
    response = client.get(reverse("accounts:sign_in"))

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


def test_an_unknown_page_is_a_polite_404(client_for, consultant):
    response = client_for(consultant).get("/consultations/999999/")

    assert response.status_code == 404
    assert "見つかりません" in response.content.decode()


@pytest.mark.parametrize("charset", ["shift_jis", "utf-7"])
def test_what_is_not_sent_in_utf_8_gets_the_page_of_the_house(charset):
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("accounts:sign_in"))  # with the cookie the body is read

    answer = client.generic(
        "POST",
        reverse("accounts:sign_in"),
        b"username=a",
        content_type=f"application/x-www-form-urlencoded; charset={charset}",
    )

    assert answer.status_code == 400
    assert "形式が正しくありません" in answer.content.decode()
