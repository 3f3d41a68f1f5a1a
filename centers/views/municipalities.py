"""自治体の事実: what the rules ask about a municipality, with source and date."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centers.enums import FactKind
from centers.ledgers import FACTS
from centers.models import Municipality, MunicipalityFact
from shared import ledger_pages
from shared.access import ActorRequest, Capability, requires
from shared.ledger_sections import Row, section_of


@dataclass(frozen=True)
class FactsOfKind:
    kind: FactKind
    rows: list[Row]


@require_safe
@requires(Capability.MUNICIPALITY_VIEW)
def municipality_list(request: ActorRequest) -> HttpResponse:
    municipalities = Municipality.objects.visible_to(request.user).order_by("code", "pk")
    context = {"municipalities": municipalities}
    return TemplateResponse(request, "centers/municipality_list.html", context)


@require_safe
@requires(Capability.MUNICIPALITY_VIEW)
def municipality_detail(request: ActorRequest, pk: int) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.visible_to(request.user), pk=pk)
    facts = section_of(FACTS, municipality, day=timezone.localdate())
    reach = request.user.reach(Capability.MUNICIPALITY_EDIT)
    context = {
        "municipality": municipality,
        "kinds": [
            FactsOfKind(kind, [row for row in facts.rows if row.entry.kind == kind])  # type: ignore[attr-defined]  # a field or row of its own kind
            for kind in FactKind
        ],
        "section": facts,
        "can_edit": reach.covers(municipality_id=municipality.pk),
    }
    return TemplateResponse(request, "centers/municipality_detail.html", context)


@require_safe
@requires(Capability.MUNICIPALITY_EDIT)
def fact_kinds(request: ActorRequest, municipality_pk: int) -> HttpResponse:
    """Which kind of fact is to be recorded: the form follows from it."""
    editable = Municipality.objects.visible_to(request.user, Capability.MUNICIPALITY_EDIT)
    municipality = get_object_or_404(editable, pk=municipality_pk)
    context = {"municipality": municipality, "kinds": list(FactKind)}
    return TemplateResponse(request, "centers/fact_kinds.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def fact_create(request: ActorRequest, municipality_pk: int, kind: str) -> HttpResponse:
    editable = Municipality.objects.visible_to(request.user, Capability.MUNICIPALITY_EDIT)
    municipality = get_object_or_404(editable, pk=municipality_pk)
    if kind not in FactKind:
        raise Http404
    fact = MunicipalityFact(municipality=municipality, kind=kind)
    return ledger_pages.entry_form(request, FACTS, fact, template="centers/fact_form.html")


@require_http_methods(["GET", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def fact_replace(request: ActorRequest, pk: int) -> HttpResponse:
    fact = _editable_fact(request, pk)
    return ledger_pages.entry_form(request, FACTS, fact, template="centers/fact_form.html")


@require_http_methods(["GET", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def fact_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    fact = _editable_fact(request, pk)
    return ledger_pages.entry_withdraw(request, FACTS, fact, template="centers/fact_withdraw.html")


def _editable_fact(request: ActorRequest, pk: int) -> MunicipalityFact:
    editable = MunicipalityFact.objects.visible_to(request.user, Capability.MUNICIPALITY_EDIT)
    return get_object_or_404(
        editable.select_related("municipality", "recorded_by", "superseded_by"), pk=pk
    )
