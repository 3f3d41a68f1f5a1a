import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent
from shared.audit import Action, Entry, write
from subsidies.actions import publish_version
from subsidies.judge.versions import load_versions
from tests.appointment_factories import (
    AppointmentFactory,
    OutreachPublicityFactory,
    RoomFactory,
)
from tests.audit.worksheet_office import worksheet_objects
from tests.case_factories import (
    CaseFactory,
    CaseLinkFactory,
    CaseRecordFactory,
    CaseSubjectFactory,
    CaseTransferFactory,
    CaseWorkerFactory,
    NotificationFactory,
    SupportNoteFactory,
    a_case_of,
)
from tests.complaint_factories import ComplaintFactory, ComplaintOfficerFactory
from tests.conference_factories import (
    AbsenceCoverFactory,
    CommunityIssueFactory,
    ConferenceAttendeeFactory,
    ConferenceFactory,
    ConferenceItemFactory,
    TaskFactory,
)
from tests.consultations.conftest import (  # noqa: F401 -- fixtures
    as_shown,
    colleague,
    filled,
    log,
    record,
    topic,
)
from tests.desk_factories import (
    AbuseIntakeFactory,
    FavouriteResourceFactory,
    FollowUpFactory,
    GivenResourceFactory,
    TextTemplateFactory,
)
from tests.directory_factories import (
    LocalResourceFactory,
    PartnerAgencyFactory,
    ResourceImportFactory,
)
from tests.factories import (
    CenterDesignationFactory,
    ConsultationFactory,
    LicenceFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
    PostingFactory,
    RecordAccessFactory,
    RoleGrantFactory,
    StaffMemberFactory,
    UserFactory,
)
from tests.household_factories import (
    AddressProtectionFactory,
    ContactDetailFactory,
    HouseholdMembershipFactory,
    OtherNameFactory,
    PersonDistinctionFactory,
    PersonMergeFactory,
    PersonRelationFactory,
)
from tests.maternity_factories import (
    LossRecordFactory,
    MaternityHandOverFactory,
    MaternityImportFactory,
    PregnancyFactory,
    PregnancyInterviewFactory,
)
from tests.plan_factories import one_of_everything
from tests.retention_factories import DisposalFactory, LegalHoldFactory
from tests.sharing_factories import (
    AgencyConsentFactory,
    ReferralFactory,
    SuggestionFactory,
    WaitingListFollowUpFactory,
)
from tests.subsidy_factories import AttestationFactory

CANARIES = ("金糸雀", "カナリア", "見本 葉子", "ことば", "聞き取り", "離乳食")


@pytest.fixture
def office(center, municipality, record, municipal_officer):  # noqa: F811 -- a fixture, asked for by its name
    """One of everything, with words that must stand in no entry."""
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())
    member = StaffMemberFactory(
        municipality=municipality, name="金糸雀 花子", name_kana="カナリア ハナコ"
    )
    member.renew_keys()
    member.save()
    posting = PostingFactory(center=center, staff_member=member)
    CenterDesignationFactory(center=center)
    membership = HouseholdMembershipFactory(
        household__center=center,
        person__registered_name="金糸雀 葉子",
        person__registered_kana="カナリア ヨウコ",
    )
    ContactDetailFactory(person=membership.person, value="金糸雀町1-2-3")
    protection = AddressProtectionFactory(person=membership.person)
    unborn = HouseholdMembershipFactory(
        household=membership.household,
        person__registered_name="雲雀（出生前）",
        person__registered_kana="",
        person__expected_on=dt.date(2026, 6, 1),
        relationship="child",
    ).person
    return SimpleNamespace(
        attestation=AttestationFactory(
            center=center,
            condition="night_opening.consult",
            reason="金糸雀",
            document="金糸雀",
            signed_by=municipal_officer,
        ),
        account=RoleGrantFactory(municipality=municipality, center=center).user,
        household=membership.household,
        person=membership.person,
        protection=protection,
        membership=membership,
        unborn=unborn,
        other_name=OtherNameFactory(person=membership.person, name="金糸雀 陽子"),
        relation=PersonRelationFactory(person=membership.person, other=unborn),
        merge=PersonMergeFactory(center=center),
        distinction=PersonDistinctionFactory(person=membership.person, other=unborn),
        center=center,
        municipality=municipality,
        record=record,
        member=member,
        posting=posting,
        licence=LicenceFactory(staff_member=member),
        hours=OpeningHoursFactory(center=center, weekday=1),
        resource=LocalResourceFactory(municipality=municipality, name="金糸雀の家"),
        resource_import=ResourceImportFactory(municipality=municipality, file_name="金糸雀"),
        agency=PartnerAgencyFactory(municipality=municipality, name="金糸雀相談所"),
        fact=MunicipalityFactFactory(municipality=municipality),
        **_shared(membership, municipal_officer),
        **_opened(center, record, municipal_officer),
        **_desk(center),
        complaint=ComplaintFactory(
            center=center, summary="金糸雀のことば", complainant_name="金糸雀 葉子"
        ),
        officer=ComplaintOfficerFactory(center=center, outsider=True, name="金糸雀 外男"),
        **_appointments(center),
        **worksheet_objects(center, municipal_officer),
        **_cases(center, membership),
        **_maternity(center, member),
        **_retained(municipality),
    )


