"""How often an entry of the directory was given: numbers only, whoever looks."""

from datetime import date

from centers.directory.cards import Item
from centers.directory.mentions import Entry
from consultations.given import times_given


def given_how_often(entry: Entry, day: date) -> list[Item]:
    total, this_year = times_given(entry, day)
    return [Item("相談で案内した回数", f"{total:,}回", note=f"今年度 {this_year:,}回")]
