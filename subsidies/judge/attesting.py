"""Which conditions a signed decision of a person may settle: no others are ever asked for one."""

from subsidies.judge.rulebook import Condition, Force, Version

# 「原則として」, 「程度」 and 「概ね」 leave room for a judgement that no figure can make.
LEFT_TO_A_PERSON = frozenset({Force.PRINCIPLE, Force.ABOUT})


def may_be_attested(condition: Condition) -> bool:
    return condition.attestable or condition.force in LEFT_TO_A_PERSON


def attestable_condition(version: Version, condition_id: str) -> Condition | None:
    """None where the version has no such condition, or leaves nothing of it to a person."""
    condition = version.condition(condition_id) if version.text_held else None
    return condition if condition and may_be_attested(condition) else None


def attestable_conditions(version: Version) -> list[Condition]:
    """In printed order; none where the text is not held."""
    found = (condition for rule in version.rules for condition in rule.conditions)
    return [condition for condition in found if may_be_attested(condition)]
