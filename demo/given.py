"""What of the directory was given in the log, and the favourites of the first center."""

from typing import Any

from centers.models import LocalResource, PartnerAgency
from consultations.models import FavouriteResource, GivenResource
from demo.chance import dice
from demo.contacts import Contact
from demo.data_files import read
from demo.desk import SET_ON
from demo.period import JAPAN, moment
from demo.world import World

SHARE, SECOND = 0.15, 0.3
OF, CENTER = "tsunagi", "tsunagi-01"
BATCH = 1000


def build_given(world: World, log: list[Contact]) -> None:
    """Only entries that were open on the day."""
    chance, told = dice(world.seed, "given"), _entries(world)
    municipality = world.municipalities[OF]
    rows: list[GivenResource] = []
    for record in (each.consultation for each in log):
        if record.municipality_id != municipality.pk or chance.random() >= SHARE:
            continue
        day = record.occurred_at.astimezone(JAPAN).date()
        open_then = [row for row in told if "until" not in row or day < row["until"]]
        number = 2 if chance.random() < SECOND else 1
        rows += [
            GivenResource(
                consultation=record,
                name=str(row["entry"]),
                given_on=day,
                recorded_at=record.recorded_at,
                recorded_by=record.recorded_by,
                **{row["field"]: row["entry"]},
            )
            for row in chance.sample(open_then, number)
        ]
    GivenResource.objects.bulk_create(rows, batch_size=BATCH)
    _favourites(world, told)


def _entries(world: World) -> list[dict[str, Any]]:
    municipality = world.municipalities[OF]
    models: dict[str, Any] = {"resource": LocalResource, "agency": PartnerAgency}
    found = []
    for row in read("desk")["given"]:
        field = next(name for name in models if name in row)
        entry = models[field].objects.get(municipality=municipality, name=row[field])
        found.append({**row, "field": field, "entry": entry})
    return found


def _favourites(world: World, told: list[dict[str, Any]]) -> None:
    center, author = world.centers[CENTER], world.users["soudan"]
    for row in told:
        if "code" in row:
            FavouriteResource.objects.create(
                center=center,
                code=row["code"],
                recorded_at=moment(SET_ON),
                recorded_by=author,
                **{row["field"]: row["entry"]},
            )
