"""A protected household and the counter-party's, and a sweep over every output for what leaks.

The sweep asks the URL resolver itself, so an address that somebody adds is swept as well.
"""

import logging
import uuid
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from config.logs import SparingFormatter
from consultations.enums import ContactKind
from shared.access import Capability
from tests.access.case_world import case_of_the_left
from tests.access.maternity_world import pregnancy_of_the_left
from tests.access.surfaces import SURFACES, Surface, patterns
from tests.access.watch import text_of
from tests.access.world import Actor
from tests.factories import (
    LONG_AGO,
    ConsultationFactory,
    RoleGrantFactory,
    UserFactory,
)
from tests.household_factories import (
    AddressProtectionFactory,
    AddressRevealFactory,
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    PersonFactory,
)
from tests.plan_factories import AssessmentFactory, one_of_everything
from tests.sharing_factories import (
    ConsentFactory,
    ReferralFactory,
    ReferralPersonFactory,
    SuggestionFactory,
    WaitingListFollowUpFactory,
)

PROTECTED, CHILD, PARTNER = "金糸雀 花子", "金糸雀 小鳥", "雲雀 太郎"
KEEPER = "金糸雀通り子育てセンター"
PARTED_ON = "2025-03-31"
# The files that are put out: an address of each kind beyond the plain one.
QUERIES = {
    "accounts:audit_list": ["csv=1", "number=1"],
    "referrals:referral_list": ["view=arrived", "view=silent"],
    "appointments:calendar": ["view=week", "view=week&by=worker", "all=on&names=off"],
    "appointments:reminder_list": ["all=on"],
    "waiting_list:follow_up_list": ["view=all"],
    "cases:case_list": ["state=all"],
    "cases:case_detail": ["kind=reads"],
    "cases:case_pack": ["parts=names&parts=contacts&parts=notification&parts=notes"],
    "cases:plan_print": ["wording=plain&size=large&readings=on"],
    "cases:plan_list": ["state=all"],
    "maternity:ledger_list": ["closed=moved"],
    "maternity:due_list": ["kind=before_birth", "kind=after_birth", "kind=contact"],
    "maternity:due_csv": ["kind=before_birth", "kind=after_birth", "kind=contact"],
    "maternity:due_print": ["kind=before_birth", "kind=after_birth", "kind=contact"],
    "directory:handout_pdf": ["resource=1&resource=2&resource=3"],
    "subsidies:dashboard": ["csv=months", "csv=centers", "csv=methods", "csv=topics"],
    "consultations:count_list": ["fiscal_year=2025&as_of=2026-03-31"],
}
ASKED_IN = ("words", "name", "registered_name", "contact_phone")
LEAVES_THE_SESSION = {"accounts:sign_out", "accounts:sessions_end"}


@dataclass
class Planted:
    world: object
    home: object  # where the protected live, kept by C12
    partner_home: object  # at C11
    protected: object
    child: object
    partner: object
    protection: object
    of_home: object  # a consultation at C11 about the protected household
    of_partner: object
    shared: dict

    @property
    def masked(self):
        """Where the protected can be found: nobody reads these words anywhere."""
        return [f"鳥籠{kind.name}{n}番" for kind in ContactKind for n in (1, 2)]

    @property
    def names(self):
        return [PROTECTED, CHILD]

    def targets(self, kind):
        """Every object that an address of this kind is asked for."""
        own = {
            "household": [self.home, self.partner_home],
            "person": [self.protected, self.child, self.partner],
            "protection": [self.protection],
            "consultation": [self.of_home, self.of_partner],
            **self.shared,
        }
        if kind in own:
            return own[kind]
        places = self.world.places
        return [place.objects[kind] for code, place in places.items() if code != "C21"]


def plant(world):
    """Mother and child left the father's household; his is at C11, theirs is kept by C12."""
    here, keeper = world.places["C11"].center, world.places["C12"].center
    keeper.name = KEEPER
    keeper.save()
    municipality = here.municipality
    author = UserFactory(username="author-planted")
    home = HouseholdFactory(center=keeper, recorded_by=author)
    partner_home = HouseholdFactory(center=here, recorded_by=author)
    protected, child, partner = (
        PersonFactory(municipality=municipality, registered_name=name, registered_kana="")
        for name in (PROTECTED, CHILD, PARTNER)
    )
    for number, person in ((1, protected), (2, child)):
        HouseholdMembershipFactory(
            household=partner_home, person=person, starts_on=LONG_AGO, ends_on=PARTED_ON
        )
        HouseholdMembershipFactory(household=home, person=person, starts_on=PARTED_ON)
        for kind in ContactKind:
            ContactDetailFactory(person=person, kind=kind, value=f"鳥籠{kind.name}{number}番")
    HouseholdMembershipFactory(household=partner_home, person=partner)
    ContactDetailFactory(person=partner, value="雲雀町1番")
    protection = AddressProtectionFactory(
        person=protected, counter_party=partner, recorded_by=author
    )
    AddressRevealFactory(household=home, person=protected, revealed_by=author)
    of_home, of_partner = (
        ConsultationFactory(center=here, recorded_by=author, household=household)
        for household in (home, partner_home)
    )
    _join(world, "chief@C12", keeper)
    _join(world, "chief@C11+C12", here, keeper)
    return Planted(
        world,
        home,
        partner_home,
        protected,
        child,
        partner,
        protection,
        of_home,
        of_partner,
        _shared_things(home, partner_home, protected, child),
    )


