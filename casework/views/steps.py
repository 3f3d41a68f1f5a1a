"""Moving a case on: its status, its level, what is registered of it, and who may read it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.actions import (
    CaseChangedMeanwhileError,
    IllegalTransitionError,
    change_attention,
    change_status,
)
from casework.amendment_actions import amend_case, lift_case, restrict_case
from casework.enums import AttentionLevel, CaseStatus
from casework.forms.amend import AmendForm
from casework.forms.steps import (
    DECIDED_BY_CONFERENCE,
    AttentionForm,
    ReasonForm,
    StatusForm,
)
from casework.masking import tells_route
from casework.models import (
    AttentionChange,
    Case,
    CaseAmendment,
    CaseStatusChange,
)
from casework.open_matters import open_matters_of
from casework.views.reaching import CHANGED, CHANGED_MEANWHILE, case_of, form_page, say_ended
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype

Change = Callable[..., CaseAmendment | None]


def last_change(case: Case, model: Any) -> date:
    """The day of the latest change: none comes before it."""
    found: date | None = model.objects.filter(case=case).aggregate(last=Max("changed_on"))["last"]
    return found or case.opened_on


def changed_again(request: UserRequest, case: Case, form: Any, **page: Any) -> HttpResponse:
    """The same page with what was typed, on the case as it is now."""
    retype(form, version=Case.objects.values_list("version", flat=True).get(pk=case.pk))
    form.add_error(None, CHANGED)
    return form_page(request, case, form, status=CHANGED_MEANWHILE, **page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def status_change(request: UserRequest, pk: int) -> HttpResponse:
    """Only the steps that follow are offered; any other that is sent is refused with its reason.

    Before the 受理会議 there is none but for whoever decides: it is the conference that decides.
    """
    case: Any = case_of(request, pk, Capability.CASE_WRITE)
    if case.has_ended and request.method != "POST":
        say_ended(request)
        return redirect("cases:case_detail", case.pk)
    if case.awaits_intake and not case.may_decide and request.method != "POST":
        messages.info(request, DECIDED_BY_CONFERENCE)
        return redirect("cases:case_detail", case.pk)
    matters = open_matters_of(case, request.user)
    form = StatusForm(
        request.POST if request.method == "POST" else None,
        case=case,
        since=last_change(case, CaseStatusChange),
        may_decide=case.may_decide,
        has_open_matters=bool(matters),
        initial={"version": case.version},
    )
    page: dict[str, Any] = {
        "title": "状況の変更",
        "submit": "状況を変更する",
        "page": "status",
        "template": "cases/status_change.html",
        "open_matters": matters,
    }
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        before = case.status
        try:
            change_status(
                case,
                CaseStatus(said["after"]),
                version=said["version"],
                on=said["on"],
                reason=said["reason"],
                closing_reason=said.get("closing_reason", ""),
                by=request.user,
                at=timezone.now(),
            )
        except IllegalTransitionError as error:
            form.add_error("after", error.message)
        except CaseChangedMeanwhileError:
            return changed_again(request, case, form, **page)
        else:
            audit.record(request, audit.Action.CHANGE, case, status=[before, case.status])
            messages.success(request, f"状況を「{case.get_status_display()}」に変更しました。")
            return redirect("cases:case_detail", case.pk)
    return form_page(request, case, form, **page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def attention_change(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_WRITE)
    if case.has_ended and request.method != "POST":
        say_ended(request)
        return redirect("cases:case_detail", case.pk)
    form = AttentionForm(
        request.POST if request.method == "POST" else None,
        case=case,
        since=last_change(case, AttentionChange),
        initial={"version": case.version},
    )
    page: dict[str, Any] = {
        "title": "支援の区分の変更",
        "submit": "区分を変更する",
        "page": "attention",
    }
    if request.method == "POST" and form.is_valid():
        said, before = form.cleaned_data, case.attention_level
        try:
            change_attention(
                case,
                AttentionLevel(said["after"]),
                version=said["version"],
                on=said["on"],
                reason=said["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except CaseChangedMeanwhileError:
            return changed_again(request, case, form, **page)
        audit.record(
            request, audit.Action.CHANGE, case, attention_level=[before, case.attention_level]
        )
        messages.success(
            request, f"支援の区分を「{case.get_attention_level_display()}」に変更しました。"
        )
        return redirect("cases:case_detail", case.pk)
    return form_page(request, case, form, **page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def case_amend(request: UserRequest, pk: int) -> HttpResponse:
    """What was registered when the case was opened; what stood before is kept."""
    case: Any = case_of(request, pk, Capability.CASE_WRITE)
    form = AmendForm(
        request.POST if request.method == "POST" else None,
        case=case,
        user=request.user,
        # By which way it came says who notified.
        with_route=case.may_reveal or tells_route(case),
    )
    page: dict[str, Any] = {"title": "登録内容の変更", "submit": "変更する", "page": "amend"}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            amended = amend_case(
                case,
                form.columns(),
                masked=() if tells_route(case) else ("route",),
                version=said["version"],
                reason=said["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except CaseChangedMeanwhileError:
            return changed_again(request, case, form, **page)
        if amended is None:
            messages.info(request, "変更がないため、登録していません。")
        else:
            fields = sorted(amended.changes)
            audit.record(request, audit.Action.CHANGE, case, fields=fields)
            messages.success(request, "登録内容を変更しました。")
        return redirect("cases:case_detail", case.pk)
    return form_page(request, case, form, **page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def case_restrict(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_WRITE)
    if case.is_restricted:
        messages.info(request, "このケースは、読める人を制限しています。")
        return redirect("cases:case_detail", case.pk)
    page = {
        "title": "読める人の制限",
        "submit": "制限する",
        "page": "restrict",
        "words": "担当者・登録者とセンター長・統括支援員だけが読めるようになります。",
    }
    return _confidentiality(request, case, restrict_case, page, "読める人を制限しました。")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_DECIDE)
def case_lift(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_DECIDE)
    if not case.is_restricted:
        messages.info(request, "このケースは制限されていません。")
        return redirect("cases:case_detail", case.pk)
    page = {
        "title": "制限の解除",
        "submit": "制限を解除する",
        "page": "lift",
        "words": "センターの職員が読めるようになります。通告のあったケースでは、通告した人が知られないことを確かめてください。",
    }
    return _confidentiality(request, case, lift_case, page, "制限を解除しました。")


def _confidentiality(
    request: UserRequest, case: Case, change: Change, page: dict[str, Any], done: str
) -> HttpResponse:
    form = ReasonForm(
        request.POST if request.method == "POST" else None, initial={"version": case.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change(case, **form.cleaned_data, by=request.user, at=timezone.now())
        except CaseChangedMeanwhileError:
            return changed_again(request, case, form, **page)
        audit.record(request, audit.Action.CHANGE, case, confidentiality=case.confidentiality)
        messages.success(request, done)
        return redirect(
            "cases:case_detail" if _still_reads(request, case) else "cases:case_list",
            *([case.pk] if _still_reads(request, case) else []),
        )
    return form_page(request, case, form, **page)


def _still_reads(request: UserRequest, case: Case) -> bool:
    """Whoever restricts a case of others may have closed it to themselves."""
    return Case.objects.visible_to(request.user).filter(pk=case.pk).exists()
