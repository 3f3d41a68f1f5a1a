"""Staff leave: the roles of a center end with the posting there, on the very day."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from shared.date_ranges import in_force
from staffing.models import Posting, StaffMember


def grants_of_the_posted(day: date) -> Q:
    """Roles for no single center, of people outside the roster, or where somebody is posted."""
    on_the_roster = StaffMember.objects.filter(user=OuterRef("user"))
    posted_there = (
        Posting.objects.current()
        .filter(in_force(day))
        .filter(staff_member__user=OuterRef("user"), center=OuterRef("center"))
    )
    return Q(center=None) | ~Exists(on_the_roster) | Exists(posted_there)
