"""一括印刷: asked for here, worked off elsewhere; its page may be left and found again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from accounts.session_life import is_no_activity
from centers.listing import pagination
from shared import audit
from shared.access import Capability, requires
from worksheets import regular_printing
from worksheets.models import PrintJob
from worksheets.print_enums import PrintBundle
from worksheets.print_job_actions import (
    MOST_OPEN,
    AskedOtherwiseError,
    JobIsOverError,
    TooManyJobsError,
    cancel_print_job,
    may_steer,
    request_print_job,
    retry_print_job,
)
from worksheets.print_job_forms import PrintJobForm
from worksheets.printable import printables
from worksheets.views.print_files import PDF, UNUSABLE, file_answer

ZIP = "application/zip"
PAGE_SIZE = 50
OVER = "この一括印刷は、すでに終わっています。"
NOT_YOURS = "一括印刷の中止ともう一度の印刷は、依頼した人と、調書を作成する人ができます。"
TOO_MANY = (
    f"この自治体では、{MOST_OPEN}件の一括印刷を作成中です。"
    "終わるのを待つか、要らなくなったものを中止してから、依頼してください。"
)


@never_cache
@require_safe
@requires(Capability.WORKSHEET_VIEW)
def print_job_list(request: UserRequest) -> HttpResponse:
    """`?fiscal_year=2026&stage=change` fills the form in, as a link from the year's list does."""
    chosen = {
        name: request.GET[name]
        for name in ("municipality", "fiscal_year", "stage")
        if name in request.GET
    }
    form = PrintJobForm(initial=chosen, user=request.user, today=timezone.localdate())
    return _list(request, form)


def _list(request: UserRequest, form: PrintJobForm) -> HttpResponse:
    found = PrintJob.objects.visible_to(request.user).for_listing()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    jobs = list(page)
    audit.record(request, audit.Action.LIST, PrintJob, shown=jobs)
    status = UNUSABLE if form.is_bound else 200
    # Links to other pages would ask for them at the address that only takes what is sent.
    pages = None if form.is_bound else pagination(page, request.GET, unit="件")
    context = {"form": form, "jobs": jobs, "pagination": pages}
    return TemplateResponse(request, "worksheets/print_job_list.html", context, status=status)


@require_POST
@requires(Capability.WORKSHEET_VIEW)
def print_job_create(request: UserRequest) -> HttpResponse:
    form = PrintJobForm(request.POST, user=request.user, today=timezone.localdate())
    if not form.is_valid():
        return _list(request, form)
    chosen = form.cleaned_data
    try:
        job, is_new = request_print_job(
            chosen["municipality"],
            chosen["fiscal_year"],
            chosen["stage"],
            printables(form.sheets),
            selection=chosen["selection"],
            bundle=chosen["bundle"],
            submission_key=chosen["submission_key"],
            by=request.user,
            at=timezone.now(),
        )
    except AskedOtherwiseError:
        form.ask_to_send_again("一括印刷")
        return _list(request, form)
    except TooManyJobsError:
        form.add_error(None, TOO_MANY)
        return _list(request, form)
    if is_new:
        audit.record(request, audit.Action.CREATE, job)
        transaction.on_commit(regular_printing.wake)
    else:
        messages.info(request, "同じ一括印刷が依頼済みです。二重には依頼していません。")
    return redirect("worksheets:print_job_detail", pk=job.pk)


@never_cache
@require_safe
@requires(Capability.WORKSHEET_VIEW)
def print_job_detail(request: UserRequest, pk: int) -> HttpResponse:
    job = _visible(request, pk)
    audit.record(request, audit.Action.READ, job)
    context = {
        "job": job,
        "parts": job.parts.with_sheets().order_by("number"),
        "may_steer": may_steer(job, request.user),
    }
    return TemplateResponse(request, "worksheets/print_job_detail.html", context)


@never_cache
@require_safe
@is_no_activity
@requires(Capability.WORKSHEET_VIEW)
def print_job_progress(request: UserRequest, pk: int) -> HttpResponse:
    """How far it is; asked by its page, which shows nothing else by it: counts.

    Once the job has come to its end, the whole page is loaded anew: its table, buttons and title.
    """
    job = _visible(request, pk)
    response = TemplateResponse(request, "worksheets/_print_job_progress.html", {"job": job})
    if not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def print_job_file(request: UserRequest, pk: int) -> HttpResponse:
    """The PDF or ZIP; the page of the job while there is none."""
    job = get_object_or_404(PrintJob.objects.visible_to(request.user).with_file(), pk=pk)
    if job.file is None or not job.is_kept:
        messages.info(request, "この一括印刷のファイルは、ありません。")
        return redirect("worksheets:print_job_detail", pk=job.pk)
    audit.record(request, audit.Action.PRINT, job)
    content_type = ZIP if job.bundle == PrintBundle.ZIP else PDF
    return file_answer(bytes(job.file), job.file_name, content_type=content_type)


@require_POST
@requires(Capability.WORKSHEET_VIEW)
def print_job_cancel(request: UserRequest, pk: int) -> HttpResponse:
    job = _steered(request, pk)
    try:
        cancel_print_job(job, at=timezone.now())
    except JobIsOverError:
        messages.info(request, OVER)
    else:
        audit.record(request, audit.Action.WITHDRAW, job)
        messages.success(request, "一括印刷を中止しました。")
    return redirect("worksheets:print_job_detail", pk=job.pk)


@require_POST
@requires(Capability.WORKSHEET_VIEW)
def print_job_retry(request: UserRequest, pk: int) -> HttpResponse:
    job = _steered(request, pk)
    try:
        retry_print_job(job)
    except JobIsOverError:
        messages.info(request, "もう一度試す調書はありません。")
    else:
        audit.record(request, audit.Action.CHANGE, job)
        transaction.on_commit(regular_printing.wake)
        messages.success(request, "作成できなかったものを、もう一度作成します。")
    return redirect("worksheets:print_job_detail", pk=job.pk)


def _visible(request: UserRequest, pk: int) -> PrintJob:
    return get_object_or_404(PrintJob.objects.visible_to(request.user).for_listing(), pk=pk)


def _steered(request: UserRequest, pk: int) -> PrintJob:
    """Whoever only reads sheets may ask for a print, but not meddle with that of others."""
    job = _visible(request, pk)
    if not may_steer(job, request.user):
        raise PermissionDenied(NOT_YOURS)
    return job
