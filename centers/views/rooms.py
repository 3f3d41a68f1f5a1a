"""部屋: what a center has to book."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centers.models import Center, Room
from centers.room_forms import RoomForm
from shared import audit
from shared.access import ActorRequest, Capability, requires
from shared.ledger_sections import state_on

UNUSABLE = 422


@require_safe
@requires(Capability.CENTER_VIEW)
def room_list(request: ActorRequest, pk: int) -> HttpResponse:
    """The rooms of one center, those out of use included."""
    center = get_object_or_404(Center.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    reach = request.user.reach(Capability.CENTER_EDIT)
    context = {
        "center": center,
        "rooms": [(room, state_on(room, today)) for room in center.rooms.order_by("name", "pk")],
        "can_edit": reach.covers(municipality_id=center.municipality_id, center_id=center.pk),
    }
    return TemplateResponse(request, "rooms/room_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def room_create(request: ActorRequest, pk: int) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.CENTER_EDIT)
    return _form(request, Room(center=get_object_or_404(centers, pk=pk)))


@require_http_methods(["GET", "POST"])
@requires(Capability.CENTER_EDIT)
def room_edit(request: ActorRequest, pk: int) -> HttpResponse:
    rooms = Room.objects.visible_to(request.user, Capability.CENTER_EDIT)
    return _form(request, get_object_or_404(rooms.select_related("center"), pk=pk))


def _form(request: ActorRequest, room: Room) -> HttpResponse:
    is_new, before, status = room.pk is None, copy(room), 200
    form = RoomForm(request.POST if request.method == "POST" else None, instance=room)
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid() and form.save_or_explain():
            if is_new:
                audit.record(request, audit.Action.CREATE, room)
            else:
                fields = audit.differences(before, room, form._meta.fields or (), with_values=True)
                audit.record(request, audit.Action.CHANGE, room, fields=fields)
            messages.success(request, f"部屋を{'登録' if is_new else '変更'}しました。")
            return redirect("rooms:room_list", room.center_id)
    context = {"form": form, "center": room.center, "is_new": is_new}
    return TemplateResponse(request, "rooms/room_form.html", context, status=status)
