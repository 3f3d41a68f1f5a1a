"""The agenda: proposed from flags, chosen by a person; and what is decided about each item."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.actions import CaseChangedMeanwhileError, IllegalTransitionError
from casework.agenda import Candidate, candidates_of, ranking_for, with_safety_clock
from casework.case_readers import readers_of
from casework.conference_actions import (
    AlreadyDecidedError,
    ConferenceChangedMeanwhileError,
    ConferenceIsCancelledError,
    add_items,
    add_role,
    decide,
    decide_intake,
    set_lead,
    withdraw_item,
)
from casework.conference_enums import IntakeDecision
from casework.forms.agenda import (
    AgendaForm,
    DecisionForm,
    IntakeDecisionForm,
    LeadForm,
    RoleForm,
)
from casework.forms.conferences import WithdrawForm
from casework.identity import identity_of
from casework.models import (
    Case,
    CaseRecord,
    CaseStatusChange,
    CommunityIssue,
    Conference,
    ConferenceItem,
)
from casework.open_matters import open_matters_of
from casework.task_actions import TaskSavedBeforeError
from casework.views.conference_reaching import (
    CHANGED,
    conference_of,
    conference_page,
    item_of,
    items_of,
    staff_of,
)
from casework.views.conferences import changed_again, is_cancelled
from casework.views.reaching import CHANGED as CASE_CHANGED
from casework.views.reaching import CHANGED_MEANWHILE
from casework.views.steps import last_change
from centers.listing import pagination
from consultations.models import AbuseIntake
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype
from shared.model_forms import violation_message

PAGE_SIZE = 100
NOT_YET = "会議の開催日が来ていません。開催した後に登録してください。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def agenda_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Candidates with the reasons that speak for them; none is chosen beforehand."""
    conference = conference_of(request, pk, Capability.CASE_DECIDE)
    if conference.is_cancelled:
        return is_cancelled(request, conference)
    candidates, listed = _candidates(request, conference)
    form = AgendaForm(
        request.POST if request.method == "POST" else None,
        candidates=candidates,
        issues=_issues(request, conference),
        initial={"version": conference.version},
    )
    page: dict[str, Any] = {
        "title": "議題を選ぶ",
        "submit": "議題に加える",
        "page": "agenda",
        "template": "conferences/agenda.html",
        "items": items_of(conference, request.user),
        "pagination": pagination(listed, request.GET, unit="件")
        if listed.has_other_pages()
        else None,
    }
    if request.method == "POST" and form.is_valid():
        try:
            items = add_items(conference, form.wanted(), version=form.cleaned_data["version"])
        except ConferenceIsCancelledError:
            return is_cancelled(request, conference)
        except ConferenceChangedMeanwhileError:
            return changed_again(request, conference, form, **page)
        except IntegrityError as error:
            form.add_error(None, violation_message(error, ConferenceItem))
        else:
            told = [item.case_id for item in items if item.case_id]
            audit.record(request, audit.Action.CHANGE, conference, cases=told, items=len(items))
            messages.success(request, f"議題を{len(items)}件加えました。")
            return redirect("cases:conference_detail", conference.pk)
    return conference_page(request, conference, form, **page)


def _candidates(request: UserRequest, conference: Conference) -> tuple[list[Candidate], Page]:
    """One page of them; with a form that was sent, also those chosen there.

    What others did meanwhile may have moved a chosen case to another page.
    """
    takes_cases = conference.takes_cases and not conference.is_of_one_case
    ranking = ranking_for(conference, request.user, localdate()) if takes_cases else {}
    page = Paginator(list(ranking), PAGE_SIZE).get_page(request.GET.get("page"))
    sent = {pk for pk in ranking if f"case_{pk}" in request.POST}
    return candidates_of(ranking, {*page.object_list, *sent}, localdate()), page


