"""The one place that opens who notified the office."""

from dataclasses import dataclass

from casework.models import NotifierReveal
from shared.concealed import disclosed


@dataclass(frozen=True)
class ShownNotifier:
    name: str
    contact: str


def revealed(reveal: NotifierReveal) -> ShownNotifier:
    """Who notified, once the reveal is written down. Raises ValueError before."""
    if reveal.pk is None:
        raise ValueError("nobody has written down why")
    told = reveal.notification
    return ShownNotifier(disclosed(told.notifier_name), disclosed(told.notifier_contact))
