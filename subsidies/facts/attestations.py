"""What people have signed: decisions on a center's conditions, and on its municipality's."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from centers.models import Center
from shared.access import Capability
from subsidies.facts.references import Part, Reference
from subsidies.judge.attesting import attestable_condition
from subsidies.judge.content import content_digest
from subsidies.judge.versions import Version, version_on
from subsidies.models import Attestation

if TYPE_CHECKING:
    from subsidies.facts.gather import Query


def used_key(condition: str) -> str:
    """Where the reference to the attestations behind one condition is kept."""
    return f"attestations.{condition}"


def revised_key(condition: str) -> str:
    """Likewise for those that were signed for another wording, and are not used."""
    return f"revised_attestations.{condition}"


def attestation_facts(centers: Iterable[Center], query: "Query") -> dict[int, Part]:
    """One query. The center's own decision comes after its municipality's: the last one counts.

    A decision is told as long as the version in force words the condition as when it was signed.
    """
    centers = list(centers)
    rows = (
        Attestation.objects.known_at(query.known_at)
        .in_force_on(query.day)
        .filter(
            Q(center__in=[center.pk for center in centers])
            | Q(center=None, municipality__in={center.municipality_id for center in centers})
        )
        .order_by(F("center").asc(nulls_first=True), "signed_at", "pk")
    )
    of_center: dict[int | None, list[Attestation]] = {}
    of_municipality: dict[int, list[Attestation]] = {}
    for row in rows:
        if row.center_id is None:
            of_municipality.setdefault(row.municipality_id, []).append(row)
        else:
            of_center.setdefault(row.center_id, []).append(row)
    version = version_on(query.day, known_at=query.known_at)
    wanted = cache(lambda condition: _wording(version, condition))
    return {
        center.pk: _part(
            [*of_municipality.get(center.municipality_id, []), *of_center.get(center.pk, [])],
            wanted,
        )
        for center in centers
    }


def _wording(version: Version | None, condition: str) -> str:
    """What must have been signed to be used; empty where there is nothing to sign."""
    if version is None or attestable_condition(version, condition) is None:
        return ""
    return content_digest(version, condition)


def _part(rows: list[Attestation], wanted: Callable[[str], str]) -> Part:
    part = Part()
    asked = [row for row in rows if wanted(row.condition)]
    used = [row for row in asked if row.content_digest == wanted(row.condition)]
    for row in asked:
        if row in used:
            part.add(used_key(row.condition), None, _page(row, _place(row)))
        else:
            part.add(revised_key(row.condition), None, _page(row, "改正前の申立て"))
    part.add("attestations", [_told(row) for row in used] or None)
    return part


def _told(row: Attestation) -> dict[str, Any]:
    return {
        "condition": row.condition,
        "decision": row.decision,
        "reason": row.reason,
        "document": row.document,
        "by": row.signer,
        "on": timezone.localdate(row.signed_at).isoformat(),
    }


def _place(row: Attestation) -> str:
    return "申立て（センター）" if row.center_id else "申立て（自治体全体）"


def _page(row: Attestation, label: str) -> Reference:
    return Reference(
        label=label,
        url_name="subsidies:attestation_detail",
        kwargs=(("pk", row.pk),),
        capability=Capability.DETERMINATION_VIEW,
    )
