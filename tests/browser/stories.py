"""What the stories share: forms filled in and sent, the days that pass, the pages looked at."""

import datetime as dt
import io
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from casework.enums import CaseCodeKind
from shared.wareki import format_wareki
from tests.browser.conftest import PHONE
from tests.browser.test_households import look
from tests.case_factories import CaseCodeFactory


class Days:
    """The day on which a story stands, for the server as well.

    A sign-in is over after one night: whoever goes on signs in anew.
    """

    def __init__(self, monkeypatch):
        self.real, self.ago = timezone.now, dt.timedelta()
        monkeypatch.setattr(timezone, "now", lambda: self.real() - self.ago)

    def are_at(self, *, ago):
        """So many days before the day of the test."""
        self.ago = dt.timedelta(days=ago)


def on(days):
    """That many days from the day of the story on, as somebody types it."""
    return format_wareki(timezone.localdate() + dt.timedelta(days=days))


def fill(page, **texts):
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)


def choose(page, **labels):
    for name, label in labels.items():
        page.locator(f"select[name={name}]").select_option(label=label)


def tick(page, *labels):
    for label in labels:
        page.get_by_label(label, exact=True).check()


def follow(page, *links):
    for link in links:
        page.get_by_role("main").get_by_role("link", name=link).first.click()


def save(page, button, said):
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_text(said).first.wait_for()


def change_status(page, after, reason, **labels):
    """On the page of a case."""
    follow(page, "状況を変更する")
    tick(page, after)
    fill(page, reason=reason)
    choose(page, **labels)
    save(page, "状況を変更する", "に変更しました")


def pdf_behind(page, link):
    """The PDF that a link of the page leads to."""
    address = page.get_by_role("link", name=link).first.get_attribute("href")
    return pdf_at(page, address)


def pdf_at(page, address):
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.body()


def words_of(pdf):
    """In the order of the paper, lines joined."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return text.replace("\n", "")


def look_on_a_phone(browser_for, user, pages):
    """Each of the pages, by its name, fits 390 pixels and is accessible."""
    phone = browser_for(user, viewport=PHONE)
    for name, address in pages.items():
        phone.goto(address)
        look(phone, f"story-{name}-390")


def submit_plan(page):
    page.get_by_role("button", name="承認を依頼する").click()
    page.get_by_text("統括支援員に承認を依頼しました。").wait_for()


def approve_plan(chief, plan, advice):
    """From the list of what waits for the chief."""
    chief.goto(reverse("cases:plan_list") + "?state=awaiting")
    follow(chief, plan.number, "承認・差し戻し")
    tick(chief, "承認する")
    fill(chief, words=advice)
    save(chief, "登録する", "サポートプランを承認しました。")


def hand_plan_over(page, plan, family):
    """Explained, agreed to, handed over as the paper that both have signed; the paper of two sizes."""
    page.goto(reverse("cases:plan_detail", args=[plan.pk]))
    for kind in ("説明", "同意", "交付"):
        follow(page, "説明・同意・交付")
        tick(page, kind)
        fill(page, counterpart=family)
        if kind == "交付":
            tick(page, "家族と職員が署名した")
        save(page, "登録する", f"「{kind}」を登録しました。")
    return [
        pdf_at(page, _sheet_of(plan, wording="formal", size="normal")),
        pdf_at(page, _sheet_of(plan, wording="plain", size="large")),
    ]


def _sheet_of(plan, **how):
    return f"{reverse('cases:plan_print', args=[plan.pk])}?{urlencode(how)}"


def make_case_codes():
    for code, label in (("C01", "児童虐待"), ("C15", "育児・しつけ")):
        CaseCodeFactory(code=code, label=label)
    for code, label in (
        ("R05", "虐待者以外（母）"),
        ("R08", "近隣・知人"),
        ("R15", "保健センター・母子保健担当"),
    ):
        CaseCodeFactory(kind=CaseCodeKind.ROUTE, code=code, label=label)