def _shared(membership, by):
    """Of the household of the protected person."""
    of_household = {"household": membership.household, "recorded_by": by}
    consent = AgencyConsentFactory(scope="金糸雀", **of_household)
    return {
        "consent": consent,
        "consent_agency": consent.agency,
        "referral": ReferralFactory(consent=consent, summary="金糸雀", **of_household),
        "suggestion": SuggestionFactory(suggested="金糸雀", **of_household),
        "waiting": WaitingListFollowUpFactory(child=membership.person, recorded_by=by),
    }


def _desk(center):
    """A planned step far ahead, a suspicion taken up, words for notes; all before 令和7年度."""
    earlier = dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
    ahead = dt.date(2040, 4, 1)
    planned = ConsultationFactory(center=center, occurred_at=earlier, next_on=ahead)
    suspected = ConsultationFactory(center=center, occurred_at=earlier)
    return {
        "planned": planned,
        "follow_up": FollowUpFactory(consultation=planned, due_on=ahead),
        "intake": AbuseIntakeFactory(
            consultation=suspected, accepted_at=dt.datetime(2025, 10, 1, tzinfo=dt.UTC)
        ),
        "text_template": TextTemplateFactory(center=center, body="金糸雀"),
        "given": GivenResourceFactory(consultation=planned, resource__name="金糸雀の広場"),
        "favourite": FavouriteResourceFactory(center=center, resource__name="金糸雀の園"),
        "vacancy_import": ResourceImportFactory(
            municipality=center.municipality, file_name="金糸雀", content="vacancies"
        ),
    }


def _appointments(center):
    """Far ahead, so that no other list shows it."""
    publicity = OutreachPublicityFactory(session__center=center, evidence="金糸雀")
    starts_at = dt.datetime(2040, 4, 2, 1, tzinfo=dt.UTC)
    return {
        "appointment": AppointmentFactory(center=center, alias="金糸雀", starts_at=starts_at),
        "publicity": publicity,
        "session": publicity.session,
        "room": RoomFactory(center=center, name="金糸雀"),
    }


def _cases(center, membership):
    """A case of the household with one of everything; its records took place before 令和7年度."""
    worker = UserFactory(name="金糸雀 担当")
    supporting = {"status": "supporting", "concern": "金糸雀のことば"}
    case = a_case_of(worker, center, alias="金糸雀", household=None, **supporting)
    CaseSubjectFactory(case=case, person=membership.person)
    NotificationFactory(case=case, notifier_name="カナリア", content="金糸雀のことば")
    attached = ConsultationFactory(
        center=center, occurred_at=dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
    )
    unnamed = {"center": center, "household": None, "alias": "別の家庭"}
    arriving = {"recipient_kind": "center", "recipient_center": center, "recipient_name": ""}
    return {
        "case": case,
        **one_of_everything(case, worker),
        "case_worker_user": worker,
        "case_note": SupportNoteFactory(case=case, content="金糸雀から聞き取り"),
        "case_link": CaseLinkFactory(case=case, other=CaseFactory(**unnamed)),
        "case_record": CaseRecordFactory(case=case, consultation=attached),
        **_conference(case),
        "case_support": CaseWorkerFactory(case=case, role="support"),
        "case_sent": CaseTransferFactory(case=CaseFactory(**unnamed)),
        "case_arriving": CaseTransferFactory(case=CaseFactory(**unnamed), **arriving),
    }


