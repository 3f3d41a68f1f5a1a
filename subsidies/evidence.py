"""From a finding to the records behind it: the links that a user may follow, and who supplies
what is missing."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.urls import reverse

from shared.access import Actor
from subsidies.facts import Reference
from subsidies.figures import touches
from subsidies.judge.vocabulary import name_of

CENTER, OFFICE = "センター", "所管課"
# Whose records a fact is: by its key, or by the first part of it. All others are the center's.
SUPPLIERS = dict.fromkeys(
    (
        "municipality",
        "national",
        "settings",
        "implementer",
        "commissioned",
        "commission.contract",
        "duties.type_balance",
        "extra_staff_counted_per_site",
        "previous_startup_grants",
    ),
    OFFICE,
)

FLAGS = Path(__file__).with_name("flags.toml")


@dataclass(frozen=True)
class Link:
    """A link to records; without `url` the user may not open them."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class MissingFact:
    """A fact that is not recorded, in words, and who can supply it."""

    name: str
    supplier: str


def links_for(
    evidence: Iterable[str], references: Mapping[str, Sequence[Reference]], user: Actor
) -> list[Link]:
    """The records behind these fact keys, each once."""
    found: dict[Link, None] = {}
    for key in evidence:
        for place, behind in references.items():
            if touches(key, place):
                found.update(dict.fromkeys(link_to(reference, user) for reference in behind))
    return list(found)


@cache
def flag_texts() -> dict[str, str]:
    return tomllib.loads(FLAGS.read_text(encoding="utf-8"))


def flag_text(flag: str) -> str:
    """What the flag asks a person to look at; one without a sentence is shown as it is."""
    return flag_texts().get(flag, f"人の確認が必要な点：{flag}")


def missing_facts(keys: Iterable[str]) -> list[MissingFact]:
    return [MissingFact(name_of(key), _supplier(key)) for key in keys]


def _supplier(key: str) -> str:
    return SUPPLIERS.get(key) or SUPPLIERS.get(key.partition(".")[0], CENTER)


def link_to(reference: Reference, user: Actor) -> Link:
    """The page of the records, for those who may open it."""
    if not user.reach(reference.capability):
        return Link(reference.label)
    url = reverse(reference.url_name, kwargs=dict(reference.kwargs))
    query = f"?{urlencode(reference.query)}" if reference.query else ""
    anchor = f"#{reference.anchor}" if reference.anchor else ""
    return Link(reference.label, f"{url}{query}{anchor}")
