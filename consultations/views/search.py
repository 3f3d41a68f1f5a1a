"""One search over persons and notes: by POST, nothing of it in an address, each in the trail."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from consultations.forms.search import SearchForm, written
from consultations.models import Consultation, HouseholdMembership, Person
from consultations.note_hits import shown_note
from consultations.note_search import PAGE_SIZE, FoundNotes, FoundNumber, NoteSearch
from consultations.person_search import members_found_by
from consultations.views.last_search import RECORDS, forget_search, keep_search, last_search
from shared import audit
from shared.access import Capability, requires

UNUSABLE = 422
MOST_PEOPLE = 10
PAGE, FRAGMENT = "consultations/search.html", "consultations/_search_found.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.CONSULTATION_VIEW)
def record_search(request: UserRequest) -> HttpResponse:
    """The page; to the script that asks while somebody types, what was found alone.

    What was sent is shown by the next GET: so the way back from a hit finds it again.
    """
    if request.method == "POST" and "clear" in request.POST:
        forget_search(request, RECORDS)
        return redirect("consultations:record_search")
    if request.method == "POST":
        return _searched(request)
    form = SearchForm(last_search(request, RECORDS), user=request.user)
    context: dict[str, Any] = {"form": form, "is_begun": False, "number": None}
    if form.is_bound and form.is_valid():
        return TemplateResponse(request, PAGE, context | _found(request, form))
    if form.is_bound:  # of a center or a person that is no longer offered
        forget_search(request, RECORDS)
        context["form"] = SearchForm(user=request.user)
    return TemplateResponse(request, PAGE, context)


def _searched(request: UserRequest) -> HttpResponse:
    form = SearchForm(request.POST, user=request.user)
    is_valid = form.is_valid()
    if is_valid:
        keep_search(request, RECORDS, form, form.fields)
    if request.headers.get("HX-Request") == "true":
        # What is not finished yet is no mistake: the reason is told without a summary.
        is_begun = bool(request.POST.get("words", "").strip())
        context = {"form": form, "is_begun": is_begun, "number": None}
        found = _found(request, form) if is_valid else {}
        return TemplateResponse(request, FRAGMENT, context | found)
    if is_valid:
        return redirect("consultations:record_search")
    context = {"form": form, "is_begun": False, "number": None}
    return TemplateResponse(request, PAGE, context, status=UNUSABLE)


def _found(request: UserRequest, form: SearchForm) -> dict[str, Any]:
    """Entries hold numbers of what was shown and how many there were, never a word."""
    search, asked = NoteSearch(request.user, form.asked()), form.cleaned_data
    notes = search.page()
    number = search.count() if asked["pages"] or notes.next_place else _all_here(notes)
    audit.record(request, audit.Action.SEARCH, Consultation, shown=notes.rows, count=number.number)
    people, has_more = _people(request, asked["words"]) if not asked["pages"] else ([], False)
    if people:
        shown = [membership.person for membership in people]
        audit.record(request, audit.Action.SEARCH, Person, shown=shown, count=len(shown))
    own = [center.pk for center in form.centers]
    pages = [written(place) for place in asked["pages"]]
    start = len(pages) * PAGE_SIZE
    return {
        "notes": [shown_note(row, form.words_apart(), own_centers=own) for row in notes.rows],
        "number": number,
        "range_text": f"{start + 1:,}～{start + len(notes.rows):,}件目（{number}）",
        "people": people,
        "has_more_people": has_more,
        "has_pages": bool(pages),
        "previous_pages": " ".join(pages[:-1]),
        "next_pages": " ".join([*pages, written(notes.next_place)]) if notes.next_place else "",
    }


def _all_here(notes: FoundNotes) -> FoundNumber:
    return FoundNumber(len(notes.rows), is_all=True)


def _people(request: UserRequest, words: str) -> tuple[Sequence[HouseholdMembership], bool]:
    """The first few within reach; the search of households has them all."""
    if not request.user.may(Capability.HOUSEHOLD_VIEW):
        return [], False
    return members_found_by(request.user, words, localdate(), limit=MOST_PEOPLE)
