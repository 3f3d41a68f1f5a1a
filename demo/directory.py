"""The directory: one list taken in as an office would, the rest entered and put right by hand."""

from datetime import time
from typing import Any

from centers.directory.places import Home
from centers.directory.preview import preview_of
from centers.directory.upload import read_upload
from centers.models import LocalResource, PartnerAgency
from centers.resource_actions import confirm_import, receive_list, record_vacancies
from demo.data_files import DATA, read
from demo.period import written
from demo.world import World

FILE = "directory"
UNKNOWN = -1
CLOCKS = ("opens_at", "closes_at")


def build_directory(world: World) -> str:
    data = read(FILE)
    _take_in(world, data["list"])
    for row in data["resource"]:
        _resource(world, **row)
    for row in data["correction"]:
        _put_right(world, **row)
    for row in data["vacancy"]:
        _vacancies(world, **row)
    for row in data["agency"]:
        _agency(world, **row)
    return f"地域資源{LocalResource.objects.count()}件、関係機関{len(data['agency'])}件"


def _take_in(world: World, listed: dict[str, Any]) -> None:
    municipality, by = world.municipalities[listed["of"]], world.officer(listed["of"])
    home = Home(municipality.code, municipality.name, municipality.name)
    content = (DATA / listed["file"]).read_bytes()
    at = written(listed["dated_on"])
    waiting = receive_list(
        read_upload([content], size=len(content), home=home),
        municipality=municipality,
        file_name=listed["file"],
        area=municipality.name,
        kind="",
        dated_on=listed["dated_on"],
        by=by,
        at=at,
    )
    confirm_import(waiting, seen=preview_of(waiting).digest, chosen=(), by=by, at=at)


def _resource(world: World, *, of: str, **values: Any) -> None:
    clocks = {name: time.fromisoformat(values[name].zfill(5)) for name in CLOCKS if name in values}
    resource = LocalResource(
        municipality=world.municipalities[of],
        recorded_at=written(values.get("closed_on") or read(FILE)["list"]["dated_on"]),
        recorded_by=world.officer(of),
        **{**values, **clocks},
    )
    resource.renew_keys()
    resource.save()


def _listed(world: World, number: str) -> LocalResource:
    municipality = world.municipalities[read(FILE)["list"]["of"]]
    return LocalResource.objects.get(municipality=municipality, source_id=number)


def _put_right(world: World, *, number: str, on: Any, **values: Any) -> None:
    resource: Any = _listed(world, number)
    for name, value in values.items():
        setattr(resource, name, value)
    resource.changed_at, resource.changed_by = written(on), world.users["toukatsu"]
    resource.save()


def _vacancies(world: World, *, number: str, on: Any, told: dict[str, int]) -> None:
    numbers = {key: None if told[key] == UNKNOWN else told[key] for key in told}
    record_vacancies(
        _listed(world, number), numbers, counted_on=on, by=world.users["soudan"], at=written(on)
    )


def _agency(world: World, *, of: str, **values: Any) -> None:
    agency = PartnerAgency(
        municipality=world.municipalities[of],
        recorded_at=written(read(FILE)["list"]["dated_on"]),
        recorded_by=world.officer(of),
        **values,
    )
    agency.renew_keys()
    agency.save()
