"""An office role follows every link of the demonstration and never meets a client."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from centers.models import Center, PartnerAgency
from consultations.models import Consultation
from staffing.models import StaffMember
from subsidies.actions import publish_version
from subsidies.judge.versions import load_versions
from tests.access.watch import text_of
from tests.demo.fixtures import demo_database

__all__ = ["demo_database"]

MOST_PAGES = 120
MOST_OF_ONE_KIND = 3  # the same page with other numbers
LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')
SPACE = re.compile(r"\s")
SHORTEST_DISTINCTIVE = 25


def client_words():
    """Names and long notes of the log, without what is also a colleague's or an agency's name."""
    staff = set(StaffMember.objects.values_list("name", flat=True))
    staff |= set(User.objects.values_list("name", flat=True))
    named = Consultation.objects.exclude(caller_name="")
    agencies = " ".join(PartnerAgency.objects.values_list("name", flat=True))
    callers = set(named.values_list("caller_name", flat=True)) - staff
    names = {name for name in callers if name not in agencies}
    notes = set(Consultation.objects.values_list("content", flat=True))
    distinctive = sorted({_tight(note) for note in notes if len(note) >= SHORTEST_DISTINCTIVE})
    return sorted({_tight(name) for name in names}), distinctive[:: len(distinctive) // 200 or 1]


def _tight(text):
    return SPACE.sub("", text)


def kind_of(url):
    """The page without its numbers, and which of its parameters are asked."""
    parts = urlsplit(url)
    names = sorted(pair.split("=")[0] for pair in parts.query.split("&") if pair)
    exported = re.findall(r"csv=\w+", parts.query)
    return re.sub(r"\d+", "0", parts.path), *names, *exported


def crawl(client, *starts):
    waiting, seen, kinds, answers = deque(starts), set(starts), {}, {}
    while waiting and len(answers) < MOST_PAGES:
        url = waiting.popleft()
        answers[url] = response = client.get(url)
        found = [response.url] if response.status_code == 302 else _links(response)
        for link in found:
            target = urljoin(url, unescape(link))
            kind = kind_of(target)
            is_ours = target.startswith("/") and not target.startswith(("/static", "//"))
            if is_ours and target not in seen and kinds.get(kind, 0) < MOST_OF_ONE_KIND:
                kinds[kind] = kinds.get(kind, 0) + 1
                seen.add(target)
                waiting.append(target)
    return answers


def _links(response):
    is_page = response.get("Content-Type", "").startswith("text/html")
    return LINK.findall(response.content.decode()) if is_page else []


def make_judgement_sheet(client):
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())
    center = Center.objects.get(name="つなぎ市子育て支援センターそよかぜ")
    url = reverse("subsidies:judgement_sheet_create", args=[center.pk, 2025])
    response = client.post(url, {"type": "basic", "stage": "actual"})
    return response.url


@pytest.mark.parametrize("username", ["keiri", "kansa", "kanri", "shokan"])
def test_no_client_is_met_on_any_page(demo_database, username):
    user = User.objects.get(username=username)
    client = Client()
    client.force_login(user)
    starts = ["/"]
    if username == "keiri":
        sheet = make_judgement_sheet(client)
        starts += [sheet, f"{sheet}pdf/"]
    names, notes = client_words()

    answers = crawl(client, *starts)

    kinds = {response.get("Content-Type", "").split(";")[0] for response in answers.values()}
    assert {response.status_code for response in answers.values()} <= {200, 302}
    assert len(answers) >= (3 if username == "kanri" else 25)
    assert len(names) > 20
    assert len(notes) > 100
    if username == "keiri":
        assert {"text/html", "application/pdf", "text/csv"} <= kinds
    met = [
        (url, word)
        for url, response in answers.items()
        for word in _met(_tight(unescape(text_of(response))), names, notes)
    ]
    assert met == []


def _met(text, names, notes):
    """One pattern for all: thousands of words against each of many pages."""
    return re.findall("|".join(map(re.escape, (*names, *notes))), text)
