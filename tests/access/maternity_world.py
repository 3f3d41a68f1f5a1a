"""One of everything of the maternity ledger for each center of the world."""

from tests.maternity_factories import (
    LossRecordFactory,
    MaternityHandOverFactory,
    MaternityImportFactory,
    PregnancyChildFactory,
    PregnancyFactory,
    PregnancyInterviewFactory,
)


def maternity_objects(center, author, registry, canaries):
    """Of the protected household; the loss is another family's, so that this one is in the lists."""
    pregnancy = PregnancyFactory(
        center=center,
        household=registry["household"],
        mother=registry["person"],
        situation=canaries["content"],
        worker=author,
        recorded_by=author,
    )
    of_pregnancy = {"pregnancy": pregnancy, "recorded_by": author}
    lost = PregnancyFactory(center=center, household__recorded_by=author, recorded_by=author)
    return {
        "pregnancy": pregnancy,
        "pregnancy_interview": PregnancyInterviewFactory(
            content=canaries["content"], **of_pregnancy
        ),
        "loss": LossRecordFactory(pregnancy=lost, recorded_by=author),
        "maternity_hand_over": MaternityHandOverFactory(**of_pregnancy),
        "maternity_import": MaternityImportFactory(center=center, uploaded_by=author),
    }


def pregnancy_of_the_left(household, mother, child):
    """Of the household that the protected have left, from the time before."""
    by = household.recorded_by
    pregnancy = PregnancyFactory(
        center=household.center, household=household, mother=mother, worker=by, recorded_by=by
    )
    PregnancyChildFactory(pregnancy=pregnancy, person=child)
    return pregnancy
