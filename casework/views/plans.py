"""サポートプラン: written, read and revised; every version stays readable."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.draft_forms_plans import PLAN, PLAN_REVISION
from casework.enums import CaseFunction
from casework.forms.plans import PlanForm, PlanRevisionForm
from casework.identity import identity_of
from casework.models import Assessment, Case, PlanVersion, SupportPlan
from casework.plan_actions import (
    PlanChangedMeanwhileError,
    PlanHasEndedError,
    PlanSavedBeforeError,
    make_plan,
    newest_version,
    revise_plan,
)
from casework.plan_enums import PlanBasis, PlanStatus
from casework.plan_texts import differences, text_of
from casework.views.plan_pages import directory_of, ended_already, plan_of
from casework.views.reaching import CHANGED_MEANWHILE, case_of, form_page, say_ended
from casework.worker_actions import CaseHasEndedError
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, left_over, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype

TEMPLATE = "plans/plan_form.html"
BASIS_OF = {
    CaseFunction.CHILD_WELFARE: PlanBasis.CHILD_WELFARE,
    CaseFunction.MATERNAL_CHILD_HEALTH: PlanBasis.MATERNAL_CHILD,
    CaseFunction.BOTH: PlanBasis.JOINT,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def plan_create(request: UserRequest, pk: int) -> HttpResponse:
    case, now = case_of(request, pk, Capability.CASE_WRITE), timezone.now()
    form_key = f"{PLAN}{case.pk}"
    if case.has_ended:
        return _case_ended(request, case, form_key)
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, form_key)
    summed_up = Assessment.objects.filter(case=case).standing().newest_first().first()
    form = PlanForm(
        request.POST if is_sent else None,
        **directory_of(case),
        typed=typed_of(draft) or _begun(case, summed_up),
    )
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            plan = make_plan(
                case,
                PlanBasis(said["basis"]),
                form.text(),
                submission_key=said["submission_key"],
                by=request.user,
                at=now,
            )
        except PlanSavedBeforeError as error:
            discard_draft(form_key, by=request.user, submission_key=said["submission_key"])
            messages.info(request, "このサポートプランは保存済みです。二重には登録していません。")
            return redirect("cases:plan_detail", error.plan.pk)
        except CaseHasEndedError:
            return _case_ended(request, case, form_key)
        audit.record(request, audit.Action.CREATE, plan, case=case.pk, basis=plan.basis)
        discard_draft(form_key, by=request.user, submission_key=said["submission_key"])
        messages.success(
            request, "サポートプランを保存しました。次に、統括支援員に承認を依頼します。"
        )
        return redirect("cases:plan_detail", plan.pk)
    if is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        case,
        form,
        title="サポートプランの作成",
        submit="保存する",
        page="plan",
        template=TEMPLATE,
        form_key=form_key,
        draft=draft,
        now=now,
        changes=[],
        newest=None,
        summed_up=None if draft or is_sent else summed_up,
    )


def _case_ended(request: UserRequest, case: Case, form_key: str) -> HttpResponse:
    say_ended(request)
    return left_over(request, form_key, reverse("cases:case_detail", args=[case.pk]))


def _begun(case: Case, summed_up: Assessment | None) -> dict[str, Any]:
    """What the newest assessment summed up is where a plan begins; the family goes on from it."""
    basis = BASIS_OF[CaseFunction(case.function)]
    if summed_up is None:
        return {"basis": basis}
    return {
        "basis": basis,
        "child_wishes": summed_up.child_wishes,
        "parent_wishes": summed_up.parent_wishes,
        "strengths": summed_up.strengths,
        "issues": summed_up.needs,
    }


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def plan_detail(request: UserRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    case = case_of(request, plan.case_id)
    newest = newest_version(plan)
    versions = plan.versions.select_related("written_by").order_by("-number")
    reviews = plan.reviews.select_related("plan_version", "recorded_by").prefetch_related(
        "effects__goal"
    )
    may_approve = SupportPlan.objects.visible_to(request.user, Capability.PLAN_APPROVE)
    audit.record(request, audit.Action.READ, plan, case=case.pk)
    context = {
        "case": case,
        "identity": identity_of(case, localdate()),
        "plan": plan,
        "shown_version": newest,
        "versions": versions,
        "steps": plan.steps.select_related("plan_version", "recorded_by").order_by("-pk"),
        "reviews": reviews.order_by("-reviewed_on", "-pk"),
        "is_awaiting": plan.status == PlanStatus.SUBMITTED,
        "is_drafting": plan.status == PlanStatus.DRAFTING,
        "is_overdue": plan.is_overdue_on(localdate()),
        "may_approve": may_approve.filter(pk=plan.pk).exists(),
    }
    return TemplateResponse(request, "plans/plan_detail.html", context)


@never_cache
@require_safe
@requires(Capability.CASE_VIEW)
def version_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One version, and what it says otherwise than the one before."""
    version = get_object_or_404(
        PlanVersion.objects.visible_to(request.user).whole().select_related("plan__case__center"),
        pk=pk,
    )
    plan = version.plan
    case = case_of(request, plan.case_id)
    before = PlanVersion.objects.whole().filter(plan=plan, number=version.number - 1).first()
    audit.record(request, audit.Action.READ, plan, case=case.pk, version=version.number)
    context = {
        "case": case,
        "identity": identity_of(case, localdate()),
        "plan": plan,
        "shown_version": version,
        "before": before,
        "changes": differences(text_of(before), text_of(version)) if before else [],
    }
    return TemplateResponse(request, "plans/version_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def plan_revise(request: UserRequest, pk: int) -> HttpResponse:
    plan, now = plan_of(request, pk, Capability.CASE_WRITE), timezone.now()
    form_key = f"{PLAN_REVISION}{plan.pk}"
    if plan.has_ended:
        return ended_already(request, plan, form_key)
    is_sent = request.method == "POST"
    draft = None if is_sent else standing_draft(request, form_key)
    newest = newest_version(plan)
    form = PlanRevisionForm(
        request.POST if is_sent else None,
        **directory_of(plan.case),
        plan_version=newest,
        version=plan.version,
        typed=typed_of(draft),
    )
    more: dict[str, Any] = {"changes": [], "newest": newest}
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            written = revise_plan(
                plan,
                form.text(),
                version=said["version"],
                reason=said["reason"],
                submission_key=said["submission_key"],
                by=request.user,
                at=now,
            )
        except PlanSavedBeforeError:
            discard_draft(form_key, by=request.user, submission_key=said["submission_key"])
            messages.info(request, "この版は保存済みです。二重には登録していません。")
            return redirect("cases:plan_detail", plan.pk)
        except PlanHasEndedError:
            return ended_already(request, plan, form_key)
        except PlanChangedMeanwhileError:
            plan = plan_of(request, pk, Capability.CASE_WRITE)
            if plan.has_ended:
                return ended_already(request, plan, form_key)
            keep_typed(request, form_key, form)
            newest = newest_version(plan)
            more = _conflict(plan, newest, form)
        else:
            discard_draft(form_key, by=request.user, submission_key=said["submission_key"])
            return _revised(request, plan, written)
    elif is_sent:
        keep_typed(request, form_key, form)
    return form_page(
        request,
        case_of(request, plan.case_id, Capability.CASE_WRITE),
        form,
        title=f"サポートプラン{plan.number}を改める",
        submit="新しい版として保存する",
        page="plan_revise",
        template=TEMPLATE,
        form_key=form_key,
        draft=draft,
        now=now,
        plan=plan,
        **more,
    )


def _conflict(plan: SupportPlan, newest: PlanVersion, form: PlanRevisionForm) -> dict[str, Any]:
    """What others changed since the version that the form showed; every typed word stays."""
    seen = PlanVersion.objects.whole().filter(plan=plan, number=form.cleaned_data["seen"]).first()
    retype(form, version=plan.version, seen=newest.number)
    return {
        "changes": differences(text_of(seen), text_of(newest)) if seen else [],
        "newest": newest,
        "is_conflict": True,
        "status": CHANGED_MEANWHILE,
    }


def _revised(request: UserRequest, plan: SupportPlan, written: PlanVersion | None) -> HttpResponse:
    if written is None:
        messages.info(request, "変更がないため、新しい版は作成していません。")
    else:
        audit.record(request, audit.Action.CHANGE, plan, version=written.number)
        messages.success(
            request, f"第{written.number}版を保存しました。次に、統括支援員に承認を依頼します。"
        )
    return redirect("cases:plan_detail", plan.pk)
