"""A family of three years ago, with a row in every table that can hold something of it."""

import datetime as dt
import uuid
from types import SimpleNamespace

from django.db import connection
from django.utils import timezone
from psycopg import sql

from casework.enums import CaseStatus, ClosingReason
from consultations.desk_enums import SafetyCheck
from consultations.enums import ContactKind
from consultations.merge_actions import merge_persons
from consultations.models import AbuseIntake, WaitingListFollowUp
from retention.actions import approve_disposal, propose_disposal
from retention.disposing import carry_out
from tests import case_factories as cases
from tests import desk_factories as desk
from tests import household_factories as homes
from tests import sharing_factories as sharing
from tests.factories import (
    ConsultationChildFactory,
    ConsultationCorrectionFactory,
    ConsultationDraftFactory,
    ConsultationFactory,
    NamedReaderFactory,
    RecordAccessFactory,
    TopicFactory,
)
from tests.maternity_factories import MaternityImportFactory
from tests.retention import family_cases, family_desk
from tests.retention_factories import RetentionRuleFactory

THEN = dt.datetime(2025, 6, 2, 1, tzinfo=dt.UTC)
DAY = dt.date(2025, 6, 2)
ENDED = dt.date(2025, 12, 1)
# The first day of 令和11年度: what happened in 令和7年度 was kept for three years until yesterday.
TODAY = dt.date(2029, 4, 1)
NOW = dt.datetime(2029, 4, 1, 3, tzinfo=dt.UTC)
YEAR = 2029
WORDS = (
    "金糸雀",
    "カナリア",
    "かなりあ",
    "鶺鴒",
    "セキレイ",
    "仏法僧",
    "ブッポウソウ",
    "郭公台",
    "09055501234",
    "鵺野",
    "夜泣きが続く家の話",
)
NAME, KANA = "金糸雀 鶺鴒", "カナリア セキレイ"
STORY = "郭公台の団地の金糸雀さん。夜泣きが続く家の話。"
BY = {"recorded_at": THEN}


def rules_for(municipality):
    """Three years of everything, and one of drafts and lists that nobody took in."""
    for kind, event, years in (
        ("consultation", "occurred", 3),
        ("case", "ended", 3),
        ("household", "last_record", 3),
        ("appointment", "held", 3),
        ("complaint", "closed", 3),
        ("conference", "held", 3),
        ("pregnancy", "closed", 3),
        ("task", "ended", 3),
        ("draft", "saved", 1),
        ("maternity_import", "uploaded", 1),
    ):
        RetentionRuleFactory(municipality=municipality, kind=kind, event=event, years=years)


def family(center, author):
    """All over: answered, confirmed, closed. Nothing of it holds anything back."""
    home = homes.HouseholdFactory(center=center, recorded_by=author, **BY)
    mother = _member(home, registered_name=NAME, registered_kana=KANA)
    child = _member(
        home,
        registered_name="金糸雀 仏法僧",
        registered_kana="カナリア ブッポウソウ",
        date_of_birth=dt.date(2022, 5, 5),
    )
    twice = _member(home, registered_name="カナリヤ 鶺鴒", registered_kana="カナリア セキレイ")
    _registry(home, mother, child, author)
    merge_persons(
        twice, mother, center=center, reason="金糸雀さん本人に確かめた", by=author, at=THEN
    )
    record = _record(center, author, home, mother)
    alone = ConsultationFactory(
        center=center,
        occurred_at=THEN,
        is_anonymous=False,
        caller_name="鵺野 鶺鴒",
        content=STORY,
        recorded_by=author,
    )
    _sharing(home, record, alone, mother, child, author)
    case = _case(center, author, home, record, (mother, child))
    told = {"story": STORY, "day": DAY, "at": THEN}
    plan, assessment = family_cases.plans_of(case, author, child, **told)
    conference = family_cases.conference_of(case, author, **told)
    family_cases.done_task(center, author, content=STORY, due_on=DAY, recorded_at=THEN)
    pregnancy = family_cases.pregnancy_of(
        center, home, mother, child, author, ended_on=ENDED, **told
    )
    MaternityImportFactory(
        center=center,
        rows=[{"line": 2, "values": {"氏名": NAME}, "problems": []}],
        uploaded_at=THEN,
        uploaded_by=author,
    )
    appointment = family_desk.appointments_of(center, mother, record, author, story=STORY, at=THEN)
    complaint = family_desk.complaint_of(
        center, mother, author, story=STORY, at=THEN, closed_on=ENDED
    )
    family_desk.given_to(record, author, day=DAY)
    people = SimpleNamespace(
        home=home,
        mother=mother,
        child=child,
        record=record,
        alone=alone,
        case=case,
        plan=plan,
        assessment=assessment,
        conference=conference,
        pregnancy=pregnancy,
        appointment=appointment,
        complaint=complaint,
    )
    _drafts(center, author, people)
    return people


