"""Three families from the first word to the end, in Chromium, each step by whoever takes it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from casework.enums import AttentionLevel, CaseStatus
from casework.models import (
    Case,
    Conference,
    MinutesSection,
    Notification,
    SupportPlan,
    Task,
)
from consultations.models import Consultation, Referral
from tests.browser.stories import (
    Days,
    approve_plan,
    change_status,
    choose,
    fill,
    follow,
    hand_plan_over,
    look_on_a_phone,
    make_case_codes,
    on,
    pdf_behind,
    save,
    submit_plan,
    tick,
    words_of,
)
from tests.browser.test_households import look
from tests.desk_factories import FavouriteResourceFactory
from tests.directory_factories import LocalResourceFactory
from tests.factories import TopicFactory
from tests.household_factories import HouseholdMembershipFactory
from tests.sharing_factories import AGENCY, agency_named

pytestmark = pytest.mark.browser
CALLER, NOTIFIER = "見本 新子", "通告 良子"


@pytest.fixture
def days(monkeypatch):
    return Days(monkeypatch)


@pytest.fixture
def home(center, transactional_db):
    """A mother and her child of four."""
    make_case_codes()
    household = HouseholdMembershipFactory(household__center=center).household
    HouseholdMembershipFactory(
        household=household,
        relationship="child",
        person__registered_name="見本 小鳥",
        person__date_of_birth=timezone.localdate() - dt.timedelta(days=1600),
    )
    return household


@pytest.fixture
def directory(center, transactional_db):
    make_case_codes()
    TopicFactory(code="05", label="健康・病気・予防接種")
    circle = LocalResourceFactory(municipality=center.municipality, name="ひろば さくらんぼ")
    FavouriteResourceFactory(center=center, code="01", resource=circle)
    agency_named(AGENCY, center.municipality)


def test_a_notification_by_a_neighbour(browser_for, days, home, consultant, chief_coordinator):
    """通告 → 48時間以内の安全確認 → 会議 → プラン → 評価・見直し → 終結 → 再開."""
    days.are_at(ago=120)
    case = _take_the_notification(browser_for(consultant), home)

    days.are_at(ago=119)
    page = browser_for(consultant)
    _see_the_child_safe(page)
    chief = browser_for(chief_coordinator)
    _accept_the_case(page, chief, case, chair=chief_coordinator)

    days.are_at(ago=110)
    page, chief = browser_for(consultant), browser_for(chief_coordinator)
    task = _confer(page, chief, case, chair=chief_coordinator, owner=consultant)

    days.are_at(ago=105)
    page = browser_for(consultant)
    plan = _draft_the_plan(page, case)
    approve_plan(browser_for(chief_coordinator), plan, "目標が具体的でよい。")
    for sheet in hand_plan_over(page, plan, "母と本人（4歳）"):
        assert "夜に続けて眠る" in words_of(sheet)
        assert NOTIFIER not in words_of(sheet)
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(page, "支援中", "プランを交付した。")

    days.are_at(ago=10)
    page = browser_for(consultant)
    _finish_the_task(page, task)
    _review_the_plan(page, plan)
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(page, "見守り・進行管理", "プランを終え、園で見守る。")

    days.are_at(ago=0)
    chief = browser_for(chief_coordinator)
    reopened = _close_and_reopen(chief, case, consultant)
    look_on_a_phone(
        browser_for,
        consultant,
        {
            "notified-form": reverse("cases:notification_create"),
            "notified-case": reverse("cases:case_detail", args=[case.pk]),
            "notified-plan": reverse("cases:plan_detail", args=[plan.pk]),
            "notified-task": reverse("cases:task_detail", args=[task.pk]),
            "notified-reopened": reverse("cases:case_detail", args=[reopened.pk]),
        },
    )


def _take_the_notification(page, home):
    page.goto(reverse("cases:case_list"))
    follow(page, "通告の受付")
    choose(page, notifier_kind="近隣・知人", route="R08 近隣・知人")
    fill(page, notifier_name=NOTIFIER, content="夜に泣き声が続く。", concern="夜間の泣き声。")
    fill(page, household_number=f"世帯{home.pk}")
    save(page, "ケースを受け付ける", "を受け付けました")
    expect(page.locator(".identity-bar")).to_contain_text("制限")
    expect(page.get_by_text("まだ確認していません")).to_be_visible()
    assert NOTIFIER not in page.content()
    _name_the_family(page)
    page.goto(reverse("consultations:today"))
    expect(page.get_by_text("通告：安全確認が済んでいません")).to_be_visible()
    look(page, "story-notified-today")
    return Case.objects.get()


def _name_the_family(page):
    """A notification names nobody; whom it is about is said once it is known."""
    follow(page, "対象者を変更する")
    page.get_by_label("見本 小鳥").select_option(label="こども")
    page.get_by_label("見本 葉子").select_option(label="保護者")
    fill(page, reason="世帯の登録で確かめた。")
    save(page, "変更する", "対象者を変更しました。")
    expect(page.locator(".identity-bar")).to_contain_text("見本 小鳥（4歳")


def _see_the_child_safe(page):
    page.goto(reverse("consultations:today"))
    follow(page, "安全確認を登録する")
    choose(page, safety_check="家庭訪問で目視")
    save(page, "登録する", "安全の確認を登録しました。")
    follow(page, "支援記録を書く")
    tick(page, "訪問・面接")
    fill(page, counterpart="母", content="家庭を訪問し、子どもに会えた。けがはない。")
    save(page, "保存する", "支援記録を保存しました")
    look(page, "story-notified-safe")
    told = Notification.objects.get()
    assert told.safety_confirmed_at <= told.confirm_until
    assert told.missed_reason == ""


def _call(page, case, kind, *, chair, reason):
    """A conference of this case, today."""
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    follow(page, "会議を開く")
    tick(page, kind)
    fill(page, held_on=on(0), begins="9:00", place="第1会議室", reason=reason)
    choose(page, chair=chair.name)
    save(page, "会議を登録する", "会議を登録しました。")
    return Conference.objects.latest("pk")


def _hold(page):
    follow(page, "出席を記録する")
    save(page, "登録する", "開催したことと出席を登録しました。")


def _accept_the_case(page, chief, case, *, chair):
    conference = _call(page, case, "緊急受理会議", chair=chair, reason="夜間の泣き声が続く。")
    chief.goto(reverse("cases:conference_detail", args=[conference.pk]))
    _hold(chief)
    follow(chief, "受理の決定をする")
    tick(chief, "受理する")
    fill(chief, reason="けがはないが、養育の負担が大きく、調査が必要と判断した。")
    save(chief, "決定を登録する", "受理の決定を登録し、ケースの状況を変更しました。")
    case.refresh_from_db()
    assert case.status == CaseStatus.INVESTIGATING


def _confer(page, chief, case, *, chair, owner):
    """Called and written down by the worker; held and decided by the chief."""
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(page, "支援方針の検討", "調査が終わった。")
    reason = "調査が終わったため、支援の方針を決める。"
    conference = _call(page, case, "個別ケース検討会議", chair=chair, reason=reason)
    follow(page, "議事録を書く")
    sections = MinutesSection.objects.filter(conference=conference)
    names = {each.part: f"text_{each.pk}" for each in sections}
    fill(page, **{names["report"]: "母は夜に眠れていない。子どもにけがはない。"})
    fill(page, **{names["conclusion"]: "家事の支援を入れ、園で見守る。"})
    save(page, "議事録を保存する", "議事録を保存しました")
    chief.goto(reverse("cases:conference_detail", args=[conference.pk]))
    _hold(chief)
    follow(chief, "決定を登録する")
    choose(chief, item=conference.items.get().subject, owner=owner.name)
    fill(chief, content="園に、朝の様子を週に一度聞く。", due_on=on(14))
    save(chief, "登録する", "決定を登録し、タスクにしました。")
    look(chief, "story-notified-conference")
    minutes = words_of(pdf_behind(chief, "議事録を印刷する（PDF）"))
    assert "園に、朝の様子を週に一度聞く。" in minutes
    assert NOTIFIER not in minutes
    return Task.objects.get()


def _draft_the_plan(page, case):
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    follow(page, "サポートプランを作成する")
    fill(
        page,
        drafted_with="母、本人（4歳）、担当",
        child_wishes="ママと絵本を読みたい。",
        parent_wishes="夜に眠りたい。",
        issues="母が夜に休む時間がない。",
        goal_1_text="夜に続けて眠る",
        goal_1_baseline="1時間おきに起きている",
        goal_2_text="毎朝、園に行く",
        goal_2_baseline="週に2日休んでいる",
        measure_1_content="家事の支援を使う",
        measure_1_actor="見本家事援助",
        measure_1_due_on=on(14),
    )
    choose(page, measure_1_kind="家事・育児の支援")
    save(page, "保存する", "サポートプランを保存しました。")
    submit_plan(page)
    return SupportPlan.objects.get()


def _finish_the_task(page, task):
    """From the page of today, where it stands as overdue."""
    page.goto(reverse("consultations:today"))
    follow(page, task.content, "完了にする")
    fill(page, reason="園から、休まず来ていると聞いた。")
    save(page, "完了にする", "タスクを完了にしました。")


def _review_the_plan(page, plan):
    """What is overdue surfaces in the list, and leads to the review."""
    page.goto(reverse("cases:plan_list") + "?state=overdue")
    look(page, "story-notified-overdue")
    follow(page, "期日を過ぎています：評価する")
    fill(page, reviewed_with="母、本人", summary="眠れる夜が増え、園を休まなくなった。")
    choose(page, effect_1_level="よくなった", effect_2_level="達成した")
    fill(page, effect_1_words="3時間続けて眠れる。", child_words="絵本をいっぱい読んだ。")
    tick(page, "プランを終える")
    save(page, "評価を保存する", "評価を保存しました。")
    expect(page.get_by_text("3時間続けて眠れる。")).to_be_visible()
    look(page, "story-notified-review")
    plan.refresh_from_db()
    effects = plan.reviews.get().effects.order_by("goal__position")
    assert plan.has_ended
    assert [each.level for each in effects] == ["improved", "achieved"]


def _close_and_reopen(chief, case, worker):
    chief.goto(reverse("cases:case_detail", args=[case.pk]))
    expect(chief.get_by_role("heading", name="残っている対応")).to_have_count(0)
    change_status(
        chief, "終結", "安全を確かめ、会議で終結を決めた。", closing_reason="状況が改善した"
    )
    look(chief, "story-notified-closed")
    follow(chief, "再開する")
    fill(chief, concern="再び通告があった。")
    choose(chief, main_worker=worker.name)
    save(chief, "新しいケースとして再開する", "として再開しました")
    expect(chief.get_by_role("link", name=str(case)).first).to_be_visible()
    expect(chief.get_by_text("再開前のケース").first).to_be_visible()
    look(chief, "story-notified-reopened")
    assert NOTIFIER not in chief.content()
    reopened = Case.objects.exclude(pk=case.pk).get()
    assert (reopened.status, reopened.is_restricted) == (CaseStatus.RECEIVED, True)
    assert reopened.links.get().other == case
    return reopened


def test_a_worry_on_the_telephone(browser_for, days, directory, consultant, chief_coordinator):
    """電話の相談 → 地域資源 → つなぎ → 次の対応 → 気になる家庭のケース → 終結."""
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
    change_status(page, "調査・アセスメント", "一時預かりの様子を園に聞く。")

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
