"""From a finding to the records behind it: the links that a user may follow, and who supplies
what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from shared.access import Actor
from subsidies.facts import Reference
from subsidies.judge.vocabulary import name_of

# Who keeps the records of a subject, by the first part of the fact's key.
SUPPLIERS = {"municipality": "所管課", "national": "所管課"}
CENTER = "センター"

# What the machine's flags mean; the others are the notice's own words, shown as they are.
FLAG_TEXTS = {
    "coverage_unverified": "この年度に要綱が改正されたかどうかを確認できていません。改正の有無を確かめてください。",
    "text_not_held": "要綱の本文が登録されていないため、判定できません。",
    "実績待ち": "実績で決まる条件があります。実績報告の段階で判定します。",
}


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
            if _touches(key, place):
                found.update(dict.fromkeys(_link(reference, user) for reference in behind))
    return list(found)


def flag_text(flag: str) -> str:
    return FLAG_TEXTS.get(flag, f"人の確認が必要な点：{flag}")


def missing_facts(keys: Iterable[str]) -> list[MissingFact]:
    return [MissingFact(name_of(key), SUPPLIERS.get(key.partition(".")[0], CENTER)) for key in keys]


def _touches(key: str, place: str) -> bool:
    """Whether one key is the other or a part of it."""
    shorter, longer = sorted((key, place), key=len)
    return longer == shorter or longer.startswith(f"{shorter}.")


def _link(reference: Reference, user: Actor) -> Link:
    if not user.reach(reference.capability):
        return Link(reference.label)
    url = reverse(reference.url_name, kwargs=dict(reference.kwargs))
    query = f"?{urlencode(reference.query)}" if reference.query else ""
    anchor = f"#{reference.anchor}" if reference.anchor else ""
    return Link(reference.label, f"{url}{query}{anchor}")