def _member(home, **person):
    told = {f"person__{name}": value for name, value in person.items()}
    return homes.HouseholdMembershipFactory(household=home, starts_on=DAY, **told).person


def _registry(home, mother, child, author):
    for kind, value in ((ContactKind.ADDRESS, "郭公台1-2-3"), (ContactKind.PHONE, "090-5550-1234")):
        homes.ContactDetailFactory(person=mother, kind=kind, value=value)
    homes.OtherNameFactory(
        person=mother, name="鵺野 鶺鴒", kana="ヌエノ セキレイ", recorded_by=author
    )
    homes.PersonRelationFactory(person=mother, other=child, recorded_by=author)
    homes.PersonDistinctionFactory(person=mother, other=child, reason="金糸雀さんとは別人")
    changes = {"氏名": {"before": "鵺野 鶺鴒", "after": NAME}}
    homes.PersonChangeFactory(person=mother, changes=changes, changed_by=author)
    homes.AddressProtectionFactory(
        person=mother,
        counter_party_name="鵺野 郭公",
        starts_on=DAY,
        ended_on=ENDED,
        ended_by=author,
        end_reason="金糸雀さんの申出",
    )
    homes.AddressRevealFactory(household=home, person=mother, reason="金糸雀さんへの訪問")


def _record(center, author, home, mother):
    record = ConsultationFactory(
        center=center,
        household=home,
        caller=mother,
        occurred_at=THEN,
        duration_minutes=40,
        is_anonymous=False,
        caller_name=NAME,
        children_count=1,
        place="郭公台集会所",
        content=STORY,
        response="金糸雀さんに助言した。",
        next_step="金糸雀さんへ電話",
        resources_given="郭公台ひろば",
        recorded_by=author,
        topics=[TopicFactory(code="03"), TopicFactory(code="05")],
    )
    ConsultationChildFactory(consultation=record)
    desk.ChildPartFactory(consultation=record, label="仏法僧", content=STORY)
    ConsultationCorrectionFactory(
        consultation=record,
        reason="金糸雀さんの申出",
        changes={"content": {"before": STORY, "after": STORY}},
    )
    NamedReaderFactory(consultation=record)
    RecordAccessFactory(
        consultation=record,
        reason="金糸雀さんの件",
        reviewed_at=timezone.now(),
        reviewed_by=author,
        outcome="justified",
    )
    desk.FollowUpFactory(
        consultation=record,
        state="done",
        closed_at=THEN,
        closed_by=author,
        reason="金糸雀さんと話した",
    )
    desk.AbuseIntakeFactory(
        consultation=record,
        accepted_at=THEN,
        safety_confirmed_at=THEN,
        safety_confirmed_by=author,
        safety_check=SafetyCheck.SEEN_AT_HOME,
    )
    return record


def _sharing(home, record, alone, mother, child, author):
    sharing.ConsentFactory(household=home, consultation=record, person=mother, answered_on=DAY)
    sharing.ConsentFactory(household=None, consultation=alone, scope=STORY, answered_on=DAY)
    referral = sharing.ReferralFactory(
        household=home,
        consultation=record,
        state="finished",
        summary=STORY,
        sent_on=DAY,
        consent__answered_on=DAY,
        recorded_by=author,
    )
    sharing.ReferralPersonFactory(referral=referral, person=child)
    sharing.ReferralStepFactory(referral=referral, note="金糸雀さんに同行", happened_on=DAY)
    sharing.SuggestionFactory(household=home, suggested=STORY, suggested_on=DAY)
    follow_up = sharing.WaitingListFollowUpFactory(
        child=child,
        wishes="金糸雀さんの意向",
        outcome="other",
        outcome_on=ENDED,
        next_contact_on=None,
    )
    sharing.WaitingListContactFactory(follow_up=follow_up, note=STORY)


