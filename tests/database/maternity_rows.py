"""One row at least in every table of the maternity ledger."""

from tests import maternity_factories as made
from tests.household_factories import PersonFactory


def maternity_rows(household, user):
    by = {"recorded_by": user}
    mother = PersonFactory(municipality=household.municipality, registered_name="見本 三葉")
    pregnancy = made.PregnancyFactory(
        center=household.center, household=household, mother=mother, **by
    )
    of_row = {"pregnancy": pregnancy, **by}
    for factory in (
        made.MaternityRiskFactory,
        made.ScreeningScoreFactory,
        made.MaternityContactFactory,
        made.QuestionnaireAnswerFactory,
        made.BenefitStepFactory,
        made.MaternityHandOverFactory,
    ):
        factory(**of_row)
    made.PregnancyChildFactory(pregnancy=pregnancy)
    made.PregnancyChangeFactory(pregnancy=pregnancy, corrected_by=user)
    loss = made.LossRecordFactory(**of_row)
    made.LossCorrectionFactory(loss=loss, corrected_by=user)
    made.ContinuationDecisionFactory(loss=loss, worker=user, **by)
    interview = made.PregnancyInterviewFactory(**of_row)
    made.InterviewCorrectionFactory(interview=interview, corrected_by=user)
    made.MaternityImportFactory(center=household.center, uploaded_by=user)
