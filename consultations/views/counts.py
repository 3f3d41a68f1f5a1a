"""The list behind a number: the records that it counts, without names or content."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.models import User
from centers.models import Center
from consultations.figures import contacts, without_names
from consultations.forms.selection import CountListForm
from consultations.models import Consultation
from consultations.models.consultation import ConsultationQuerySet
from consultations.models.desk import DISPOSED
from consultations.selection import Selection
from shared import audit
from shared.access import Capability, requires

PAGE_SIZE = 50


@dataclass(frozen=True)
class Chip:
    """A condition in force, with the address of the list without it."""

    label: str
    value: str
    remove_url: str


@require_safe
@requires(Capability.CONSULTATION_LIST)
def count_list(request: UserRequest) -> HttpResponse:
    centers = list(
        Center.objects.visible_to(request.user, Capability.CONSULTATION_LIST).order_by("code", "pk")
    )
    form = CountListForm(request.GET, centers=centers, today=timezone.localdate())
    if not form.is_valid():
        raise Http404
    selection = form.selection
    counted = contacts(centers, selection)
    listable = counted.visible_to(request.user, Capability.CONSULTATION_LIST)
    records = Paginator(without_names(listable), PAGE_SIZE)
    page = records.get_page(request.GET.get("page"))
    audit.record(
        request,
        audit.Action.LIST,
        Consultation,
        shown=page.object_list,
        count=records.count,
        page="counts",
    )
    context = {
        "selection": selection,
        "page": page,
        "chips": _chips(form, selection),
        "pagination": _pagination(page, selection),
        "opened_centers": _opened(request.user, centers),
        "may_open": request.user.may(Capability.CONSULTATION_OPEN),
        **_left_out(request.user, counted, records.count),
    }
    return TemplateResponse(request, "consultations/count_list.html", context)


def _left_out(user: User, counted: ConsultationQuerySet, listed: int) -> dict[str, int]:
    """How many of the records counted are not listed, and why."""
    total = counted.count()
    if total == listed:
        return {"restricted_count": 0, "withheld_count": 0, "disposed_count": 0}
    shown = counted.shown_by_contract(user, Capability.CONSULTATION_LIST).count()
    disposed = counted.filter(DISPOSED).count()
    return {
        "restricted_count": shown - listed,
        "withheld_count": total - shown - disposed,
        "disposed_count": disposed,
    }


def _opened(user: User, centers: list[Center]) -> set[int]:
    """The centers whose records the reader may open."""
    reach = user.reach(Capability.CONSULTATION_VIEW)
    return {
        center.pk
        for center in centers
        if reach.covers(municipality_id=center.municipality_id, center_id=center.pk)
    }


def _url(selection: Selection, page: int = 1) -> str:
    number = f"&page={page}" if page > 1 else ""
    return f"{reverse('consultations:count_list')}?{selection.query}{number}"


def _chips(form: CountListForm, selection: Selection) -> list[Chip]:
    chips = []
    if selection.center_pk:
        without = _url(selection.narrowed(center_pk=None))
        chips.append(Chip("センター", form.label_of("center"), without))
    if selection.month:
        without = _url(selection.narrowed(month=None))
        chips.append(Chip("月", f"{selection.month.month}月", without))
    if selection.method:
        chips.append(Chip("方法", form.label_of("method"), _url(selection.narrowed(method=""))))
    if selection.topic:
        chips.append(Chip("区分", form.label_of("topic"), _url(selection.narrowed(topic=""))))
    return chips


def _pagination(page: Page, selection: Selection) -> dict[str, str]:
    has_before, has_after = page.has_previous(), page.has_next()
    return {
        "range_text": f"{page.start_index():,}～{page.end_index():,}件目",
        "first_url": _url(selection) if has_before else "",
        "previous_url": _url(selection, page.previous_page_number()) if has_before else "",
        "next_url": _url(selection, page.next_page_number()) if has_after else "",
    }
