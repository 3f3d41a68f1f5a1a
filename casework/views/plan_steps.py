"""What is done with a plan: approval, explanation, hand-over, review, end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from casework.draft_forms_plans import PLAN_REVIEW
from casework.forms.plan_steps import (
    APPROVE,
    DecisionForm,
    EndForm,
    PlanReviewForm,
    SubmitForm,
    WithFamilyForm,
)
from casework.models import SupportPlan
from casework.plan_actions import (
    NoReasonError,
    NotInOrderError,
    OwnPlanError,
    PlanChangedMeanwhileError,
    PlanHasEndedError,
    approve_plan,
    end_plan,
    newest_version,
    note_with_family,
    return_plan,
    submit_plan,
)
from casework.plan_enums import PlanEndReason
from casework.plan_reviews import ReviewSavedBeforeError, review_plan
from casework.views.plan_pages import (
    CHANGED_PLAN,
    ended_already,
    is_awaiting,
    not_in_order,
    plan_of,
)
from casework.views.reaching import CHANGED_MEANWHILE, case_of, form_page
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype

ALONE = (
    "自分が作成したプランです。ほかに承認できる人がいないときだけ、"
    "その理由を「助言・理由」に書いて承認できます。"
)


@require_POST
@requires(Capability.CASE_WRITE)
def plan_submit(request: UserRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk, Capability.CASE_WRITE)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        messages.warning(request, CHANGED_PLAN)
        return redirect("cases:plan_detail", plan.pk)
    try:
        step = submit_plan(
            plan,
            version=form.cleaned_data["version"],
            on=localdate(),
            by=request.user,
            at=timezone.now(),
        )
    except PlanChangedMeanwhileError:
        messages.warning(request, CHANGED_PLAN)
    except PlanHasEndedError:
        return ended_already(request, plan)
    except NotInOrderError:
        return not_in_order(request, plan)
    else:
        audit.record(request, audit.Action.CHANGE, plan, step=step.kind)
        messages.success(request, "統括支援員に承認を依頼しました。")
    return redirect("cases:plan_detail", plan.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.PLAN_APPROVE)
def plan_decide(request: UserRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk, Capability.PLAN_APPROVE)
    if plan.has_ended:
        return ended_already(request, plan)
    if not is_awaiting(plan):
        return not_in_order(request, plan)
    form = DecisionForm(_sent(request), initial={"version": plan.version})
    status = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        act = approve_plan if said["decision"] == APPROVE else return_plan
        try:
            step = act(
                plan,
                version=said["version"],
                on=localdate(),
                words=said["words"],
                by=request.user,
                at=timezone.now(),
            )
        except OwnPlanError as error:
            names = "、".join(f"{each.name}さん" for each in error.others)
            form.add_error(
                "decision", f"作成した人は承認できません。{names}に承認を依頼してください。"
            )
        except NoReasonError:
            form.add_error("words", ALONE)
        except PlanChangedMeanwhileError:
            plan = plan_of(request, pk, Capability.PLAN_APPROVE)
            status = _ask_again(form, plan)
        except (PlanHasEndedError, NotInOrderError):
            return not_in_order(request, plan)
        else:
            audit.record(
                request, audit.Action.CHANGE, plan, step=step.kind, by_writer=step.is_by_writer
            )
            is_approved = said["decision"] == APPROVE
            messages.success(
                request,
                "サポートプランを承認しました。"
                if is_approved
                else "サポートプランを差し戻しました。",
            )
            return redirect("cases:plan_detail", plan.pk)
    return form_page(
        request,
        case_of(request, plan.case_id, Capability.PLAN_APPROVE),
        form,
        title="サポートプランの承認",
        submit="登録する",
        page="plan_decide",
        template="plans/step_form.html",
        status=status,
        plan=plan,
        shown_version=newest_version(plan),
    )


def _sent(request: UserRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _ask_again(form: Any, plan: SupportPlan) -> int:
    """Show what was typed beside the plan as it is now."""
    retype(form, version=plan.version)
    form.add_error(None, CHANGED_PLAN)
    return CHANGED_MEANWHILE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def plan_with_family(request: UserRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk, Capability.CASE_WRITE)
    if plan.has_ended:
        return ended_already(request, plan)
    if plan.made_on is None:
        return not_in_order(request, plan)
    form = WithFamilyForm(
        _sent(request), initial={"version": plan.version}, earliest=plan.case.opened_on
    )
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            step = note_with_family(plan, **form.told(), by=request.user, at=timezone.now())
        except PlanChangedMeanwhileError:
            plan = plan_of(request, pk, Capability.CASE_WRITE)
            status = _ask_again(form, plan)
        except (PlanHasEndedError, NotInOrderError):
            return not_in_order(request, plan)
        else:
            audit.record(request, audit.Action.CHANGE, plan, step=step.kind)
            messages.success(request, f"「{step.get_kind_display()}」を登録しました。")
            return redirect("cases:plan_detail", plan.pk)
    return form_page(
        request,
        case_of(request, plan.case_id, Capability.CASE_WRITE),
        form,
        title="説明・同意・交付",
        submit="登録する",
        page="plan_with_family",
        template="plans/step_form.html",
        status=status,
        plan=plan,
        shown_version=None,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def plan_end(request: UserRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk, Capability.CASE_WRITE)
    if plan.has_ended:
        return ended_already(request, plan)
    form = EndForm(
        _sent(request),
        initial={"version": plan.version},
        earliest=plan.made_on or plan.case.opened_on,
    )
    status = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            step = end_plan(
                plan,
                PlanEndReason(said["reason"]),
                version=said["version"],
                on=said["on"],
                words=said["words"],
                by=request.user,
                at=timezone.now(),
            )
        except PlanChangedMeanwhileError:
            plan = plan_of(request, pk, Capability.CASE_WRITE)
            status = _ask_again(form, plan)
        except PlanHasEndedError:
            return ended_already(request, plan)
        else:
            audit.record(request, audit.Action.CHANGE, plan, step=step.kind)
            messages.success(request, "サポートプランを終了しました。")
            return redirect("cases:plan_detail", plan.pk)
    return form_page(
        request,
        case_of(request, plan.case_id, Capability.CASE_WRITE),
        form,
        title="サポートプランを終える",
        submit="終了する",
        page="plan_end",
        template="plans/step_form.html",
        status=status,
        plan=plan,
        shown_version=None,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def plan_review(request: UserRequest, pk: int) -> HttpResponse:
    plan, now = plan_of(request, pk, Capability.CASE_WRITE), timezone.now()
    form_key = f"{PLAN_REVIEW}{plan.pk}"
    if plan.has_ended:
        return ended_already(request, plan, form_key)
    if plan.in_force is None or plan.made_on is None:
        return not_in_order(request, plan, form_key)
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, form_key)
    form = PlanReviewForm(
        _sent(request),
        initial={"version": plan.version, "reviewed_on": localdate()},
        goals=list(plan.in_force.goals.order_by("position")),
        earliest=plan.made_on,
        typed=typed_of(draft),
    )
    status = None
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            review = review_plan(
                plan,
                form.text(),
                version=said["version"],
                submission_key=said["submission_key"],
                by=request.user,
                at=now,
            )
        except ReviewSavedBeforeError:
            discard_draft(form_key, by=request.user, submission_key=said["submission_key"])
            messages.info(request, "この評価は保存済みです。二重には登録していません。")
            return redirect("cases:plan_detail", plan.pk)
        except PlanChangedMeanwhileError:
            keep_typed(request, form_key, form)
            plan = plan_of(request, pk, Capability.CASE_WRITE)
            status = _ask_again(form, plan)
        except (PlanHasEndedError, NotInOrderError):
            return not_in_order(request, plan, form_key)
        else:
            audit.record(
                request, audit.Action.CHANGE, plan, review=review.pk, outcome=review.outcome
            )
            discard_draft(form_key, by=request.user, submission_key=said["submission_key"])
            messages.success(request, "評価を保存しました。")
            return redirect("cases:plan_detail", plan.pk)
    elif is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        case_of(request, plan.case_id, Capability.CASE_WRITE),
        form,
        title=f"サポートプラン{plan.number}の評価・見直し",
        submit="評価を保存する",
        page="plan_review",
        template="plans/review_form.html",
        status=status,
        plan=plan,
        form_key=form_key,
        draft=draft,
        now=now,
    )
