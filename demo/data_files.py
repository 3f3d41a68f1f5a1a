"""The demo's own words and numbers, kept as TOML in `demo/data/`."""

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def read_notes() -> list[dict[str, Any]]:
    """All subjects of consultation, in the order of the files' names."""
    paths = sorted((DATA / "notes").glob("*.toml"))
    return [subject for path in paths for subject in read(f"notes/{path.stem}")["subject"]]
