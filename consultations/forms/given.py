"""案内した窓口・施設: entries of the directory, ticked; what is not in it stays a text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from consultations.directory_search import (
    MOST_GIVEN,
    Offer,
    entries_found_by,
    entries_named,
    favourites_of,
    offer_of,
    words_of,
)
from consultations.given import GIVEN, GivenEntry, entry_of, given_in
from consultations.models import Consultation

GONE = "名簿にない窓口・施設が選ばれています。選び直してください。"
ELSEWHERE = "「{}」は、ほかの自治体の名簿のものです。外してください。"
CLOSED = "「{}」は廃止されています。外してください。"
TOO_MANY = f"名簿から選べるのは{MOST_GIVEN}件までです。"


class GivenField(forms.MultipleChoiceField):
    """Keys of entries; which there are is asked of the directory, not of a list of choices."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


@dataclass(frozen=True)
class Found:
    """What a search brought, for a page without scripts."""

    words: str = ""
    offers: tuple[Offer, ...] = ()
    has_more: bool = False


class GivenForm(forms.Form):
    """For a form with `center`, `user` and `now`, and the record that is corrected or None."""

    given = GivenField(label="案内した窓口・施設（名簿）", required=False)

    user: Any
    now: datetime
    record: Consultation | None
    given_found = Found()

    def find_given(self) -> None:
        """Search by the last line of the text, as the button beside it asks."""
        words = words_of(str(self["resources_given"].value() or ""))
        offers, has_more = entries_found_by(words, self.user, localdate(self.now))
        chosen = set(self["given"].value() or ())
        offers = [offer for offer in offers if offer.key not in chosen]
        self.given_found = Found(words, tuple(offers), has_more)

    @property
    def _given_before(self) -> dict[str, GivenEntry]:
        return {each.key: each for each in given_in(self.record)} if self.record else {}

    def given_offered(self) -> list[tuple[Offer, bool]]:
        """What is ticked, and the favourites of the office beside it."""
        chosen = list(dict.fromkeys(self["given"].value() or ()))
        favourites = favourites_of(self.user, localdate(self.now))
        known = {offer.key: offer for offer in favourites}
        missing = [key for key in chosen if key not in known]
        named = entries_named(missing, self.user) if missing else {}
        ticked = [offer_of(named[key]) for key in missing if key in named]
        return [
            *((offer, True) for offer in ticked),
            *((offer, offer.key in chosen) for offer in known.values()),
        ]

    def check_given(self, cleaned: dict[str, Any]) -> None:
        """Replaces the keys by the entries; those of the record keep their name of that day."""
        keys = list(dict.fromkeys(cleaned.get(GIVEN) or ()))
        cleaned[GIVEN] = []
        if not keys:
            return
        before, named = self._given_before, entries_named(keys, self.user)
        center, day = cleaned.get("center"), localdate(self.now)
        entries = [each for key, each in before.items() if key in keys]
        for key in keys:
            if key in before:
                continue
            found = named.get(key)
            if found is None:
                self.add_error(GIVEN, GONE)
                return
            if center is not None and found.municipality_id != center.municipality_id:
                self.add_error(GIVEN, ELSEWHERE.format(found))
                return
            if found.closed_on is not None and found.closed_on <= day:
                self.add_error(GIVEN, CLOSED.format(found))
                return
            entries.append(entry_of(found))
        if len(entries) > MOST_GIVEN:
            self.add_error(GIVEN, TOO_MANY)
            return
        cleaned[GIVEN] = entries
