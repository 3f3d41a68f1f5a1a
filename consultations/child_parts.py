"""Which of a record's parts about single children a page may show: the one place that decides.

A part kept at its center never goes along when the record is shared, handed over or printed for
anybody outside, whoever asks; inside, and in an opening with a reason, it is read like the record.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from consultations.desk_enums import PartVisibility
from consultations.models import ChildPart, Consultation
from shared.access import Actor, Capability

KEPT = "このセンターの中だけ"
HIDDEN = "（この記述は、作成したセンターの中だけで読めます）"
PARTS = "child_parts"  # what the history calls them


@dataclass(frozen=True, kw_only=True)
class PartText:
    """What a form says of one child."""

    label: str
    content: str
    visibility: str

    def __str__(self) -> str:
        kept = f"（{KEPT}）" if self.visibility == PartVisibility.OWN_CENTER else ""
        return f"{self.label}{kept}：{self.content}"


def set_parts(record: Consultation, parts: Sequence[PartText]) -> None:
    record.child_parts.all().delete()
    ChildPart.objects.bulk_create(
        ChildPart(consultation=record, position=number, **asdict(part))
        for number, part in enumerate(parts, start=1)
    )


def parts_shown(record: Consultation, user: Actor) -> Sequence[ChildPart]:
    return list(record.child_parts.visible_to(user).order_by("position"))


def parts_for_outside(record: Consultation) -> Sequence[ChildPart]:
    """For a letter, a print, a household, another center."""
    return [part for part in record.child_parts.order_by("position") if not part.is_kept]


def all_parts(record: Consultation) -> Sequence[ChildPart]:
    """For whoever opened the record with a reason."""
    return list(record.child_parts.order_by("position"))


def may_read_kept(record: Consultation, user: Actor) -> bool:
    return user.reach(Capability.CHILD_PART_VIEW).covers(
        municipality_id=record.municipality_id, center_id=record.center_id
    )
