"""関係機関: to whom families are referred, and how that office is reached."""

from copy import copy

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centers.directory.cards import Item
from centers.directory.mentions import mentions_of
from centers.listing import pagination
from centers.models import Municipality, PartnerAgency
from centers.resource_forms import AgencyFilterForm, PartnerAgencyForm
from shared import audit
from shared.access import ActorRequest, Capability, requires
from shared.wareki import format_wareki

PAGE_SIZE = 100


@require_safe
@requires(Capability.RESOURCE_VIEW)
def agency_list(request: ActorRequest) -> HttpResponse:
    form = AgencyFilterForm(request.GET)
    form.is_valid()  # a condition that cannot be read is explained, the others hold
    agencies = form.found_in(PartnerAgency.objects.visible_to(request.user))
    page = Paginator(agencies.for_listing(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pagination": pagination(page, request.GET, unit="件"),
        "filter_form": form,
        "can_edit": bool(request.user.reach(Capability.RESOURCE_EDIT)),
    }
    return TemplateResponse(request, "directory/agency_list.html", context)


@require_safe
@requires(Capability.RESOURCE_VIEW)
def agency_detail(request: ActorRequest, pk: int) -> HttpResponse:
    visible = PartnerAgency.objects.visible_to(request.user).select_related("municipality")
    agency = get_object_or_404(visible, pk=pk)
    editing = request.user.reach(Capability.RESOURCE_EDIT)
    context = {
        "agency": agency,
        "items": [*_items(agency), *mentions_of(agency, timezone.localdate())],
        "can_edit": editing.covers(municipality_id=agency.municipality_id),
    }
    return TemplateResponse(request, "directory/agency_detail.html", context)


def _items(agency: PartnerAgency) -> list[Item]:
    closed_on = format_wareki(agency.closed_on) if agency.closed_on else ""
    items = [
        Item("機関の種別", agency.get_kind_display()),
        Item("担当部署", agency.department),
        Item("窓口となる役割", agency.contact_role),
        Item("電話番号", agency.phone),
        Item("ファクス番号", agency.fax),
        Item("夜間・休日の電話番号", agency.phone_after_hours),
        Item("連絡のしかた", agency.reached_by),
        Item("所在地", agency.full_address),
        Item("管轄する地域", agency.area),
        Item("要対協の構成機関", _yes_no(is_so=agency.is_council_member)),
        Item(
            "法令による守秘義務",
            _yes_no(is_so=agency.has_secrecy_duty),
            note=agency.secrecy_basis,
        ),
        Item("備考", agency.remarks),
        Item("廃止日", closed_on),
    ]
    return [
        item for item in items if item.value or item.label not in {"備考", "廃止日", "ファクス番号"}
    ]


def _yes_no(*, is_so: bool | None) -> str:
    return "未確認" if is_so is None else ("はい" if is_so else "いいえ")


@require_http_methods(["GET", "POST"])
@requires(Capability.RESOURCE_EDIT)
def agency_create(request: ActorRequest) -> HttpResponse:
    among = Municipality.objects.visible_to(request.user, Capability.RESOURCE_EDIT).order_by("code")
    if request.method == "POST":
        agency = PartnerAgency(recorded_at=timezone.now(), recorded_by=request.user)
        form = PartnerAgencyForm(request.POST, instance=agency, municipalities=among)
        if form.is_valid() and form.save_or_explain():
            audit.record(request, audit.Action.CREATE, form.instance)
            messages.success(request, "関係機関を登録しました。")
            return redirect("directory:agency_detail", form.instance.pk)
    else:
        form = PartnerAgencyForm(municipalities=among)
    return TemplateResponse(request, "directory/agency_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Capability.RESOURCE_EDIT)
def agency_edit(request: ActorRequest, pk: int) -> HttpResponse:
    editable = PartnerAgency.objects.visible_to(request.user, Capability.RESOURCE_EDIT)
    rows = editable.select_related("municipality")
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",), no_key=True)
    agency = get_object_or_404(rows, pk=pk)
    name, before = agency.name, copy(agency)
    if request.method == "POST":
        form = PartnerAgencyForm(request.POST, instance=agency)
        if form.is_valid() and not form.is_changed:
            messages.info(request, "変更はありませんでした。")
            return redirect("directory:agency_detail", agency.pk)
        agency.changed_at, agency.changed_by = timezone.now(), request.user
        if form.is_valid() and form.save_or_explain():
            fields = audit.differences(before, agency, form._meta.fields or (), with_values=True)
            audit.record(request, audit.Action.CHANGE, agency, fields=fields)
            messages.success(request, "関係機関を変更しました。")
            return redirect("directory:agency_detail", agency.pk)
    else:
        form = PartnerAgencyForm(instance=agency)
    context = {"form": form, "agency": agency, "name": name}
    return TemplateResponse(request, "directory/agency_edit.html", context)
