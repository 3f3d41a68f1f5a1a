"""What people have signed: decisions on a center's conditions, and on its municipality's."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from centers.models import Center
from shared.access import Capability
from shared.date_ranges import holds_on, overlapping
from subsidies.facts.query import Period, Query
from subsidies.facts.references import Part, Reference, Turn
from subsidies.judge.attesting import attestable_condition
from subsidies.judge.content import content_digest
from subsidies.judge.versions import Version, version_on
from subsidies.models import Attestation


def used_key(condition: str) -> str:
    """Where the reference to the attestations behind one condition is kept."""
    return f"attestations.{condition}"


def revised_key(condition: str) -> str:
    """Likewise for those that were signed for another wording, and are not used."""
    return f"revised_attestations.{condition}"


class AttestationSource:
    """One query. The center's own decision comes after its municipality's: the last one counts.

    A decision is told as long as the version in force words the condition as when it was signed.
    """

    def __init__(
        self, centers: Iterable[Center], period: Period, versions: Sequence[Version]
    ) -> None:
        self.period, self.centers, self.versions = period, list(centers), versions
        self.of_center: dict[int | None, list[Attestation]] = {}
        self.of_municipality: dict[int, list[Attestation]] = {}
        municipalities = {center.municipality_id for center in self.centers}
        rows = (
            Attestation.objects.known_at(period.known_at)
            .filter(overlapping(period.first, period.last))
            .filter(
                Q(center__in=[center.pk for center in self.centers])
                | Q(center=None, municipality__in=municipalities)
            )
            .order_by(F("center").asc(nulls_first=True), "signed_at", "pk")
        )
        for row in rows:
            if row.center_id is None:
                self.of_municipality.setdefault(row.municipality_id, []).append(row)
            else:
                self.of_center.setdefault(row.center_id, []).append(row)

    def parts(self, query: Query) -> dict[int, Part]:
        version = version_on(query.day, query.known_at, versions=self.versions)
        wanted = cache(lambda condition: _wording(version, condition))
        return {
            center.pk: _part(
                [row for row in self._rows(center) if holds_on(row, query.day)],
                wanted,
            )
            for center in self.centers
        }

    def turns(self, center: Center) -> list[Turn]:
        return [
            Turn(
                day,
                (used_key(row.condition),),
                f"{_place(row)}の期間が{'始まった' if begins else '終わった'}",
                _page(row, _place(row)),
                not begins,
            )
            for row in self._rows(center)
            for day, begins in self.period.turning_days(row.starts_on, row.ends_on)
        ]

    def _rows(self, center: Center) -> list[Attestation]:
        whole = self.of_municipality.get(center.municipality_id, [])
        return [*whole, *self.of_center.get(center.pk, [])]


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
