"""Who comes to a conference, what binds them, and the pack that only those get who are bound."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.attendee_actions import AttendeeChangedMeanwhileError, change_attendee
from casework.conference_actions import (
    ConferenceChangedMeanwhileError,
    ConferenceIsCancelledError,
    add_attendee,
    hold_conference,
)
from casework.conference_packs import conference_pack_of
from casework.forms.conferences import AttendanceForm, AttendeeForm, SecrecyForm
from casework.models import ConferenceAttendee, Task
from casework.views.conference_reaching import (
    conference_of,
    conference_page,
    items_of,
    staff_of,
)
from casework.views.conferences import changed_again, is_cancelled, undone_before
from casework.views.reaching import CHANGED_MEANWHILE
from consultations.printing import printed
from shared import audit
from shared.access import Capability, requires
from shared.idempotency import retype
from shared.model_forms import violation_message
from shared.pdf import TooMuchToPrintError

WITHHELD = (
    "{label}さんの守秘義務が確かめられていないため、資料は作りません。"
    "根拠を登録するか、資料なしで出席してもらってください。"
)
CHANGED_ATTENDEE = (
    "この画面を開いた後に、ほかの人がこの出席者の登録を変更しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)


def _attendee(request: UserRequest, pk: int) -> ConferenceAttendee:
    attendees = ConferenceAttendee.objects.visible_to(request.user, Capability.CASE_WRITE)
    return get_object_or_404(
        attendees.select_related("conference__center__municipality", "user", "agency"), pk=pk
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def attendee_create(request: UserRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk, Capability.CASE_WRITE)
    if conference.is_cancelled:
        return is_cancelled(request, conference)
    form = AttendeeForm(
        request.POST if request.method == "POST" else None,
        conference=conference,
        staff=staff_of(conference.center),
    )
    if request.method == "POST" and form.is_valid():
        attendee = form.attendee()
        try:
            add_attendee(conference, attendee, by=request.user, at=timezone.now())
        except IntegrityError as error:
            form.add_error(None, violation_message(error, ConferenceAttendee))
        else:
            audit.record(request, audit.Action.CREATE, attendee, conference=conference.pk)
            if attendee.is_bound:
                messages.success(request, "出席者を登録しました。")
            else:
                messages.warning(
                    request,
                    "出席者を登録しました。守秘義務が確かめられていないため、資料は渡せません。",
                )
            return redirect("cases:conference_detail", conference.pk)
    return conference_page(
        request, conference, form, title="出席者を加える", submit="登録する", page="attendee"
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def attendee_edit(request: UserRequest, pk: int) -> HttpResponse:
    attendee = _attendee(request, pk)
    names = ("secrecy_duty", "secrecy_note", "attendance")
    form = SecrecyForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(attendee, name) for name in (*names, "version")},
    )
    status = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            changed = change_attendee(
                attendee, {name: said[name] for name in names}, version=said["version"]
            )
        except AttendeeChangedMeanwhileError as error:
            status = _ask_again(form, error.attendee)
        else:
            audit.record(
                request,
                audit.Action.CHANGE,
                changed,
                conference=attendee.conference_id,
                secrecy_duty=changed.secrecy_duty,
            )
            messages.success(request, "守秘義務と出欠を登録しました。")
            return redirect("cases:conference_detail", attendee.conference_id)
    return conference_page(
        request,
        attendee.conference,
        form,
        title=f"守秘義務の確認　{attendee.label}",
        submit="登録する",
        page="secrecy",
        status=status,
    )


def _ask_again(form: SecrecyForm, now: ConferenceAttendee) -> int:
    """What was typed stays, beside what somebody else has said meanwhile."""
    retype(form, version=now.version)
    stands = f"今の登録：{now.duty_text}　{now.get_attendance_display()}"
    form.add_error(None, f"{CHANGED_ATTENDEE}{stands}")
    return CHANGED_MEANWHILE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CASE_WRITE)
def attendance_edit(request: UserRequest, pk: int) -> HttpResponse:
    """That the conference took place, and who was there."""
    conference = conference_of(request, pk, Capability.CASE_WRITE)
    if conference.held_on > localdate():
        messages.info(request, "会議の開催日が来ていません。")
        return redirect("cases:conference_detail", conference.pk)
    called = ConferenceAttendee.objects.filter(conference=conference).called()
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        attendees=list(called.for_listing()),
        initial={"version": conference.version},
    )
    page: dict[str, Any] = {"title": "出席の記録", "submit": "登録する", "page": "attendance"}
    if request.method == "POST" and form.is_valid():
        try:
            hold_conference(conference, form.attendances(), version=form.cleaned_data["version"])
        except ConferenceIsCancelledError:
            return is_cancelled(request, conference)
        except ConferenceChangedMeanwhileError:
            return changed_again(request, conference, form, **page)
        audit.record(request, audit.Action.CHANGE, conference, state=conference.state)
        messages.success(request, "開催したことと出席を登録しました。")
        return redirect("cases:conference_detail", conference.pk)
    return conference_page(request, conference, form, **page)


def _about(tasks: list[Task], cases: list[int]) -> list[Task]:
    """Without those of cases that the conference is not about: they are no business of a guest."""
    return [task for task in tasks if task.case_id is None or task.case_id in cases]


@never_cache
@require_safe
@requires(Capability.CASE_WRITE)
def attendee_pack(request: UserRequest, pk: int) -> HttpResponse:
    """For one recipient, by name; withheld from whoever is bound by nothing."""
    attendee = _attendee(request, pk)
    conference, day = attendee.conference, localdate()
    if not attendee.is_bound:
        audit.record(request, audit.Action.READ, conference, attendee=attendee.pk, withheld=True)
        messages.error(request, WITHHELD.format(label=attendee.label))
        return redirect("cases:conference_detail", conference.pk)
    items = items_of(conference, request.user)
    cases = [item.case_id for item in items if item.case_id]
    context = {
        "pack": conference_pack_of(conference, items, request.user, day=day),
        "attendee": attendee,
        "undone": _about(undone_before(conference, request.user, cases), cases),
        "by": request.user,
        "day": day,
    }
    name = f"conference-{conference.pk}-{attendee.pk}"
    try:
        answer = printed("conferences/pack_print.html", context, name=name)
    except TooMuchToPrintError:
        messages.error(request, "資料が大きすぎて印刷できません。議題を分けてください。")
        return redirect("cases:conference_detail", conference.pk)
    audit.record(request, audit.Action.PRINT, conference, attendee=attendee.pk, cases=cases)
    return answer
