"""Putting down a new consultation: saved once, whatever happens to the connection."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from consultations.actions import (
    SubmissionTakenError,
    discard_draft,
    entry_of,
    save_draft,
    shown,
)
from consultations.consent_actions import record_asked
from consultations.forms.consent import refuses_record
from consultations.forms.consultation import LogForm
from consultations.forms.typed import TooMuchTextError, typed_in
from consultations.intakes import log_at_desk
from consultations.models import (
    CORRECTION_FORM,
    NEW_FORM,
    AbuseIntake,
    Consultation,
)
from consultations.views.callers import find_callers, offered
from consultations.views.count_only import ask_to_keep_the_count
from consultations.views.drafts import keep_typed, standing_draft
from consultations.views.log_page import log_page
from shared import audit
from shared.access import Capability, requires

SEND_AGAIN = "新しい記録として保存する場合は、もう一度「保存する」を押してください。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_WRITE)
def consultation_create(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST" and "find" in request.POST:
        return _find(request, now)
    if request.method == "POST":
        if refuses_record(request.POST):
            return ask_to_keep_the_count(request, now)
        return _save(request, LogForm(request.POST, user=request.user, now=now), now)
    draft = standing_draft(request, NEW_FORM)
    form = LogForm(user=request.user, now=now, typed=draft.payload if draft else None)
    return log_page(request, form, draft=draft)


def _find(request: UserRequest, now: datetime) -> HttpResponse:
    """The button beside the one box, for a browser without scripts: the page with who was found."""
    try:
        typed = typed_in(request.POST, LogForm.base_fields)
    except TooMuchTextError:
        return _again(request, LogForm(request.POST, user=request.user, now=now))
    words = str(typed.get("caller_name", "")).strip()
    found, has_more = find_callers(request, words)
    form = LogForm(user=request.user, now=now, typed=typed | {"caller": ""})
    callers = offered(request, words, found, has_more=has_more)
    return log_page(request, form, callers=callers)


def _save(request: UserRequest, form: LogForm, now: datetime) -> HttpResponse:
    if not form.is_valid():
        return _again(request, form)
    key = form.cleaned_data["submission_key"]
    try:
        record, registered, intake = log_at_desk(
            form.entry(),
            submission_key=key,
            by=request.user,
            at=now,
            confidentiality=form.cleaned_data["confidentiality"],
            caller=form.chosen_caller(),
            is_abuse_suspected=form.cleaned_data["is_abuse_suspected"],
        )
    except SubmissionTakenError:
        form.add_error(None, SEND_AGAIN)
        return _again(request, form, renew_key=True)
    if record.recorded_at != now:
        return _saved_before(request, record, form)
    asked = record_asked(record, form.asked_answers(), by=request.user, at=now)
    more: dict[str, Any] = {"consents": [each.pk for each in asked]} if asked else {}
    audit.record(request, audit.Action.CREATE, record, **more)
    if registered is not None:
        audit.record(request, audit.Action.CREATE, registered, household=record.household_id)
    if intake is not None:
        audit.record(request, audit.Action.CREATE, intake, record=record.pk)
    # In the transaction of the request: the draft goes if and only if the record stays.
    discard_draft(NEW_FORM, by=request.user, submission_key=key)
    _say_saved(request, record, form)
    if intake is not None:
        _say_taken_up(request, intake)
    return redirect("consultations:today")


def _again(request: UserRequest, form: LogForm, *, renew_key: bool = False) -> HttpResponse:
    """The same page with everything typed, what is wrong, and a draft of it."""
    if renew_key or "submission_key" in form.errors:
        form.renew_key()
    keep_typed(request, NEW_FORM, form)
    return log_page(request, form)


def _say_saved(request: UserRequest, record: Consultation, form: LogForm) -> None:
    url = reverse("consultations:consultation_detail", args=[record.pk])
    link = format_html('<a href="{}">記録を開く</a>', url)
    messages.success(request, format_html("相談記録を保存しました。{}", link))
    if record.is_restricted:
        url = reverse("consultations:consultation_restrict", args=[record.pk])
        text = '読める人は、記録者とセンター長・統括支援員だけです。<a href="{}">ほかに読める人を指名する</a>'
        messages.info(request, format_html(text, url))
    if form.is_long_ago:
        text = "相談日が1年より前の日付です。誤りであれば訂正してください。"
        messages.warning(request, format_html("{}{}", text, link))


def _say_taken_up(request: UserRequest, intake: AbuseIntake) -> None:
    url = reverse("intakes:intake_detail", args=[intake.pk])
    text = (
        '虐待の疑いを受理しました。{}時間以内に安全を確認してください。<a href="{}">受理を開く</a>'
    )
    messages.warning(request, format_html(text, intake.clock_hours, url))


def _saved_before(request: UserRequest, record: Consultation, form: LogForm) -> HttpResponse:
    """The same form came twice: by a double click, or with other words after "back"."""
    asked = form.cleaned_data["confidentiality"]
    if asked != record.confidentiality and not form.cleaned_data["is_abuse_suspected"]:
        messages.warning(
            request, "この相談記録は保存済みです。記録の区分は、この画面で変更してください。"
        )
        return redirect("consultations:consultation_restrict", record.pk)
    if shown(entry_of(record)) == shown(form.entry()):
        discard_draft(NEW_FORM, by=request.user, submission_key=record.submission_key)
        url = reverse("consultations:consultation_detail", args=[record.pk])
        text = 'この相談記録は保存済みです。二重には登録していません。<a href="{}">記録を開く</a>'
        messages.info(request, format_html(text, url))
        return redirect("consultations:today")
    if record.is_withdrawn:
        form.add_error(None, f"この画面の記録は、保存した後に取り消されています。{SEND_AGAIN}")
        return _again(request, form, renew_key=True)
    typed = typed_in(request.POST, LogForm.base_fields) | {"version": str(record.version)}
    save_draft(f"{CORRECTION_FORM}{record.pk}", typed, by=request.user, at=form.now)
    discard_draft(NEW_FORM, by=request.user, submission_key=record.submission_key)
    messages.warning(
        request,
        "この画面の相談記録は保存済みです。変更した内容は、訂正として保存してください。",
    )
    return redirect("consultations:consultation_correct", record.pk)