def _issues(request: UserRequest, conference: Conference) -> list[CommunityIssue]:
    on_it = ConferenceItem.objects.standing().filter(conference=conference, issue__isnull=False)
    issues = CommunityIssue.objects.visible_to(request.user).open()
    found = issues.filter(municipality=conference.municipality_id)
    return list(found.exclude(pk__in=on_it.values("issue")).order_by("field", "pk"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def item_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk, Capability.CASE_DECIDE)
    if item.case_id and item.conference.is_of_one_case:
        messages.info(
            request, "この会議は、このケースの会議です。行わないときは、会議を取りやめてください。"
        )
        return redirect("cases:conference_detail", item.conference_id)
    form = WithdrawForm(
        request.POST if request.method == "POST" else None, initial={"version": item.version}
    )
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_item(
                item, version=form.cleaned_data["version"], by=request.user, at=timezone.now()
            )
        except ConferenceChangedMeanwhileError:
            form.add_error(None, CHANGED)
            status = CHANGED_MEANWHILE
        else:
            audit.record(request, audit.Action.WITHDRAW, item, conference=item.conference_id)
            messages.success(request, "議題から外しました。議事録に書いた内容は残っています。")
            return redirect("cases:conference_detail", item.conference_id)
    return _item_page(
        request,
        item,
        form,
        title="議題から外す",
        submit="外す",
        page="item_withdraw",
        status=status,
    )


def _item_page(request: UserRequest, item: ConferenceItem, form: Any, **page: Any) -> HttpResponse:
    return conference_page(request, item.conference, form, item=item, **page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def intake_decide(request: UserRequest, pk: int) -> HttpResponse:
    """受理の決定. The clock of the child's safety stands beside it, or that none is running."""
    item = item_of(request, pk, Capability.CASE_DECIDE)
    case, conference = item.case, item.conference
    if case is None or not conference.is_intake or item.decision or conference.is_cancelled:
        messages.info(request, "この議題には、これから行う受理の決定はありません。")
        return redirect("cases:conference_detail", conference.pk)
    matters = open_matters_of(case, request.user)
    form = IntakeDecisionForm(
        request.POST if request.method == "POST" else None,
        has_open_matters=bool(matters),
        initial={"version": case.version},
    )
    status = None
    if request.method == "POST" and form.is_valid():
        status = _decided(request, item, case, form)
        if status is None:
            return redirect("cases:conference_detail", conference.pk)
    return _item_page(
        request,
        item,
        form,
        title="受理の決定",
        submit="決定を登録する",
        page="intake_decide",
        template="conferences/intake_decide.html",
        status=status,
        case=case,
        identity=identity_of(case, localdate()),
        open_matters=matters,
        **_safety(request, case),
    )


def _decided(request: UserRequest, item: ConferenceItem, case: Case, form: Any) -> int | None:
    """None once it is decided; otherwise the status of the page that says why not."""
    said, before = form.cleaned_data, case.status
    if item.conference.held_on > localdate():
        form.add_error(None, NOT_YET)
        return 422
    if item.conference.held_on < last_change(case, CaseStatusChange):
        form.add_error(None, "会議の日の後に、ケースの状況が変わっています。")
        return 422
    try:
        decide_intake(
            item,
            IntakeDecision(said["decision"]),
            case_version=said["version"],
            reason=said["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except (IllegalTransitionError, AlreadyDecidedError) as error:
        form.add_error(None, getattr(error, "message", CHANGED))
        return 422
    except CaseChangedMeanwhileError:
        retype(form, version=Case.objects.values_list("version", flat=True).get(pk=case.pk))
        form.add_error(None, CASE_CHANGED)
        return CHANGED_MEANWHILE
    audit.record(
        request, audit.Action.CHANGE, item, case=case.pk, status=[before, said["decision"]]
    )
    messages.success(request, "受理の決定を登録し、ケースの状況を変更しました。")
    return None


def _safety(request: UserRequest, case: Case) -> dict[str, Any]:
    """Clocks of the case's consultations, and the consultation from which one may be started."""
    attached = CaseRecord.objects.filter(case=case).standing()
    intakes = AbuseIntake.objects.visible_to(request.user).standing()
    found = list(
        intakes.filter(consultation__in=attached.values("consultation")).order_by("confirm_until")
    )
    startable = None
    if not found:
        startable = attached.visible_to(request.user).order_by("pk").first()
    return {
        "intakes": found,
        "is_running": bool(with_safety_clock([case.pk])),
        "startable": startable,
        "now": timezone.now(),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def item_edit(request: UserRequest, pk: int) -> HttpResponse:
    """主担当機関と見直しの日."""
    item = item_of(request, pk, Capability.CASE_WRITE)
    form = LeadForm(request.POST if request.method == "POST" else None, item=item)
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_lead(item, **form.cleaned_data)
        except ConferenceChangedMeanwhileError:
            retype(form, version=item_of(request, pk, Capability.CASE_WRITE).version)
            form.add_error(None, CHANGED)
            status = CHANGED_MEANWHILE
        else:
            if changed:
                audit.record(
                    request,
                    audit.Action.CHANGE,
                    item,
                    conference=item.conference_id,
                    fields=sorted(changed),
                )
                messages.success(request, "主担当機関と見直しの日を登録しました。")
            else:
                messages.info(request, "変更がないため、登録していません。")
            return redirect("cases:conference_detail", item.conference_id)
    return _item_page(
        request,
        item,
        form,
        title="主担当機関と見直しの日",
        submit="登録する",
        page="item",
        status=status,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def role_create(request: UserRequest, pk: int) -> HttpResponse:
    item = item_of(request, pk, Capability.CASE_WRITE)
    form = RoleForm(
        request.POST if request.method == "POST" else None, municipality_id=item.municipality_id
    )
    if request.method == "POST" and form.is_valid():
        role = add_role(item, **form.cleaned_data, by=request.user, at=timezone.now())
        audit.record(request, audit.Action.CREATE, role, conference=item.conference_id)
        messages.success(request, "機関の役割を登録しました。")
        return redirect("cases:conference_detail", item.conference_id)
    return _item_page(request, item, form, title="機関の役割", submit="登録する", page="role")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def decision_create(request: UserRequest, pk: int) -> HttpResponse:
    """What was decided; a task with its owner and day comes with it."""
    conference = conference_of(request, pk, Capability.CASE_WRITE)
    if conference.is_cancelled and request.method != "POST":
        return is_cancelled(request, conference)
    items = items_of(conference, request.user)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        conference=conference,
        items=items,
        readers=readers_of([item.case for item in items if item.case], localdate()),
        staff=staff_of(conference.center),
    )
    if request.method == "POST" and form.is_valid():
        try:
            task = decide(conference, **form.cleaned_data, by=request.user, at=timezone.now())
        except TaskSavedBeforeError:
            messages.info(request, "この決定は登録済みです。二重には登録していません。")
        else:
            audit.record(request, audit.Action.CREATE, task, conference=conference.pk)
            messages.success(request, "決定を登録し、タスクにしました。")
        return redirect("cases:conference_detail", conference.pk)
    return conference_page(
        request, conference, form, title="会議の決定", submit="登録する", page="decision"
    )
