"""内訳: what a standard amount is registered for, and which rule judges it. No amounts here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA_FILE = Path(__file__).parent / "data" / "components.toml"


@dataclass(frozen=True, kw_only=True)
class Component:
    """One component of one center type. `size_classes` are (code, label) pairs, or none."""

    code: str
    label: str
    category: str
    center_type: str
    unit: str  # what is counted: か所, 人, 時間, 回
    rules: tuple[str, ...]
    conditions: tuple[str, ...]
    quantity: str
    size_classes: tuple[tuple[str, str], ...]
    clause: str
    once: bool  # 年度途中でも月割りのない、1回限りの経費
    once_per_municipality: bool  # センターごとではなく、市町村で1回限り
    is_base: bool  # 加算ではなく基本分
    first_year: int | None
    last_year: int | None

    @property
    def is_judged(self) -> bool:
        return bool(self.rules)

    def is_known_in(self, fiscal_year: int) -> bool:
        """Whether the texts of the guideline know it in that year, as far as they are held."""
        first, last = self.first_year or fiscal_year, self.last_year or fiscal_year
        return first <= fiscal_year <= last

    def size_label(self, code: str) -> str:
        """The words for a size class; the code itself for one that the file does not have."""
        return dict(self.size_classes).get(code, code)


@cache
def load_components() -> Mapping[tuple[str, str], Component]:
    """By (center type, code), in the order of the file: the order of every worksheet."""
    data = _data()
    sizes: Mapping[str, Any] = data["size_classes"]
    found: dict[tuple[str, str], Component] = {}
    for row in data["component"]:
        for center_type in row["types"]:
            key = center_type, row["code"]
            if key in found:
                raise ValueError(f"{DATA_FILE.name}: {key} は2回書かれています。")
            found[key] = _component(row, center_type, sizes)
    unknown = {each.category for each in found.values()} - set(category_labels())
    if unknown:
        raise ValueError(f"{DATA_FILE.name}: 区分 {sorted(unknown)} がありません。")
    return found


def components_of(center_type: str, fiscal_year: int) -> list[Component]:
    """Those of a type that its texts know in a year, in the order of the sheet."""
    return [
        each
        for each in load_components().values()
        if each.center_type == center_type and each.is_known_in(fiscal_year)
    ]


def component_of(center_type: str, code: str) -> Component | None:
    return load_components().get((center_type, code))


@cache
def category_labels() -> Mapping[str, str]:
    """区分 by code, in the order in which they are printed."""
    return {row["code"]: row["label"] for row in _data()["category"]}


def _component(row: Mapping[str, Any], center_type: str, sizes: Mapping[str, Any]) -> Component:
    classes = sizes[row["size_classes"]] if "size_classes" in row else []
    return Component(
        code=row["code"],
        label=row["label"],
        category=row["category"],
        center_type=center_type,
        unit=row["unit"],
        rules=tuple(row["rules"]),
        conditions=tuple(row.get("conditions", ())),
        quantity=row["quantity"],
        size_classes=tuple((each["code"], each["label"]) for each in classes),
        clause=row["clause"],
        once=row.get("once", False),
        once_per_municipality=row.get("once_per_municipality", False),
        is_base=row.get("base", False),
        first_year=row.get("first_year"),
        last_year=row.get("last_year"),
    )


@cache
def _data() -> dict[str, Any]:
    with DATA_FILE.open("rb") as file:
        return tomllib.load(file)
