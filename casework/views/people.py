"""Who works on a case, and whom it is about."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.amendment_actions import (
    end_registration,
    register_with_council,
    set_subjects,
)
from casework.enums import WorkerRole
from casework.forms.steps import (
    CouncilEndForm,
    CouncilForm,
    EndSupportForm,
    SubjectsForm,
    WorkerForm,
)
from casework.identity import cut_links
from casework.models import Case, CaseWorker, CouncilRegistration
from casework.views.reaching import case_of, form_page, say_ended
from casework.worker_actions import (
    CaseHasEndedError,
    OnlyMainWorkerError,
    add_support_worker,
    assign_main_worker,
    end_support,
    may_work_in,
)
from consultations.models import HouseholdMembership
from shared import audit
from shared.access import Capability, requires
from shared.model_forms import violation_message


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def case_worker_assign(request: UserRequest, pk: int) -> HttpResponse:
    """A new main worker from a day on, or one more who supports; the list of all so far."""
    case = case_of(request, pk, Capability.CASE_DECIDE)
    if case.has_ended:
        say_ended(request)
        return redirect("cases:case_detail", case.pk)
    form = WorkerForm(
        request.POST if request.method == "POST" else None,
        case=case,
        staff=may_work_in(case.center, localdate()),
    )
    if request.method == "POST" and form.is_valid() and (worker := _assign(request, case, form)):
        audit.record(request, audit.Action.CHANGE, case, worker=worker.user_id, role=worker.role)
        messages.success(
            request, f"{worker.user.name}さんを{worker.get_role_display()}にしました。"
        )
        return redirect("cases:case_detail", case.pk)
    workers = CaseWorker.objects.filter(case=case).select_related("user")
    return form_page(
        request,
        case,
        form,
        title="担当の変更",
        submit="担当を登録する",
        page="workers",
        template="cases/case_worker_assign.html",
        workers=list(workers.order_by("-starts_on", "role", "pk")),
    )


def _assign(request: UserRequest, case: Case, form: WorkerForm) -> CaseWorker | None:
    """None if the database refused; the form then says why."""
    said = form.cleaned_data
    act = assign_main_worker if said["role"] == WorkerRole.MAIN else add_support_worker
    try:
        return act(
            case,
            said["user"],
            on=said["on"],
            reason=said["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except CaseHasEndedError:
        form.add_error(None, "このケースは終わっています。")
    except IntegrityError as error:
        form.add_error(None, violation_message(error, CaseWorker))
    return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def support_end(request: UserRequest, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user, Capability.CASE_DECIDE)
    workers = CaseWorker.objects.filter(case__in=cases.values("pk"), ends_on=None)
    worker = get_object_or_404(workers.select_related("user", "case"), pk=pk)
    case = case_of(request, worker.case_id, Capability.CASE_DECIDE)
    if worker.role == WorkerRole.MAIN:
        messages.warning(request, "主担当は、新しい主担当に引き継ぐことで替わります。")
        return redirect("cases:case_worker_assign", case.pk)
    form = EndSupportForm(
        request.POST if request.method == "POST" else None, starts_on=worker.starts_on
    )
    if request.method == "POST" and form.is_valid():
        try:
            end_support(worker, **form.cleaned_data, by=request.user, at=timezone.now())
        except OnlyMainWorkerError:
            return redirect("cases:case_worker_assign", case.pk)
        audit.record(request, audit.Action.CHANGE, case, worker=worker.user_id, role="ended")
        messages.success(request, f"{worker.user.name}さんを副担当から外しました。")
        return redirect("cases:case_detail", case.pk)
    return form_page(
        request,
        case,
        form,
        title=f"{worker.user.name}さんを副担当から外す",
        submit="副担当から外す",
        page="workers",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def subjects_edit(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_WRITE)
    if case.has_ended:
        say_ended(request)
        return redirect("cases:case_detail", case.pk)
    day = localdate()
    here = HouseholdMembership.objects.filter(household=case.household_id or 0)
    members = list(here.current(day).not_cut(day).in_order())
    standing = list(case.subjects.filter(ends_on=None).select_related("person").order_by("pk"))
    cut = cut_links([(case.household_id, each.person_id) for each in standing], day)
    hidden = [each for each in standing if (case.household_id, each.person_id) in cut]
    form = SubjectsForm(
        request.POST if request.method == "POST" else None,
        case=case,
        members=members,
        standing=[each for each in standing if each not in hidden],
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept = [(each.person, each.role) for each in hidden]
        amended = set_subjects(
            case,
            [*form.wanted(), *kept],
            on=said["on"],
            reason=said["reason"],
            by=request.user,
            at=timezone.now(),
        )
        if amended is None:
            messages.info(request, "変更がないため、登録していません。")
        else:
            audit.record(request, audit.Action.CHANGE, case, subjects=len(amended.changes))
            messages.success(request, "対象者を変更しました。")
        return redirect("cases:case_detail", case.pk)
    words = (
        "世帯の登録がないケースでは、対象者を登録できません。" if case.household_id is None else ""
    )
    return form_page(
        request, case, form, title="対象者の変更", submit="変更する", page="subjects", words=words
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def council_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Registered: taken off the list; not registered: put on it."""
    case = case_of(request, pk, Capability.CASE_DECIDE)
    standing = CouncilRegistration.objects.filter(case=case, ends_on=None).first()
    sent = request.POST if request.method == "POST" else None
    form: Any = (
        CouncilForm(sent, case=case)
        if standing is None
        else CouncilEndForm(sent, starts_on=standing.starts_on)
    )
    if request.method == "POST" and form.is_valid() and _council(request, case, standing, form):
        return redirect("cases:case_detail", case.pk)
    return form_page(
        request,
        case,
        form,
        title="要対協への登録" if standing is None else "要対協の登録を外す",
        submit="登録する" if standing is None else "登録を外す",
        page="council",
        words="要保護児童対策地域協議会の進行管理の対象とした日と、主担当機関を登録します。"
        if standing is None
        else "",
    )


def _council(
    request: UserRequest, case: Case, standing: CouncilRegistration | None, form: Any
) -> bool:
    said = form.cleaned_data
    acted: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if standing is not None:
        end_registration(standing, **said, **acted)
        audit.record(request, audit.Action.CHANGE, case, council="ended")
        messages.success(request, "要対協の登録を外しました。")
        return True
    try:
        register_with_council(case, **said, **acted)
    except IntegrityError as error:
        form.add_error(None, violation_message(error, CouncilRegistration))
        return False
    audit.record(request, audit.Action.CHANGE, case, council="registered")
    messages.success(request, "要対協に登録しました。")
    return True
