"""Which readings of the notices the municipality has chosen: `settings.<key>`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from centers.models import Center
from shared.access import Capability
from shared.date_ranges import in_force
from subsidies.facts.references import Part, Reference
from subsidies.judge.settings import load_settings
from subsidies.models import MunicipalSetting

if TYPE_CHECKING:
    from subsidies.facts.gather import Query


def setting_facts(centers: Iterable[Center], query: "Query") -> dict[int, Part]:
    """One query. What is not registered is absent: the judgement knows what is read then."""
    centers = list(centers)
    municipality_ids = {center.municipality_id for center in centers}
    chosen: dict[tuple[int, str], str] = {}
    rows = MunicipalSetting.objects.known_at(query.known_at).filter(
        in_force(query.day), municipality__in=municipality_ids
    )
    for row in rows:
        chosen[row.municipality_id, row.key] = row.value
    parts = {pk: _part(pk, chosen) for pk in municipality_ids}
    return {center.pk: parts[center.municipality_id] for center in centers}


def _part(municipality_id: int, chosen: dict[tuple[int, str], str]) -> Part:
    part = Part()
    for key, setting in load_settings().items():
        page = Reference(
            label="要綱の読み方",
            url_name="subsidies:setting_list",
            kwargs=(("municipality_pk", municipality_id),),
            capability=Capability.MUNICIPALITY_VIEW,
            anchor=key,
        )
        value = chosen.get((municipality_id, key))
        part.add(setting.fact, value if value in setting.values else None, page)
    return part
