from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centers.calendar import open_days
from centers.forms import CenterForm, MunicipalityChoiceForm
from centers.ledgers import CENTER_LEDGERS, OPENING_HOURS
from centers.models import Center, Municipality
from centers.week import weeks
from shared import audit
from shared.access import ActorRequest, Capability, requires
from shared.fiscal_year import FiscalYear
from shared.ledger_sections import section_of
from shared.wareki import format_wareki


@dataclass(frozen=True)
class Listed:
    """A center in the list, with what is planned and recorded for today."""

    center: Center
    is_scheduled: bool
    is_recorded_open: bool
    is_recorded_closed: bool


@dataclass(frozen=True)
class Item:
    label: str
    value: str


@require_safe
@requires(Capability.CENTER_VIEW)
def center_list(request: ActorRequest) -> HttpResponse:
    today = timezone.localdate()
    centers = list(Center.objects.visible_to(request.user).for_listing(today))
    days = open_days([center.pk for center in centers], first=today, last=today)
    listed = [
        Listed(
            center,
            today in days[center.pk].scheduled,
            today in days[center.pk].opened,
            today in days[center.pk].closed,
        )
        for center in centers
    ]
    context = {
        "centers": listed,
        "today": today,
        "can_create": bool(request.user.reach(Capability.CENTER_EDIT).municipality_ids),
        "has_several_municipalities": len({center.municipality_id for center in centers}) > 1,
    }
    return TemplateResponse(request, "centers/center_list.html", context)


@require_safe
@requires(Capability.CENTER_VIEW)
def center_detail(request: ActorRequest, pk: int) -> HttpResponse:
    visible = Center.objects.visible_to(request.user).select_related("municipality")
    center = get_object_or_404(visible, pk=pk)
    today = timezone.localdate()
    year = _fiscal_year(request, FiscalYear.of(today))
    sections = {
        ledger.slug: section_of(ledger, center, day=today, year=year) for ledger in CENTER_LEDGERS
    }
    hours = sections[OPENING_HOURS.slug]
    context = {
        "center": center,
        "items": _summary(center),
        "lasting": [section for section in sections.values() if not section.ledger.year_field],
        "yearly": [section for section in sections.values() if section.ledger.year_field],
        "weeks": weeks(hours.rows),
        "hours": hours,
        "year": year,
        "can_edit": _may_edit(request.user, center),
    }
    return TemplateResponse(request, "centers/center_detail.html", context)


def _fiscal_year(request: ActorRequest, default: FiscalYear) -> FiscalYear:
    text = request.GET.get("year")
    if text is None:
        return default
    try:
        return FiscalYear.parse(text)
    except ValueError as error:
        raise Http404 from error


def _may_edit(user: Any, center: Center) -> bool:
    reach = user.reach(Capability.CENTER_EDIT)
    covers: bool = reach.covers(municipality_id=center.municipality_id, center_id=center.pk)
    return covers


def _summary(center: Center) -> list[Item]:
    items = [
        Item("自治体", center.municipality.name),
        Item("センター番号", center.code),
        Item("運営形態", center.get_operation_display()),
        Item("受託者", center.contractor),
        Item("所在地", center.address),
        Item("電話番号", center.phone),
        Item("事業開始日", format_wareki(center.opened_on)),
        Item("事業終了日", format_wareki(center.closed_on) if center.closed_on else "継続中"),
    ]
    return [item for item in items if item.value or item.label != "受託者"]


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def center_create(request: ActorRequest) -> HttpResponse:
    """For one municipality; somebody who works for several chooses first."""
    municipalities = Municipality.objects.visible_to(request.user, Capability.CENTER_EDIT).order_by(
        "code"
    )
    given = request.POST if request.method == "POST" else request.GET
    municipality = _chosen(municipalities, given.get("municipality"))
    if municipality is None:
        choice = MunicipalityChoiceForm(municipalities=municipalities)
        return TemplateResponse(request, "centers/center_municipality.html", {"form": choice})
    center = Center(municipality=municipality)
    if request.method == "POST":
        form = CenterForm(request.POST, instance=center)
        if form.is_valid() and form.save_or_explain():
            audit.record(request, audit.Action.CREATE, form.instance)
            messages.success(
                request, "センターを登録しました。続けて類型と開所時間を登録してください。"
            )
            return redirect("centers:center_detail", form.instance.pk)
    else:
        form = CenterForm(instance=center, initial={"code": f"{municipality.code}-"})
    return TemplateResponse(
        request, "centers/center_create.html", {"form": form, "municipality": municipality}
    )


def _chosen(municipalities: Any, pk: str | None) -> Municipality | None:
    """The one within reach, or the one named; None when it must be asked, 404 when there is none."""
    within_reach: list[Municipality] = list(municipalities)
    if pk is None and len(within_reach) > 1:
        return None
    found = [each for each in within_reach if pk is None or str(each.pk) == pk]
    if not found:
        raise Http404
    return found[0]


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def center_edit(request: ActorRequest, pk: int) -> HttpResponse:
    editable = Center.objects.visible_to(request.user, Capability.CENTER_EDIT)
    center = get_object_or_404(editable.select_related("municipality"), pk=pk)
    name, before = center.name, copy(center)
    if request.method == "POST":
        form = CenterForm(request.POST, instance=center)
        if form.is_valid() and form.save_or_explain():
            fields = audit.differences(before, center, form._meta.fields or (), with_values=True)
            audit.record(request, audit.Action.CHANGE, center, fields=fields)
            messages.success(request, "センターの基本情報を変更しました。")
            return redirect("centers:center_detail", center.pk)
    else:
        form = CenterForm(instance=center)
    context = {"form": form, "center": center, "name": name}
    return TemplateResponse(request, "centers/center_edit.html", context)
