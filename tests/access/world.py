"""Two municipalities, three centers, everybody's roles, and records with canaries in them.

The same world serves the access matrix and the attack cases: M1 has its own center C11 and a
commissioned one, C12; M2 has C21. Each record of consultation carries words found nowhere else.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEvent
from centers.enums import Operation
from consultations.enums import ContactKind
from consultations.merge_actions import merge_persons, tell_apart
from retention.models import Disposal, LegalHold
from shared import audit
from shared.access import Capability, Confidentiality
from subsidies.actions import publish_version
from subsidies.judge.versions import load_versions
from subsidies.models import MunicipalSetting
from subsidies.rule_actions import ended_by, propose_version, read_rule_file
from tests.access.case_world import case_objects
from tests.access.maternity_world import maternity_objects
from tests.access.worksheet_world import worksheet_objects
from tests.appointment_factories import (
    AppointmentFactory,
    OutreachPublicityFactory,
    RoomFactory,
    tomorrow_at,
)
from tests.complaint_factories import ComplaintFactory, ComplaintOfficerFactory
from tests.desk_factories import (
    AbuseIntakeFactory,
    FavouriteResourceFactory,
    TextTemplateFactory,
)
from tests.directory_factories import (
    LocalResourceFactory,
    PartnerAgencyFactory,
    ResourceImportFactory,
)
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    ClosureFactory,
    ConsultationChildFactory,
    ConsultationFactory,
    ContractFactory,
    ExternalIdentityFactory,
    LicenceFactory,
    MunicipalityFactFactory,
    MunicipalityFactory,
    NamedReaderFactory,
    PostingFactory,
    RecordAccessFactory,
    RoleGrantFactory,
    StaffMemberFactory,
    TopicFactory,
    UserFactory,
)
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
    PersonRelationFactory,
)
from tests.retention_factories import (
    DisposalFactory,
    DisposalItemFactory,
    LegalHoldFactory,
    RetentionRuleFactory,
)
from tests.sharing_factories import (
    ConsentFactory,
    ReferralFactory,
    SuggestionFactory,
    WaitingListFollowUpFactory,
)
from tests.subsidy_factories import AttestationFactory, MunicipalSettingFactory

OWN, OTHER_CENTER, OTHER_MUNICIPALITY = "own", "other center", "other municipality"
CENTER_ROLES = {Role.CONSULTANT, Role.CHIEF_COORDINATOR, Role.CONTRACTOR}
NOON = dt.datetime(2025, 10, 1, 3, tzinfo=dt.UTC)
SAMPLE_RULES = Path(__file__).parents[1] / "subsidies/data/R8.toml"
_numbers = itertools.count(1)


@dataclass
class Place:
    """One center with one object of every kind."""

    code: str
    center: object
    objects: dict[str, object]
    canaries: dict[str, str]
    restricted_canaries: dict[str, str]
    protected_canaries: dict[str, str]
    masked: dict[str, str] = field(default_factory=dict)


@dataclass
class Actor:
    name: str
    user: object
    municipality: object
    center: object


@dataclass
class World:
    places: dict[str, Place] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def relations(self):
        """Where an object may lie, seen from C11 of M1."""
        return {OWN: "C11", OTHER_CENTER: "C12", OTHER_MUNICIPALITY: "C21"}

    def canaries_hidden_from(self, user):
        """Words that no answer to `user` may hold; `None` is somebody signed out.

        Nobody of the world is named for a restricted record: only its chief coordinator reads it.
        """
        return self.out_of_reach_of(user) + self.masked

    @property
    def masked(self):
        """What the protections hide from everybody."""
        return [word for place in self.places.values() for word in place.masked.values()]

    def out_of_reach_of(self, user):
        return [
            word
            for place in self.places.values()
            for confidentiality, canaries in (
                (Confidentiality.ORDINARY, place.canaries),
                (Confidentiality.RESTRICTED, place.restricted_canaries),
                (Confidentiality.PROTECTED, place.protected_canaries),
            )
            if user is None or not _covers(user, confidentiality, place.center)
            for word in canaries.values()
        ]


def _covers(user, confidentiality, center):
    reach = user.reach(Capability.CONSULTATION_VIEW, confidentiality)
    return reach.covers(municipality_id=center.municipality_id, center_id=center.pk)


def build_world():
    world = World()
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())
    TopicFactory(code="03", label="授乳・離乳食・栄養")
    proposal = _proposal()
    m1, m2 = MunicipalityFactory(name="第一市"), MunicipalityFactory(name="第二町")
    for code, municipality, operation in (
        ("C11", m1, Operation.DIRECT),
        ("C12", m1, Operation.COMMISSIONED),
        ("C21", m2, Operation.DIRECT),
    ):
        world.places[code] = _place(code, municipality, operation)
        world.places[code].objects["proposal"] = proposal
    own, commissioned, foreign = (world.places[code].center for code in ("C11", "C12", "C21"))
    for role in Role:
        _join(world, role.value, role, m1, own)
        _join(world, f"{role.value}@M2", role, m2, foreign)
    _join(world, "contractor@C12", Role.CONTRACTOR, m1, commissioned)
    return world


def _proposal():
    source = SAMPLE_RULES.read_text(encoding="utf-8")
    file = read_rule_file(source, name=SAMPLE_RULES.name)
    proposer = UserFactory(username="proposer", name="案の登録者")
    ends = ended_by(file.version, "R7")
    return propose_version(file, note="見本", ends=ends, by=proposer, at=timezone.now())


def _join(world, name, role, municipality, center):
    user = UserFactory(username=name, name=f"担当 {next(_numbers)}")
    held_at = center if role in CENTER_ROLES else None
    RoleGrantFactory(user=user, role=role, municipality=municipality, center=held_at)
    world.actors[name] = Actor(name, user, municipality, held_at)


def _place(code, municipality, operation):
    more = {"contractor": "見本会"} if operation == Operation.COMMISSIONED else {}
    center = CenterFactory(municipality=municipality, operation=operation, **more)
    CenterDesignationFactory(center=center)
    member = StaffMemberFactory(municipality=municipality)
    PostingFactory(center=center, staff_member=member)
    author = UserFactory(username=f"author-{code}", name=f"記録者{code}")
    canaries, restricted_canaries = _canaries(code), _canaries(f"{code}SECRET")
    protected_canaries = _canaries(f"{code}SHELTER")
    registry, masked = _registry(code, center, author, protected_canaries)
    consultation = _consultation(center, author, canaries)
    restricted = _consultation(
        center, author, restricted_canaries, confidentiality=Confidentiality.RESTRICTED
    )
    NamedReaderFactory(consultation=restricted, user=author, named_by=author)
    if more:  # the municipality may read what the contractor records
        ContractFactory(center=center)
    identity = ExternalIdentityFactory()
    RoleGrantFactory(user=identity.user, role=Role.AUDITOR, municipality=municipality)
    objects = {
        "account": identity.user,
        "external_identity": identity,
        "grant": RoleGrantFactory(municipality=municipality, center=center),
        "audit_event": _read(consultation, author),
        "municipality": municipality,
        "center": center,
        "closure": ClosureFactory(center=center),
        "fact": municipality.facts.first() or MunicipalityFactFactory(municipality=municipality),
        "resource": LocalResourceFactory(municipality=municipality),
        "resource_import": ResourceImportFactory(municipality=municipality),
        "vacancy_import": ResourceImportFactory(municipality=municipality, content="vacancies"),
        "agency": PartnerAgencyFactory(municipality=municipality),
        "favourite": FavouriteResourceFactory(center=center, recorded_by=author),
        "staff_member": member,
        "licence": LicenceFactory(staff_member=member),
        "consultation": consultation,
        "attestation": AttestationFactory(center=center, signed_by=author),
        "setting": MunicipalSetting.objects.filter(municipality=municipality).first()
        or MunicipalSettingFactory(municipality=municipality),
        "protected": _consultation(
            center, author, protected_canaries, household=registry["household"]
        ),
        "restricted": restricted,
        **_shared_things(registry),
        **_appointments(center, author, canaries, registry),
        "access": RecordAccessFactory(consultation=restricted),
        "intake": AbuseIntakeFactory(
            consultation=_consultation(center, author, canaries), accepted_by=author
        ),
        "complaint": ComplaintFactory(center=center, received_by=author),
        "complaint_officer": ComplaintOfficerFactory(center=center, outsider=True),
        "text_template": TextTemplateFactory(center=center, recorded_by=author),
        **worksheet_objects(center, author),
        **_retained(municipality, author),
        **registry,
        **case_objects(center, author, registry, protected_canaries, masked),
        **maternity_objects(center, author, registry, protected_canaries),
    }
    return Place(code, center, objects, canaries, restricted_canaries, protected_canaries, masked)


def _retained(municipality, author):
    """Of the municipality, so one of each for both of its centers."""
    by = {"recorded_by": author}
    hold = LegalHold.objects.filter(municipality=municipality).first() or LegalHoldFactory(
        municipality=municipality, **by
    )
    disposal = Disposal.objects.filter(municipality=municipality).first()
    if disposal is None:
        rule = RetentionRuleFactory(municipality=municipality, kind="case", event="ended", **by)
        disposal = DisposalFactory(municipality=municipality, proposed_by=author)
        DisposalItemFactory(disposal=disposal, rule=rule, kind="case")
    return {"legal_hold": hold, "disposal": disposal}


def _canaries(code):
    fields = ("name", "content", "response", "place", "step")
    return {name: f"CANARY{code}{name}" for name in fields}


def _consultation(center, author, canaries, **more):
    consultation = ConsultationFactory(
        center=center,
        is_anonymous=False,
        caller_name=canaries["name"],
        content=canaries["content"],
        response=canaries["response"],
        place=canaries["place"],
        children_count=1,
        occurred_at=NOON,
        next_step=canaries["step"],
        next_on=timezone.localdate(),
        recorded_by=author,
        topics=[TopicFactory(code="03")],
        **more,
    )
    ConsultationChildFactory(consultation=consultation)
    return consultation


def _read(record, reader):
    audit.write(
        None,
        audit.Entry(
            action=audit.Action.READ,
            target_kind=record._meta.label,
            target_ids=[record.pk],
            municipality_id=record.center.municipality_id,
            actor=reader,
        ),
    )
    return AuditEvent.objects.latest("pk")


def _registry(code, center, author, canaries):
    """A protected person with a child, and the counter-party with a household of his own."""
    own = HouseholdFactory(center=center, recorded_by=author)
    other = HouseholdFactory(center=center, recorded_by=author)
    person, child, partner = (
        _member(home, canaries, f"CANARY{code}{who}")
        for home, who in ((own, "protected"), (own, "child"), (other, "partner"))
    )
    masked = {}
    for owner, prefix in ((person, "own"), (child, "child")):
        for kind in ContactKind:
            masked[prefix + kind] = f"MASKED{code}{prefix}{kind.name}"
            ContactDetailFactory(person=owner, kind=kind, value=masked[prefix + kind])
    ContactDetailFactory(person=partner, value=f"{code}の相手方の住所")
    protection = AddressProtectionFactory(person=person, counter_party=partner, recorded_by=author)
    twice = _member(other, canaries, f"CANARY{code}twice")
    objects = {
        "membership": person.memberships.get(),
        "other_name": OtherNameFactory(person=person, name=person.registered_name),
        "relation": PersonRelationFactory(person=person, other=child, recorded_by=author),
        "merge": merge_persons(
            twice, partner, center=center, reason="見本", by=author, at=timezone.now()
        ),
        "distinction": tell_apart(person, child, reason="双子", by=author, at=timezone.now()),
        "household": own,
        "person": person,
        "protection": protection,
        "counter_household": other,
        "counter_party": partner,
    }
    return objects, masked


def _shared_things(registry):
    """Of the counter-party's household; what they say is nobody's canary."""
    household = registry["counter_household"]
    author = household.recorded_by
    return {
        "consent": ConsentFactory(household=household, recorded_by=author),
        "referral": ReferralFactory(household=household, recorded_by=author),
        "suggestion": SuggestionFactory(household=household, recorded_by=author),
        "follow_up": WaitingListFollowUpFactory(
            child=registry["counter_party"], recorded_by=author
        ),
    }


def _appointments(center, author, canaries, registry):
    """For the protected person, and for somebody by an alias that is a canary."""
    publicity = OutreachPublicityFactory(session__center=center)
    room = RoomFactory(center=center)
    canaries["alias"] = f"{canaries['name']}alias"
    by = {"center": center, "recorded_by": author, "starts_at": timezone.now()}
    protected = {"person": registry["person"], "alias": "", "reminder_wish": "phone"}
    AppointmentFactory(**protected, worker=author, **by)
    AppointmentFactory(**protected, **by | {"starts_at": tomorrow_at(10)})
    return {
        "appointment": AppointmentFactory(
            alias=canaries["alias"], purpose=canaries["content"], room=room, **by
        ),
        "outreach_session": publicity.session,
        "publicity": publicity,
        "room": room,
    }


def _member(household, canaries, name):
    canaries[name] = name
    return HouseholdMembershipFactory(household=household, person__registered_name=name).person
