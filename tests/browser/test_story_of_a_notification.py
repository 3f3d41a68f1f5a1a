"""One family from a neighbour's notification to its case reopened, in Chromium.

The worker takes the notification, sees the child and writes the plan; the chief coordinator
accepts the case, decides, approves and closes.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from casework.enums import CaseStatus
from casework.models import (
    Case,
    Conference,
    MinutesSection,
    Notification,
    SupportPlan,
    Task,
)
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
from tests.household_factories import HouseholdMembershipFactory

pytestmark = pytest.mark.browser
NOTIFIER = "通告 良子"


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


def test_a_notification_by_a_neighbour(
    browser_for, monkeypatch, home, consultant, chief_coordinator
):
    """通告 → 48時間以内の安全確認 → 会議 → プラン → 評価・見直し → 終結 → 再開."""
    days = Days(monkeypatch)
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
    choose(chief, owner=owner.name)
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
    follow(chief, str(case))
    expect(chief.locator("#related-heading + ul")).to_contain_text("再開後のケース")
    return reopened