def _case(center, author, home, record, people):
    case = cases.a_case_of(
        author,
        center,
        household=home,
        opened_from=record,
        opened_on=DAY,
        concern=STORY,
        status=CaseStatus.CLOSED,
        closing_reason=ClosingReason.IMPROVED,
        ended_on=ENDED,
    )
    for person in people:
        cases.CaseSubjectFactory(case=case, person=person)
    cases.CaseRecordFactory(case=case, consultation=record)
    notification = cases.NotificationFactory(
        case=case, notifier_name="鵺野 通報", notifier_contact="090-5550-1234", content=STORY
    )
    cases.NotifierRevealFactory(notification=notification, reason="金糸雀さんの安全確認")
    note = cases.SupportNoteFactory(case=case, content=STORY, occurred_at=THEN)
    cases.SupportNoteCorrectionFactory(note=note, changes={"content": {"before": STORY}})
    cases.CaseStatusChangeFactory(case=case, reason="金糸雀さんの世帯が落ち着いた")
    cases.AttentionChangeFactory(case=case, reason="金糸雀さんの状況")
    cases.CaseAmendmentFactory(case=case, changes={"concern": {"before": STORY}})
    cases.CouncilRegistrationFactory(case=case, ends_on=ENDED, reason="金糸雀さんの会議")
    cases.CaseTransferFactory(
        case=case,
        transferred_on=ENDED,
        received_on=ENDED,
        received_by_name="見本 受次",
        message=STORY,
    )
    return case


def draft_keys_of(people):
    """Of one form about each thing that the family has; new forms are about nothing yet."""
    case, pregnancy, record = people.case, people.pregnancy, people.record
    loss, intake = pregnancy.losses.get(), AbuseIntake.objects.get(consultation=record)
    follow_up = WaitingListFollowUp.objects.get(child=people.child)
    referral, suggestion = people.home.referrals.get(), people.home.suggestions.get()
    return {
        f"appointment-change-{people.appointment.pk}",
        f"assessment-{case.pk}",
        f"assessment-correct-{people.assessment.pk}",
        f"case-note-{case.pk}",
        f"case-note-correct-{case.notes.get().pk}",
        f"case-transfer-{case.pk}",
        f"community-issue-of-case-{case.pk}",
        f"complaint-by-{people.mother.pk}",
        f"complaint-correct-{people.complaint.pk}",
        f"complaint-step-{people.complaint.pk}",
        f"conference-minutes-{people.conference.pk}",
        f"consent-of-household-{people.home.pk}",
        f"consent-of-record-{record.pk}",
        f"correct-{record.pk}",
        f"follow-up-contact-{follow_up.pk}",
        f"follow-up-of-household-{people.home.pk}",
        f"intake-acceptance-{intake.pk}",
        f"intake-safety-{intake.pk}",
        f"maternity-contact-{pregnancy.pk}",
        f"maternity-continuation-{loss.pk}",
        f"maternity-edit-{pregnancy.pk}",
        f"maternity-hand-over-{pregnancy.pk}",
        f"maternity-interview-{pregnancy.pk}",
        f"maternity-interview-correct-{pregnancy.interviews.get().pk}",
        f"maternity-loss-{pregnancy.pk}",
        f"maternity-loss-correct-{loss.pk}",
        f"maternity-new-{people.home.pk}",
        f"maternity-questionnaire-{pregnancy.pk}",
        f"referral-of-household-{people.home.pk}",
        f"referral-of-record-{record.pk}",
        f"referral-step-{referral.pk}",
        f"suggestion-choice-{suggestion.pk}",
        f"suggestion-of-household-{people.home.pk}",
        f"support-plan-{case.pk}",
        f"support-plan-review-{people.plan.pk}",
        f"support-plan-revise-{people.plan.pk}",
    }


def _drafts(center, author, people):
    for form_key in ("new", *draft_keys_of(people)):
        ConsultationDraftFactory(
            municipality=center.municipality,
            author=author,
            form_key=form_key,
            payload={"content": STORY},
            saved_on_server=THEN,
        )


def proposed(municipality, proposer, *, today=TODAY, year=YEAR):
    disposal, _ = propose_disposal(
        municipality,
        fiscal_year=year,
        note="総務第12号",
        submission_key=uuid.uuid4(),
        by=proposer,
        at=NOW,
        today=today,
    )
    return disposal


def agreed(municipality, proposer, approver):
    """An approved disposal of everything that has run out."""
    disposal = proposed(municipality, proposer)
    approve_disposal(disposal, by=approver, at=NOW)
    return disposal


def carried_out(disposal, *, at=NOW):
    return carry_out(disposal.pk, disposal.municipality_id, at=at)


def dump():
    """The text of every table, as `pg_dump` writes it: whatever its schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
        )
        tables = cursor.fetchall()
        return {table: _copied(cursor, schema, table) for schema, table in tables}


def _copied(cursor, schema, table):
    statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(schema, table))
    with cursor.copy(statement) as rows:
        return b"".join(bytes(row) for row in rows).decode()


def tables_with(words=WORDS):
    """In which tables any of the words stands."""
    return {table for table, text in dump().items() if any(word in text for word in words)}
