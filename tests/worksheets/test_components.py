"""The list of components: what it names is there, and it holds no amount."""

from fractions import Fraction

import pytest

from centers.enums import CenterType
from subsidies.judge.rulebook import OF_CENTER
from subsidies.judge.versions import load_versions
from worksheets.amount_units import AmountUnit
from worksheets.calculation.quantities import COUNTED, quantity_of
from worksheets.components import category_labels, components_of, load_components

COMPONENTS = list(load_components().values())


def names(component):
    return f"{component.center_type}.{component.code}"


@pytest.mark.parametrize("component", COMPONENTS, ids=names)
def test_every_rule_and_condition_is_judged_of_a_center(component):
    conditions = {
        rule.id: {part.id for part in rule.conditions}
        for version in load_versions()
        for rule in version.rules
        if rule.subject == OF_CENTER and component.center_type in rule.types
    }
    assert set(component.rules) <= set(conditions)
    for each in component.conditions:
        assert any(each in conditions[rule] for rule in component.rules)


@pytest.mark.parametrize("component", COMPONENTS, ids=names)
def test_every_component_can_be_counted_and_paid(component):
    assert component.center_type in CenterType.values
    assert component.category in category_labels()
    assert AmountUnit.for_counting(component.unit, once=component.once)
    quantity = quantity_of(component, {}, {})
    assert (quantity.value == Fraction(1)) or quantity.missing


def test_every_counted_number_is_a_condition_of_its_rule():
    [version] = [version for version in load_versions() if version.code == "R7"]
    for counted in COUNTED.values():
        assert version.rule(counted.rule).condition(counted.condition)


def test_a_year_knows_what_its_texts_know():
    codes = {c.code for c in components_of("basic", 2020)}
    assert "multifunction" not in codes
    assert "multifunction" in {c.code for c in components_of("basic", 2021)}
    assert components_of("family_center", 2023) != components_of("family_center", 2025)
    assert [c.code for c in components_of("family_center", 2023)] == ["preparation"]
