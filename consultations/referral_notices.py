"""What 「きょう」 tells of referrals and waiting children: what waits for somebody of the center."""

from dataclasses import dataclass
from datetime import date

from consultations.models import Referral, WaitingListFollowUp
from shared.access import Actor, Capability


@dataclass(frozen=True)
class ReferralNotices:
    """`silent` ones got no answer in time, `arrived` ones are to be answered here."""

    silent: int
    arrived: int
    to_call: int


def referral_notices(user: Actor, day: date) -> ReferralNotices:
    """Nothing for whoever may not act on it."""
    silent = arrived = Referral.objects.none()
    children = WaitingListFollowUp.objects.none()
    if user.reach(Capability.REFERRAL_WRITE):
        silent = Referral.objects.sent_by(user).silent(day)
        arrived = Referral.objects.arrived_at(user).awaiting().next_steps()
    if user.reach(Capability.WAITING_LIST_FOLLOW):
        children = WaitingListFollowUp.objects.visible_to(user).open().next_steps()
    to_call = children.filter(next_contact_on__lte=day)
    return ReferralNotices(silent.count(), arrived.count(), to_call.count())
