"""地域資源: searching, reading, putting right, and telling how many places are free."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centers.directory.cards import chosen_numbers, described, differing, vacancy_table
from centers.directory.mentions import mentions_of
from centers.listing import pagination
from centers.models import LocalResource, Municipality
from centers.resource_actions import record_vacancies
from centers.resource_forms import LocalResourceForm, ResourceFilterForm, VacancyForm
from shared import audit
from shared.access import ActorRequest, Capability, requires

PAGE_SIZE = 50


@require_safe
@requires(Capability.RESOURCE_VIEW)
def resource_list(request: ActorRequest) -> HttpResponse:
    visible = LocalResource.objects.visible_to(request.user)
    form = ResourceFilterForm(request.GET, areas=visible.areas())
    form.is_valid()  # a condition that cannot be read is explained, the others hold
    found = form.found_in(visible)
    page = Paginator(found.for_listing(), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {resource.pk for resource in page.object_list}
    chosen = chosen_numbers(request.GET)
    context = {
        "page": page,
        "pagination": pagination(page, request.GET, unit="件"),
        "filter_form": form,
        "hidden_unknown": _hidden_unknown(form, visible, page.paginator.count),
        "unknown_url": _with_unknown(request),
        "chosen": chosen,
        "chosen_elsewhere": [number for number in chosen if number not in shown],
        "can_edit": bool(request.user.reach(Capability.RESOURCE_EDIT)),
        "can_record": bool(request.user.reach(Capability.VACANCY_RECORD)),
    }
    return TemplateResponse(request, "directory/resource_list.html", context)


def _hidden_unknown(form: ResourceFilterForm, visible: Any, found: int) -> int:
    """How many more there are which simply do not tell age, days or fee."""
    if not form.may_hide_unknown:
        return 0
    return int(form.found_in(visible, or_unknown=True).count()) - found


def _with_unknown(request: ActorRequest) -> str:
    query = request.GET.copy()
    query["unknown"] = "on"
    query.pop("page", None)
    return f"?{query.urlencode()}"


@require_safe
@requires(Capability.RESOURCE_VIEW)
def resource_detail(request: ActorRequest, pk: int) -> HttpResponse:
    visible = LocalResource.objects.visible_to(request.user)
    resource = get_object_or_404(
        visible.select_related("municipality", "recorded_by", "changed_by"), pk=pk
    )
    context = {
        "resource": resource,
        "items": [*described(resource), *mentions_of(resource, timezone.localdate())],
        "differing": differing(resource),
        "vacancies": vacancy_table(resource),
        "can_edit": _may(request, Capability.RESOURCE_EDIT, resource),
        "can_record": _may(request, Capability.VACANCY_RECORD, resource),
    }
    return TemplateResponse(request, "directory/resource_detail.html", context)


def _may(request: ActorRequest, capability: Capability, resource: LocalResource) -> bool:
    covers: bool = request.user.reach(capability).covers(municipality_id=resource.municipality_id)
    return covers


@require_http_methods(["GET", "POST"])
@requires(Capability.RESOURCE_EDIT)
def resource_create(request: ActorRequest) -> HttpResponse:
    among = Municipality.objects.visible_to(request.user, Capability.RESOURCE_EDIT).order_by("code")
    if request.method == "POST":
        resource = LocalResource(recorded_at=timezone.now(), recorded_by=request.user)
        form = LocalResourceForm(request.POST, instance=resource, municipalities=among)
        if form.is_valid() and form.save_or_explain():
            audit.record(request, audit.Action.CREATE, form.instance)
            messages.success(request, "地域資源を登録しました。")
            return redirect("directory:resource_detail", form.instance.pk)
    else:
        initial = {"area": among[0].name} if len(among) == 1 else None
        form = LocalResourceForm(municipalities=among, initial=initial)
    return TemplateResponse(request, "directory/resource_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Capability.RESOURCE_EDIT)
def resource_edit(request: ActorRequest, pk: int) -> HttpResponse:
    editable = LocalResource.objects.visible_to(request.user, Capability.RESOURCE_EDIT)
    rows = editable.select_related("municipality")
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",), no_key=True)
    resource = get_object_or_404(rows, pk=pk)
    name, before = resource.name, copy(resource)
    if request.method == "POST":
        form = LocalResourceForm(request.POST, instance=resource)
        if form.is_valid() and not form.is_changed:
            messages.info(request, "変更はありませんでした。")
            return redirect("directory:resource_detail", resource.pk)
        resource.changed_at, resource.changed_by = timezone.now(), request.user
        if form.is_valid() and form.save_or_explain():
            fields = audit.differences(before, resource, form._meta.fields or (), with_values=True)
            audit.record(request, audit.Action.CHANGE, resource, fields=fields)
            messages.success(request, "地域資源を変更しました。")
            return redirect("directory:resource_detail", resource.pk)
    else:
        form = LocalResourceForm(instance=resource)
    context = {"form": form, "resource": resource, "name": name}
    return TemplateResponse(request, "directory/resource_edit.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.VACANCY_RECORD)
def vacancy_record(request: ActorRequest, pk: int) -> HttpResponse:
    recordable = LocalResource.objects.visible_to(request.user, Capability.VACANCY_RECORD)
    resource = get_object_or_404(recordable.select_related("municipality"), pk=pk)
    if request.method == "POST":
        form = VacancyForm(request.POST)
        if form.is_valid():
            written = record_vacancies(
                resource,
                form.numbers,
                counted_on=form.cleaned_data["counted_on"],
                by=request.user,
                at=timezone.now(),
            )
            if written:
                audit.record(request, audit.Action.CREATE, type(written[0]), shown=written)
                messages.success(request, "空き状況を登録しました。")
            else:
                messages.info(request, "同じ内容が登録済みのため、変更はありませんでした。")
            return redirect("directory:resource_detail", resource.pk)
    else:
        form = VacancyForm(initial={"counted_on": timezone.localdate()})
    context = {"form": form, "resource": resource, "vacancies": vacancy_table(resource)}
    return TemplateResponse(request, "directory/vacancy_record.html", context)
