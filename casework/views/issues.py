"""地域課題: gathered from the work with families, without a way back to any of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.conference_drafts import ISSUE, ISSUE_OF_CASE
from casework.conference_enums import IssueState
from casework.forms.issues import IssueForm, IssueStateForm
from casework.issue_actions import (
    IssueChangedMeanwhileError,
    IssueSavedBeforeError,
    change_issue,
    note_issue,
)
from casework.models import Case, CaseSubject, CommunityIssue
from casework.views.reaching import CHANGED_MEANWHILE, UNUSABLE, case_of
from centers.models import Center
from consultations.actions import discard_draft
from consultations.views.drafts import keep_typed, standing_draft, typed_of
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype

CHANGED = (
    "この画面を開いた後に、ほかの人がこの地域課題を変更しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)


@never_cache
@require_safe
@requires(Capability.RESOURCE_VIEW)
def issue_list(request: UserRequest) -> HttpResponse:
    """By state; what is closed only if it is asked for."""
    issues = CommunityIssue.objects.visible_to(request.user).select_related("center")
    state = request.GET.get("state", "")
    found = issues.filter(state=state) if state in IssueState.values else issues.open()
    shown = list(found.order_by("field", "-recorded_on", "-pk"))
    audit.record(request, audit.Action.LIST, CommunityIssue, shown=shown)
    editable = CommunityIssue.objects.visible_to(request.user, Capability.RESOURCE_EDIT)
    context = {
        "issues": shown,
        "states": [(each.value, each.label, each.value == state) for each in IssueState],
        "is_filtered": state in IssueState.values,
        "may_write": request.user.may(Capability.CASE_WRITE),
        "editable": set(
            editable.filter(pk__in=[each.pk for each in shown]).values_list("pk", flat=True)
        ),
    }
    return TemplateResponse(request, "issues/issue_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def issue_create(request: UserRequest) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.CASE_WRITE).order_by("code", "pk")
    return _issue_page(request, ISSUE, centers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def issue_of_case_create(request: UserRequest, pk: int) -> HttpResponse:
    """From a case, whose people may not be named in it; the case itself is not remembered."""
    case = case_of(request, pk, Capability.CASE_WRITE)
    centers = Center.objects.filter(pk=case.center_id)
    people = CaseSubject.objects.filter(case=case).values_list("person__registered_name", flat=True)
    names = [*people, *([case.alias] if case.alias else [])]
    return _issue_page(request, f"{ISSUE_OF_CASE}{case.pk}", centers, names=names, case=case)


def _issue_page(
    request: UserRequest,
    form_key: str,
    centers: Any,
    *,
    names: Collection[str] = (),
    case: Case | None = None,
) -> HttpResponse:
    is_sent, now = request.method == "POST", timezone.now()
    draft = None if is_sent else standing_draft(request, form_key)
    form = IssueForm(
        request.POST if is_sent else None,
        centers=centers,
        names=names,
        typed=typed_of(draft),
    )
    if is_sent and form.is_valid():
        return _note(request, form_key, form, now)
    if is_sent:
        keep_typed(request, form_key, form)
    if case is not None:
        audit.record(request, audit.Action.READ, case, page="issue")
    context = {"form": form, "case": case, "form_key": form_key, "draft": draft, "now": now}
    status = UNUSABLE if is_sent else 200
    return TemplateResponse(request, "issues/issue_create.html", context, status=status)


def _note(request: UserRequest, form_key: str, form: IssueForm, now: datetime) -> HttpResponse:
    said, key = form.cleaned_data, form.cleaned_data["submission_key"]
    try:
        issue = note_issue(said["center"], form.issue(), submission_key=key, on=localdate(now))
    except IssueSavedBeforeError:
        messages.info(request, "この地域課題は登録済みです。二重には登録していません。")
    else:
        audit.record(request, audit.Action.CREATE, issue)
        messages.success(request, "地域課題を登録しました。もとになったケースは記録していません。")
    discard_draft(form_key, by=request.user, submission_key=key)
    return redirect("cases:issue_list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RESOURCE_EDIT)
def issue_edit(request: UserRequest, pk: int) -> HttpResponse:
    """What became of it: in a conference, in a new resource."""
    issue = get_object_or_404(
        CommunityIssue.objects.visible_to(request.user, Capability.RESOURCE_EDIT), pk=pk
    )
    form = IssueStateForm(request.POST if request.method == "POST" else None, issue=issue)
    status = UNUSABLE if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change = change_issue(
                issue,
                said["state"],
                said["response"],
                version=said["version"],
                by=request.user,
                at=timezone.now(),
            )
        except IssueChangedMeanwhileError:
            issue.refresh_from_db()
            retype(form, version=issue.version)
            form.add_error(None, CHANGED)
            status = CHANGED_MEANWHILE
        else:
            if change is None:
                messages.info(request, "変更がないため、登録していません。")
            else:
                audit.record(
                    request, audit.Action.CHANGE, issue, state=[change.before, change.after]
                )
                messages.success(request, "地域課題の状態を変更しました。")
            return redirect("cases:issue_list")
    audit.record(request, audit.Action.READ, issue, page="state")
    changes = issue.changes.select_related("changed_by").order_by("-pk")
    context = {"issue": issue, "form": form, "changes": changes}
    return TemplateResponse(request, "issues/issue_edit.html", context, status=status)
