"""A sheet for a family: some resources in plain words, as PDF. It holds nothing about the family."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from centers.directory.cards import MOST_CHOSEN, chosen_numbers, in_order
from centers.directory.handout import Card, cards_of
from centers.models import LocalResource, Municipality
from shared import audit
from shared.access import ActorRequest, Capability, requires
from shared.pdf import TooMuchToPrintError, print_pdf
from shared.wareki import format_wareki

STYLES = settings.BASE_DIR / "static/css"
PRINTED = 200
SIZES = {"normal": "ふつうの大きさ", "large": "大きな文字"}


@require_safe
@requires(Capability.RESOURCE_VIEW)
def handout(request: ActorRequest) -> HttpResponse:
    """What will stand on the sheet, and how large."""
    resources = _chosen(request)
    if not resources:
        return redirect("directory:resource_list")
    context = {
        "cards": cards_of(resources),
        "chosen": [resource.pk for resource in resources],
        "sizes": SIZES.items(),
        "too_many": len(chosen_numbers(request.GET)) > MOST_CHOSEN,
        "most": MOST_CHOSEN,
    }
    return TemplateResponse(request, "directory/handout.html", context)


@require_safe
@requires(Capability.RESOURCE_VIEW)
def handout_pdf(request: ActorRequest) -> HttpResponse:
    resources = _chosen(request)
    if not resources:
        return redirect("directory:resource_list")
    answer = handout_page(
        request,
        cards_of(resources),
        municipality=resources[0].municipality,
        is_large=request.GET.get("size") == "large",
    )
    if answer.status_code == PRINTED:
        audit.record(request, audit.Action.PRINT, LocalResource, shown=resources)
    return answer


def handout_page(
    request: ActorRequest, cards: list[Card], *, municipality: Municipality, is_large: bool
) -> HttpResponse:
    """The sheet as PDF; 422 with the reason if there is too much to print."""
    context = {
        "title": "子育ての案内",
        "cards": cards,
        "is_large": is_large,
        "municipality": municipality,
        "today": format_wareki(timezone.localdate()),
    }
    html = render_to_string("directory/handout_print.html", context)
    style = (STYLES / "handout_print.css").read_text(encoding="utf-8")
    try:
        pdf = print_pdf(html, style)
    except TooMuchToPrintError:
        return TemplateResponse(request, "directory/handout_unprintable.html", {}, status=422)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="handout.pdf"'},
    )


def _chosen(request: ActorRequest) -> list[LocalResource]:
    numbers = chosen_numbers(request.GET)[:MOST_CHOSEN]
    visible = LocalResource.objects.visible_to(request.user).select_related("municipality")
    return in_order(visible.filter(pk__in=numbers).for_listing(), numbers)
