"""開所実績: the month of a center, and saying on which days it was open."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from centers.actions import confirm_open_days
from centers.forms import OpenDaysForm
from centers.models import Center, OpenDay
from centers.month import Month, MonthOfCenter
from shared import audit
from shared.access import ActorRequest, Capability, requires


@require_safe
@requires(Capability.CENTER_VIEW)
def open_days(request: ActorRequest, pk: int) -> HttpResponse:
    center = get_object_or_404(Center.objects.visible_to(request.user), pk=pk)
    month = _month_of_center(request, center)
    return _page(request, month, OpenDaysForm(allowed=[]))


@require_POST
@requires(Capability.OPEN_DAY_CONFIRM)
def open_days_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """The center was open as planned on all days of the month not yet spoken of."""
    confirmable = Center.objects.visible_to(request.user, Capability.OPEN_DAY_CONFIRM)
    month = _month_of_center(request, get_object_or_404(confirmable, pk=pk))
    count = confirm_open_days(
        month.center, month.unconfirmed, is_open=True, by=request.user, at=timezone.now()
    )
    _write_down(request, month, count)
    messages.success(request, f"{count}日を「予定どおり開所した」と記録しました。")
    return redirect(_url(month))


@require_POST
@requires(Capability.OPEN_DAY_CONFIRM)
def open_days_record(request: ActorRequest, pk: int) -> HttpResponse:
    """The chosen days were open, or closed."""
    confirmable = Center.objects.visible_to(request.user, Capability.OPEN_DAY_CONFIRM)
    month = _month_of_center(request, get_object_or_404(confirmable, pk=pk))
    form = OpenDaysForm(request.POST, allowed=[day.isoformat() for day in month.recordable])
    if not form.is_valid():
        return _page(request, month, form)
    count = confirm_open_days(
        month.center,
        [date.fromisoformat(day) for day in form.cleaned_data["days"]],
        is_open=form.cleaned_data["is_open"],
        note=form.cleaned_data["note"],
        by=request.user,
        at=timezone.now(),
    )
    _write_down(request, month, count, is_open=form.cleaned_data["is_open"])
    messages.success(request, f"開所実績を{count}日分記録しました。")
    return redirect(_url(month))


def _write_down(
    request: ActorRequest, month: MonthOfCenter, count: int, *, is_open: bool = True
) -> None:
    """Which days they were stands in the rows, recorded in the same transaction."""
    audit.record(
        request,
        audit.Action.CREATE,
        OpenDay,
        count=count,
        center=month.center.pk,
        month=month.month.code,
        is_open=is_open,
    )


def _month_of_center(request: ActorRequest, center: Center) -> MonthOfCenter:
    today = timezone.localdate()
    try:
        month = Month.parse(request.GET["month"]) if "month" in request.GET else Month.of(today)
    except ValueError as error:
        raise Http404 from error
    return MonthOfCenter(center, month, today=today)


def _url(month: MonthOfCenter) -> str:
    address = reverse("centers:open_days", args=[month.center.pk])
    return f"{address}?month={month.month.code}"


def _page(request: ActorRequest, month: MonthOfCenter, form: OpenDaysForm) -> HttpResponse:
    reach = request.user.reach(Capability.OPEN_DAY_CONFIRM)
    center = month.center
    can_confirm = reach.covers(municipality_id=center.municipality_id, center_id=center.pk)
    context = {
        "center": center,
        "calendar": month,
        "form": form,
        "chosen": form.days_chosen,
        "can_confirm": can_confirm,
    }
    return TemplateResponse(request, "centers/open_days.html", context)
