"""Single facts out of a set of facts, in words: 「相談件数 1,200件」."""

from collections.abc import Iterable, Mapping
from typing import Any

from subsidies.judge.names import name_of
from subsidies.judge.settings import load_settings

NOT_RECORDED = "未登録"
ROWS_OF_PEOPLE = ("staff", "maternal_child_staff", "difficult_cases_staff")
UNITS = {
    "activity.consultations": "件",
    "activity.open_days": "日",
    "outreach.sessions": "回",
    "special_days_per_week": "日",
    "rounds_days_per_week": "日",
    "meeting_extra_days_per_week": "日",
    "liaison_meetings": "回",
    "municipality.waiting": "人",
    "municipality.population_0_5": "人",
    "municipality.population": "人",
    "municipality.child_population": "人",
    "national.child_population": "人",
    "municipality.abuse_cases": "件",
    "national.abuse_cases": "件",
    "municipality.facilities_20190401": "か所",
    "municipality.specific_sites": "か所",
    "municipality.experience_months": "月",
    "on_duty": "人",
    "abuse_response_assigned": "人",
    "assigned": "人",
    "plans_child_welfare": "件",
    "plans_maternal_child": "件",
    "experience_months": "月",
    "casework_months": "月",
}
WEEKDAYS = dict(
    zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "月火水木金土日", strict=True)
)
# Told for themselves, each with words of its own.
ATTESTATIONS, SETTINGS = "attestations", "settings"

Leaves = dict[str, Any]


def leaves_of(facts: Mapping[str, Any]) -> Leaves:
    """Each single fact by its dotted key; a person's facts by `staff.<number>.<key>`.

    That somebody is there at all is a fact as well: `staff.<number>` is True.
    """
    return dict(_leaves(facts, ""))


def _leaves(content: Mapping[str, Any], path: str) -> Iterable[tuple[str, Any]]:
    for key, value in content.items():
        place = f"{path}{key}"
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{place}.")
        elif key in ROWS_OF_PEOPLE and not path:
            yield place, True
            for position, person in enumerate(value, start=1):
                row = f"{place}.{person.get('id', position)}"
                yield row, True
                rest = {name: part for name, part in person.items() if name != "id"}
                yield from _leaves(rest, f"{row}.")
        elif value is not None:
            yield place, value


def touches(key: str, place: str) -> bool:
    """Whether one key is the other or a part of it."""
    shorter, longer = sorted((key, place), key=len)
    return longer == shorter or longer.startswith(f"{shorter}.")


def name_of_leaf(key: str) -> str:
    head, _, rest = key.partition(".")
    if head in ROWS_OF_PEOPLE and rest and "." not in rest:
        return f"職員{rest}の配置"
    return name_of(key)


def figure(key: str, value: Any) -> str:
    """1,200件, はい, 月 9:00～17:00; what is not recorded says so."""
    if value is None:
        return NOT_RECORDED
    if key.partition(".")[0] in ROWS_OF_PEOPLE and key.count(".") < 2:  # noqa: PLR2004 -- staff.<number>
        return "あり"
    if key.startswith(f"{SETTINGS}."):
        return _reading(key.removeprefix(f"{SETTINGS}."), str(value))
    return _told(key, value)


def _told(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, int | float):
        return f"{value:,}{_unit(key)}"
    if isinstance(value, list):
        return "、".join(_item(part) for part in value) or "なし"
    return str(value)


def _reading(key: str, value: str) -> str:
    """What the municipality has chosen, in words; what is no choice any more as it is stored."""
    known = load_settings().get(key)
    return dict(known.choices).get(value, value) if known else value


def _unit(key: str) -> str:
    if key == "municipality.fill_rate" or key.startswith("municipality.fill_rate."):
        return ""
    fitting = [unit for place, unit in UNITS.items() if key == place or key.startswith(f"{place}.")]
    return fitting[0] if fitting else UNITS.get(key.rpartition(".")[2], "")


def _item(part: Any) -> str:
    if isinstance(part, list):
        weekday, opens_at, closes_at = part
        return f"{WEEKDAYS[weekday]} {opens_at}～{closes_at}"
    if isinstance(part, Mapping):
        return "・".join(str(value) for value in part.values())
    return str(part)
