"""A complaint's fields in words: for the history of corrections, and for a conflict of two."""

from collections.abc import Collection
from typing import Any

from django.utils.timezone import localtime

from consultations.models import Complaint
from shared.clock_time import format_clock
from shared.wareki import format_wareki
from staffing.models import StaffMember

PLAIN = (
    "channel",
    "subject_kind",
    "complainant_name",
    "complainant_contact",
    "summary",
    "facts",
    "reports_to_third_party",
    "third_party_attends",
)


def words_of(complaint: Complaint, subjects: Collection[StaffMember]) -> dict[str, tuple[str, str]]:
    """Label and text of each field that can be corrected."""
    local = localtime(complaint.received_at)
    moment = f"{format_wareki(local.date())} {format_clock(local.time())}"
    names = "、".join(member.name for member in subjects)
    return {
        "received_at": ("受付日時", moment),
        "is_anonymous": ("匿名", "はい" if complaint.is_anonymous else "いいえ"),
        "wishes": ("申出人の希望", "、".join(complaint.wish_words)),
        "subjects": ("対象の職員", names),
        **{name: (_label(name), _text(complaint, name)) for name in PLAIN},
    }


def _label(name: str) -> str:
    field: Any = Complaint._meta.get_field(name)
    return str(field.verbose_name)


def _text(complaint: Complaint, name: str) -> str:
    value = getattr(complaint, name)
    if value is None:
        return "未確認"
    display = getattr(complaint, f"get_{name}_display", None)
    return str(display()) if display else str(value)
