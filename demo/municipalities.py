"""Two fictional municipalities and what is on record about them and about the country."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from centers.models import Municipality, MunicipalityFact, NationalFact
from demo.data_files import read
from demo.period import FIRST_DAY, moment, written
from demo.world import World, replaced
from shared.fiscal_year import FiscalYear
from shared.municipal_code import check_digit

FILE = "municipalities"


def code_of(first_five: str) -> str:
    """Prefecture 98 does not exist: no real municipality has such a code."""
    return first_five + check_digit(first_five)


def tsunagi_code() -> str:
    return code_of(read(FILE)["municipality"][0]["first_five"])


def build_municipalities(world: World) -> str:
    for row in read(FILE)["municipality"]:
        world.municipalities[row["key"]] = Municipality.objects.create(
            code=code_of(row["first_five"]),
            name=row["name"],
            prefecture=row["prefecture"],
            is_fictional=True,
        )
    return f"{len(world.municipalities)}件"


def build_facts(world: World) -> str:
    data = read(FILE)
    facts = [*_lasting(world, data), *_yearly(world, data), *_put_right(world, data)]
    MunicipalityFact.objects.bulk_create(facts)
    national = [
        NationalFact(recorded_at=moment(FIRST_DAY), recorded_by=world.users["shokan"], **row)
        for row in data["national"]
    ]
    NationalFact.objects.bulk_create(national)
    return f"自治体{len(facts)}件、全国{len(national)}件"


def _lasting(world: World, data: dict[str, Any]) -> Iterator[MunicipalityFact]:
    for row in data["fact"]:
        yield _fact(world, row["of"], **{key: row[key] for key in row if key != "of"})


def _yearly(world: World, data: dict[str, Any]) -> Iterator[MunicipalityFact]:
    corrected = {(row["kind"], row["starts_on"]): row for row in data["replaced"]}
    for row in data["yearly"]:
        for year, value in row["values"].items():
            day = date(int(year), row["month"], row["day"])
            last = FiscalYear.of(day).ends_on if row.get("whole_fiscal_year") else day
            fact = _fact(
                world,
                row["of"],
                kind=row["kind"],
                starts_on=day,
                ends_on=last,
                value=Decimal(value),
                source=row["source"],
            )
            if row["of"] == "tsunagi" and (row["kind"], day) in corrected:
                fact.recorded_at = written(corrected[row["kind"], day]["replaced_on"])
            yield fact


def _put_right(world: World, data: dict[str, Any]) -> Iterator[MunicipalityFact]:
    for row in data["replaced"]:
        wrong = _fact(
            world,
            row["of"],
            kind=row["kind"],
            starts_on=row["starts_on"],
            ends_on=row["starts_on"],
            value=Decimal(row["wrong"]),
            source="つなぎ市統計書（架空）の速報値",
        )
        yield replaced(wrong, at=written(row["replaced_on"]))


def _fact(world: World, of: str, **values: Any) -> MunicipalityFact:
    return world.entry(
        MunicipalityFact,
        of=of,
        on=values["starts_on"],
        municipality=world.municipalities[of],
        **values,
    )
