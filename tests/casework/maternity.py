"""A family of the ledger that is in every list, and what the outputs of the product say of it."""

import datetime as dt
import uuid
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from casework.loss_actions import LossTold, record_loss
from casework.maternity_enums import LossKind
from casework.models import Pregnancy
from tests.access.surfaces import PATTERNS, SURFACES
from tests.access.watch import text_of
from tests.case_factories import a_case_of
from tests.household_factories import ContactDetailFactory, HouseholdMembershipFactory
from tests.maternity_factories import (
    BenefitStepFactory,
    MaternityHandOverFactory,
    PregnancyChildFactory,
    PregnancyFactory,
)

MOTHER, CHILD, NEXT_STEP = "水鳥 澪", "水鳥 澪の子（出生前）", "両親学級の案内を送る"
PHONE = "000-3333-4444"
WORDS = (MOTHER, CHILD, NEXT_STEP, PHONE)
# Where the family may still be named, and why: none of these is a next step.
NAMED = {
    "maternity:stopped_list": "says that nothing goes out, and to whom to turn",
    "maternity:benefit_list": "the payment goes on, with a caution",
    "households:household_list": "the registry itself",
    "households:duplicate_list": "the registry itself",
    "cases:case_list": "the case itself",
}
KINDS = ("application", "before_birth", "after_birth", "contact")
# Every address beyond the plain one; a new list with conditions enters here.
QUERIES = {
    **{
        f"maternity:{name}": [f"kind={kind}" for kind in KINDS]
        for name in ("due_list", "due_csv", "due_print")
    },
    "maternity:ledger_list": ["whose=mine", "closed=moved"],
    "maternity:ledger_csv": ["whose=mine", "closed=moved"],
    "cases:case_list": ["state=all"],
}


def family_of(center, worker, **more):
    """Expecting in 60 days, called next in nine; everything of the ledger would name her."""
    mother = HouseholdMembershipFactory(
        household__center=center,
        household__recorded_by=worker,
        person__registered_name=MOTHER,
        person__registered_kana="ミズトリ ミオ",
        person__date_of_birth=dt.date(1995, 5, 5),
    )
    ContactDetailFactory(person=mother.person, kind="phone", value=PHONE)
    pregnancy = PregnancyFactory(
        center=center,
        household=mother.household,
        mother=mother.person,
        worker=worker,
        health_number="H-0001",
        next_on=localdate() + dt.timedelta(days=9),
        next_step=NEXT_STEP,
        recorded_by=worker,
        **more,
    )
    child = PregnancyChildFactory(pregnancy=pregnancy).person
    child.registered_name = CHILD
    child.save()
    BenefitStepFactory(pregnancy=pregnancy, recorded_by=worker)
    hand_over = MaternityHandOverFactory(pregnancy=pregnancy, recorded_by=worker)
    return SimpleNamespace(
        pregnancy=pregnancy,
        mother=mother.person,
        child=child,
        household=mother.household,
        hand_over=hand_over,
    )


def addresses(objects):
    """Every GET address of the product: name and URL, with each of its conditions.

    `objects` gives a number for what a page is about; pages about other things are left out.
    """
    for name, surface in SURFACES.items():
        if "GET" not in surface.methods or name.startswith("accounts:"):
            continue
        wanted = set(PATTERNS[name].pattern.converters) - set(surface.arguments)
        if wanted and surface.of not in objects:
            continue
        given = dict.fromkeys(wanted, objects[surface.of]) if wanted else {}
        url = reverse(name, kwargs={**given, **surface.arguments})
        yield name, url
        for query in QUERIES.get(name, ()):
            yield name, f"{url}?{query}"


def outputs_with(client, words, objects=()):
    """The names of the pages, prints and files in whose answer any of the words stands."""
    found = set()
    for name, url in addresses(dict(objects)):
        answer = client.get(url)
        if any(word in text_of(answer) for word in words):
            found.add(name)
    return found


def loss_form(**more):
    return {
        "submission_key": str(uuid.uuid4()),
        "kind": "miscarriage",
        "told_on": localdate().isoformat(),
        "told_by": "本人",
        "remark": "しばらく電話は控えてほしい。",
    } | more


def stands(pregnancy):
    return Pregnancy.objects.get(pk=pregnancy.pk)


def recorded(family, by, **more):
    """The loss, with all that follows from it."""
    told = LossTold(
        **{"kind": LossKind.MISCARRIAGE, "told_on": localdate(), "told_by": "夫"} | more
    )
    loss, _ = record_loss(
        family.pregnancy, told, submission_key=uuid.uuid4(), by=by, at=timezone.now()
    )
    return loss


def others_of(center, worker):
    """Another family, whose pages are looked through as well."""
    pregnancy = PregnancyFactory(center=center, recorded_by=worker)
    case = a_case_of(worker, center, household=pregnancy.household)
    return {"pregnancy": pregnancy.pk, "household": pregnancy.household_id, "case": case.pk}
