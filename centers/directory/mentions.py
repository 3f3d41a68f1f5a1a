"""What the apps above know of an entry of the directory: lines for its page, told by them."""

from collections.abc import Callable
from datetime import date

from centers.directory.cards import Item
from centers.models import LocalResource, PartnerAgency

Entry = LocalResource | PartnerAgency
Teller = Callable[[Entry, date], list[Item]]
_tellers: list[Teller] = []


def register(teller: Teller) -> Teller:
    _tellers.append(teller)
    return teller


def mentions_of(entry: Entry, day: date) -> list[Item]:
    return [item for tell in _tellers for item in tell(entry, day)]
