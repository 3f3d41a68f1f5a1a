"""One family from a worried call to the end of its case, in Chromium."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casework.enums import AttentionLevel, CaseStatus
from casework.models import Case
from consultations.models import Consultation, Referral
from tests.browser.stories import (
    Days,
    change_status,
    choose,
    fill,
    follow,
    look_on_a_phone,
    make_case_codes,
    on,
    pdf_behind,
    save,
    tick,
)
from tests.browser.test_households import look
from tests.desk_factories import FavouriteResourceFactory
from tests.directory_factories import LocalResourceFactory
from tests.factories import TopicFactory
from tests.sharing_factories import AGENCY, agency_named

pytestmark = pytest.mark.browser
CALLER = "見本 新子"


@pytest.fixture
def directory(center, transactional_db):
    make_case_codes()
    TopicFactory(code="05", label="健康・病気・予防接種")
    circle = LocalResourceFactory(municipality=center.municipality, name="ひろば さくらんぼ")
    FavouriteResourceFactory(center=center, code="01", resource=circle)
    agency_named(AGENCY, center.municipality)


def test_a_worry_on_the_telephone(
    browser_for, monkeypatch, directory, consultant, chief_coordinator
):
    """電話の相談 → 地域資源 → つなぎ → 次の対応 → 気になる家庭のケース → 終結."""
    days = Days(monkeypatch)
    days.are_at(ago=30)
    page = browser_for(consultant)
    _log_the_call(page)
    record = Consultation.objects.get()
    _add_the_child(page, record)
    _refer(page, record)

    days.are_at(ago=23)
    page = browser_for(consultant)
    _hear_the_result(page)
    case = _open_a_case_of_concern(page, record)
    follow(page, "相談記録の次の対応", "結果・延期を登録する")
    page.get_by_label("済ませた").check()
    fill(page, reason="ひろばに2回行けた。夜は眠れるようになってきた。")
    save(page, "登録する", "7日以内に予定されている対応はありません。")
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    expect(page.get_by_role("heading", name="残っている対応")).to_have_count(0)
    chief = browser_for(chief_coordinator)
    chief.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(chief, "調査・アセスメント", "通告はなく、担当と話して決めた。園に様子を聞く。")

    days.are_at(ago=0)
    chief = browser_for(chief_coordinator)
    chief.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(chief, "終結", "眠れるようになった。", closing_reason="状況が改善した")
    look(chief, "story-call-closed")
    case.refresh_from_db()
    assert (case.status, case.attention_level) == (CaseStatus.CLOSED, AttentionLevel.CONCERN)
    look_on_a_phone(
        browser_for,
        consultant,
        {
            "call": reverse("consultations:consultation_detail", args=[record.pk]),
            "call-referral": reverse("referrals:referral_detail", args=[Referral.objects.get().pk]),
            "call-case": reverse("cases:case_detail", args=[case.pk]),
        },
    )


def _log_the_call(page):
    page.goto(reverse("consultations:today"))
    page.keyboard.press("Alt+n")
    expect(page.get_by_label("1 電話")).to_be_focused()
    tick(page, "1 電話")
    fill(page, caller_name=CALLER)
    tick(page, f"「{CALLER}」を新しい世帯として登録する")
    page.get_by_label("こども", exact=True).fill("1y2m")
    page.get_by_label("05 健康").check()
    fill(page, content="夜泣きが続いて眠れない。近くに頼れる人がいない。")
    page.get_by_label("案内した窓口・施設", exact=True).focus()
    page.keyboard.type(";01")
    expect(page.get_by_label("ひろば さくらんぼ")).to_be_checked()
    fill(page, next_step="ひろばに行けたか、電話で聞く", next_on=on(7))
    save(page, "保存する", "相談記録を保存しました。")
    expect(page.get_by_role("cell", name="ひろばに行けたか", exact=False).first).to_be_visible()
    look(page, "story-call-today")


def _add_the_child(page, record):
    page.goto(reverse("consultations:consultation_detail", args=[record.pk]))
    expect(page.get_by_role("link", name="ひろば さくらんぼ")).to_be_visible()
    page.goto(reverse("households:household_detail", args=[record.household_id]))
    follow(page, "世帯員を追加する")
    fill(page, registered_name="見本 二葉", registered_kana="ミホン フタバ", date_of_birth=on(-430))
    choose(page, relationship="子")
    save(page, "保存する", "世帯員を追加しました。")


def _refer(page, record):
    """Refused without a consent, sent with one."""
    page.goto(reverse("households:household_detail", args=[record.household_id]))
    follow(page, "つなぎと提案", "つなぎを作成する")
    choose(page, letter_kind="連絡書", recipient_kind="関係機関")
    choose(page, agency=f"{AGENCY}（児童相談所）", secrecy="その他の法令（医師・保健師など）")
    tick(page, CALLER, "氏名・フリガナ")
    fill(page, request="一時預かりの空きを教えてください。")
    save(page, "保存する", "承諾も、承諾を要しない根拠も記録されていません")
    with page.expect_popup() as opened:
        follow(page, "承諾を記録する")
    consent = opened.value
    choose(consent, purpose="記録・情報の提供", recipient_kind="関係機関")
    choose(consent, agency=f"{AGENCY}（児童相談所）", answer="承諾あり", manner="口頭")
    save(consent, "保存する", "承諾の台帳に記録しました")
    consent.close()
    save(page, "保存する", "つなぎを記録しました")
    assert pdf_behind(page, "連絡書（PDF）")
    choose(page, kind="受領の確認")
    fill(page, counterpart="見本 園長")
    save(page, "経過を記録する", "「受領の確認」を記録しました。")


def _hear_the_result(page):
    page.goto(reverse("referrals:referral_list"))
    page.get_by_role("main").get_by_role("link", name="つなぎ").last.click()
    choose(page, kind="結果の連絡")
    fill(page, note="週に2日、一時預かりを使うことになった。")
    save(page, "経過を記録する", "「結果の連絡」を記録しました。")
    look(page, "story-call-referral")


def _open_a_case_of_concern(page, record):
    page.goto(reverse("consultations:consultation_detail", args=[record.pk]))
    follow(page, "この相談からケースを受け付ける")
    choose(page, function="児童福祉機能", attention_level="気になる家庭")
    choose(page, category="C15 育児・しつけ", route="R05 虐待者以外（母）")
    fill(page, concern="夜泣きで母が眠れず、頼れる人がいない。")
    save(page, "ケースを受け付ける", "を受け付けました")
    expect(page.locator(".identity-bar")).to_contain_text("見本 二葉（1歳2か月）")
    expect(page.locator(".identity-bar")).to_contain_text("気になる家庭")
    look(page, "story-call-case")
    return Case.objects.get()
