"""The application's own database role, on a connection of its own, and rows of two municipalities."""

import datetime as dt
from types import SimpleNamespace

import environ
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from shared.municipal_context import signed
from subsidies.attestation_actions import withdraw_attestation
from subsidies.models import Determination, DeterminationCheck, JudgementSheet, Snapshot
from tests import (
    amount_factories,
    appointment_factories,
    case_factories,
    complaint_factories,
    conference_factories,
    desk_factories,
    directory_factories,
    factories,
    household_factories,
    plan_factories,
    print_factories,
    retention_factories,
    sharing_factories,
    sheet_factories,
    subsidy_factories,
)
from tests.database.maternity_rows import maternity_rows

NOT_CLOSED = {
    "accounts_auditevent": "written before, after and without a context; may be of none at all",
    "accounts_rolegrant": "who may see what is read before a context exists",
    "centers_municipality": "closed by its own number (see the lint), not by a column of that name",
}


def municipal_tables():
    """Every table with a municipality column, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'municipality_id' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def closed_tables():
    return [name for name in municipal_tables() if name not in NOT_CLOSED]


def municipal_models():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in closed_tables()
    ]


@pytest.fixture
def application(db):
    """A session of the application's role; what it does is undone at the end."""
    role = environ.Env().db_url("DATABASE_URL")
    database = connection.settings_dict
    session = psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=role["USER"],
        password=role["PASSWORD"],
    )
    assert role["USER"] == settings.APPLICATION_ROLE != database["USER"]
    with session:
        yield session
        session.rollback()


@pytest.fixture
def sees(application):
    """Give the session a context: `sees(municipality)`, `sees(EVERYTHING)`, `sees("")`."""

    def tell(who, *, pid=None, seconds=60):
        words = who if isinstance(who, str) else str(who.pk)
        text = signed(words, pid=pid or application.info.backend_pid, seconds=seconds)
        application.execute("SELECT set_config('tsunagi.context', %s, true)", [text])

    return tell


@pytest.fixture
def another_session(application):
    """The number of a session that is not the application's."""
    return connection.connection.info.backend_pid


def _directory(municipality):
    """A resource with its vacancy, an agency and a list that waits; returns the resource."""
    resource = directory_factories.LocalResourceFactory(municipality=municipality)
    directory_factories.ResourceVacancyFactory(
        resource=resource,
        counted_on=dt.date(2025, 1, 1) + dt.timedelta(days=municipality.pk),
    )
    directory_factories.PartnerAgencyFactory(municipality=municipality)
    directory_factories.ResourceImportFactory(municipality=municipality)
    return resource


def rows_of(municipality):
    """One row at least in every closed table."""
    center = factories.CenterFactory(municipality=municipality)
    user = factories.UserFactory()
    factories.RoleGrantFactory(user=user, municipality=municipality)
    for made in (
        factories.CenterDesignationFactory,
        factories.OpeningHoursFactory,
        factories.NationalHolidayOpeningFactory,
        factories.ClosureFactory,
        factories.ExtraOpeningFactory,
        factories.OpenDayFactory,
        factories.ActivityPlanFactory,
        factories.OutreachSessionFactory,
        factories.DocumentFactory,
        factories.ContractFactory,
    ):
        made(center=center)
    factories.MunicipalityFactFactory(municipality=municipality)
    subsidy_factories.MunicipalSettingFactory(municipality=municipality)
    print_factories.PrintFormFactory(municipality=municipality)
    print_factories.PrintJobFactory(municipality=municipality)
    withdraw_attestation(
        subsidy_factories.AttestationFactory(center=center, signed_by=user),
        reason="誤り",
        by=user,
        at=timezone.now(),
    )
    resource = _directory(municipality)
    posting = factories.PostingFactory(center=center)
    factories.LicenceFactory(staff_member=posting.staff_member, number=municipality.code)
    for made in (
        factories.TrainingRecordFactory,
        factories.CareerRecordFactory,
        factories.TrainingExemptionFactory,
    ):
        made(staff_member=posting.staff_member)
    consultation = factories.ConsultationFactory(center=center, recorded_by=user)
    factories.ConsultationTopicFactory(consultation=consultation)
    factories.ConsultationChildFactory(consultation=consultation)
    factories.ConsultationCorrectionFactory(consultation=consultation)
    factories.NamedReaderFactory(consultation=consultation)
    factories.RecordAccessFactory(consultation=consultation)
    factories.ConsultationDraftFactory(author=user)
    desk_factories.ChildPartFactory(consultation=consultation)
    desk_factories.FollowUpFactory(consultation=consultation, recorded_by=user)
    desk_factories.GivenResourceFactory(
        consultation=consultation, resource=resource, recorded_by=user
    )
    desk_factories.FavouriteResourceFactory(center=center, resource=resource, recorded_by=user)
    desk_factories.AbuseIntakeFactory(consultation=consultation, accepted_by=user)
    desk_factories.IntakeClockFactory(municipality=municipality, recorded_by=user)
    desk_factories.TextTemplateFactory(center=center, recorded_by=user)
    membership = household_factories.HouseholdMembershipFactory(
        household__center=center, household__recorded_by=user
    )
    person, household = membership.person, membership.household
    household_factories.ContactDetailFactory(person=person)
    household_factories.AddressProtectionFactory(person=person, recorded_by=user)
    household_factories.PersonChangeFactory(person=person, changed_by=user)
    household_factories.OtherNameFactory(person=person, recorded_by=user)
    other = household_factories.PersonFactory(municipality=municipality)
    household_factories.PersonRelationFactory(person=person, other=other, recorded_by=user)
    household_factories.PersonMergeFactory(center=center, merged=other, survivor=person)
    household_factories.PersonDistinctionFactory(person=person, other=other)
    household_factories.AddressRevealFactory(household=household, person=person, revealed_by=user)
    complaint_factories.ComplaintSubjectFactory(
        complaint__center=center,
        complaint__received_by=user,
        staff_member=posting.staff_member,
    )
    complaint_factories.ComplaintOfficerFactory(center=center, outsider=True)
    complaint_factories.ComplaintClockFactory(municipality=municipality, recorded_by=user)
    _shared(household, person, user)
    _amounts(municipality, user)
    _appointments(center, person, user)
    _case_work(center, household, user)
    _sheet(center, user, consultation.recorded_at)
    _worksheets(center, user)
    _retained(municipality, user)
    return SimpleNamespace(
        municipality=municipality,
        center=center,
        user=user,
        staff_member=posting.staff_member,
        resource=resource,
        consultation=consultation,
    )