def _shared_things(home, partner_home, protected, child):
    """Letters of her own household and, from the time before, of the one that she left."""
    letters = []
    for household in (home, partner_home):
        by = {"household": household, "recorded_by": household.recorded_by}
        consent = ConsentFactory(person=protected, **by)
        letter = ReferralFactory(consent=consent, handed_over=["name", "contact", "family"], **by)
        for person in (protected, child):
            ReferralPersonFactory(referral=letter, person=person)
        letters.append(letter)
    left = case_of_the_left(partner_home, protected, child)
    planned = one_of_everything(left, left.recorded_by, "以前の話")
    about = AssessmentFactory(
        case=left, form=planned["assessment_form"], person=protected, recorded_by=left.recorded_by
    )
    return {
        "consent": [letter.consent for letter in letters],
        "referral": letters,
        "suggestion": [SuggestionFactory(household=home, recorded_by=home.recorded_by)],
        "follow_up": [WaitingListFollowUpFactory(child=child, recorded_by=home.recorded_by)],
        "case": [left],
        **{name: [row] for name, row in planned.items()},
        "assessment": [about],
        "pregnancy": [pregnancy_of_the_left(partner_home, protected, child)],
    }


def _join(world, name, *centers):
    user = UserFactory(username=name)
    for center in centers:
        RoleGrantFactory(
            user=user,
            role=Role.CHIEF_COORDINATOR,
            municipality=center.municipality,
            center=center,
        )
    world.actors[name] = Actor(name, user, centers[0].municipality, centers[0])


ACTORS = [
    *(role.value for role in Role),
    "consultant@M2",
    "contractor@C12",
    "chief@C12",
    "chief@C11+C12",
]


def addresses(planted):
    """Name, address and object of every page, for each object that it may be asked for."""
    for name, pattern in dict(patterns()).items():
        surface = SURFACES.get(name, Surface(("GET", "POST")))
        given = set(pattern.pattern.converters) - set(surface.arguments)
        targets = planted.targets(surface.of) if surface.of else [planted.protected]
        for target in targets if given else [None]:
            arguments = dict.fromkeys(given, target and target.pk) | surface.arguments
            yield name, reverse(name, kwargs=arguments), target


def bag(planted):
    """What a form may ask for, with plausible answers; the search words come one by one."""
    return {
        "submission_key": str(uuid.uuid4()),
        "household": planted.home.pk,
        "other": planted.protected.pk,
        "decision": "same",
        "center": planted.world.places["C11"].center.pk,
        "reason": "緊急の家庭訪問のために住所を確かめる",
        "password": "wrong password",
        "registered_name": "見本 桜",
        "relationship": "self",
        "starts_on": "R7.4.1",
        "expires_on": "R8.3.31",
        "ground": "domestic_violence",
        "decided_by": "第一市",
        "counter_party_name": PARTNER,
        "version": "1",
        "number": "S00001",
        "name": "見本 桜",
        "name_kana": "ミホン サクラ",
    }


def search_words(planted):
    """Nearly the whole of each canary, so that the form's own echo is not taken for a leak."""
    return [word[:-1] for word in (*planted.masked, *planted.names)] + [PARTNER]


def sweep(planted, actor, *, only=""):
    """What leaks to `actor`: (name of the address, method, rule), none if all is well."""
    user = planted.world.actors[actor].user
    client = Client(raise_request_exception=False)
    client.force_login(user)
    found = []
    for name, url, target in addresses(planted):
        if only not in name or name in LEAVES_THE_SESSION:
            continue
        for query in ["", *QUERIES.get(name, [])]:
            found += leaks(planted, user, name, target, client.get(f"{url}?{query}"))
        words = search_words(planted) if _searches(name) else [""]
        for word in words:
            with transaction.atomic():
                data = bag(planted) | (dict.fromkeys(ASKED_IN, word) if word else {})
                response = client.post(url, data)
                transaction.set_rollback(True)
            found += leaks(planted, user, name, target, response, searched=word)
    return found


def _searches(name):
    return "search" in name or "hint" in name or name == "households:household_choose"


def leaks(planted, user, name, target, response, *, searched=""):
    """Which rules the answer breaks."""
    text = text_of(response)
    reach = user.reach(Capability.HOUSEHOLD_VIEW)
    keeps = reach.covers(
        municipality_id=planted.home.municipality_id, center_id=planted.home.center_id
    )
    link = reverse("households:household_detail", args=[planted.home.pk])
    names = any(word in text for word in planted.names)
    through_partner = target in (planted.partner, planted.partner_home) or searched == PARTNER
    rules = {
        "shows a contact": any(word in text for word in planted.masked),
        "names the protected": names and not keeps,
        "links to the protected": f'"{link}"' in text and not keeps,
        "leads there from the counter-party": through_partner and (names or f'"{link}"' in text),
        "tells the keeping center": KEEPER in text
        and not keeps
        and (names or (bool(reach) and name.startswith(("households:", "consultations:")))),
    }
    return [(name, response.status_code, rule) for rule, is_broken in rules.items() if is_broken]


@contextmanager
def log_lines():
    """Every line that any logger writes, formatted as in production."""
    lines = []

    class Collector(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Collector(logging.DEBUG)
    handler.setFormatter(SparingFormatter("{message}", style="{"))
    loggers = [logging.getLogger(name) for name in ("", "django", "tsunagi", "django.security")]
    levels = [logger.level for logger in loggers]
    # SQL with its values is logged in DEBUG only; a server never runs so.
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
