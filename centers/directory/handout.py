"""What a family reads of a resource: plain words, short lines, nothing that an office talks in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from centers.directory.ages import span_text
from centers.directory.cards import clock_text, fee_text
from centers.directory.cells import DAYS
from centers.models import LocalResource
from shared.wareki import format_wareki


@dataclass(frozen=True)
class Fact:
    """One line of a card."""

    label: str
    text: str


@dataclass(frozen=True)
class Card:
    """One resource on the sheet."""

    name: str
    kana: str
    kind: str
    facts: list[Fact]


def cards_of(resources: Iterable[LocalResource]) -> list[Card]:
    """In the given order; lines of which nothing is known say where to ask."""
    return [
        Card(each.name, each.name_kana, each.get_kind_display(), _facts(each)) for each in resources
    ]


def _facts(resource: LocalResource) -> list[Fact]:
    facts = [
        Fact("どんなところ", resource.content),
        Fact("だれのため", _ages(resource)),
        Fact("あいている日", _days(resource)),
        Fact("時間", clock_text(resource)),
        Fact("気をつけること", resource.hours_note),
        Fact("お金", fee_text(resource) or "聞いてください"),
        Fact("場所", " ".join(part for part in (resource.address, resource.building) if part)),
        Fact("電話", resource.phone),
        Fact("ホームページ", resource.url),
        Fact("空き", _vacancies(resource)),
    ]
    return [fact for fact in facts if fact.text]


def _ages(resource: LocalResource) -> str:
    span = span_text(resource.age_from, resource.age_to)
    return f"{span}の子ども" if span and not span.endswith("から") else span or resource.ages_note


def _days(resource: LocalResource) -> str:
    names = [
        "祝日" if day == DAYS[-1] else f"{day}曜日" for day in DAYS if day in resource.weekdays
    ]
    return "、".join(names)


def _vacancies(resource: Any) -> str:
    """With the day of which they are: by the time somebody reads it, they may be gone."""
    rows = sorted(resource.newest_vacancies, key=lambda row: row.age_class == "whole", reverse=True)
    return "、".join(
        f"{row.get_age_class_display()} {row.number_label}（{format_wareki(row.counted_on)}）"
        for row in rows
        if row.number is not None
    )
