"""Every form of case work that keeps a draft, like those of tests/consultations/drafted.py."""

import uuid

from django.utils import timezone

from accounts.enums import Role
from casework import conference_drafts as conferences
from casework import draft_forms as cases
from casework import draft_forms_plans as plans
from casework import maternity_draft_forms as maternity
from casework.enums import CaseCodeKind
from casework.models import MinutesSection
from shared.clock_time import format_clock
from tests.case_factories import CaseCodeFactory, CaseFactory, SupportNoteFactory
from tests.casework.maternity import loss_form
from tests.casework.plan_typing import plan_typed, review_typed, revision_typed
from tests.conference_factories import ConferenceFactory
from tests.consultations.drafted import Case, day
from tests.consultations.registry import member
from tests.factories import RoleGrantFactory, UserFactory
from tests.household_factories import HouseholdFactory
from tests.maternity_factories import (
    LossCorrectionFactory,
    LossRecordFactory,
    PregnancyFactory,
    PregnancyInterviewFactory,
)
from tests.plan_factories import BODY, AssessmentFactory, AssessmentFormFactory, a_plan_of
from tests.sharing_factories import AgencyConsentFactory


def _case(center):
    return CaseFactory(center=center)


def _plan(center):
    return a_plan_of(_case(center), UserFactory())


def _pregnancy(center):
    return PregnancyFactory(center=center)


def _household(center):
    household = HouseholdFactory(center=center)
    member(household, "見本 葉子")
    return household


def _with_consent(center):
    pregnancy = _pregnancy(center)
    AgencyConsentFactory(household=pregnancy.household)
    return pregnancy


def _key():
    return {"submission_key": str(uuid.uuid4())}


def _notification_form(_row, center):
    worker = UserFactory(name="見本 一郎")
    RoleGrantFactory(
        user=worker, role=Role.CONSULTANT, municipality=center.municipality, center=center
    )
    return _key() | {
        "center": str(center.pk),
        "function": "child_welfare",
        "attention_level": "support",
        "category": str(CaseCodeFactory(code="C01").pk),
        "route": str(CaseCodeFactory(kind=CaseCodeKind.ROUTE, code="R08").pk),
        "concern": "登園しない日が続く。",
        "main_worker": str(worker.pk),
        "occurred_on": day(),
        "occurred_time": "0:00",
        "received_by_name": "見本 一郎",
        "notifier_kind": "neighbor",
        "notifier_name": "通告 良子",
        "notifier_contact": "000-1111-2222",
        "alias": "見本町のアパート2階の家庭",
    }


def _note_form(*_):
    return _key() | {
        "kind": "visit",
        "occurred_on": day(),
        "occurred_time": "0:00",
        "counterpart": "母",
    }


def _at(moment):
    local = timezone.localtime(moment)
    return {
        "occurred_on": local.date().isoformat(),
        "occurred_time": format_clock(local.time()),
    }


def _note_correction(note, _center):
    return _at(note.occurred_at) | {
        "kind": note.kind,
        "counterpart": note.counterpart,
        "reason": "聞き取りの誤り",
        "version": str(note.version),
    }


def _answers(sheet):
    return _key() | {"form": str(sheet.pk), "assessed_on": day(), "person": "", "q_1": "はい"}


def _assessment_form(_case, center):
    return _answers(AssessmentFormFactory(municipality=center.municipality))


def _assessment_correction(assessment, _center):
    return _answers(assessment.form) | {"reason": "聞き取りの誤り"}


def _sheet_form(_row, center):
    return {
        "after": "0",
        "municipality": str(center.municipality.pk),
        "code": "urgency",
        "kind": "urgency",
        "title": "緊急度の確認",
        "body": BODY,
        "reason": "自治体の様式として定めた。",
    }


def _general_section(conference):
    return MinutesSection.objects.get(conference=conference, item=None)


def _issue_form(_row, center):
    return _key() | {
        "center": str(center.pk),
        "field": "childcare",
        "extent": "often",
        "title": "夜間に急に預けられる所がない",
        "content": "夜間に短い時間だけ預けたいという声が続いている。",
    }


def _ledger_form(household, _center):
    return _key() | {
        "mother": str(household.memberships.get().person_id),
        "due_on": day(60),
        "fetus_count": "1",
        "worker": "",
    }


def _ledger_change(pregnancy, _center):
    return {
        "due_on": day(61),
        "fetus_count": "1",
        "worker": "",
        "reason": "聞き取りの誤り",
        "version": str(pregnancy.version),
    }


def _contact_form(*_):
    return _key() | {"contacted_on": day(), "manner": "phone", "next_on": "", "next_step": ""}


def _interview_form(*_):
    return _key() | {
        "stage": "application",
        "occurred_on": day(),
        "occurred_time": "0:00",
        "interviewer": "",
        "held_elsewhere": "となり市",
        "interviewee": "expectant",
        "mode": "in_person",
    }


def _interview_correction(interview, _center):
    return _at(interview.occurred_at) | {
        "stage": interview.stage,
        "interviewer": str(interview.interviewer_id),
        "interviewee": interview.interviewee,
        "mode": interview.mode,
        "reason": "聞き取りの誤り",
        "version": str(interview.version),
    }


