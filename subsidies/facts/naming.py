"""Whether a center is called a こども家庭センター (4(3)③オ), as far as its name tells."""

from collections.abc import Iterable

from centers.models import Center
from shared.access import Capability
from subsidies.facts.query import Query
from subsidies.facts.references import Part, Reference, Turn

NAME, KEY = "こども家庭センター", "name_ok"


class NamingSource:
    """No query. Whether another name is one of that kind (類する名称) is for a person to say."""

    def __init__(self, centers: Iterable[Center]) -> None:
        self.centers = list(centers)

    def parts(self, _query: Query) -> dict[int, Part]:
        return {center.pk: _part(center) for center in self.centers}

    def turns(self, _center: Center) -> list[Turn]:
        """None: a center's name has no dates."""
        return []


def _part(center: Center) -> Part:
    part = Part()
    page = Reference(
        label="センターの名称",
        url_name="centers:center_detail",
        kwargs=(("pk", center.pk),),
        capability=Capability.CENTER_VIEW,
    )
    part.add(KEY, NAME in center.name or None, page)
    return part
