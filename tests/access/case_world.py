"""One of everything about cases for each center of the world, and for the planted household."""

from casework.enums import TransferRecipient, WorkerRole
from tests.access.conference_world import conference_objects
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
from tests.plan_factories import one_of_everything


def case_objects(center, author, registry, canaries, masked):
    """A case of the protected household; who notified is hidden from everybody."""
    case = a_case_of(author, center, household=registry["household"], concern=canaries["content"])
    CaseSubjectFactory(case=case, person=registry["person"])
    masked["notifier"] = f"MASKED{center.pk}notifier"
    masked["notifier_contact"] = f"MASKED{center.pk}notifiercontact"
    NotificationFactory(
        case=case,
        notifier_name=masked["notifier"],
        notifier_contact=masked["notifier_contact"],
        content=canaries["content"],
    )
    return {
        **conference_objects(case, author, canaries["content"]),
        "case": case,
        **one_of_everything(case, author, canaries["content"]),
        "case_note": SupportNoteFactory(case=case, content=canaries["content"], recorded_by=author),
        "case_link": CaseLinkFactory(case=case, recorded_by=author),
        "case_record": CaseRecordFactory(case=case, attached_by=author),
        "case_worker": CaseWorkerFactory(case=case, role=WorkerRole.SUPPORT, recorded_by=author),
        "case_transfer": CaseTransferFactory(
            case=CaseFactory(center=center, recorded_by=author), recorded_by=author
        ),
        "case_arriving": CaseTransferFactory(
            case=CaseFactory(center=center, recorded_by=author),
            recipient_kind=TransferRecipient.CENTER,
            recipient_center=center,
            recipient_name="",
            recorded_by=author,
        ),
    }


def case_of_the_left(household, *people):
    """Of the household that the protected have left, from the time before."""
    case = a_case_of(household.recorded_by, household.center, household=household)
    for person in people:
        CaseSubjectFactory(case=case, person=person)
    return case
