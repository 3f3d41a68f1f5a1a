"""The rule book: the versions, one version in words, and two side by side; as pages and as PDF."""

from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared.access import Capability, requires
from shared.pdf import TooMuchToPrintError
from subsidies.comparison_table import sections_of, summary_of
from subsidies.facts import Query
from subsidies.impact import Impact, impact_of
from subsidies.judge.differences import compare
from subsidies.judge.rulebook import Version
from subsidies.printing import comparison_pdf as print_comparison
from subsidies.printing import rule_book_pdf as print_rule_book
from subsidies.rule_book import readable_versions, rule_parts, version_rows, version_with
from subsidies.rule_forms import ComparisonForm, SearchForm, comparable
from subsidies.rule_search import words_of


@require_safe
@requires(Capability.RULE_VIEW)
def version_list(request: UserRequest) -> HttpResponse:
    context = {
        "rows": version_rows(),
        "may_publish": bool(request.user.reach(Capability.RULE_PUBLISH)),
    }
    return TemplateResponse(request, "rules/version_list.html", context)


@require_safe
@requires(Capability.RULE_VIEW)
def version_detail(request: UserRequest, code: str) -> HttpResponse:
    """With `?q=`, only the conditions in which every word occurs."""
    version = _version_or_404(code)
    form = SearchForm(request.GET)
    words = words_of(form.cleaned_data["q"]) if form.is_valid() else ()
    parts = rule_parts(version, words)
    context = {
        "version": version,
        "form": form,
        "words": words,
        "parts": parts,
        "hits": sum(len(part.conditions) for part in parts),
    }
    return TemplateResponse(
        request, "rules/version_detail.html", context, status=422 if form.errors else 200
    )


@require_safe
@requires(Capability.RULE_VIEW)
def version_pdf(request: UserRequest, code: str) -> HttpResponse:
    version = _version_or_404(code)
    context = {"version": version, "parts": rule_parts(version), "words": ()}
    return _pdf(request, print_rule_book, context, name=f"rules_{version.code}.pdf")


@require_safe
@requires(Capability.RULE_VIEW)
def comparison(request: UserRequest) -> HttpResponse:
    versions = readable_versions()
    form = ComparisonForm(_asked(request, versions), versions=versions)
    context: dict[str, Any] = {"form": form, "comparison": None}
    if form.is_valid():
        context |= _comparison_context(request, form)
    return TemplateResponse(
        request, "rules/comparison.html", context, status=422 if form.errors else 200
    )


@require_safe
@requires(Capability.RULE_VIEW)
def comparison_pdf(request: UserRequest) -> HttpResponse:
    """Both versions are named by the page that links here."""
    versions = readable_versions()
    form = ComparisonForm(request.GET, versions=versions)
    if not form.is_valid():
        context = {"form": form, "comparison": None}
        return TemplateResponse(request, "rules/comparison.html", context, status=422)
    old, new = form.chosen
    name = f"comparison_{old.code}_{new.code}.pdf"
    return _pdf(request, print_comparison, _comparison_context(request, form), name=name)


def comparison_context(request: UserRequest, old: Version, new: Version) -> dict[str, Any]:
    """Two versions side by side, and what parts them for the centers within reach."""
    found = compare(old, new)
    return {
        "comparison": found,
        "sections": sections_of(found),
        "summary": summary_of(found),
        "impact": _impact(request, old, new),
        "may_see_impact": bool(request.user.reach(Capability.DETERMINATION_VIEW)),
    }


def _comparison_context(request: UserRequest, form: ComparisonForm) -> dict[str, Any]:
    old, new = form.chosen
    return comparison_context(request, old, new)


def _impact(request: UserRequest, old: Version, new: Version) -> Impact | None:
    if not request.user.reach(Capability.DETERMINATION_VIEW):
        return None
    today = timezone.localdate()
    centers = Center.objects.visible_to(request.user, Capability.DETERMINATION_VIEW)
    operating = centers.operating_on(today).select_related("municipality")
    return impact_of(old, new, operating, Query(day=today))


def _asked(request: UserRequest, versions: tuple[Version, ...]) -> dict[str, str]:
    """Without a choice: the newest version against the one before it."""
    held = [version.code for version in comparable(versions)]
    return {
        "old": request.GET.get("old", held[-2] if len(held) > 1 else ""),
        "new": request.GET.get("new", held[-1] if held else ""),
    }


def _version_or_404(code: str) -> Version:
    version = version_with(code, readable_versions())
    if version is None:
        raise Http404(code)
    return version


def _pdf(request: UserRequest, printed: Any, context: dict[str, Any], *, name: str) -> HttpResponse:
    try:
        pdf = printed(context)
    except TooMuchToPrintError:
        return TemplateResponse(request, "rules/unprintable.html", status=422)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
