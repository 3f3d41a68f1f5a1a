"""Facts of the interviews of 妊婦等包括相談支援事業型: one case for each interview and pregnancy.

The rules ask about one interview and one pregnancy; a center has as many cases as it held in the
fiscal year. Where nothing is recorded there is none: not recorded is not none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from casework.interview_facts import facts_of_interviews, facts_of_pregnancies
from casework.models import PregnancyInterview
from centers.models import Center
from subsidies.facts.query import Query


@dataclass(frozen=True)
class ToldInterviews:
    """By number: the facts of each interview of the year, and of each pregnancy it was about."""

    interviews: Mapping[int, dict[str, Any]]
    pregnancies: Mapping[int, dict[str, Any]]


def interviews_of(center: Center, query: Query) -> ToldInterviews:
    """Held in the fiscal year through the day that is counted. Four queries."""
    rows = PregnancyInterview.objects.known_at(query.known_at).filter(
        pregnancy__center=center, held_elsewhere=""
    )
    found = rows.select_related("pregnancy").defer("content", "pregnancy__situation")
    held = [
        each
        for each in found.order_by("occurred_at", "pk")
        if query.first_day <= localtime(each.occurred_at).date() <= query.last_counted_day
    ]
    pregnancies = {each.pregnancy_id: each.pregnancy for each in held}
    return ToldInterviews(
        facts_of_interviews(held),
        facts_of_pregnancies(pregnancies.values(), query.known_at) if held else {},
    )
