import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from casework.plan_enums import PlanStatus, PlanStepKind
from tests.casework.plan_typing import review_typed, revision_typed
from tests.factories import RoleGrantFactory, UserFactory
from tests.plan_factories import (
    PlanReviewFactory,
    PlanStepFactory,
    a_plan_of,
    in_days,
)


def url_of(plan, name):
    return reverse(f"cases:plan_{name}", args=[plan.pk])


@pytest.fixture
def waiting(case, consultant):
    return a_plan_of(case, consultant, status=PlanStatus.SUBMITTED)


@pytest.fixture
def plan(case, consultant):
    return a_plan_of(case, consultant, made_on=case.opened_on)


@pytest.fixture
def another_chief(municipality, center):
    user = UserFactory(name="統括 二郎")
    RoleGrantFactory(
        user=user, role=Role.CHIEF_COORDINATOR, municipality=municipality, center=center
    )
    return user


def decided(client, plan, decision="approve", **more):
    data = {"version": str(plan.version), "decision": decision, "words": ""}
    return client.post(url_of(plan, "decide"), data | more)


def test_a_plan_is_sent_for_approval_once(client_for, consultant, case):
    plan = a_plan_of(case, consultant, status=PlanStatus.DRAFTING)
    client = client_for(consultant)

    client.post(url_of(plan, "submit"), {"version": "1"})
    client.post(url_of(plan, "submit"), {"version": "2"})

    plan.refresh_from_db()
    assert plan.status == PlanStatus.SUBMITTED
    assert plan.steps.get().kind == PlanStepKind.SUBMITTED


def test_the_approval_puts_the_version_in_force(client_for, chief_coordinator, waiting):
    answer = decided(client_for(chief_coordinator), waiting)

    waiting.refresh_from_db()
    version, step = waiting.versions.get(), waiting.steps.get()
    assert answer.status_code == 302
    assert (waiting.status, waiting.in_force) == (PlanStatus.IN_FORCE, version)
    assert waiting.review_on == version.review_on
    assert (waiting.made_on, waiting.first_approved_by) == (
        timezone.localdate(),
        chief_coordinator,
    )
    assert (step.kind, step.is_by_writer) == (PlanStepKind.APPROVED, False)


def test_a_later_approval_is_no_plan_made_anew(client_for, consultant, chief_coordinator, plan):
    made_on = plan.made_on
    client = client_for(consultant)
    client.post(url_of(plan, "revise"), revision_typed(plan, issues="朝がつらい。"))
    client.post(url_of(plan, "submit"), {"version": "2"})
    plan.refresh_from_db()

    decided(client_for(chief_coordinator), plan)

    plan.refresh_from_db()
    assert (plan.made_on, plan.in_force.number) == (made_on, 2)


def test_whoever_may_not_approve_is_refused(client_for, consultant, waiting):
    assert client_for(consultant).get(url_of(waiting, "decide")).status_code == 403


def test_a_return_needs_a_reason_and_goes_back_to_the_writer(
    client_for, chief_coordinator, waiting
):
    client = client_for(chief_coordinator)

    refused = decided(client, waiting, "return")
    decided(client, waiting, "return", words="目標を家族のことばにする。")

    waiting.refresh_from_db()
    assert set(refused.context["form"].errors) == {"words"}
    assert (waiting.status, waiting.in_force) == (PlanStatus.DRAFTING, None)
    assert waiting.steps.get().words == "目標を家族のことばにする。"


def test_who_wrote_leaves_the_approval_to_another(
    client_for, chief_coordinator, another_chief, case
):
    own = a_plan_of(case, chief_coordinator, status=PlanStatus.SUBMITTED)

    answer = decided(client_for(chief_coordinator), own, words="急ぐため")

    own.refresh_from_db()
    assert answer.status_code == 422
    assert "統括 二郎さんに承認を依頼してください" in answer.content.decode()
    assert own.status == PlanStatus.SUBMITTED
    decided(client_for(another_chief), own)
    own.refresh_from_db()
    assert own.status == PlanStatus.IN_FORCE


def test_alone_the_writer_approves_with_a_reason(client_for, chief_coordinator, case):
    own = a_plan_of(case, chief_coordinator, status=PlanStatus.SUBMITTED)
    client = client_for(chief_coordinator)

    refused = decided(client, own)
    decided(client, own, words="統括支援員が1人のため")

    assert set(refused.context["form"].errors) == {"words"}
    assert own.steps.get().is_by_writer is True


