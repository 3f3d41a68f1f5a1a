"""What belongs to a case: other cases, consultations."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from casework.amendment_actions import attach_record, detach_record, link_cases, remove_link
from casework.enums import CaseLinkKind
from casework.forms.filters import number_in
from casework.forms.steps import LinkForm, PlainReasonForm, RecordForm
from casework.models import Case, CaseLink, CaseRecord
from casework.views.reaching import case_of, form_page
from consultations.models import Consultation
from shared import audit
from shared.access import Capability, requires
from shared.model_forms import violation_message

MOST_OFFERED = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def link_create(request: UserRequest, pk: int) -> HttpResponse:
    case = case_of(request, pk, Capability.CASE_WRITE)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (link := _link(request, case, form)):
        audit.record(request, audit.Action.CHANGE, case, linked=link.other_id)
        messages.success(request, f"{link.other}を関連付けました。")
        return redirect("cases:case_detail", case.pk)
    return form_page(
        request, case, form, title="関連するケースの登録", submit="関連付ける", page="link"
    )


def _link(request: UserRequest, case: Case, form: LinkForm) -> CaseLink | None:
    number = number_in(form.cleaned_data["number"])
    found = Case.objects.visible_to(request.user).filter(municipality=case.municipality_id)
    others = list(found.filter(**number)[:2]) if number else []
    if len(others) != 1:
        form.add_error(
            "number",
            "同じ番号のケースが複数の年度にあります。2026-0012 のように入力してください。"
            if others
            else "この番号のケースは見つかりません。番号を確かめてください。",
        )
        return None
    [other] = others
    if other.pk == case.pk:
        form.add_error("number", "別のケースを選んでください。")
        return None
    if CaseLink.objects.of(case.pk).of(other.pk).standing().exists():
        form.add_error("number", "このケースは関連付け済みです。")
        return None
    try:
        kind = CaseLinkKind(form.cleaned_data["kind"])
        return link_cases(case, other, kind, by=request.user, at=timezone.now())
    except IntegrityError as error:
        form.add_error("number", violation_message(error, CaseLink))
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def link_remove(request: UserRequest, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user, Capability.CASE_WRITE)
    links = CaseLink.objects.standing().filter(case__in=cases.values("pk"))
    link = get_object_or_404(links.select_related("case", "other"), pk=pk)
    case = case_of(request, link.case_id, Capability.CASE_WRITE)
    form = PlainReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        remove_link(link, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        audit.record(request, audit.Action.CHANGE, case, unlinked=link.other_id)
        messages.success(request, f"{link.other}との関連を外しました。")
        return redirect("cases:case_detail", case.pk)
    return form_page(
        request, case, form, title=f"{link.other}との関連を外す", submit="関連を外す", page="link"
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def record_attach(request: UserRequest, pk: int) -> HttpResponse:
    """Offered are the latest readable consultations of the household, and of the center."""
    case = case_of(request, pk, Capability.CASE_WRITE)
    attached = CaseRecord.objects.filter(case=case, detached_at=None).values("consultation")
    records = (
        Consultation.objects.visible_to(request.user)
        .standing()
        .filter(center=case.center_id)
        .exclude(pk__in=attached)
    )
    if case.household_id is not None:
        records = records.filter(household=case.household_id)
    offered = [each.pk for each in records.newest_first().only("pk")[:MOST_OFFERED]]
    choices = Consultation.objects.filter(pk__in=offered).newest_first()
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        records=choices.defer("content", "response"),
    )
    if request.method == "POST" and form.is_valid():
        record = form.cleaned_data["record"]
        attach_record(case, record, by=request.user, at=timezone.now())
        audit.record(request, audit.Action.CHANGE, case, attached=record.pk)
        messages.success(request, "相談記録をケースに加えました。")
        return redirect("cases:case_detail", case.pk)
    words = (
        "" if offered else "加えられる相談記録はありません。世帯に結び付いた相談記録から選びます。"
    )
    return form_page(
        request, case, form, title="相談記録を加える", submit="加える", page="record", words=words
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def record_detach(request: UserRequest, pk: int) -> HttpResponse:
    cases = Case.objects.visible_to(request.user, Capability.CASE_WRITE)
    rows = CaseRecord.objects.filter(case__in=cases.values("pk"), detached_at=None)
    attached = get_object_or_404(
        rows.visible_to(request.user).select_related("case", "consultation"), pk=pk
    )
    case = case_of(request, attached.case_id, Capability.CASE_WRITE)
    form = PlainReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        detach_record(attached, reason=reason, by=request.user, at=timezone.now())
        audit.record(request, audit.Action.CHANGE, case, detached=attached.consultation_id)
        messages.success(request, "相談記録をケースから外しました。記録は残っています。")
        return redirect("cases:case_detail", case.pk)
    return form_page(
        request,
        case,
        form,
        title=f"{attached.consultation}をケースから外す",
        submit="外す",
        page="record",
    )
