"""What the claims of one center and type are made of; everything is handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from centers.models import Center, CenterDesignation
from shared.fiscal_year import FiscalYear
from subsidies.models import Determination
from worksheets.calculation.shapes import Handling
from worksheets.enums import WorksheetStage
from worksheets.models import ComponentEntry, StageDeadline, StandardAmount


@dataclass(frozen=True, kw_only=True)
class ElsewhereClaimed:
    """What the claims of one center have to know of all others of the municipality."""

    specific_places: int = 0  # entered as claimed of 特定型, this center's among them
    once: Mapping[str, int] = field(default_factory=dict)  # by component: centers that claim it
    earlier_once: frozenset[str] = frozenset()  # submitted in an earlier fiscal year


@dataclass(frozen=True, kw_only=True)
class ClaimSources:
    """What the claims of one center and type in one stage are made of."""

    center: Center
    center_type: str
    fiscal_year: int
    stage: WorksheetStage
    designations: Sequence[CenterDesignation]
    determination: Determination | None
    amounts: Sequence[StandardAmount]  # of this type, in force
    entries: Mapping[str, ComponentEntry]  # by component
    handling: Handling
    deadline: StageDeadline | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)  # of the determination, by id
    elsewhere: ElsewhereClaimed = field(default_factory=ElsewhereClaimed)

    @property
    def supply_by(self) -> date | None:
        return self.deadline.supply_by if self.deadline else None

    @property
    def judgement_url(self) -> str:
        """The center's judgement at the stage that these sheets rest on."""
        page = reverse("subsidies:center_supplements", args=[self.center.pk, self.fiscal_year])
        return f"{page}?{urlencode({'stage': self.stage.judged_as.value})}"

    @property
    def entry_url(self) -> str:
        return reverse(
            "worksheets:center_sheet",
            args=[self.center.pk, self.fiscal_year, self.stage.value, self.center_type],
        )

    @property
    def amounts_url(self) -> str:
        """The page of the year's standard amounts."""
        return reverse(
            "worksheets:amount_list", args=[self.center.municipality_id, self.fiscal_year]
        )

    @property
    def subtype(self) -> str:
        """Ⅰ, Ⅱ or Ⅲ as judged; else as designated last."""
        if self.determination is not None:
            return self.determination.subtype
        return self.designations[-1].subtype if self.designations else ""

    @property
    def subtypes(self) -> list[str]:
        """Each that the center was designated with in the year, in order."""
        return list(dict.fromkeys(each.subtype for each in self.designations if each.subtype))

    @property
    def amount_day(self) -> date:
        """The day whose standard amounts count: that of the judgement, or the year's last."""
        year = FiscalYear(self.fiscal_year)
        return self.determination.judged_on if self.determination else year.ends_on
