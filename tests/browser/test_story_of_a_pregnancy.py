"""One family from the pregnancy notification to 乳児家庭, by the three who work together.

The public health nurse keeps the ledger and holds the interviews, her colleague leads the case,
the chief coordinator calls the joint conference and approves the joint plan.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from casework.models import Case, Conference, MinutesSection, Pregnancy, SupportPlan, Task
from consultations.models import Household, Person
from staffing.enums import LicenceKind
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
    pdf_at,
    save,
    submit_plan,
    tick,
)
from tests.browser.test_households import look
from tests.factories import (
    LicenceFactory,
    PostingFactory,
    RoleGrantFactory,
    StaffMemberFactory,
    UserFactory,
)

pytestmark = pytest.mark.browser
MOTHER, ELDER, CHILD = "水鳥 澪", "水鳥 海", "水鳥 芽衣"
UNBORN = "澪の子"


@pytest.fixture
def nurse(consultant, municipality, center):
    """A 保健師 in the ledger of the staff."""
    member = StaffMemberFactory(
        municipality=municipality, user=consultant, name="保健 千鳥", name_kana="ホケン チドリ"
    )
    PostingFactory(center=center, staff_member=member)
    LicenceFactory(staff_member=member, kind=LicenceKind.PUBLIC_HEALTH_NURSE)
    return consultant


@pytest.fixture
def welfare_worker(municipality, center):
    user = UserFactory(username="fukushi", name="児童 福子")
    RoleGrantFactory(user=user, role=Role.CONSULTANT, municipality=municipality, center=center)
    return user


def test_from_the_notification_to_a_family_with_an_infant(
    browser_for, monkeypatch, transactional_db, nurse, welfare_worker, chief_coordinator
):
    """妊娠届出 → 面談 → 必要度 → 合同ケース会議 → 一体のプラン → 面談 → 出産 → 面談 → 乳児家庭."""
    make_case_codes()
    days = Days(monkeypatch)
    days.are_at(ago=200)
    page = browser_for(nurse)
    _register_the_notification(page, nurse)
    pregnancy = Pregnancy.objects.get()
    _interview(page, pregnancy, "妊婦給付認定の申請時", "妊婦", "上の子の育児を一人で担っている。")
    expect(page.get_by_text("専門職の資格：保健師")).to_be_visible()
    _judge_the_risk(page, pregnancy)

    days.are_at(ago=190)
    page, chief = browser_for(welfare_worker), browser_for(chief_coordinator)
    case = _open_the_case(page, chief, pregnancy)

    days.are_at(ago=180)
    chief = browser_for(chief_coordinator)
    conference = _call_the_joint_conference(
        chief, case, chair=chief_coordinator, staff=[nurse, welfare_worker]
    )
    _write_the_minutes(browser_for(nurse), conference)
    _decide(chief, conference, case, owner=welfare_worker)

    days.are_at(ago=175)
    page = browser_for(welfare_worker)
    plan = _draft_the_joint_plan(page, case)
    approve_plan(browser_for(chief_coordinator), plan, "面談の時期も入っていてよい。")
    hand_plan_over(page, plan, "本人（母）と夫")
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(page, "支援中", "プランを交付し、支援を始めた。")

    days.are_at(ago=60)
    page = browser_for(nurse)
    _is_due(page, "before_birth", "出産前の面談 1件")
    _interview(page, pregnancy, "出産前", "妊婦", "入院の準備を一緒に確かめた。")
    _is_due(page, "before_birth", "出産前の面談 0件", name=None)

    days.are_at(ago=9)
    page = browser_for(nurse)
    _register_the_birth(page, pregnancy)

    days.are_at(ago=0)
    page = browser_for(nurse)
    _is_due(page, "after_birth", "出産後の面談 1件")
    _interview(page, pregnancy, "出産後", "出産した者", "よく飲み、よく眠っている。")
    _is_due(page, "after_birth", "出産後の面談 0件", name=None)
    _see_a_family_with_an_infant(page, pregnancy)
    look_on_a_phone(
        browser_for,
        nurse,
        {
            "pregnancy-detail": reverse("maternity:pregnancy_detail", args=[pregnancy.pk]),
            "pregnancy-ledger": reverse("maternity:ledger_list"),
            "pregnancy-due": reverse("maternity:due_list"),
            "pregnancy-conference": reverse("cases:conference_detail", args=[conference.pk]),
            "pregnancy-plan": reverse("cases:plan_detail", args=[plan.pk]),
            "pregnancy-case": reverse("cases:case_detail", args=[case.pk]),
            "pregnancy-home": reverse("households:household_detail", args=[case.household_id]),
        },
    )


def _register_the_notification(page, nurse):
    page.goto(reverse("households:household_list"))
    follow(page, "世帯を登録する")
    fill(page, registered_name=MOTHER, registered_kana="ミズトリ ミオ", date_of_birth="H10.5.5")
    fill(page, contact_phone="000-3333-4444")
    choose(page, relationship="本人")
    save(page, "保存する", "世帯を登録しました。")
    follow(page, "世帯員を追加する")
    fill(page, registered_name=ELDER, registered_kana="ミズトリ カイ", date_of_birth=on(-800))
    choose(page, relationship="子")
    save(page, "保存する", "世帯員を追加しました。")
    follow(page, "妊産婦等支援台帳に登録する")
    page.locator("select[name=mother]").select_option(index=1)
    choose(page, worker=nurse.name)
    fill(page, notified_on=on(0), due_on=on(190), situation="つわりが重い。上の子は2歳。")
    save(page, "台帳に登録する", "妊産婦等支援台帳に登録しました。")
    expect(page.get_by_text("申請時の面談").first).to_be_visible()
    look(page, "story-pregnancy-registered")


def _interview(page, pregnancy, stage, interviewee, content):
    page.goto(reverse("maternity:interview_create", args=[pregnancy.pk]))
    tick(page, stage, "対面", "支援の見通し（セルフプランなど）を渡した")
    choose(page, interviewee=interviewee)
    fill(page, content=content)
    save(page, "保存する", "面談を保存しました。")
    expect(page.get_by_text(content)).to_be_visible()


def _judge_the_risk(page, pregnancy):
    page.goto(reverse("maternity:pregnancy_detail", args=[pregnancy.pk]))
    follow(page, "支援の必要度を判断する")
    tick(page, "特定妊婦として検討")
    fill(page, reason="頼れる人がおらず、上の子の育児を一人で担っている。")
    save(page, "保存する", "保存しました。")
    page.goto(reverse("maternity:ledger_list") + "?risk=specified")
    expect(page.get_by_role("cell", name=MOTHER)).to_be_visible()
    look(page, "story-pregnancy-risk")


def _open_the_case(page, chief, pregnancy):
    """Taken up by the chief without a conference of its own; the joint one follows."""
    page.goto(reverse("households:household_detail", args=[pregnancy.household_id]))
    follow(page, "この世帯のケースを受け付ける")
    choose(page, function="一体的支援", attention_level="特定妊婦")
    choose(page, category="C15 育児・しつけ", route="R15 保健センター・母子保健担当")
    choose(page, **{f"subject_{pregnancy.mother_id}": "妊産婦"})
    fill(page, concern="妊娠中。上の子の育児を一人で担い、頼れる人がいない。")
    save(page, "ケースを受け付ける", "を受け付けました")
    expect(page.locator(".identity-bar")).to_contain_text(f"{ELDER}（2歳")
    case = Case.objects.get()
    chief.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(chief, "調査・アセスメント", "合同ケース会議で、受理と方針を一緒に決める。")
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    change_status(page, "支援方針の検討", "母子保健と一緒に方針を決める。")
    return case


def _call_the_joint_conference(chief, case, *, chair, staff):
    """The case is proposed because both functions work on it; the chief chooses it."""
    chief.goto(reverse("cases:conference_list"))
    follow(chief, "合同ケース会議などを開く")
    tick(chief, "合同ケース会議")
    fill(chief, held_on=on(0), begins="10:00", place="第1会議室")
    choose(chief, chair=chair.name)
    save(chief, "会議を登録する", "会議を登録しました。")
    expect(chief.get_by_text("母子保健と児童福祉の両方で支援している").first).to_be_visible()
    look(chief, "story-pregnancy-agenda")
    chief.locator(f"[name=case_{case.pk}]").check()
    save(chief, "議題に加える", "議題を1件加えました。")
    for user in staff:
        follow(chief, "出席者を加える")
        tick(chief, "センターの職員")
        choose(chief, user=user.name)
        save(chief, "登録する", "出席者を登録しました。")
    follow(chief, "出席を記録する")
    save(chief, "登録する", "開催したことと出席を登録しました。")
    return Conference.objects.get()


def _write_the_minutes(page, conference):
    page.goto(reverse("cases:conference_detail", args=[conference.pk]))
    follow(page, "議事録を書く")
    sections = MinutesSection.objects.filter(conference=conference)
    names = {each.part: f"text_{each.pk}" for each in sections}
    fill(page, **{names["report"]: "妊娠12週。上の子は2歳で、日中は二人で過ごす。"})
    fill(page, **{names["conclusion"]: "母子保健と児童福祉で、一つのプランにして支える。"})
    save(page, "議事録を保存する", "議事録を保存しました")
    assert pdf_at(page, reverse("cases:minutes_print", args=[conference.pk]))


def _decide(chief, conference, case, *, owner):
    chief.goto(reverse("cases:conference_detail", args=[conference.pk]))
    follow(chief, "機関の役割を加える")
    fill(chief, agency_name="見本産婦人科", role="健診に来ないときに知らせる。")
    save(chief, "登録する", "機関の役割を登録しました。")
    follow(chief, "主担当機関と見直しの日")
    fill(chief, lead_agency="見本市こども家庭センター", review_on=on(90))
    save(chief, "登録する", "主担当機関と見直しの日を登録しました。")
    follow(chief, "決定を登録する")
    item = conference.items.get()
    choose(chief, item=item.subject, owner=owner.name)
    fill(chief, content="家族と一体のプランを作る。", due_on=on(14))
    save(chief, "登録する", "決定を登録し、タスクにしました。")
    look(chief, "story-pregnancy-conference")
    task = Task.objects.get()
    assert (task.owner, task.case) == (owner, case)


def _draft_the_joint_plan(page, case):
    """一体のプラン is what the page begins with, because both functions work on the case."""
    page.goto(reverse("cases:case_detail", args=[case.pk]))
    follow(page, "サポートプランを作成する")
    expect(page.get_by_label("一体のプラン（母子保健・児童福祉）")).to_be_checked()
    fill(
        page,
        drafted_with="本人（母）、保健師、担当",
        parent_wishes="産むまで、上の子と落ち着いて過ごしたい。",
        issues="体がつらい日に、上の子を見る人がいない。",
        goal_1_text="週に2日、体を休める",
        goal_1_baseline="休める日がない",
        goal_2_text="出産の間の、上の子の預け先が決まる",
        goal_2_baseline="預け先がない",
        measure_1_content="一時預かりを使う",
        measure_1_actor="見本保育所",
        measure_1_due_on=on(30),
        measure_2_content="出産前と出産後に面談する",
        measure_2_actor="保健師",
        measure_2_due_on=on(120),
    )
    choose(page, measure_1_kind="保育・一時預かり・ショートステイ", measure_1_goal_position="目標1")
    choose(page, measure_2_kind="相談・助言")
    save(page, "保存する", "サポートプランを保存しました。")
    submit_plan(page)
    look(page, "story-pregnancy-plan")
    return SupportPlan.objects.get()


def _is_due(page, kind, tab, *, name=MOTHER):
    """Or nobody is, with `name=None`."""
    page.goto(reverse("maternity:due_list") + f"?kind={kind}")
    expect(page.get_by_role("link", name=tab)).to_be_visible()
    expect(page.get_by_role("cell", name=MOTHER)).to_have_count(1 if name else 0)


def _register_the_birth(page, pregnancy):
    """In the registry on the child's own record, and in the ledger."""
    page.goto(reverse("households:household_detail", args=[pregnancy.household_id]))
    follow(page, UNBORN, "出生を登録する")
    fill(page, registered_name=CHILD, registered_kana="ミズトリ メイ", date_of_birth=on(-1))
    save(page, "保存する", "出生を登録しました。")
    page.goto(reverse("maternity:pregnancy_detail", args=[pregnancy.pk]))
    follow(page, "台帳を変更する")
    fill(page, reason="出産の連絡を受けた。", delivered_on=on(-1))
    save(page, "保存する", "台帳を変更しました。")
    expect(page.locator(".identity-bar")).to_contain_text("出産後")


def _see_a_family_with_an_infant(page, pregnancy):
    page.goto(reverse("maternity:pregnancy_detail", args=[pregnancy.pk]))
    expect(page.locator(".identity-bar")).to_contain_text("出産後")
    expect(page.get_by_text(CHILD).first).to_be_visible()
    look(page, "story-pregnancy-after-birth")
    page.goto(reverse("maternity:ledger_list"))
    expect(page.get_by_role("row", name=MOTHER)).to_contain_text("出産後")
    look(page, "story-pregnancy-ledger")
    page.goto(reverse("households:household_detail", args=[pregnancy.household_id]))
    expect(page.get_by_role("heading", name=CHILD)).to_be_visible()
    expect(page.get_by_text("出生前", exact=True)).to_have_count(0)

    assert Household.objects.count() == 1
    child = Person.objects.get(registered_name=CHILD)
    assert [each.person for each in pregnancy.children.all()] == [child]
    stages = pregnancy.interviews.order_by("occurred_at").values_list("stage", flat=True)
    assert list(stages) == ["application", "before_birth", "after_birth"]
