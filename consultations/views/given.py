"""What of the directory is given in a consultation: found while typing, printed for the family."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from centers.views.handouts import PRINTED, handout_page
from consultations.directory_search import entries_found_by, words_of
from consultations.given_cards import cards_of_given
from consultations.models import Consultation
from shared import audit
from shared.access import Capability, requires
from shared.plain_text import without_surrogates


@never_cache
@require_POST
@requires(Capability.CONSULTATION_WRITE)
def given_search(request: UserRequest) -> HttpResponse:
    """A fragment: the few entries that fit the last line; by POST, for the line may be a note."""
    words = words_of(without_surrogates(request.POST.get("resources_given", "")))
    offers, has_more = entries_found_by(words, request.user, localdate())
    context = {"words": words, "offers": offers, "has_more": has_more}
    return TemplateResponse(request, "consultations/_given_found.html", context)


@never_cache
@require_safe
@requires(Capability.CONSULTATION_VIEW)
def given_handout(request: UserRequest, pk: int) -> HttpResponse:
    """案内の紙: what was given in this consultation and is still open, in plain words, as PDF."""
    record = get_object_or_404(
        Consultation.objects.visible_to(request.user).select_related("municipality"), pk=pk
    )
    cards = cards_of_given(record, localdate())
    if not cards:
        return redirect("consultations:consultation_detail", record.pk)
    is_large = request.GET.get("size") == "large"
    answer = handout_page(request, cards, municipality=record.municipality, is_large=is_large)
    if answer.status_code == PRINTED:
        audit.record(request, audit.Action.PRINT, record, page="handout", count=len(cards))
    return answer
