"""Factories of the maternity ledger, like those in tests/factories.py."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from casework import models as casework
from casework.maternity_data import sheets
from casework.maternity_enums import (
    BenefitAct,
    BenefitPayment,
    ContactManner,
    HandOverKind,
    IntervieweeKind,
    InterviewMode,
    InterviewStage,
    LossKind,
    Qualification,
    RiskLevel,
    ScoreKind,
)
from tests.factories import CenterFactory, Factory, StaffMemberFactory, UserFactory
from tests.household_factories import (
    HouseholdFactory,
    HouseholdMembershipFactory,
    PersonFactory,
)
from tests.sharing_factories import AgencyConsentFactory

LATER = dt.timedelta(days=60)


class PregnancyFactory(Factory):
    """Due in two months; the mother lives in the household."""

    class Meta:
        model = casework.Pregnancy

    center = factory.SubFactory(CenterFactory)
    household = factory.SubFactory(HouseholdFactory, center=factory.SelfAttribute("..center"))
    mother = factory.LazyAttribute(
        lambda self: HouseholdMembershipFactory(household=self.household).person
    )
    submission_key = factory.LazyFunction(uuid.uuid4)
    notified_on = factory.LazyFunction(lambda: timezone.localdate() - LATER)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + LATER)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class OfPregnancy(Factory):
    class Meta:
        abstract = True

    pregnancy = factory.SubFactory(PregnancyFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PregnancyChildFactory(Factory):
    class Meta:
        model = casework.PregnancyChild

    pregnancy = factory.SubFactory(PregnancyFactory)
    person = factory.LazyAttribute(
        lambda self: (
            HouseholdMembershipFactory(
                household=self.pregnancy.household,
                relationship="child",
                person=PersonFactory(
                    municipality=self.pregnancy.center.municipality,
                    registered_name="見本 葉子の子（出生前）",
                    registered_kana="",
                    expected_on=self.pregnancy.due_on,
                ),
            ).person
        )
    )


class PregnancyChangeFactory(Factory):
    class Meta:
        model = casework.PregnancyChange

    pregnancy = factory.SubFactory(PregnancyFactory)
    changes = factory.LazyFunction(dict)
    reason = "聞き取りの誤り"
    corrected_at = factory.LazyFunction(timezone.now)
    corrected_by = factory.SubFactory(UserFactory)


class MaternityRiskFactory(OfPregnancy):
    class Meta:
        model = casework.MaternityRisk

    level = RiskLevel.WATCH
    reason = "頼れる人が近くにいない。"
    judged_on = factory.LazyFunction(timezone.localdate)


class ScreeningScoreFactory(OfPregnancy):
    class Meta:
        model = casework.ScreeningScore

    kind = ScoreKind.EPDS
    score = 9
    taken_on = factory.LazyFunction(timezone.localdate)


class MaternityContactFactory(OfPregnancy):
    class Meta:
        model = casework.MaternityContact

    contacted_on = factory.LazyFunction(timezone.localdate)
    manner = ContactManner.PHONE
    content = "体調は落ち着いている。"


class QuestionnaireAnswerFactory(OfPregnancy):
    class Meta:
        model = casework.QuestionnaireAnswer

    sheet_version = factory.LazyFunction(lambda: sheets()[0].version)
    sheet_digest = factory.LazyFunction(lambda: sheets()[0].digest)
    answered_on = factory.LazyFunction(timezone.localdate)


class LossRecordFactory(OfPregnancy):
    """The row alone: `casework.loss_actions.record_loss` records one with all that follows."""

    class Meta:
        model = casework.LossRecord

    kind = LossKind.MISCARRIAGE
    told_on = factory.LazyFunction(timezone.localdate)
    told_by = "本人"


class LossCorrectionFactory(Factory):
    class Meta:
        model = casework.LossCorrection

    loss = factory.SubFactory(LossRecordFactory)
    kind = LossKind.STILLBIRTH
    told_on = factory.LazyFunction(timezone.localdate)
    told_by = "夫"
    reason = "聞き取りの誤り"
    corrected_at = factory.LazyFunction(timezone.now)
    corrected_by = factory.SubFactory(UserFactory)


class ContinuationDecisionFactory(Factory):
    class Meta:
        model = casework.ContinuationDecision

    loss = factory.SubFactory(LossRecordFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)
    continues = True
    worker = factory.SubFactory(UserFactory)
    approach = "夫を通じて、様子をうかがう。"
    decided_on = factory.LazyFunction(timezone.localdate)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class PregnancyInterviewFactory(OfPregnancy):
    class Meta:
        model = casework.PregnancyInterview

    stage = InterviewStage.APPLICATION
    occurred_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=1))
    mode = InterviewMode.IN_PERSON
    interviewee = IntervieweeKind.EXPECTANT
    interviewer = factory.SubFactory(
        StaffMemberFactory, municipality=factory.SelfAttribute("..pregnancy.center.municipality")
    )
    qualification = Qualification.UNCONFIRMED
    checked_at = factory.LazyFunction(timezone.now)
    content = "つわりが落ち着いてきた。"


class InterviewCorrectionFactory(Factory):
    class Meta:
        model = casework.InterviewCorrection

    interview = factory.SubFactory(PregnancyInterviewFactory)
    reason = "聞き取りの誤り"
    changes = factory.LazyFunction(dict)
    corrected_at = factory.LazyFunction(timezone.now)
    corrected_by = factory.SubFactory(UserFactory)


class BenefitStepFactory(OfPregnancy):
    class Meta:
        model = casework.BenefitStep

    payment = BenefitPayment.FIRST
    act = BenefitAct.FILED
    acted_on = factory.LazyFunction(timezone.localdate)


class MaternityHandOverFactory(OfPregnancy):
    class Meta:
        model = casework.MaternityHandOver

    kind = HandOverKind.HOMECOMING
    recipient = factory.SelfAttribute("consent.recipient_name")
    consent = factory.LazyAttribute(
        lambda self: AgencyConsentFactory(
            household=self.pregnancy.household, recorded_by=self.recorded_by
        )
    )
    parts = factory.LazyFunction(lambda: ["name", "due"])
    request = "里帰りの間の面談をお願いします。"
    sent_on = factory.LazyFunction(timezone.localdate)


class MaternityImportFactory(Factory):
    class Meta:
        model = casework.MaternityImport

    center = factory.SubFactory(CenterFactory)
    file_digest = "0" * 64
    columns = factory.LazyFunction(lambda: ["氏名", "出産予定日"])
    rows = factory.LazyFunction(list)
    uploaded_at = factory.LazyFunction(timezone.now)
    uploaded_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyAttribute(lambda self: self.uploaded_at + dt.timedelta(days=3))
