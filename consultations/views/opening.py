"""Opening one record for a while with a reason: 理由を示した閲覧 and 緊急閲覧."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from consultations.child_parts import all_parts
from consultations.enums import AccessKind
from consultations.forms.confidentiality import OpeningForm
from consultations.given import lines_of
from consultations.history import history_of, withdrawal_of
from consultations.models import Consultation, RecordAccess
from consultations.opening import kind_for, open_record
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
SHOWN = ("municipality", "center__name", "confidentiality", "occurred_on")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.BREAK_GLASS_USE)
def record_open(request: UserRequest, pk: int) -> HttpResponse:
    """Ask for the reason; whoever may read the record anyway, or has opened it, is led there."""
    now = timezone.now()
    if Consultation.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect("consultations:consultation_detail", pk)
    records = Consultation.objects.openable_by(request.user)
    record = get_object_or_404(records.select_related("center").only(*SHOWN), pk=pk)
    if Consultation.objects.opened_by(request.user, now).filter(pk=pk).exists():
        return redirect("consultations:record_opened", pk)
    kind = kind_for(record)
    form = OpeningForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        access, is_new = open_record(record, **form.cleaned_data, by=request.user, at=now)
        if is_new:
            audit.record(
                request,
                audit.Action.BREAK_GLASS,
                access,
                reason=access.reason_kind,
                kind=access.kind,
                record=record.pk,
            )
            messages.warning(request, "記録を開きました。理由と日時は、関係者に知らされます。")
        return redirect("consultations:record_opened", pk)
    context = {
        "record": record,
        "form": form,
        "kind": kind,
        "in_emergency": kind == AccessKind.BREAK_GLASS,
        "minutes": settings.BREAK_GLASS_MINUTES,
    }
    status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, "consultations/record_open.html", context, status=status)


@never_cache
@require_safe
@requires(Capability.BREAK_GLASS_USE)
def record_opened(request: UserRequest, pk: int) -> HttpResponse:
    """The record, read only, as long as one's own access to it stands."""
    now = timezone.now()
    records = Consultation.objects.opened_by(request.user, now)
    record = get_object_or_404(records.for_reading(), pk=pk)
    standing = RecordAccess.objects.of(request.user).standing(now).filter(consultation=record)
    access = standing.order_by("-opened_at")[:1].get()
    is_break_glass = access.kind == AccessKind.BREAK_GLASS
    audit.record(
        request,
        audit.Action.BREAK_GLASS if is_break_glass else audit.Action.READ,
        record,
        reason=access.reason_kind,
        access=access.pk,
    )
    history = history_of(record, with_kept_parts=True)
    context = {
        "record": record,
        "parts": all_parts(record),
        "history": history,
        "withdrawal": withdrawal_of(history),
        "access": access,
        "minutes_left": access.minutes_left(now),
        "given_lines": lines_of(record, timezone.localdate()),
        "may_view_directory": request.user.may(Capability.RESOURCE_VIEW),
    }
    return TemplateResponse(request, "consultations/record_opened.html", context)