def _maternity(center, member):
    """Two families of the ledger, one of whom has lost a child; without the protected one."""
    of_center = {"center": center, "situation": "金糸雀のことば"}
    pregnancy, lost = (
        PregnancyFactory(
            household=home.household,
            mother=home.person,
            **of_center,
        )
        for home in (
            HouseholdMembershipFactory(
                household__center=center,
                person__registered_name=name,
                person__registered_kana=kana,
                person__date_of_birth=None,
            )
            for name, kana in (("鶯 桃", "ウグイス モモ"), ("鶯 杏", "ウグイス アンズ"))
        )
    )
    return {
        "pregnancy": pregnancy,
        "interview": PregnancyInterviewFactory(
            pregnancy=pregnancy, interviewer=member, content="金糸雀から聞き取り"
        ),
        "loss": LossRecordFactory(pregnancy=lost, remark="金糸雀のことば"),
        "hand_over": MaternityHandOverFactory(pregnancy=pregnancy),
        "maternity_import": MaternityImportFactory(center=center),
    }


def _conference(case):
    """An intake conference of today about the case; its task is due in many years."""
    conference = ConferenceFactory(center=case.center, kind="intake", purpose="金糸雀")
    pledged = {"secrecy_duty": "pledge", "secrecy_note": "金糸雀さんの誓約書"}
    return {
        "conference": conference,
        "item": ConferenceItemFactory(conference=conference, case=case, reason="聞き取り"),
        "matter": ConferenceItemFactory(
            conference=conference, case=None, title="金糸雀", reason="聞き取り"
        ),
        "attendee": ConferenceAttendeeFactory(conference=conference, **pledged),
        "stranger": ConferenceAttendeeFactory(conference=conference),
        "issue": CommunityIssueFactory(center=case.center),
        "task": TaskFactory(
            center=case.center, case=case, content="聞き取り", due_on=dt.date(2039, 4, 1)
        ),
        "cover": AbsenceCoverFactory(center=case.center, reason="金糸雀"),
    }


def _retained(municipality):
    """A hold, a disposal that waits for its approval, and one that is over."""
    by, moment = UserFactory(), dt.datetime(2025, 10, 1, tzinfo=dt.UTC)
    of_here = {"municipality": municipality}
    return {
        "legal_hold": LegalHoldFactory(kind="case", reason="金糸雀", recorded_by=by, **of_here),
        "disposal": DisposalFactory(proposed_by=by, note="金糸雀", **of_here),
        "over": DisposalFactory(
            proposed_by=by,
            status="carried_out",
            decided_by=UserFactory(),
            decided_at=moment,
            carried_out_at=moment,
            **of_here,
        ),
    }


def _opened(center, record, officer):  # noqa: F811 -- a fixture, asked for by its name
    """A record that the officer has open with a reason, one not yet opened, and a restricted one.

    The others take place before the list of 令和7年度.
    """
    earlier = dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
    access = RecordAccessFactory(
        consultation=record,
        opened_by=officer,
        kind="reasoned",
        reason="聞き取りの誤りを確認するため",
    )
    other = ConsultationFactory(center=center, occurred_at=earlier)
    restricted = ConsultationFactory(
        center=center, occurred_at=earlier, confidentiality="restricted"
    )
    return {"access": access, "other_record": other, "restricted": restricted}


@pytest.fixture
def written_by():
    """The entries that `act()` leaves."""

    def collect(act):
        before = max(AuditEvent.objects.values_list("pk", flat=True), default=0)
        act()
        return list(AuditEvent.objects.filter(pk__gt=before).order_by("pk"))

    return collect


@pytest.fixture
def entries():
    """`entries(3)`: that many entries of no particular kind."""

    def made(number):
        for count in range(number):
            write(None, Entry(action=Action.COMMAND, count=count))
        return list(AuditEvent.objects.order_by("pk"))[-number:]

    return made


@pytest.fixture
def tampering():
    """The owner of the tables, with the triggers off."""
    tables = ("accounts_auditevent", "accounts_auditseal")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")

        def tamper(sql, *values):
            cursor.execute(sql, values)
            assert cursor.rowcount

        yield tamper


@pytest.fixture
def read_on():
    """An entry that somebody read a record on a day gone by."""

    def read(record, user, day):  # noqa: F811 -- a fixture, asked for by its name
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER audit_event_time")
        event = AuditEvent.objects.create(
            occurred_at=dt.datetime(day.year, day.month, day.day, 3, tzinfo=dt.UTC),
            actor_id=user.pk,
            role="consultant",
            municipality_id=record.municipality_id,
            action=Action.READ,
            outcome="done",
            target_kind="consultations.Consultation",
            target_ids=[record.pk],
            count=1,
        )
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_auditevent ENABLE ALWAYS TRIGGER audit_event_time")
        return event

    return read
