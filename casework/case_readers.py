"""Who reads a restricted case: a task of it is given to nobody else, who would never see it."""

from collections.abc import Collection
from datetime import date

from accounts.models import RoleGrant, User
from accounts.policy import roles_with
from casework.models import Case, CaseWorker
from shared.access import Capability, Confidentiality, Scope


def readers_of(cases: Collection[Case], day: date) -> dict[int, set[int]]:
    """By restricted case, the numbers of its readers; ordinary ones are not in it. Two queries."""
    closed = {case.pk: case for case in cases if case.is_restricted}
    if not closed:
        return {}
    readers = {pk: {case.recorded_by_id} for pk, case in closed.items()}
    workers = CaseWorker.objects.on(day).filter(case__in=closed)
    for pk, user in workers.values_list("case", "user"):
        readers[pk].add(user)
    roles = roles_with(
        Capability.CASE_VIEW, Scope.OWN_CENTER, confidentiality=Confidentiality.RESTRICTED
    )
    centers = {case.center_id for case in closed.values()}
    held = RoleGrant.objects.counting_on(day).filter(center__in=centers, role__in=roles)
    supervisors = set(held.values_list("center", "user"))
    for pk, case in closed.items():
        readers[pk] |= {user for center, user in supervisors if center == case.center_id}
    return readers


def among(staff: Collection[User], case: Case | None, day: date) -> list[User]:
    """Those of the staff who read the case; all of them if it is ordinary, or none is meant."""
    if case is None or not case.is_restricted:
        return list(staff)
    readers = readers_of([case], day)[case.pk]
    return [user for user in staff if user.pk in readers]
