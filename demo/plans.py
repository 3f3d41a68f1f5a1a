"""Assessments and plans of the demo's cases, by the actions themselves."""

import uuid
from datetime import date, time
from typing import Any

from casework.assessment_actions import AssessmentText, publish_form, write_assessment
from casework.models import AssessmentForm, Case, SupportPlan
from casework.plan_actions import (
    approve_plan,
    end_plan,
    make_plan,
    newest_version,
    note_with_family,
    return_plan,
    revise_plan,
    submit_plan,
)
from casework.plan_enums import PlanBasis, PlanEndReason, PlanStepKind, ReviewOutcome
from casework.plan_reviews import ReviewText, review_plan
from casework.plan_texts import TOLD, GoalText, MeasureText, PlanText, text_of
from casework.sheets import examples
from centers.models import LocalResource, PartnerAgency
from consultations.models import Person
from demo.contacts import KEYS
from demo.data_files import read
from demo.period import moment
from demo.world import World

APPROVER = "toukatsu"
WRITTEN_AT, SENT_AT, DECIDED_AT = time(13, 30), time(16), time(17)


def build_plans(world: World) -> str:
    data = read("plans")
    _publish(world, data["sheets"])
    for row in data["assessment"]:
        _assess(world, row)
    for row in data["plan"]:
        _plan(world, row)
    return f"サポートプラン{SupportPlan.objects.count()}件"


def _publish(world: World, row: dict[str, Any]) -> None:
    """The examples as they are; then one of them in a second version."""
    municipality = world.municipalities[row["municipality"]]
    by = world.users[row["by"]]
    for each in examples():
        told: dict[str, Any] = {
            "code": each.code,
            "kind": each.kind,
            "title": each.title,
            "notice": each.notice,
            "is_in_use": True,
            "by": by,
        }
        on = moment(row["on"], SENT_AT)
        reason = row["reason"]
        publish_form(municipality, body=each.body, reason=reason, after=0, at=on, **told)
        following = row["next"]
        if following["code"] == each.code:
            body = each.body.replace(following["before"], following["after"])
            publish_form(
                municipality,
                body=body,
                reason=following["reason"],
                after=1,
                at=moment(following["on"], SENT_AT),
                **told,
            )


def _case(key: str) -> Case:
    number = uuid.uuid5(KEYS, f"case/{key}")
    return Case.objects.select_related("center").get(submission_key=number)


def _assess(world: World, row: dict[str, Any]) -> None:
    case, on = _case(row["case"]), row["on"]
    person = Person.objects.filter(
        registered_name=row["person"], case_subjects__case=case
    ).distinct()
    sheet = AssessmentForm.objects.get(
        municipality=case.municipality_id, code=row["sheet"], number=row["number"]
    )
    write_assessment(
        case,
        AssessmentText(
            form=sheet,
            assessed_on=on,
            answers=row["answers"],
            person=person.get(),
            strengths=row["strengths"],
            needs=row["needs"],
            child_wishes=row["child_wishes"],
            parent_wishes=row["parent_wishes"],
            summary=row["summary"],
        ),
        submission_key=uuid.uuid5(KEYS, f"assessment/{row['case']}/{row['sheet']}/{on}"),
        by=world.users["soudan"],
        at=moment(on, WRITTEN_AT),
    )


def _plan(world: World, row: dict[str, Any]) -> None:
    case = _case(row["case"])
    plan = make_plan(
        case,
        PlanBasis(row["basis"]),
        _text(case, row),
        submission_key=uuid.uuid5(KEYS, f"plan/{row['case']}"),
        by=world.users[row["by"]],
        at=moment(row["on"], WRITTEN_AT),
    )
    _send(world, plan, row, row["on"])
    if "returned_on" in row:
        return_plan(plan, words=row["returned"], **_decided(world, plan, row["returned_on"]))
    if "approved_on" in row:
        approve_plan(plan, words="", **_decided(world, plan, row["approved_on"]))
    for each in row["family"]:
        _with_family(world, plan, row, each)
    for each in row.get("review", ()):
        _review(world, plan, row, each)
    if "revision" in row:
        _revise(world, plan, row, row["revision"])
    if "end" in row:
        _end(world, plan, row, row["end"])


