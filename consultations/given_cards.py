"""The cards of a hand-out for what a record names: it says nothing about the family."""

from datetime import date

from centers.directory.handout import Card, Fact, cards_of
from centers.models import LocalResource, PartnerAgency
from consultations.models import Consultation


def cards_of_given(record: Consultation, day: date) -> list[Card]:
    """In the order of giving; what has closed is left out."""
    rows = list(record.given.all().for_reading())
    keys = [row.resource_id for row in rows if row.resource_id is not None]
    listed = LocalResource.objects.filter(pk__in=keys).standing_on(day).for_listing()
    resources = {each.pk: each for each in listed.select_related("municipality")}
    cards: list[Card] = []
    for row in rows:
        if row.resource_id in resources:
            cards += cards_of([resources[row.resource_id]])
        elif row.agency is not None and not row.agency.is_closed_on(day):
            cards.append(_card_of_agency(row.agency))
    return cards


def _card_of_agency(agency: PartnerAgency) -> Card:
    facts = [
        Fact("聞くところ", agency.department),
        Fact("どこの人のため", agency.area),
        Fact("場所", agency.address),
        Fact("電話", agency.phone),
        Fact("夜・休みの日の電話", agency.phone_after_hours),
    ]
    return Card(
        agency.name,
        agency.name_kana,
        agency.get_kind_display(),
        [fact for fact in facts if fact.text],
    )
