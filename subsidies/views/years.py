"""年間の推移 on screen: what held in which month, and the day and reason of each change."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from centers.models import Center
from shared import audit
from shared.access import Actor, Capability, requires
from shared.fiscal_year import FiscalYear
from staffing.models import StaffMember
from subsidies.enums import Stage
from subsidies.evidence import Link, flag_text, link_to
from subsidies.forms import AsOfForm, fiscal_year_choices
from subsidies.views.supplements import fiscal_year_or_404
from subsidies.year_parts import Change, SupplementYear
from subsidies.year_view import YearView, year_views


@dataclass(frozen=True)
class ChangeRow:
    """One change on screen, with the records behind it."""

    change: Change
    links: list[Link]


@dataclass(frozen=True)
class SupplementPart:
    """One rule on screen."""

    year: SupplementYear
    changes: list[ChangeRow]

    @property
    def is_even(self) -> bool:
        """Nothing to tell beyond the one answer of the whole year."""
        return not self.changes and len(self.year.segments) == 1


@dataclass(frozen=True)
class TypePart:
    """One type of a center on screen."""

    view: YearView
    flags: list[str]
    supplements: list[SupplementPart]

    @property
    def even_ones(self) -> list[SupplementPart]:
        return [part for part in self.supplements if part.is_even]


@require_safe
@requires(Capability.DETERMINATION_VIEW)
def center_year(request: UserRequest, center_pk: int, fiscal_year: int) -> HttpResponse:
    centers = Center.objects.visible_to(request.user, Capability.DETERMINATION_VIEW)
    center = get_object_or_404(centers.select_related("municipality"), pk=center_pk)
    year = fiscal_year_or_404(fiscal_year)
    today = timezone.localdate()
    form = AsOfForm(_asked(request.GET))
    asked = form.cleaned_data if form.is_valid() else None
    views = year_views(center, year, today=today, **asked) if asked else []
    _record_staff_shown(request, center, views)
    return TemplateResponse(
        request,
        "subsidies/center_year.html",
        {
            "center": center,
            "fiscal_year": year,
            "neighbours": _neighbours(year, today),
            "parts": [_type_part(view, request.user) for view in views],
            "today": today,
            "form": form,
            "asked": asked,
        },
    )


def _asked(asked: QueryDict) -> QueryDict:
    data = asked.copy()
    data.setdefault("stage", Stage.ACTUAL)
    return data


def _neighbours(year: FiscalYear, today: date) -> list[FiscalYear]:
    """The years before and after, as far as years are judged at all."""
    judged = {judged for judged, _ in fiscal_year_choices(today)}
    return [each for each in (year.previous, year.next) if each.year in judged]


def _type_part(view: YearView, user: Actor) -> TypePart:
    return TypePart(
        view=view,
        flags=[flag_text(flag) for flag in view.flags],
        supplements=[
            SupplementPart(
                year,
                [
                    ChangeRow(change, [link_to(reference, user) for reference in change.references])
                    for change in year.changes
                ],
            )
            for year in view.supplements
        ],
    )


def _record_staff_shown(request: UserRequest, center: Center, views: list[YearView]) -> None:
    """A list of persons, where the page rests on some."""
    shown = sorted({pk for view in views if view.supplements for pk in view.staff_ids})
    if shown:
        audit.write(
            request,
            audit.Entry(
                action=audit.Action.LIST,
                target_kind=StaffMember._meta.label,
                target_ids=shown,
                count=len(shown),
                municipality_id=center.municipality_id,
            ),
        )
