"""Cases on the pages of the apps below: of a consultation, of a household."""

from typing import Any

from django import template
from django.utils.timezone import localdate

from casework.models import Case, CaseRecord
from shared.access import Capability

register = template.Library()
MOST_OWN = 20


@register.inclusion_tag("cases/_of_record.html")
def cases_of_record(record: Any, user: Any) -> dict[str, Any]:
    """Cases with this consultation that the user may read, and whether one may be opened from it."""
    attached = CaseRecord.objects.filter(consultation=record.pk, detached_at=None)
    return {
        "record": record,
        "cases": _shown(Case.objects.filter(pk__in=attached.values("case")), user),
        "may_open": _may_open(record, user) and not record.is_withdrawn,
    }


@register.inclusion_tag("cases/_of_household.html")
def cases_of_household(household: Any, user: Any) -> dict[str, Any]:
    """Cases of the household that the user may read, and whether one may be opened for it."""
    return {
        "household": household,
        "cases": _shown(Case.objects.filter(household=household.pk), user),
        "may_open": _may_open(household, user),
    }


@register.inclusion_tag("cases/_own.html")
def own_cases(user: Any) -> dict[str, Any]:
    """The standing cases on which the user works today, without names; one query."""
    if not user.reach(Capability.CASE_VIEW):
        return {"cases": []}
    mine = Case.objects.visible_to(user).standing().of(user, localdate())
    told = mine.only("fiscal_year", "serial", "status", "attention_level", "opened_on")
    return {"cases": list(told.order_by("-opened_on", "-pk")[:MOST_OWN])}


def _shown(cases: Any, user: Any) -> list[Case]:
    if not user.reach(Capability.CASE_VIEW):
        return []
    found = cases.visible_to(user).only("fiscal_year", "serial", "status", "opened_on")
    return list(found.order_by("-opened_on", "-pk"))


def _may_open(row: Any, user: Any) -> bool:
    reach = user.reach(Capability.CASE_WRITE)
    return bool(reach.covers(municipality_id=row.municipality_id, center_id=row.center_id))
