"""Putting down a new consultation: saved once, whatever happens to the connection."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
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
from consultations.appointment_actions import AppointmentMovedOnError
from consultations.consent_actions import new_answers, record_asked
from consultations.forms.consent import refuses_record
from consultations.forms.consultation import LogForm
from consultations.forms.of_appointment import find_appointment, ready_answers
from consultations.forms.typed import TooMuchTextError, typed_in
from consultations.intakes import AlreadyRaisedError, log_at_desk, raise_intake
from consultations.models import (
    CORRECTION_FORM,
    NEW_FORM,
    AbuseIntake,
    Consultation,
    ConsultationDraft,
)
from consultations.views.callers import find_callers, offered
from consultations.views.consents import audit_new_agencies
from consultations.views.count_only import ask_to_keep_the_count
from consultations.views.drafts import keep_typed, standing_draft
from consultations.views.log_page import log_page
from shared import audit
from shared.access import Capability, requires

OTHER_DRAFT = (
    "別の相談の下書きがあるため、予約の内容は入れていません。"
    "下書きを保存するか破棄してから、予約の画面で「相談記録へ」を押してください。"
)
SEND_AGAIN = "新しい記録として保存する場合は、もう一度「保存する」を押してください。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_WRITE)
def consultation_create(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST" and {"find", "find_given"} & set(request.POST):
        return _find(request, now)
    if request.method == "POST":
        if refuses_record(request.POST):
            return ask_to_keep_the_count(request, now)
        return _save(request, LogForm(request.POST, user=request.user, now=now), now)
    draft = standing_draft(request, NEW_FORM)
    typed = draft.payload if draft else None
    if "appointment" in request.GET:
        typed = _from_appointment(request, draft)
    return log_page(request, LogForm(user=request.user, now=now, typed=typed), draft=draft)


def _from_appointment(
    request: UserRequest, draft: ConsultationDraft | None
) -> dict[str, Any] | None:
    """What the appointment answers beforehand; a draft of something else is never mixed with it."""
    appointment = find_appointment(request.user, request.GET["appointment"])
    if appointment is None or appointment.records.filter(withdrawn_at=None).exists():
        raise Http404
    audit.record(request, audit.Action.READ, appointment, page="log")
    if draft is None:
        return ready_answers(appointment, request.user)
    if str(draft.payload.get("appointment", "")) != str(appointment.pk):
        messages.warning(request, OTHER_DRAFT)
    return draft.payload


def _find(request: UserRequest, now: datetime) -> HttpResponse:
    """A button beside a box, for a browser without scripts: the page with who or what was found."""
    try:
        typed = typed_in(request.POST, LogForm.base_fields)
    except TooMuchTextError:
        return _again(request, LogForm(request.POST, user=request.user, now=now))
    if "find_given" in request.POST:
        form = LogForm(user=request.user, now=now, typed=typed)
        form.find_given()
        return log_page(request, form)
    words = str(typed.get("caller_name", "")).strip()
    found, has_more = find_callers(request, words)
    form = LogForm(user=request.user, now=now, typed=typed | {"caller": ""})
    callers = offered(request, words, found, has_more=has_more)
    return log_page(request, form, callers=callers)


def _save(request: UserRequest, form: LogForm, now: datetime) -> HttpResponse:
    if not form.is_valid():
        is_gone = (
            form.has_error(None) and not form.found_appointment and form["appointment"].value()
        )
        return _without_appointment(request, form) if is_gone else _again(request, form)
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
            appointment=form.found_appointment,
        )
    except AppointmentMovedOnError:
        return _without_appointment(request, form)
    except SubmissionTakenError:
        form.add_error(None, SEND_AGAIN)
        return _again(request, form, renew_key=True)
    if record.recorded_at != now:
        return _saved_before(request, record, form)
    asked = record_asked(record, form.asked_answers(), by=request.user, at=now)
    more: dict[str, Any] = {"consents": [each.pk for each in asked]} if asked else {}
    if record.appointment_id is not None:
        more["appointment"] = record.appointment_id
    audit.record(request, audit.Action.CREATE, record, **more)
    audit_new_agencies(request, asked, now)
    if registered is not None:
        audit.record(request, audit.Action.CREATE, registered, household=record.household_id)
    if intake is not None:
        audit.record(request, audit.Action.CREATE, intake, record=record.pk)
    # In the transaction of the request: the draft goes if and only if the record stays.
    discard_draft(NEW_FORM, by=request.user, submission_key=key)
    _say_saved(request, record, form)
    if intake is not None:
        _say_taken_up(request, intake, now)
    return redirect("consultations:today")


def _without_appointment(request: UserRequest, form: LogForm) -> HttpResponse:
    form.let_appointment_go()
    return _again(request, form)


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


def _say_taken_up(request: UserRequest, intake: AbuseIntake, now: datetime) -> None:
    url = reverse("intakes:intake_detail", args=[intake.pk])
    if intake.is_overdue(now):
        text = (
            "虐待の疑いを受理しました。相談の日時から数えた安全確認の期限（{}時間）を過ぎています。"
            '<a href="{}">安全の確認か、過ぎた理由を登録する</a>'
        )
    else:
        text = '虐待の疑いを受理しました。{}時間以内に安全を確認してください。<a href="{}">受理を開く</a>'
    messages.warning(request, format_html(text, intake.clock_hours, url))


def _add_what_is_new(request: UserRequest, record: Consultation, form: LogForm) -> None:
    """What was ticked or answered only when the form was sent again is not lost either."""
    now = form.now
    if form.cleaned_data["is_abuse_suspected"]:
        try:
            intake = raise_intake(
                record, accepted_at=form.entry().occurred_at, by=request.user, at=now
            )
        except AlreadyRaisedError:
            pass
        else:
            audit.record(request, audit.Action.CREATE, intake, record=record.pk)
            _say_taken_up(request, intake, now)
    asked = record_asked(record, new_answers(record, form.asked_answers()), by=request.user, at=now)
    if asked:
        audit_new_agencies(request, asked, now)
        consents = [each.pk for each in asked]
        audit.record(request, audit.Action.CHANGE, record, consents=consents)
        messages.success(request, "承諾の有無を記録しました。")


def _saved_before(request: UserRequest, record: Consultation, form: LogForm) -> HttpResponse:
    """The same form came twice: by a double click, or with other words after "back"."""
    if not record.is_withdrawn:
        _add_what_is_new(request, record, form)
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
