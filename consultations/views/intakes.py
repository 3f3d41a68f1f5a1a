"""Suspicion of abuse: raising it from a record, the list with its clocks, confirming, the setting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.actions import ChangedMeanwhileError, discard_draft
from consultations.draft_keys import ACCEPTANCE, SAFETY
from consultations.forms.intake import (
    IntakeClockForm,
    RaiseIntakeForm,
    SafetyForm,
    WithdrawIntakeForm,
)
from consultations.intake_corrections import history_of
from consultations.intakes import (
    AlreadyRaisedError,
    confirm_safety,
    explain_delay,
    raise_intake,
    withdraw_intake,
)
from consultations.models import AbuseIntake, Consultation, IntakeClock
from consultations.models.abuse_intake import DEFAULT_CLOCK_HOURS
from consultations.views.drafts import keep_typed, kept
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
CLOSED_SHOWN = 50
CHANGED = "ほかの人がこの受理を変更しました。今の内容を確かめてください。"


@never_cache
@require_safe
@requires(Capability.CONSULTATION_VIEW)
def intake_list(request: UserRequest) -> HttpResponse:
    intakes = AbuseIntake.objects.visible_to(request.user).for_listing()
    standing = list(intakes.unconfirmed())
    closed = list(
        intakes.exclude(pk__in=[each.pk for each in standing]).order_by("-accepted_at", "-pk")[
            :CLOSED_SHOWN
        ]
    )
    audit.record(request, audit.Action.LIST, AbuseIntake, shown=[*standing, *closed])
    context = {"standing": standing, "closed": closed, "now": timezone.now()}
    return TemplateResponse(request, "intakes/intake_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_CORRECT)
def intake_raise(request: UserRequest, pk: int) -> HttpResponse:
    """From a record that is saved already; the form asks for the moment of acceptance."""
    records = Consultation.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    record, now = get_object_or_404(records, pk=pk), timezone.now()
    if raised := AbuseIntake.objects.filter(consultation=record, withdrawn_at=None).first():
        return redirect("intakes:intake_detail", raised.pk)
    form = RaiseIntakeForm(request.POST or None, record=record, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            intake = raise_intake(
                record, accepted_at=form.cleaned_data["accepted_at"], by=request.user, at=now
            )
        except AlreadyRaisedError:
            messages.warning(request, "この相談記録は、受理済みか、取り消されています。")
            return redirect("consultations:consultation_detail", record.pk)
        audit.record(request, audit.Action.CREATE, intake, record=record.pk)
        messages.success(request, "虐待の疑いを受理しました。記録は「制限」になりました。")
        return redirect("intakes:intake_detail", intake.pk)
    audit.record(request, audit.Action.READ, record, page="intake")
    context = {"record": record, "form": form}
    return TemplateResponse(request, "intakes/intake_raise.html", context, status=_status(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_CORRECT)
def intake_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The clock and the form that stops it, or says why it ran out."""
    intake, now = _intake(request, pk), timezone.now()
    is_closed = bool(intake.safety_confirmed_at or intake.withdrawn_at)
    is_sent = request.method == "POST" and not is_closed
    form = SafetyForm(request.POST if is_sent else None, intake=intake, now=now)
    if is_sent and form.is_valid():
        return _note(request, intake, form)
    if request.method == "POST" and is_closed:
        keep_typed(
            request, f"{SAFETY}{intake.pk}", SafetyForm(request.POST, intake=intake, now=now)
        )
        messages.warning(request, CHANGED)
        return redirect("intakes:intake_detail", intake.pk)
    audit.record(request, audit.Action.READ, intake, record=intake.consultation_id)
    context = {
        "intake": intake,
        "record": intake.consultation,
        "form": form,
        "kept": kept(request, f"{SAFETY}{intake.pk}", None if is_closed else form),
        "kept_correction": kept(request, f"{ACCEPTANCE}{intake.pk}", None)
        if intake.withdrawn_at
        else None,
        "is_closed": is_closed,
        "is_overdue": intake.is_overdue(now),
        "now": now,
        "history": history_of(intake),
    }
    return TemplateResponse(request, "intakes/intake_detail.html", context, status=_status(request))


def _note(request: UserRequest, intake: AbuseIntake, form: SafetyForm) -> HttpResponse:
    now, said = timezone.now(), form.cleaned_data
    try:
        if said["safety_check"]:
            confirm_safety(
                intake,
                confirmed_at=said["confirmed_at"],
                safety_check=said["safety_check"],
                missed_reason=said["missed_reason"],
                by=request.user,
                at=now,
            )
            done = "安全の確認を登録しました。"
        else:
            explain_delay(intake, missed_reason=said["missed_reason"], by=request.user, at=now)
            done = "期限を過ぎた理由を登録しました。安全の確認は、まだ済んでいません。"
    except ChangedMeanwhileError:
        keep_typed(request, f"{SAFETY}{intake.pk}", form)
        messages.warning(request, CHANGED)
    else:
        discard_draft(f"{SAFETY}{intake.pk}", by=request.user)
        fields = ["safety_confirmed_at" if said["safety_check"] else "missed_reason"]
        audit.record(
            request, audit.Action.CHANGE, intake, fields=fields, record=intake.consultation_id
        )
        messages.success(request, done)
    return redirect("intakes:intake_detail", intake.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_CORRECT)
def intake_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    intake = _intake(request, pk)
    form = WithdrawIntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_intake(
                intake, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except ChangedMeanwhileError:
            messages.warning(request, CHANGED)
        else:
            audit.record(request, audit.Action.WITHDRAW, intake, record=intake.consultation_id)
            messages.success(request, "受理を取り下げました。記録の制限は、そのままです。")
        return redirect("intakes:intake_detail", intake.pk)
    audit.record(request, audit.Action.READ, intake, page="withdraw")
    context = {"intake": intake, "form": form}
    return TemplateResponse(
        request, "intakes/intake_withdraw.html", context, status=_status(request)
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def clock_edit(request: UserRequest) -> HttpResponse:
    """The hours as they are set, and a new line from a day on; nothing is overwritten."""
    form = IntakeClockForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        clock = IntakeClock.objects.create(
            **form.cleaned_data, recorded_by=request.user, recorded_at=timezone.now()
        )
        audit.record(request, audit.Action.CREATE, clock)
        messages.success(request, "安全確認の期限を登録しました。")
        return redirect("intakes:clock_edit")
    clocks = IntakeClock.objects.visible_to(request.user).select_related("recorded_by")
    context = {
        "form": form,
        "clocks": list(clocks.order_by("-starts_on", "-pk")),
        "default_hours": DEFAULT_CLOCK_HOURS,
    }
    return TemplateResponse(request, "intakes/clock_edit.html", context, status=_status(request))


def _intake(request: UserRequest, pk: int) -> AbuseIntake:
    intakes = AbuseIntake.objects.visible_to(request.user, Capability.CONSULTATION_CORRECT)
    return get_object_or_404(intakes.for_listing().select_related("withdrawn_by"), pk=pk)


def _status(request: UserRequest) -> int:
    return UNUSABLE if request.method == "POST" else 200
