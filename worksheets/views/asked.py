"""What an address names: a municipality's year and stage, or one center's type in it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.http import UserRequest
from centers.models import Center, Municipality
from shared.access import Capability
from shared.fiscal_year import FiscalYear
from subsidies.views.supplements import fiscal_year_or_404
from worksheets.enums import WorksheetStage
from worksheets.subject_number import SheetSubject


def municipality_or_404(request: UserRequest, pk: int, capability: Capability) -> Municipality:
    return get_object_or_404(Municipality.objects.visible_to(request.user, capability), pk=pk)


def stage_or_404(fiscal_year: int, stage: str) -> tuple[FiscalYear, WorksheetStage]:
    year = fiscal_year_or_404(fiscal_year)
    if stage not in WorksheetStage.values:
        raise Http404
    return year, WorksheetStage(stage)


def center_or_404(request: UserRequest, subject: SheetSubject, capability: Capability) -> Center:
    """Of a municipality whose sheets the user may handle so; a center's own roles have none."""
    among = Municipality.objects.visible_to(request.user, capability)
    centers = Center.objects.select_related("municipality").filter(municipality__in=among)
    return get_object_or_404(centers, pk=subject.center_pk)


def subject_or_404(center_pk: int, fiscal_year: int, stage: str, center_type: str) -> SheetSubject:
    fiscal_year_or_404(fiscal_year)
    subject = SheetSubject.parse(center_pk, fiscal_year, stage, center_type)
    if subject is None:
        raise Http404
    return subject
