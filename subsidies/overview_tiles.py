"""The first row of the dashboard: a few numbers, each with what it has to be seen against."""

from collections.abc import Iterator
from dataclasses import dataclass

from consultations.figures import FIGURES
from subsidies.overview import Overview
from subsidies.standards import AverageStandard


@dataclass(frozen=True)
class Tile:
    label: str
    value: str
    unit: str
    sub: str
    url: str = ""


def tiles(overview: Overview) -> Iterator[Tile]:
    before, whole = overview.total_year_before, overview.together
    number = len(overview.centers)
    yield Tile(
        FIGURES["contacts"].label,
        overview.total.printed,
        "件",
        f"前年同期 {before.printed}件" if before.value else "前年同期の記録なし",
        overview.total.url,
    )
    yield Tile(
        FIGURES["open_days"].label,
        f"{whole.open_days:,}",
        "日",
        f"{number:,}か所の合計" if number > 1 else "",
    )
    yield Tile(
        FIGURES["average_per_open_day"].label,
        whole.average_text or "－",
        "件" if whole.average_text else "",
        "1か所につき" if whole.average_text else "開所実績がありません",
    )
    if overview.standard and overview.asked:
        yield _against(overview, overview.standard)


def _against(overview: Overview, standard: AverageStandard) -> Tile:
    only = overview.only_center
    if only is None:
        open_ones = f"、要確認{overview.undecided:,}か所" if overview.undecided else ""
        return Tile(
            f"平均{standard.text}件に届いているセンター",
            f"{overview.reached:,}",
            "か所",
            f"対象{overview.asked:,}か所{open_ones}",
        )
    return Tile(
        FIGURES["missing_contacts"].label,
        "－" if only.missing is None else f"{only.missing:,}",
        "" if only.missing is None else "件",
        f"基準は平均{standard.text}件以上",
    )
