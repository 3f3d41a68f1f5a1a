"""よく案内する窓口・施設: what a center ticks in the log by its short code."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from consultations.forms.favourite import FavouriteForm
from consultations.models import FavouriteResource
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422


@never_cache
@require_safe
@requires(Capability.CONSULTATION_WRITE)
def favourite_list(request: UserRequest) -> HttpResponse:
    rows = FavouriteResource.objects.visible_to(request.user).standing().for_listing()
    day = timezone.localdate()
    found = [(row, row.resource or row.agency) for row in rows]
    context = {
        "favourites": [
            (row, entry, bool(entry and entry.closed_on and entry.closed_on <= day))
            for row, entry in found
        ]
    }
    return TemplateResponse(request, "favourites/favourite_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_WRITE)
def favourite_create(request: UserRequest) -> HttpResponse:
    """The search is a button of the same form: nothing is kept before 「保存する」."""
    if request.method == "POST" and "find" in request.POST:
        initial = {name: request.POST.get(name, "") for name in FavouriteForm.base_fields}
        return _page(request, FavouriteForm(user=request.user, initial=initial))
    form = FavouriteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (row := _written(request, form)):
        audit.record(request, audit.Action.CREATE, row)
        messages.success(request, "よく案内する窓口・施設に登録しました。")
        return redirect("favourites:favourite_list")
    return _page(request, form)


def _written(request: UserRequest, form: FavouriteForm) -> FavouriteResource | None:
    """None, with the reason beside the field, if a colleague took the code meanwhile."""
    row = form.favourite()
    row.recorded_at, row.recorded_by = timezone.now(), request.user
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "favourite_resource_code_is_unique" not in str(error):
            raise
        form.add_error("code", "この記号は使われています。別の記号にしてください。")
        return None
    return row


def _page(request: UserRequest, form: FavouriteForm) -> HttpResponse:
    status = UNUSABLE if form.errors else 200
    context = {"form": form}
    return TemplateResponse(request, "favourites/favourite_form.html", context, status=status)


@require_POST
@requires(Capability.CONSULTATION_WRITE)
def favourite_retire(request: UserRequest, pk: int) -> HttpResponse:
    rows = FavouriteResource.objects.visible_to(request.user).standing()
    row = get_object_or_404(rows, pk=pk)
    row.retired_at, row.retired_by = timezone.now(), request.user
    row.save(update_fields=["retired_at", "retired_by"])
    audit.record(request, audit.Action.WITHDRAW, row)
    messages.success(request, "よく案内する窓口・施設から外しました。")
    return redirect("favourites:favourite_list")
