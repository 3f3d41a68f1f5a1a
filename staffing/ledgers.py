"""The evidence kept about staff members: one entry for each kind."""

from dataclasses import dataclass

from shared.ledgers import PERIOD, Ledger
from staffing import forms


@dataclass(frozen=True, kw_only=True)
class StaffLedger(Ledger):
    namespace: str = "staffing"
    home: str = "staffing:staff_detail"
    about_persons: bool = True


POSTINGS = StaffLedger(
    slug="postings",
    form=forms.PostingForm,
    columns=("center", "role", "is_dedicated", "is_full_time", "weekly_hours", PERIOD),
    order=("-starts_on", "pk"),
    related=("center",),
)
LICENCES = StaffLedger(
    slug="licences",
    form=forms.LicenceForm,
    columns=("kind", "number", "acquired_on"),
    order=("acquired_on", "pk"),
)
TRAINING_RECORDS = StaffLedger(
    slug="training-records",
    form=forms.TrainingRecordForm,
    columns=("course", "completed_on", "certificate_number"),
    order=("completed_on", "pk"),
)
CAREER_RECORDS = StaffLedger(
    slug="career-records",
    form=forms.CareerRecordForm,
    columns=("business", "employer", PERIOD),
    order=("starts_on", "pk"),
)
TRAINING_EXEMPTIONS = StaffLedger(
    slug="training-exemptions",
    form=forms.TrainingExemptionForm,
    columns=("row", "engaged_from", "ground", PERIOD),
    order=("-starts_on", "pk"),
)

STAFF_LEDGERS = (POSTINGS, LICENCES, TRAINING_RECORDS, CAREER_RECORDS, TRAINING_EXEMPTIONS)
