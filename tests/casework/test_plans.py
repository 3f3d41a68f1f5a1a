import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.models import PlanVersion, SupportPlan
from consultations.models import ConsultationDraft
from tests.case_factories import CaseFactory
from tests.casework.plan_typing import plan_typed, revision_typed
from tests.directory_factories import LocalResourceFactory, PartnerAgencyFactory
from tests.plan_factories import (
    AssessmentFactory,
    PlanGoalFactory,
    PlanMeasureFactory,
    PlanResourceFactory,
    PlanVersionFactory,
    SupportPlanFactory,
    a_plan_of,
    in_days,
)

LIST_QUERIES = 12


def create_url(case):
    return reverse("cases:plan_create", args=[case.pk])


@pytest.fixture
def plan(case, consultant):
    return a_plan_of(case, consultant)


def test_a_plan_is_saved_once_with_its_goals_measures_and_resources(
    client_for, consultant, case, municipality
):
    resource = LocalResourceFactory(municipality=municipality)
    agency = PartnerAgencyFactory(municipality=municipality)
    typed = plan_typed(
        resources=[str(resource.pk)],
        agencies=[str(agency.pk)],
        goal_3_text="笑って過ごす",
        goal_3_baseline="表情がかたい",
        measure_2_kind="family",
        measure_2_content="週末に父が見る",
        measure_2_actor="父",
        measure_2_due_on=in_days(30).isoformat(),
        measure_2_goal_position="3",
    )
    client = client_for(consultant)

    first, again = client.post(create_url(case), typed), client.post(create_url(case), typed)

    plan = SupportPlan.objects.get()
    version = plan.versions.whole().get()
    assert first["Location"] == again["Location"] == reverse("cases:plan_detail", args=[plan.pk])
    assert (plan.status, plan.in_force, plan.review_on) == ("drafting", None, None)
    assert [each.text for each in version.goals.all()] == ["夜に続けて4時間眠る", "笑って過ごす"]
    assert [each.goal_position for each in version.measures.all()] == [None, 2]
    assert {each.name for each in version.resources.all()} == {str(resource), str(agency)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"review_on": ""}, "review_on"),
        ({"review_on": "R1.5.1"}, "review_on"),
        ({"review_on": "令和80年4月1日"}, "review_on"),
        ({"issues": " "}, "issues"),
        ({"drafted_with": ""}, "drafted_with"),
        ({"child_wishes": "", "parent_wishes": ""}, "child_wishes"),
        ({"goal_1_baseline": ""}, "goal_1_baseline"),
        ({"goal_1_text": "", "goal_1_baseline": ""}, "goal_1_text"),
        ({"measure_1_actor": ""}, "measure_1_actor"),
        ({"measure_1_due_on": "2月30日"}, "measure_1_due_on"),
        ({"measure_1_due_on": in_days(-1).isoformat()}, "measure_1_due_on"),
        ({"measure_1_goal_position": "2"}, "measure_1_goal_position"),
        ({"basis": "nonsense"}, "basis"),
        ({"resources": ["999999"]}, "resources"),
    ],
)
def test_bad_input_is_refused_and_kept(client_for, consultant, case, wrong, field):
    answer = client_for(consultant).post(create_url(case), plan_typed(**wrong))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"]["measure_1_content"].value().startswith("家庭訪問")
    assert not SupportPlan.objects.exists()


def test_a_row_without_its_parts_says_what_is_missing(client_for, consultant, case):
    answer = client_for(consultant).post(
        create_url(case), plan_typed(measure_2_content="一時預かり", goal_2_baseline="休めない")
    )

    assert set(answer.context["form"].errors) == {
        "goal_2_text",
        "measure_2_kind",
        "measure_2_actor",
        "measure_2_due_on",
    }


def test_every_word_waits_in_a_draft(client_for, consultant, case):
    client = client_for(consultant)
    save = reverse("consultations:draft_save", args=[f"support-plan-{case.pk}"])
    typed = plan_typed(measure_4_content="書きかけ", review_on="いつか")

    client.post(save, typed)
    form = client.get(create_url(case)).context["form"]
    client.post(create_url(case), plan_typed(submission_key=typed["submission_key"]))
    late = client.post(save, typed)

    assert form["measure_4_content"].value() == "書きかけ"
    assert form["review_on"].value() == "いつか"
    assert late.status_code == 409
    assert not ConsultationDraft.objects.exists()


def test_a_plan_begins_with_what_the_newest_assessment_summed_up(client_for, consultant, case):
    AssessmentFactory(case=case, assessed_on=in_days(-3), needs="以前のこと")
    AssessmentFactory(case=case, needs="夜に休む時間", parent_wishes="眠りたい。")

    form = client_for(consultant).get(create_url(case)).context["form"]

    assert form["issues"].value() == "夜に休む時間"
    assert form["parent_wishes"].value() == "眠りたい。"
    assert form["basis"].value() == "child_welfare"
    assert form["review_on"].value()


