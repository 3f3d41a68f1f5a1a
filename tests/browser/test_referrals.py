"""Consents and a referral in Chromium: asked, refused without a consent, sent, answered, withdrawn."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultations.models import Consent, Consultation, ConsultationDraft, Referral
from tests.browser.conftest import DESKTOP, PHONE, fill_and_keep
from tests.browser.test_households import look
from tests.factories import (
    CenterFactory,
    ConsultationFactory,
    RoleGrantFactory,
    TopicFactory,
    UserFactory,
)
from tests.household_factories import ContactDetailFactory, HouseholdMembershipFactory
from tests.sharing_factories import AGENCY, WaitingListFollowUpFactory, agency_named

pytestmark = pytest.mark.browser


@pytest.fixture
def mother(center, transactional_db):
    person = HouseholdMembershipFactory(household__center=center).person
    ContactDetailFactory(person=person, value="見本町1-2-3")
    agency_named(AGENCY, center.municipality)
    return person


@pytest.fixture
def home(mother):
    return mother.memberships.get().household


def choose(page, name, label):
    page.locator(f"select[name={name}]").select_option(label=label)


def choose_agency(page):
    page.get_by_label("関係機関", exact=True).select_option(label=f"{AGENCY}（児童相談所）")


def consent_to(page, kind, name):
    """Fill in the form of the ledger for a spoken consent to share."""
    choose(page, "purpose", "記録・情報の提供")
    choose(page, "recipient_kind", kind)
    if kind == "関係機関":
        choose_agency(page)
    else:
        choose(page, "recipient_center", name)
    choose(page, "answer", "承諾あり")
    choose(page, "manner", "口頭")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("承諾の台帳に記録しました").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_referral_waits_for_a_consent(browser_for, consultant, mother, home, viewport):
    width = viewport["width"]
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("households:household_detail", args=[home.pk]))
    page.get_by_role("link", name="つなぎと提案").click()
    page.get_by_role("link", name="つなぎを作成する").click()
    look(page, f"referral-form-{width}")
    choose(page, "letter_kind", "連絡書")
    choose(page, "recipient_kind", "関係機関")
    choose_agency(page)
    choose(page, "secrecy", "その他の法令（医師・保健師など）")
    page.get_by_label(mother.registered_name).check()
    page.get_by_label("氏名・フリガナ").check()
    page.get_by_label("相談の概要", exact=True).first.check()
    page.locator("textarea[name=summary]").fill("一時預かりを希望しています。")
    page.get_by_label("お願いしたいこと").fill("空き状況を教えてください。")

    page.get_by_role("button", name="保存する").click()

    page.get_by_text("承諾も、承諾を要しない根拠も記録されていません").first.wait_for()
    look(page, f"referral-refused-{width}")
    assert page.locator("textarea[name=summary]").input_value() == "一時預かりを希望しています。"
    assert Referral.objects.count() == 0

    with page.expect_popup() as opened:
        page.get_by_role("link", name="承諾を記録する").click()
    ledger = opened.value
    look(ledger, f"consent-form-{width}")
    consent_to(ledger, "関係機関", AGENCY)
    look(ledger, f"ledger-{width}")
    ledger.close()
    page.get_by_role("button", name="保存する").click()

    page.get_by_text("つなぎを記録しました").wait_for()
    look(page, f"referral-{width}")
    choose(page, "kind", "受領の確認")
    page.get_by_role("button", name="経過を記録する").click()
    page.get_by_text("受領した人を入力してください。").first.wait_for()
    look(page, f"step-refused-{width}")
    page.get_by_label("相手方（受領者・担当者）").fill("見本 園長")
    page.get_by_role("button", name="経過を記録する").click()
    page.get_by_text("「受領の確認」を記録しました。").wait_for()
    assert Referral.objects.get().state == "received"
    page.goto(reverse("referrals:referral_list"))
    look(page, f"referrals-{width}")


def test_a_withdrawal_takes_the_record_from_a_page_that_stands_open(
    browser_for, consultant, municipality, center, home
):
    other = CenterFactory(municipality=municipality, name="となりのセンター")
    reader = RoleGrantFactory(municipality=municipality, center=other).user
    author = UserFactory(name="見本 一郎")
    record = ConsultationFactory(center=center, household=home, recorded_by=author)
    keeper, recipient = browser_for(consultant), browser_for(reader)
    keeper.goto(reverse("consents:household_consent_create", args=[home.pk]))
    consent_to(keeper, "市区町村内のほかのセンター", other.name)
    recipient.goto(reverse("consultations:shared_list"))
    look(recipient, "shared-list")
    row = recipient.get_by_role("row").filter(has=recipient.get_by_role("link"))
    row.get_by_role("link").first.click()
    recipient.get_by_role("heading", name=str(record)).wait_for()
    look(recipient, "shared-record")

    keeper.get_by_role("link", name="撤回を記録する").click()
    look(keeper, "withdrawal")
    choose(keeper, "manner", "口頭")
    keeper.get_by_role("button", name="保存する").click()
    keeper.get_by_text("撤回を記録しました").wait_for()

    answer = recipient.reload()
    assert answer.status == 404
    recipient.goto(reverse("consultations:shared_list"))
    recipient.get_by_text("提供された相談記録はありません").wait_for()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_refused_record_leaves_the_count_alone(browser_for, consultant, viewport):
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    page = browser_for(consultant, viewport=viewport)
    page.goto(reverse("consultations:consultation_create"))
    page.get_by_label("匿名").check()
    page.get_by_label("03 授乳").check()
    fill_and_keep(page, "だれにも知られたくない。")
    look(page, f"log-{viewport['width']}")
    asked = page.get_by_role("group", name="記録の作成")
    asked.get_by_role("radio").first.focus()
    page.keyboard.press("2")
    expect(asked.get_by_label("2 承諾なし")).to_be_checked()
    page.keyboard.press("Control+Enter")

    page.get_by_role("heading", name="件数だけを残します").wait_for()
    look(page, f"count-only-{viewport['width']}")
    assert ConsultationDraft.objects.count() == 1
    page.get_by_role("button", name="件数だけを残して、入力を消す").click()

    page.get_by_text("件数だけを残しました").wait_for()
    record = Consultation.objects.get()
    assert "知られたくない" not in record.content
    assert not ConsultationDraft.objects.exists()
    assert Consent.objects.get().answer == "refused"


def test_waiting_children_are_called_and_found_a_place(browser_for, consultant, mother, home):
    child = HouseholdMembershipFactory(
        household=home, person__registered_name="見本 小鳥", relationship="child"
    ).person
    follow_up = WaitingListFollowUpFactory(child=child, next_contact_on=timezone.localdate())
    page = browser_for(consultant, viewport=PHONE)
    page.goto(reverse("waiting_list:follow_up_list"))
    look(page, "waiting-list")
    page.goto(reverse("waiting_list:follow_up_detail", args=[follow_up.pk]))
    look(page, "waiting-child")
    choose(page, "method", "電話")
    page.get_by_label("聞いたこと・案内したこと").fill("空きの出た園を案内した。")
    page.get_by_role("button", name="連絡を記録する").click()
    page.get_by_text("次に連絡する日か、結果のどちらかを入力してください。").first.wait_for()
    choose(page, "outcome", "希望した園に入所")
    page.get_by_role("button", name="連絡を記録する").click()
    page.get_by_text("連絡を記録しました。").wait_for()
    look(page, "waiting-ended")