def _loss_correction(*_):
    told = loss_form(kind="stillbirth", seen="0", reason="聞き取りの誤り")
    return {name: value for name, value in told.items() if name != "submission_key"}


def _hand_over_form(pregnancy, _center):
    consent = pregnancy.household.consents.get()
    return _key() | {
        "kind": "homecoming",
        "consent": str(consent.pk),
        "parts": ["name", "due"],
        "sent_on": day(),
    }


def _supported(center):
    return CaseFactory(center=center, status="supporting")


def _transfer_form(case, _center):
    return {
        "recipient_kind": "municipality",
        "recipient_name": "となり市",
        "contact_person": "となり市の担当",
        "on": day(),
        "handed_over": ["summary", "names"],
        "basis": "保護者の承諾",
        "version": str(case.version),
    }


def _withdraws(row):
    changed = {"withdrawn_at": timezone.now(), "withdrawn_by": row.recorded_by}
    type(row).objects.filter(pk=row.pk).update(**changed)


def _corrects(assessment):
    AssessmentFactory(
        case=assessment.case, form=assessment.form, replaces=assessment, reason="同僚の訂正"
    )


def _ends_case(case):
    changed = {"status": "not_accepted", "ended_on": timezone.localdate()}
    type(case).objects.filter(pk=case.pk).update(**changed)


def _ends_plan(plan):
    type(plan).objects.filter(pk=plan.pk).update(
        status="ended",
        ended_on=timezone.localdate(),
        ended_at=timezone.now(),
        ended_by=plan.recorded_by,
        end_reason="moved",
    )


def _cancels(conference):
    changed = {"state": "cancelled", "cancel_reason": "日程が合わないため"}
    type(conference).objects.filter(pk=conference.pk).update(**changed)


def _withdraws_loss(loss):
    LossCorrectionFactory(loss=loss, is_withdrawal=True)


CASES = {
    cases.NOTIFICATION: Case(box="content", asks=_notification_form),
    cases.NOTE: Case(row=_case, box="content", asks=_note_form),
    cases.NOTE_CORRECTION: Case(
        row=lambda center: SupportNoteFactory(case__center=center),
        box="content",
        asks=_note_correction,
        closes=_withdraws,
    ),
    cases.TRANSFER: Case(row=_supported, box="message", asks=_transfer_form, closes=_ends_case),
    plans.PLAN: Case(row=_case, box="others", asks=lambda *_: plan_typed(), closes=_ends_case),
    plans.PLAN_REVISION: Case(
        row=_plan,
        box="others",
        asks=lambda plan, _center: revision_typed(plan),
        closes=_ends_plan,
    ),
    plans.PLAN_REVIEW: Case(
        row=_plan, box="summary", asks=lambda *_: review_typed(), closes=_ends_plan
    ),
    plans.ASSESSMENT: Case(row=_case, box="summary", asks=_assessment_form),
    plans.ASSESSMENT_CORRECTION: Case(
        row=lambda center: AssessmentFactory(case__center=center),
        box="summary",
        asks=_assessment_correction,
        closes=_corrects,
    ),
    plans.SHEET: Case(box="notice", asks=_sheet_form),
    conferences.MINUTES: Case(
        row=lambda center: ConferenceFactory(center=center),
        box=lambda conference: f"text_{_general_section(conference).pk}",
        asks=lambda conference, _center: {f"version_{_general_section(conference).pk}": "1"},
        closes=_cancels,
    ),
    conferences.ISSUE: Case(box="wanted", asks=_issue_form),
    conferences.ISSUE_OF_CASE: Case(row=_case, box="wanted", asks=_issue_form),
    maternity.NEW: Case(row=_household, box="situation", asks=_ledger_form),
    maternity.EDIT: Case(row=_pregnancy, box="situation", asks=_ledger_change),
    maternity.CONTACT: Case(row=_pregnancy, box="content", asks=_contact_form),
    maternity.QUESTIONNAIRE: Case(
        row=_pregnancy,
        box="answer_partner",
        asks=lambda *_: _key() | {"answered_on": day(), "answer_helpers": "いない"},
    ),
    maternity.INTERVIEW: Case(row=_pregnancy, box="content", asks=_interview_form),
    maternity.INTERVIEW_CORRECTION: Case(
        row=lambda center: PregnancyInterviewFactory(pregnancy__center=center),
        box="content",
        asks=_interview_correction,
        closes=_withdraws,
    ),
    maternity.LOSS: Case(row=_pregnancy, box="remark", asks=lambda *_: loss_form()),
    maternity.LOSS_CORRECTION: Case(
        row=lambda center: LossRecordFactory(pregnancy__center=center),
        box="remark",
        asks=_loss_correction,
        closes=_withdraws_loss,
    ),
    maternity.CONTINUATION: Case(
        row=lambda center: LossRecordFactory(pregnancy__center=center),
        box="approach",
        asks=lambda *_: _key() | {"continues": "no", "worker": "", "decided_on": day()},
        closes=_withdraws_loss,
    ),
    maternity.HAND_OVER: Case(
        row=_with_consent,
        box="request",
        asks=_hand_over_form,
        closes=lambda pregnancy: LossRecordFactory(pregnancy=pregnancy),
    ),
}