def _shared(household, person, user):
    by = {"recorded_by": user}
    referral = sharing_factories.ReferralFactory(
        household=household, consent__recorded_by=user, **by
    )
    sharing_factories.ReferralPersonFactory(referral=referral, person=person)
    sharing_factories.ReferralStepFactory(referral=referral, **by)
    sharing_factories.SuggestionFactory(household=household, **by)
    follow_up = sharing_factories.WaitingListFollowUpFactory(child=person, **by)
    sharing_factories.WaitingListContactFactory(follow_up=follow_up, **by)


def _appointments(center, person, user):
    room = appointment_factories.RoomFactory(center=center)
    appointment_factories.OutreachPublicityFactory(session__center=center)
    appointment = appointment_factories.AppointmentFactory(
        center=center, room=room, person=person, alias="", recorded_by=user
    )
    for made in (
        appointment_factories.AppointmentStepFactory,
        appointment_factories.AppointmentReminderFactory,
    ):
        made(appointment=appointment, recorded_by=user)


def _amounts(municipality, user):
    for made in (
        amount_factories.StandardAmountFactory,
        amount_factories.CostShareFactory,
        amount_factories.HandlingChoiceFactory,
    ):
        made(municipality=municipality, recorded_by=user)
    amount_factories.AmountImportFactory(municipality=municipality, uploaded_by=user)


def _case_work(center, household, user):
    case_factories.one_of_everything(center, household, user)
    _planned(household, user)
    maternity_rows(household, user)
    conference_factories.one_of_everything(center, user)


def _planned(household, user):
    case = case_factories.CaseFactory(
        center=household.center, household=household, recorded_by=user
    )
    everything = plan_factories.one_of_everything(case, user)
    version = everything["plan_version"]
    plan_factories.PlanResourceFactory(plan_version=version)
    plan_factories.GoalEffectFactory(review=version.reviews.get(), goal=version.goals.get())


def _retained(municipality, user):
    rule = retention_factories.RetentionRuleFactory(municipality=municipality, recorded_by=user)
    retention_factories.LegalHoldFactory(municipality=municipality, recorded_by=user)
    disposal = retention_factories.DisposalFactory(municipality=municipality, proposed_by=user)
    item = retention_factories.DisposalItemFactory(disposal=disposal, rule=rule)
    retention_factories.ResidueFactory(item=item)


def _sheet(center, user, moment):
    snapshot = Snapshot.objects.create(
        center=center,
        judged_on=moment.date(),
        stage="actual",
        facts={},
        digest="0" * 64,
        taken_at=moment,
        taken_by=user,
    )
    JudgementSheet.objects.create(
        center=center,
        fiscal_year=2025,
        center_type="basic",
        snapshot=snapshot,
        content={},
        digest="0" * 64,
        created_at=moment,
        created_by=user,
    )
    determination = Determination.objects.create(
        center=center,
        fiscal_year=2025,
        center_type="basic",
        stage="actual",
        judged_on=moment.date(),
        known_at=moment,
        engine_version="0",
        snapshot=snapshot,
        findings={},
        digest="0" * 64,
        recorded_at=moment,
        recorded_by=user,
    )
    DeterminationCheck.objects.create(
        determination=determination, checked_at=moment, matches=True, digest="0" * 64
    )


def _worksheets(center, user):
    by = {"center": center, "prepared_by": user}
    settled = sheet_factories.WorksheetFactory(stage="settlement", **by)
    sheet_factories.submitted(settled, by=user)
    sheet_factories.RepaymentFactory(worksheet=settled)
    sheet_factories.SpendingItemFactory(center=center)
    sheet_factories.ComponentEntryFactory(center=center)
    municipality = center.municipality
    sheet_factories.StageDeadlineFactory(municipality=municipality)
    sheet_factories.SpendingImportFactory(municipality=municipality, uploaded_by=user)


@pytest.fixture
def ours(transactional_db, municipality):
    return rows_of(municipality)


@pytest.fixture
def theirs(transactional_db):
    return rows_of(factories.MunicipalityFactory())