def _text(case: Case, row: dict[str, Any]) -> PlanText:
    here = {"municipality": case.municipality_id}
    resources = LocalResource.objects.filter(name__in=row["resources"], **here)
    agencies = PartnerAgency.objects.filter(name__in=row["agencies"], **here)
    return PlanText(
        **{name: row.get(name, "") for name in TOLD},
        review_on=row["review_on"],
        goals=[GoalText(**each) for each in row["goals"]],
        measures=[MeasureText(**each) for each in row["measures"]],
        resources=list(resources.order_by("pk")),
        agencies=list(agencies.order_by("pk")),
    )


def _send(world: World, plan: SupportPlan, row: dict[str, Any], on: date) -> None:
    at = moment(on, SENT_AT)
    submit_plan(plan, version=plan.version, on=on, by=world.users[row["by"]], at=at)


def _decided(world: World, plan: SupportPlan, on: date) -> dict[str, Any]:
    at = moment(on, DECIDED_AT)
    return {"version": plan.version, "on": on, "by": world.users[APPROVER], "at": at}


def _with_family(
    world: World, plan: SupportPlan, row: dict[str, Any], each: dict[str, Any]
) -> None:
    note_with_family(
        plan,
        PlanStepKind(each["kind"]),
        version=plan.version,
        on=each["on"],
        counterpart=each["counterpart"],
        words=each.get("words", ""),
        is_cosigned=each.get("is_cosigned"),
        by=world.users[row["by"]],
        at=moment(each["on"], SENT_AT),
    )


def _review(world: World, plan: SupportPlan, row: dict[str, Any], each: dict[str, Any]) -> None:
    goals = plan.in_force.goals.order_by("position") if plan.in_force else ()
    review_plan(
        plan,
        ReviewText(
            reviewed_on=each["on"],
            reviewed_with=each["with"],
            child_words=each["child_words"],
            parent_words=each["parent_words"],
            summary=each["summary"],
            outcome=ReviewOutcome(each["outcome"]),
            next_review_on=each["next_review_on"],
            effects=[
                (goal, level, words)
                for goal, (level, words) in zip(goals, each["effects"], strict=True)
            ],
        ),
        version=plan.version,
        submission_key=uuid.uuid5(KEYS, f"review/{row['case']}/{each['on']}"),
        by=world.users[row["by"]],
        at=moment(each["on"], WRITTEN_AT),
    )


def _revise(world: World, plan: SupportPlan, row: dict[str, Any], each: dict[str, Any]) -> None:
    before = text_of(newest_version(plan))
    text = PlanText(
        **{name: getattr(before, name) for name in TOLD},
        review_on=each["review_on"],
        goals=before.goals,
        measures=[*before.measures, MeasureText(**each["measure"])],
        resources=before.resources,
        agencies=before.agencies,
    )
    revise_plan(
        plan,
        text,
        version=plan.version,
        reason=each["reason"],
        submission_key=uuid.uuid5(KEYS, f"plan/{row['case']}/{each['on']}"),
        by=world.users[row["by"]],
        at=moment(each["on"], WRITTEN_AT),
    )
    _send(world, plan, row, each["on"])
    if "approved_on" in each:
        approve_plan(plan, words="", **_decided(world, plan, each["approved_on"]))


def _end(world: World, plan: SupportPlan, row: dict[str, Any], each: dict[str, Any]) -> None:
    end_plan(
        plan,
        PlanEndReason(each["reason"]),
        version=plan.version,
        on=each["on"],
        words=each["words"],
        by=world.users[row["by"]],
        at=moment(each["on"], SENT_AT),
    )
