"""Cases a colleague can read: a base of facts, and per case what is changed or left out."""

import copy
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = HERE.parent / "cases"
REMEDIES = HERE.parent / "data" / "remedies.toml"
EXAMPLES = HERE.parent / "data" / "examples.json"
DAYS = {
    "R2": "2020-10-01",
    "R3": "2021-10-01",
    "R6": "2024-10-01",
    "R7": "2025-10-01",
    "G2": "2020-10-01",
    "HK": "2020-10-01",
}


def read_rows():
    return [row for path in sorted(CASES.glob("*.toml")) for row in _rows_of_file(path)]


def read_remedies():
    return tomllib.loads(REMEDIES.read_text(encoding="utf-8"))["remedy"]


def _rows_of_file(path):
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        _row(content, case, version, f"{path.stem}:{case['name']}:{version or '日付による'}")
        for case in content["case"]
        for version in case.get("versions", [None])
    ]


def _row(content, case, version, label):
    facts = copy.deepcopy(content["base"])
    for key, value in case.get("change", {}).items():
        put(facts, key, value)
    for key in case.get("remove", []):
        put(facts, key, None)
    row = {
        "id": label,
        "target": case.get("target", content.get("target")),
        "version": version,
        "type": case.get("type", content.get("type", "basic")) or None,
        "subtype": case.get("subtype", "Ⅰ") or None,
        "date": case.get("date", DAYS.get(version)),
        "stage": case.get("stage"),
        "facts": facts,
        "expect": case["expect"],
    }
    return {key: value for key, value in row.items() if value is not None}


def put(facts, key, value):
    *parents, last = key.split(".")
    place = facts
    for part in parents:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    place[int(last) if isinstance(place, list) else last] = value
