"""The one place that opens who notified the office, and says what else would tell it."""

from dataclasses import dataclass
from typing import Any

from casework.models import Case, Notification, NotifierReveal
from shared.concealed import disclosed


@dataclass(frozen=True)
class ShownNotifier:
    name: str
    contact: str


def revealed(reveal: NotifierReveal) -> ShownNotifier:
    """Who notified, once the reveal is written down. Raises ValueError before."""
    if reveal.pk is None:
        raise ValueError("nobody has written down why")
    told: Any = reveal.notification  # its texts are Concealed
    return ShownNotifier(disclosed(told.notifier_name), disclosed(told.notifier_contact))


def tells_route(case: Case) -> bool:
    """Whether the way it came (相談経路) may be read by everybody who reads the case.

    With a notification it says who notified; a restricted case may continue one that had it.
    """
    return not case.is_restricted and not Notification.objects.filter(case=case).exists()
