"""Chromium against the live server: `browser_for(user)` gives a page, signed in.

Every page collects what would go unnoticed: CSP violations and script errors fail the test.
`assert_accessible(page)` runs axe with the WCAG 2.2 A and AA rules.
"""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests.browser.live_requests import LiveRequests

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
# A busy machine stands still for some seconds; a page that hangs does not come at all.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
COLLECT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event => {
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI);
});
"""


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_requests(live_server):
    return LiveRequests(live_server)


@pytest.fixture
def browser_for(transactional_db, live_server, live_requests, chromium):
    """`browser_for(user, viewport=DESKTOP)` → a page signed in as `user` (None: signed out)."""
    contexts, errors = [], []
    live_requests.open()

    def open_page(user=None, viewport=DESKTOP):
        context = chromium.new_context(
            base_url=live_server.url, viewport=viewport, locale="ja-JP", timezone_id="Asia/Tokyo"
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_cookie(user, live_server.url)])
        page = context.new_page()
        page.add_init_script(COLLECT_VIOLATIONS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text)
                if message.type == "error" and "CSP" in message.text
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    live_requests.shut()
    assert errors == []


def _session_cookie(user, url):
    client = Client()
    client.force_login(user)
    assert SessionStore(client.session.session_key).exists(client.session.session_key)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": url}


def fill_and_keep(page, note):
    """Write the note of a consultation; returns when its draft is on the server, none to send."""
    with page.expect_response(lambda response: note in (response.request.post_data or "")):
        page.get_by_label("相談の内容").fill(note)
    expect(page.locator("[data-draft-status]")).to_contain_text("下書きを保存しました")


def assert_accessible(page):
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    found = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []


def assert_no_sideways_scroll(page):
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"the page is {wide} px wider than the window"
