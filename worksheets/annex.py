"""根拠別紙: for each component the conditions of its rules, with clause, figure and origin."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.wareki import format_wareki
from subsidies.figures import ROWS_OF_PEOPLE, figure, leaves_of, name_of_leaf, touches
from subsidies.models import Determination
from worksheets.components import Component, components_of
from worksheets.content import Condition, Evidence

MOST_FIGURES = 6  # behind one condition; the determination's page shows the rest


def annex_of(
    determination: Determination | None, rules: Mapping[str, Any], *, fiscal_year: int
) -> tuple[Evidence, ...]:
    """Empty without a determination. Of staff it tells how many there are, never who."""
    if determination is None:
        return ()
    leaves = _counted(leaves_of(determination.snapshot.facts))
    origin = f"判定{determination}（{format_wareki(determination.judged_on)}現在の記録）"
    return tuple(
        Evidence(
            component=component.code,
            label=component.label,
            rule=rule["name"],
            clause=rule["clause"],
            status=rule["status"],
            conditions=tuple(
                Condition(
                    clause=part["reading_clause"] or part["clause"],
                    description=part["description"],
                    status=part["status"],
                    figure=_figures(part["evidence"], leaves),
                    reason=part["reason"],
                    origin=origin,
                )
                for part in rule["conditions"]
                if not component.conditions or part["id"] in component.conditions
            ),
        )
        for component in _judged(determination.center_type, fiscal_year)
        for rule in (rules.get(each) for each in component.rules)
        if rule is not None
    )


def _judged(center_type: str, fiscal_year: int) -> Iterable[Component]:
    return (each for each in components_of(center_type, fiscal_year) if each.is_judged)


def _counted(leaves: Mapping[str, Any]) -> dict[str, str]:
    """Each fact in words; of people only their number."""
    people = dict.fromkeys(ROWS_OF_PEOPLE, 0)
    words: dict[str, str] = {}
    for place, value in leaves.items():
        head, _, rest = place.partition(".")
        if head not in people:
            words[place] = f"{name_of_leaf(place)} {figure(place, value)}"
        elif rest and "." not in rest:
            people[head] += 1
            words[head] = f"{name_of_leaf(head)} {people[head]}人"
    return words


def _figures(keys: Iterable[str], words: Mapping[str, str]) -> str:
    found = [text for place, text in words.items() if any(touches(key, place) for key in keys)]
    more = f"、ほか{len(found) - MOST_FIGURES}件" if len(found) > MOST_FIGURES else ""
    return "、".join(found[:MOST_FIGURES]) + more
