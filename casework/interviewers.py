"""Who may hold an interview (4(4)⑥): asked of the ledgers of staff, for the day of the interview."""

from dataclasses import dataclass
from datetime import date

from casework.maternity_data import settings
from casework.maternity_enums import Qualification
from staffing.enums import Course, LicenceKind
from staffing.models import Licence, StaffMember, TrainingRecord


@dataclass(frozen=True)
class Checked:
    """What the ledgers say; `text` names the licence or the courses."""

    qualification: Qualification
    text: str = ""


def check_on(member: StaffMember, day: date) -> Checked:
    """要確認 if neither is recorded for that day: nothing is assumed. Two queries."""
    asked = settings()["interviewer"]
    licences = Licence.objects.current().filter(
        staff_member=member, kind__in=asked["licences"], acquired_on__lte=day
    )
    held = licences.order_by("acquired_on", "pk").first()
    if held is not None:
        return Checked(Qualification.LICENCE, str(LicenceKind(held.kind).label))
    done = TrainingRecord.objects.current().filter(
        staff_member=member, course__in=asked["courses"], completed_on__lte=day
    )
    courses = set(done.values_list("course", flat=True))
    if courses == set(asked["courses"]):
        return Checked(
            Qualification.TRAINING,
            "、".join(str(Course(course).label) for course in asked["courses"]),
        )
    return Checked(Qualification.UNCONFIRMED)
