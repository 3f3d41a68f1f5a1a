"""予約: booking, looking at one, another time, what became of it."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from consultations.actions import discard_draft
from consultations.appointment_actions import (
    REPLACEABLE,
    AppointmentMovedOnError,
    BookedBeforeError,
    become,
    book,
    change,
)
from consultations.appointment_enums import AppointmentState
from consultations.appointment_hours import remark_on
from consultations.appointment_people import how_to_reach, whom_of
from consultations.draft_keys import APPOINTMENT, APPOINTMENT_CHANGE
from consultations.forms.appointment import AppointmentForm, ChangeForm, initial_of
from consultations.forms.appointment_state import ReminderForm, StateForm
from consultations.models import Appointment, Consultation
from consultations.models.appointment import AppointmentQuerySet
from consultations.views.callers import find_callers, offered
from consultations.views.drafts import keep_typed, kept
from shared import audit
from shared.access import Capability, requires
from shared.clock_time import format_clock
from shared.model_forms import violation_message
from shared.plain_text import without_surrogates
from shared.wareki import format_wareki

UNUSABLE = 422
MOVED_ON = "この予約は、ほかの人が先に変更しました。いまの内容を確かめてください。"
MOVED_ON_TYPED = (
    "この予約は、別の画面か、ほかの人が先に変更しました。入力した内容は、まだ保存していません。"
    "いまの予約（{}）を変更する場合は、内容を確かめて、もう一度「変更する」を押してください。"
)
OVER_TYPED = (
    "この予約は、先に「{}」になりました。入力した内容は、まだ保存していません。"
    "新しい予約として登録する場合は、内容を確かめて「予約する」を押してください。"
)
CONFLICT = 409
OTHER_DRAFT = (
    "別の予約の下書きがあるため、選んだ日時などは入れていません。"
    "下書きを登録するか破棄してから、もう一度選んでください。"
)
FROM_LINKS = ("held_on", "starts", "center", "room", "worker", "caller")


def _reached(
    request: UserRequest, capability: Capability = Capability.APPOINTMENT_VIEW
) -> AppointmentQuerySet:
    return Appointment.objects.visible_to(request.user, capability).for_listing()


@never_cache
@require_POST
@requires(Capability.APPOINTMENT_WRITE)
def person_search(request: UserRequest) -> HttpResponse:
    """The one box of the log, without registering: by POST, for what is typed is a name."""
    words = without_surrogates(request.POST.get("caller_name", "")).strip()
    found, has_more = find_callers(request, words)
    context = offered(request, words, found, has_more=has_more) | {"may_register": False}
    return TemplateResponse(request, "consultations/_caller_found.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.APPOINTMENT_WRITE)
def appointment_create(request: UserRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        ready = {name: request.GET[name] for name in FROM_LINKS if request.GET.get(name)}
        return _form_page(
            request, AppointmentForm(user=request.user, now=now, initial=ready), ready=ready
        )
    form = AppointmentForm(request.POST, user=request.user, now=now)
    if "find" in request.POST:
        return _find(request, form)
    if not form.is_valid():
        return _form_page(request, form)
    try:
        appointment = book(form.appointment(), by=request.user, at=now)
    except BookedBeforeError as error:
        return _booked_before(request, error.args[0], form)
    except IntegrityError as error:
        form.add_error(None, violation_message(error, Appointment))
        return _form_page(request, form)
    _discard(request, form)
    audit.record(request, audit.Action.CREATE, appointment)
    messages.success(request, "予約を登録しました。")
    _remark(request, appointment)
    return redirect("appointments:appointment_detail", appointment.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.APPOINTMENT_WRITE)
def appointment_change(request: UserRequest, pk: int) -> HttpResponse:
    """Another time, room or worker: a new row, the earlier one stays with the reason."""
    earlier = get_object_or_404(_reached(request, Capability.APPOINTMENT_WRITE), pk=pk)
    if request.method != "POST":
        return _ask_for_another_time(request, earlier)
    form = ChangeForm(request.POST, user=request.user, now=timezone.now(), earlier=earlier)
    if "find" in request.POST:
        return _find(request, form)
    return _change(request, earlier, form) if form.is_valid() else _form_page(request, form)


def _ask_for_another_time(request: UserRequest, earlier: Appointment) -> HttpResponse:
    if not _may_be_replaced(earlier):
        messages.info(request, MOVED_ON)
        return redirect("appointments:appointment_detail", earlier.pk)
    initial = initial_of(earlier, request.user)
    if not earlier.is_booked:
        initial |= {"held_on": None}
    form = ChangeForm(user=request.user, now=timezone.now(), earlier=earlier, initial=initial)
    audit.record(request, audit.Action.READ, earlier, page="change")
    return _form_page(request, form)


def _change(request: UserRequest, earlier: Appointment, form: ChangeForm) -> HttpResponse:
    appointment, reason = form.appointment(), form.cleaned_data["reason"]
    if _keeps_contact(appointment, earlier):
        appointment.reminder_contact = earlier.reminder_contact
    try:
        change(earlier, appointment, reason=reason, by=request.user, at=timezone.now())
    except BookedBeforeError as error:
        if not form.says_the_same_as(error.args[0]):  # a second tab with the draft of the first
            return _moved_on(request, earlier, form)
        return _booked_before(request, error.args[0], form)
    except AppointmentMovedOnError:
        return _moved_on(request, earlier, form)
    except IntegrityError as error:
        form.add_error(None, violation_message(error, Appointment))
        return _form_page(request, form)
    _discard(request, form)
    audit.record(request, audit.Action.CHANGE, earlier, later=appointment.pk)
    messages.success(request, "予約を変更しました。変更前の予約は、履歴に残ります。")
    _remark(request, appointment)
    return redirect("appointments:appointment_detail", appointment.pk)


def _moved_on(request: UserRequest, earlier: Appointment, form: ChangeForm) -> HttpResponse:
    """The form with everything typed, from now on about what stands now."""
    keep_typed(request, _form_key(form), form)
    now, standing = timezone.now(), _chain(earlier)[-1]
    again: AppointmentForm
    if _may_be_replaced(standing):
        _discard(request, form)
        again = ChangeForm(request.POST, user=request.user, now=now, earlier=standing)
        begins, ends = localtime(standing.starts_at), localtime(standing.ends_at)
        hours = f"{format_wareki(begins.date())} {format_clock(begins.time())}～{format_clock(ends.time())}"
        again.add_error(None, MOVED_ON_TYPED.format(hours))
        action = reverse("appointments:appointment_change", args=[standing.pk])
    else:
        again = AppointmentForm(request.POST, user=request.user, now=now)
        again.add_error(None, OVER_TYPED.format(standing.get_state_display()))
        action = reverse("appointments:appointment_create")
    again.renew_key()
    audit.record(request, audit.Action.READ, standing, page="change")
    return _form_page(request, again, action=action, status=CONFLICT)


def _keeps_contact(appointment: Appointment, earlier: Appointment) -> bool:
    """Nothing typed anew for the same unregistered person: what was told stays."""
    return (
        not appointment.reminder_contact
        and appointment.person is None
        and earlier.person_id is None
        and appointment.reminder_wish == earlier.reminder_wish
        and appointment.alias == earlier.alias
    )


def _may_be_replaced(appointment: Appointment) -> bool:
    has_later = Appointment.objects.filter(earlier=appointment).exists()
    return appointment.standing_in in REPLACEABLE and not has_later


def _form_key(form: AppointmentForm) -> str:
    return APPOINTMENT if form.earlier is None else f"{APPOINTMENT_CHANGE}{form.earlier.pk}"


def _discard(request: UserRequest, form: AppointmentForm) -> None:
    key = form.cleaned_data["submission_key"]
    discard_draft(_form_key(form), by=request.user, submission_key=key)


def _booked_before(
    request: UserRequest, appointment: Appointment, form: AppointmentForm
) -> HttpResponse:
    if not form.says_the_same_as(appointment):
        form.ask_to_send_again("予約")
        return _form_page(request, form)
    _discard(request, form)
    messages.info(request, "この予約は登録済みです。二重には登録していません。")
    return redirect("appointments:appointment_detail", appointment.pk)


def _remark(request: UserRequest, appointment: Appointment) -> None:
    remark = remark_on(appointment.center, appointment.starts_at, appointment.ends_at)
    if remark:
        messages.warning(request, f"{remark}このまま予約しています。時間を確かめてください。")
    session = appointment.outreach_session
    if session is None or session.capacity is None:
        return
    same = Appointment.objects.filter(outreach_session__lineage=session.lineage).holding()
    if same.count() > session.capacity:
        text = f"この出張相談の定員（{session.capacity}組）を超えています。"
        messages.warning(request, text)


def _find(request: UserRequest, form: AppointmentForm) -> HttpResponse:
    """The button beside the box, for a browser without scripts."""
    words = without_surrogates(request.POST.get("caller_name", "")).strip()
    found, has_more = find_callers(request, words)
    callers = offered(request, words, found, has_more=has_more) | {"may_register": False}
    keep_typed(request, _form_key(form), form)
    typed = {name: request.POST.get(name, "") for name in form.fields}
    again = type(form)(user=request.user, now=form.now, earlier=form.earlier, initial=typed)
    return _form_page(request, again, callers=callers)


def _form_page(
    request: UserRequest,
    form: AppointmentForm,
    *,
    callers: dict[str, Any] | None = None,
    ready: dict[str, str] | None = None,
    action: str = "",
    status: int = UNUSABLE,
) -> HttpResponse:
    keeping = kept(request, _form_key(form), form)
    typed = keeping.draft.payload if keeping.draft else {}
    if typed and any(typed.get(name) != value for name, value in (ready or {}).items()):
        messages.warning(request, OTHER_DRAFT)
    chosen = form.caller_shown
    if callers is None:
        callers = offered(request, "", [chosen] if chosen else []) | {"may_register": False}
    context = {
        "form": form,
        "kept": keeping,
        "earlier": form.earlier,
        "action": action,
        "callers": callers | {"chosen": form["caller"].value() if chosen else ""},
    }
    template = "appointments/appointment_form.html"
    return TemplateResponse(request, template, context, status=status if form.errors else 200)


@never_cache
@require_safe
@requires(Capability.APPOINTMENT_VIEW)
def appointment_detail(request: UserRequest, pk: int) -> HttpResponse:
    return detail_page(request, get_object_or_404(_reached(request), pk=pk))


def detail_page(
    request: UserRequest,
    appointment: Appointment,
    *,
    form: StateForm | None = None,
    reminder_form: ReminderForm | None = None,
) -> HttpResponse:
    """Everything about one appointment: also what it was before, and what came of it."""
    now, day = timezone.now(), localdate()
    may_write = request.user.reach(Capability.APPOINTMENT_WRITE).covers(
        municipality_id=appointment.municipality_id, center_id=appointment.center_id
    )
    whom = whom_of([appointment], request.user, day)
    chain = _chain(appointment)
    audit.record(request, audit.Action.READ, appointment)
    record = Consultation.objects.visible_to(request.user).filter(appointment=appointment)
    has_record = Consultation.objects.standing().filter(appointment=appointment).exists()
    may_replace = may_write and _may_be_replaced(appointment)
    has_errors = bool((form and form.errors) or (reminder_form and reminder_form.errors))
    context = {
        "appointment": appointment,
        "whom": whom[appointment.pk],
        "contacts": how_to_reach([appointment], whom, day)[appointment.pk],
        "remark": remark_on(appointment.center, appointment.starts_at, appointment.ends_at),
        "steps": appointment.steps.select_related("recorded_by").order_by("pk"),
        "reminders": appointment.reminders.select_related("recorded_by").order_by("pk"),
        "chain": chain,
        "later": next((each for each in chain if each.earlier_id == appointment.pk), None),
        "record": record.standing().first(),
        "has_record": has_record,
        "may_log": may_write and not has_record and _may_be_logged(appointment, day),
        "may_replace": may_replace,
        "kept": kept(request, f"{APPOINTMENT_CHANGE}{appointment.pk}", None)
        if may_write and not may_replace
        else None,
        "is_over": appointment.is_booked and appointment.ends_at < now,
        "state_form": form or _state_form(appointment, now)
        if may_write and not has_record
        else None,
        "reminder_form": (reminder_form or ReminderForm(appointment=appointment))
        if may_write and (appointment.is_booked or appointment.is_no_show)
        else None,
    }
    status = UNUSABLE if has_errors else 200
    return TemplateResponse(request, "appointments/appointment_detail.html", context, status=status)


def _state_form(appointment: Appointment, now: Any) -> StateForm | None:
    if not appointment.standing_in.may_become:
        return None
    return StateForm(appointment=appointment, now=now)


def _may_be_logged(appointment: Appointment, day: Any) -> bool:
    gone = (AppointmentState.CHANGED, AppointmentState.CANCELLED)
    return appointment.standing_in not in gone and appointment.held_on <= day


def _chain(appointment: Appointment) -> list[Appointment]:
    """What it was before and what it became, the first first; one query a step."""
    chain = [appointment]
    while chain[0].earlier_id is not None:
        chain.insert(0, Appointment.objects.for_listing().get(pk=chain[0].earlier_id))
    while later := Appointment.objects.for_listing().filter(earlier=chain[-1]).first():
        chain.append(later)
    return chain


@never_cache
@require_POST
@requires(Capability.APPOINTMENT_WRITE)
def appointment_state(request: UserRequest, pk: int) -> HttpResponse:
    """Attended, no-show, cancelled, or back to booked."""
    appointment = get_object_or_404(_reached(request, Capability.APPOINTMENT_WRITE), pk=pk)
    now = timezone.now()
    form = StateForm(request.POST, appointment=appointment, now=now)
    if not form.is_valid():
        return detail_page(request, appointment, form=form)
    said = form.cleaned_data
    state = AppointmentState(said["state"])
    try:
        become(
            appointment,
            state,
            reason=said["reason"],
            follow_up_on=said.get("follow_up_on"),
            by=request.user,
            at=now,
        )
    except AppointmentMovedOnError:
        messages.warning(request, MOVED_ON)
    except IntegrityError as error:
        form.add_error(None, violation_message(error, Appointment))
        return detail_page(request, appointment, form=form)
    else:
        audit.record(request, audit.Action.CHANGE, appointment, state=state.value)
        messages.success(request, f"「{state.label}」と記録しました。")
        if state == AppointmentState.NO_SHOW and not said.get("follow_up_on"):
            messages.info(
                request,
                "連絡する場合は「連絡を記録する」、取り直す場合は「予約し直す」へ進んでください。",
            )
    return redirect("appointments:appointment_detail", appointment.pk)
