"""Assessments and plans on the page of their case."""

from typing import Any

from django import template

from casework import furigana
from casework.models import Assessment, SupportPlan

register = template.Library()


@register.filter
def without_readings(text: str) -> str:
    """As it is read on the screen: the marks of ふりがな are for the print."""
    return furigana.without_readings(text or "")


@register.inclusion_tag("plans/_of_case.html")
def plans_of_case(case: Any) -> dict[str, Any]:
    """Of a case that the user may read. Two queries."""
    plans = SupportPlan.objects.filter(case=case).select_related("case").order_by("-serial")
    return {
        "case": case,
        "plans": list(plans),
        "number_of_assessments": Assessment.objects.filter(case=case).standing().count(),
    }
