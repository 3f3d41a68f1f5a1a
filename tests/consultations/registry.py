"""What a browser sends for the forms of the registry."""

import datetime as dt
import uuid

from django.urls import reverse
from django.utils import timezone

from tests.household_factories import ContactDetailFactory, HouseholdMembershipFactory

PASSWORD = "a long enough password"
REASON = "緊急の家庭訪問のために住所を確かめる"
ADDRESS = "鳥籠町1-2-3"


def member_form(**changes):
    return {
        "submission_key": str(uuid.uuid4()),
        "registered_name": "見本 葉子",
        "registered_kana": "ミホン ヨウコ",
        "date_of_birth": "H5.4.1",
        "relationship": "self",
        "starts_on": "R7.4.1",
        "contact_postal_code": "",
        "contact_address": "",
        "contact_phone": "",
        "contact_email": "",
        "contact_school": "",
        "contact_clinic": "",
        **changes,
    }


def protection_form(**changes):
    return {
        "starts_on": "R8.4.1",
        "expires_on": "R9.3.31",
        "ground": "domestic_violence",
        "decided_by": "見本市",
        "counter_party": "",
        "counter_party_name": "",
        **changes,
    }


def url(name, *arguments):
    return reverse(f"households:{name}", args=arguments)


def member(household, name, **more):
    person = HouseholdMembershipFactory(
        household=household, person__registered_name=name, **more
    ).person
    ContactDetailFactory(person=person, value=ADDRESS)
    return person


def in_days(number):
    return timezone.localdate() + dt.timedelta(days=number)
