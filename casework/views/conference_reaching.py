"""What the pages of a conference share: itself within reach, what the user may see of it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from accounts.http import UserRequest
from accounts.models import User
from casework.models import Conference, ConferenceItem
from casework.views.reaching import UNUSABLE
from casework.worker_actions import may_work_in
from casework.worker_actions import staff_of as staff_of_centers
from centers.models import Center
from shared import audit
from shared.access import Capability

CHANGED = (
    "この画面を開いた後に、ほかの人がこの会議を変更しました。"
    "今の内容を確かめてから、もう一度登録してください。"
)


def conference_of(
    request: UserRequest, pk: int, capability: Capability = Capability.CASE_VIEW
) -> Conference:
    """404 beyond reach."""
    conferences = Conference.objects.visible_to(request.user, capability)
    return get_object_or_404(conferences.select_related("center__municipality", "chair"), pk=pk)


def items_of(conference: Conference, user: User) -> list[ConferenceItem]:
    """In their order, without those about a case that the user may not read. One query."""
    items = ConferenceItem.objects.standing().filter(conference=conference).open_to(user)
    return list(
        items.select_related(
            "case__category", "case__center", "issue", "decided_by", "conference"
        ).order_by("position", "pk")
    )


def item_of(request: UserRequest, pk: int, capability: Capability) -> ConferenceItem:
    """404 beyond reach, and off the agenda."""
    items = ConferenceItem.objects.visible_to(request.user, capability).standing()
    return get_object_or_404(
        items.select_related("conference__center__municipality", "conference__chair", "case"),
        pk=pk,
    )


def staff_of(center: Center) -> list[User]:
    return may_work_in(center, localdate())


def people_of(centers: Iterable[Center]) -> list[User]:
    """Whoever works there, each once; asked for all of them together."""
    staff = staff_of_centers(centers, localdate())
    people = {user.pk: user for members in staff.values() for user in members}
    return sorted(people.values(), key=lambda user: (user.name, user.pk))


def conference_page(
    request: UserRequest,
    conference: Conference,
    form: Any,
    *,
    title: str,
    submit: str,
    page: str,
    template: str = "conferences/conference_form.html",
    status: int | None = None,
    **more: Any,
) -> HttpResponse:
    """A form about a conference; read like the conference itself."""
    audit.record(request, audit.Action.READ, conference, page=page)
    context = {"conference": conference, "form": form, "title": title, "submit": submit, **more}
    if status is None:
        status = UNUSABLE if request.method == "POST" else 200
    return TemplateResponse(request, template, context, status=status)