def test_an_approval_of_an_older_page_is_asked_again(
    client_for, consultant, chief_coordinator, waiting
):
    client_for(consultant).post(
        url_of(waiting, "revise"), revision_typed(waiting, issues="新しいことば")
    )
    client_for(consultant).post(url_of(waiting, "submit"), {"version": "2"})

    answer = decided(client_for(chief_coordinator), waiting)

    waiting.refresh_from_db()
    assert answer.status_code == 409
    assert "新しいことば" in answer.content.decode()
    assert waiting.in_force is None


@pytest.mark.parametrize(
    ("kind", "more", "errors"),
    [
        ("explained", {}, set()),
        ("agreed", {}, set()),
        ("declined", {}, {"words"}),
        ("declined", {"words": "今は訪問を望まない。電話を続ける。"}, set()),
        ("handed_over", {"is_cosigned": "on"}, set()),
        ("explained", {"is_cosigned": "on"}, {"is_cosigned"}),
        ("explained", {"counterpart": ""}, {"counterpart"}),
        ("approved", {}, {"kind"}),
    ],
)
def test_what_was_done_with_the_family(client_for, consultant, plan, kind, more, errors):
    data = {
        "version": "1",
        "kind": kind,
        "on": timezone.localdate().isoformat(),
        "counterpart": "母",
    }

    answer = client_for(consultant).post(url_of(plan, "with_family"), data | more)

    if errors:
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, errors)
        assert not plan.steps.exists()
    else:
        step = plan.steps.get()
        assert (step.kind, step.counterpart) == (kind, "母")
        assert step.is_cosigned is (True if kind == "handed_over" else None)


def test_before_the_approval_nothing_is_handed_over(client_for, consultant, waiting):
    answer = client_for(consultant).get(url_of(waiting, "with_family"))

    assert answer["Location"] == reverse("cases:plan_detail", args=[waiting.pk])


def test_a_review_tells_each_goal_and_sets_the_next_date(client_for, consultant, plan):
    client, typed = client_for(consultant), review_typed()

    client.post(url_of(plan, "review"), typed)
    client.post(url_of(plan, "review"), typed)

    plan.refresh_from_db()
    effect = plan.reviews.get().effects.get()
    assert (effect.goal, effect.level) == (plan.in_force.goals.get(), "improved")
    assert plan.review_on == in_days(60)


def test_a_review_may_end_the_plan(client_for, consultant, plan):
    client_for(consultant).post(
        url_of(plan, "review"), review_typed(outcome="ended", next_review_on="")
    )

    plan.refresh_from_db()
    assert (plan.status, plan.end_reason) == (PlanStatus.ENDED, "reviewed")
    assert plan.ended_on == timezone.localdate()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"next_review_on": ""}, "next_review_on"),
        ({"outcome": "ended"}, "next_review_on"),
        ({"next_review_on": timezone.localdate().isoformat()}, "next_review_on"),
        ({"next_review_on": in_days(-1).isoformat()}, "next_review_on"),
        ({"next_review_on": "令和80年4月1日"}, "next_review_on"),
        ({"effect_1_level": ""}, "effect_1_level"),
        ({"summary": " "}, "summary"),
        ({"reviewed_on": "R20.1.1"}, "reviewed_on"),
    ],
)
def test_a_review_with_gaps_is_refused_and_kept(client_for, consultant, plan, wrong, field):
    answer = client_for(consultant).post(url_of(plan, "review"), review_typed(**wrong))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"]["effect_1_words"].value() == "続けて3時間"
    assert not plan.reviews.exists()


def test_an_ended_plan_is_changed_no_more(client_for, consultant, plan):
    client = client_for(consultant)
    data = {
        "version": "1",
        "on": timezone.localdate().isoformat(),
        "reason": "moved",
        "words": "転出した。",
    }

    client.post(url_of(plan, "end"), data)

    plan.refresh_from_db()
    assert (plan.status, plan.end_reason) == (PlanStatus.ENDED, "moved")
    for name in ("revise", "with_family", "review", "end"):
        answer = client.get(url_of(plan, name))
        assert answer["Location"] == reverse("cases:plan_detail", args=[plan.pk])


@pytest.mark.parametrize(
    "broken",
    [
        lambda: PlanStepFactory(kind=PlanStepKind.RETURNED, words=""),
        lambda: PlanStepFactory(kind=PlanStepKind.HANDED_OVER, counterpart=""),
        lambda: PlanStepFactory(kind=PlanStepKind.APPROVED, is_by_writer=True, words=""),
        lambda: PlanReviewFactory(next_review_on=None),
        lambda: PlanReviewFactory(summary=""),
    ],
)
def test_the_database_refuses_steps_without_their_words(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken()
