"""Whether what a sheet was made of still says the same: its determination beside the records."""

from typing import Any

from subsidies.determination_actions import changes_by_now
from subsidies.determination_pages import shown_changes
from subsidies.models import Determination
from worksheets.content_changes import Change, changes_between
from worksheets.models import Worksheet


def changes_since(worksheet: Worksheet, anew: dict[str, Any] | None) -> list[Change]:
    """What the content made anew says otherwise; of a center gone, that it is gone."""
    if anew is None:
        return [Change("センターの類型", worksheet.subject_label, "この年度には登録されていません")]
    return changes_between(worksheet.content, anew)


def records_since(worksheet: Worksheet) -> dict[str, Any] | None:
    """What the records of today say otherwise than the determination that the sheet rests on:
    a consultation withdrawn or deleted shows here. None where they say the same."""
    if worksheet.determination_id is None:
        return None
    row = (
        Determination.objects.select_related("center__municipality", "rule_version", "snapshot")
        .defer("rule_version__content")
        .get(pk=worksheet.determination_id)
    )
    changes = changes_by_now([row])[row.pk]
    return shown_changes(changes) if changes else None
