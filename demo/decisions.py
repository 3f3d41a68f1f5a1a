"""What people of the demo have decided: signed attestations, and readings of the notices."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from demo.data_files import read
from demo.period import written
from demo.world import World
from shared.ledger import record
from subsidies.attestation_actions import sign_attestation, withdraw_attestation
from subsidies.models import Attestation, MunicipalSetting

FILE = "decisions"


def build_decisions(world: World) -> str:
    data = read(FILE)
    for number, row in enumerate(data["attestation"]):
        _sign(world, row, number)
    for row in data["setting"]:
        _choose(world, **row)
    return f"申立て{len(data['attestation'])}件、読み方{len(data['setting'])}件"


def _sign(world: World, row: dict[str, Any], number: int) -> None:
    by = world.users[row["by"]]
    center = world.centers.get(row.get("center", ""))
    municipality = center.municipality if center else world.municipalities[row["municipality"]]
    names = ("condition", "decision", "starts_on", "ends_on", "reason", "document")
    attestation, _ = sign_attestation(
        Attestation(
            municipality=municipality,
            center=center,
            submission_key=uuid5(NAMESPACE_URL, f"demo-attestation-{number}"),
            **{name: row[name] for name in names},
        ),
        by=by,
        at=written(row["on"]),
    )
    if "withdrawn_on" in row:
        at = written(row["withdrawn_on"])
        withdraw_attestation(attestation, reason=row["withdrawn_because"], by=by, at=at)


def _choose(world: World, *, municipality: str, on: Any, **values: Any) -> None:
    entry = MunicipalSetting(municipality=world.municipalities[municipality], **values)
    record(entry, by=world.officer(municipality), at=written(on))
