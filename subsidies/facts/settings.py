"""Which readings of the notices the municipality has chosen: `settings.<key>`."""

from collections.abc import Iterable

from centers.models import Center
from shared.access import Capability
from shared.date_ranges import holds_on, overlapping
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn
from subsidies.judge.settings import load_settings
from subsidies.models import MunicipalSetting


class SettingSource:
    """One query. What is not registered is absent: the judgement knows what is read then."""

    def __init__(self, centers: Iterable[Center], period: Period) -> None:
        self.period = period
        self.of_center = {center.pk: center.municipality_id for center in centers}
        self.rows: dict[int, list[MunicipalSetting]] = {pk: [] for pk in self.of_center.values()}
        rows = MunicipalSetting.objects.known_at(period.known_at).filter(
            overlapping(period.first, period.last), municipality__in=self.rows
        )
        for row in rows.order_by("starts_on", "pk"):
            self.rows[row.municipality_id].append(row)

    def parts(self, query: Query) -> dict[int, Part]:
        parts = {
            pk: _part(pk, {row.key: row.value for row in rows if holds_on(row, query.day)})
            for pk, rows in self.rows.items()
        }
        return {center_id: parts[pk] for center_id, pk in self.of_center.items()}

    def turns(self, center: Center) -> list[Turn]:
        known = load_settings()
        return [
            Turn(
                day,
                (known[row.key].fact,),
                f"要綱の読み方（{known[row.key].name}）の期間が{'始まった' if begins else '終わった'}",
                _page(center.municipality_id, row.key),
                not begins,
            )
            for row in self.rows[center.municipality_id]
            if row.key in known
            for day, begins in self.period.turning_days(row.starts_on, row.ends_on)
        ]


def _part(municipality_id: int, chosen: dict[str, str]) -> Part:
    part = Part()
    for key, setting in load_settings().items():
        value = chosen.get(key)
        value = value if value in setting.values else None
        part.add(setting.fact, value, _page(municipality_id, key))
    return part


def _page(municipality_id: int, key: str) -> Reference:
    return Reference(
        label="要綱の読み方",
        url_name="subsidies:setting_list",
        kwargs=(("municipality_pk", municipality_id),),
        capability=Capability.MUNICIPALITY_VIEW,
        anchor=key,
    )