def test_an_ended_case_gets_no_plan(client_for, consultant, center):
    ended = CaseFactory(
        center=center,
        status="not_accepted",
        opened_on="2025-04-01",
        fiscal_year=2025,
        ended_on="2025-05-01",
    )

    answer = client_for(consultant).get(create_url(ended))

    assert answer["Location"] == reverse("cases:case_detail", args=[ended.pk])


def test_a_revision_is_another_version_and_shows_what_changed(client_for, consultant, plan):
    client = client_for(consultant)
    typed = revision_typed(plan, issues="夜に休めず、日中も眠い。")

    answer = client.post(reverse("cases:plan_revise", args=[plan.pk]), typed)

    plan.refresh_from_db()
    before, after = plan.versions.order_by("number")
    page = client.get(reverse("cases:version_detail", args=[after.pk]))
    assert answer.status_code == 302
    assert (before.issues, after.issues) == ("夜に休む時間がない。", "夜に休めず、日中も眠い。")
    assert (plan.in_force, plan.status) == (before, "drafting")
    [change] = page.context["changes"]
    assert (change.label, change.before) == ("解決したいこと（課題）", "夜に休む時間がない。")


def test_nothing_changed_is_no_version(client_for, consultant, plan):
    client_for(consultant).post(reverse("cases:plan_revise", args=[plan.pk]), revision_typed(plan))

    plan.refresh_from_db()
    assert (plan.versions.count(), plan.status) == (1, "in_force")


def test_a_measure_that_is_over_stays_in_a_revision_and_none_is_planned_for_the_past(
    client_for, consultant, plan
):
    plan.versions.get().measures.update(due_on=in_days(-3))
    client, url = client_for(consultant), reverse("cases:plan_revise", args=[plan.pk])

    moved = client.post(url, revision_typed(plan, measure_1_due_on=in_days(-2).isoformat()))
    kept = client.post(url, revision_typed(plan, issues="夜に休めず、日中も眠い。"))

    assert "measure_1_due_on" in moved.context["form"].errors
    assert kept.status_code == 302
    assert plan.versions.count() == 2


def test_two_revisions_at_once_show_the_conflict_and_lose_no_word(
    client_for, consultant, colleague, plan
):
    url = reverse("cases:plan_revise", args=[plan.pk])
    mine = revision_typed(plan, issues="私のことば")
    client_for(colleague).post(url, revision_typed(plan, issues="同僚のことば"))

    answer = client_for(consultant).post(url, mine)
    again = client_for(consultant).post(url, mine | {"version": "2", "seen": "2"})

    assert answer.status_code == 409
    assert answer.context["form"]["issues"].value() == "私のことば"
    assert answer.context["form"]["version"].value() == "2"
    assert "同僚のことば" in answer.content.decode()
    assert again.status_code == 302
    issues = plan.versions.order_by("number").values_list("issues", flat=True)
    assert list(issues)[1:] == ["同僚のことば", "私のことば"]


def test_other_centers_find_no_plan(client_for, elsewhere, plan):
    client = client_for(elsewhere)

    for name in ("plan_detail", "plan_revise", "plan_print", "plan_review", "plan_end"):
        assert client.get(reverse(f"cases:{name}", args=[plan.pk])).status_code == 404
    version = plan.versions.get()
    assert client.get(reverse("cases:version_detail", args=[version.pk])).status_code == 404


def test_plans_past_their_review_are_found(client_for, consultant, case):
    late = a_plan_of(case, consultant, review_on=in_days(-1))
    a_plan_of(case, consultant, review_on=in_days(0))
    SupportPlanFactory(case=case)

    page = client_for(consultant).get(reverse("cases:plan_list"), {"state": "overdue"})

    assert list(SupportPlan.objects.overdue(timezone.localdate())) == [late]
    assert [(plan, is_late) for plan, _names, is_late in page.context["rows"]] == [(late, True)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_plans(
    client_for, consultant, center, number, django_assert_num_queries
):
    for _ in range(number):
        a_plan_of(CaseFactory(center=center), consultant)
    client = client_for(consultant)
    client.get(reverse("cases:plan_list"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("cases:plan_list"))

    assert len(page.context["rows"]) == number


def test_the_page_of_the_case_names_its_plans(client_for, consultant, case, plan):
    page = client_for(consultant).get(reverse("cases:case_detail", args=[case.pk]))

    assert f"サポートプラン {case.number}-P{plan.serial}" in page.content.decode()
    labels = [matter.label for matter in page.context["open_matters"]]
    assert labels == [
        f"サポートプランP{plan.serial}：見直し",
        f"サポートプランP{plan.serial}：説明と交付",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        lambda: PlanVersionFactory(issues=""),
        lambda: PlanVersionFactory(parent_wishes=""),
        lambda: PlanVersionFactory(number=2, reason=""),
        lambda: PlanGoalFactory(baseline=""),
        lambda: PlanMeasureFactory(actor=""),
        lambda: PlanResourceFactory(resource=None),
        lambda: SupportPlanFactory(status="ended"),
        lambda: SupportPlanFactory(made_on=timezone.localdate()),
    ],
)
def test_the_database_refuses_what_is_not_whole(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken()


def test_the_review_of_a_version_is_never_empty():
    assert not PlanVersion._meta.get_field("review_on").null
