"""Single sign-on in a browser: through the provider's page, and in a tab beside a half-written note."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from consultations.models import Consultation
from tests.accounts.conftest import linked, provider  # noqa: F401 -- fixtures
from tests.browser.conftest import assert_accessible, fill_and_keep
from tests.factories import TopicFactory

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("linked")]

CREATE = "/consultations/create/"
OVER = "統合認証でサインインする（新しいタブ）"


@pytest.fixture
def page(browser_for):
    """Signed in by the provider, at the form of a new record."""
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    page = browser_for()
    page.goto(CREATE)
    assert_accessible(page)
    page.get_by_role("link", name="統合認証でサインインする").click()
    expect(page).to_have_url(re.compile(f"{CREATE}$"))
    return page


def test_a_session_over_at_the_save_is_renewed_in_another_tab(page):
    page.get_by_label("匿名").check()
    page.get_by_label("03 授乳").check()
    fill_and_keep(page, "離乳食を食べてくれない。")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存する").click()
    dialog = page.get_by_role("dialog", name="サインインが切れました")
    expect(dialog.get_by_role("link", name=OVER)).to_be_focused()
    assert_accessible(page)

    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name=OVER).click()
    expect(opened.value.get_by_role("heading", name="サインインしました")).to_be_visible()
    opened.value.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(page.get_by_text("相談記録を保存しました。")).to_be_visible()
    assert Consultation.objects.get().content == "離乳食を食べてくれない。"


def test_signing_out_offers_the_providers_own_end(page, provider):  # noqa: F811 -- the fixture
    page.get_by_role("button", name="サインアウト").click()

    link = page.get_by_role("link", name="統合認証からもサインアウトする")
    expect(link).to_have_attribute("href", re.compile(f"^{re.escape(provider.issuer)}/end"))
    page.goto(reverse("consultations:today"))
    expect(page.get_by_role("link", name="統合認証でサインインする")).to_be_visible()
