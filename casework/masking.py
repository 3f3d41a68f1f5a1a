"""The one place that opens who notified the office, and says what else would tell it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from casework.enums import CaseLinkKind
from casework.models import Case, NotifierReveal
from shared.concealed import disclosed

# A case reopened or taken over has the route of the case before it, but not its notification.
_NOTIFIED = """
WITH RECURSIVE line AS (
    SELECT number, number AS earlier FROM unnest(%s::bigint[]) AS number
    UNION
    SELECT line.number, link.other_id
    FROM line JOIN casework_caselink AS link ON link.case_id = line.earlier
    WHERE link.kind = ANY(%s)
)
SELECT DISTINCT line.number
FROM line JOIN casework_notification AS told ON told.case_id = line.earlier
"""


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

    With a notification it says who notified, also in a case that continues the notified one.
    """
    return bool(telling_route([case]))


def telling_route(cases: Collection[Case]) -> set[int]:
    """The numbers of those of which `tells_route` is true. One query."""
    open_ones = [case.pk for case in cases if not case.is_restricted]
    if not open_ones:
        return set()
    kinds = [CaseLinkKind.REOPENED.value, CaseLinkKind.TRANSFERRED.value]
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFIED, [open_ones, kinds])
        notified = {number for (number,) in cursor.fetchall()}
    return set(open_ones) - notified
