from staffing.models.posting import Posting
from staffing.models.qualification import (
    CareerRecord,
    Licence,
    TrainingExemption,
    TrainingRecord,
)
from staffing.models.staff_member import StaffMember

__all__ = [
    "CareerRecord",
    "Licence",
    "Posting",
    "StaffMember",
    "TrainingExemption",
    "TrainingRecord",
]
