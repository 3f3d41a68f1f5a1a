"""One number for a center, type, year and stage: by it a form keeps its draft."""

from dataclasses import dataclass

from centers.enums import CenterType
from worksheets.enums import WorksheetStage

TYPES, STAGES = tuple(CenterType), tuple(WorksheetStage)
YEARS, KINDS = 10_000, 100


@dataclass(frozen=True)
class SheetSubject:
    """What a center's sheet is about."""

    center_pk: int
    center_type: CenterType
    fiscal_year: int
    stage: WorksheetStage

    @property
    def number(self) -> int:
        kind = TYPES.index(self.center_type) * len(STAGES) + STAGES.index(self.stage)
        return (self.center_pk * YEARS + self.fiscal_year) * KINDS + kind

    @property
    def arguments(self) -> list[object]:
        """As the addresses of its pages have them."""
        return [self.center_pk, self.fiscal_year, self.stage.value, self.center_type.value]

    @classmethod
    def of(cls, number: int) -> "SheetSubject | None":
        """None for a number that stands for none."""
        rest, kind = divmod(number, KINDS)
        center_pk, fiscal_year = divmod(rest, YEARS)
        type_at, stage_at = divmod(kind, len(STAGES))
        if type_at >= len(TYPES) or not center_pk:
            return None
        return cls(center_pk, TYPES[type_at], fiscal_year, STAGES[stage_at])

    @classmethod
    def parse(
        cls, center_pk: int, fiscal_year: int, stage: str, center_type: str
    ) -> "SheetSubject | None":
        """None for words that are no stage or no type."""
        if stage not in WorksheetStage.values or center_type not in CenterType.values:
            return None
        return cls(center_pk, CenterType(center_type), fiscal_year, WorksheetStage(stage))
