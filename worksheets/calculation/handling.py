"""取扱い in use: what is rounded at a step, and what has to be registered first."""

from dataclasses import dataclass
from fractions import Fraction

from worksheets.calculation.rounding import rounded, rounding_words
from worksheets.calculation.shapes import Figure, Handling, Missing, Origin
from worksheets.handling_choices import load_handling

CLERK = "経理"
ROUNDING = ("rounding_unit", "rounding_mode")
NATIONAL, PREFECTURAL = "national", "prefectural"
NOWHERE = Origin("")


@dataclass(frozen=True)
class Rounding:
    """How one amount is brought to whole yen; `missing` says what nobody has registered."""

    unit: int | None = None
    mode: str | None = None
    missing: tuple[Missing, ...] = ()
    origin: Origin = NOWHERE

    @property
    def applies(self) -> bool:
        return self.unit is not None or bool(self.missing)

    @property
    def words(self) -> str:
        return (
            "" if self.unit is None or self.mode is None else rounding_words(self.unit, self.mode)
        )

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (Figure("端数処理", self.words, "", self.origin),) if self.words else ()

    def of(self, exact: Fraction | int) -> int | None:
        """Whole yen; None where it is not known how the rest of a yen is treated."""
        if self.missing:
            return None
        if self.unit is None or self.mode is None:
            return int(exact) if Fraction(exact).denominator == 1 else None
        return rounded(exact, unit=self.unit, mode=self.mode)


def handling_missing(key: str) -> Missing:
    item = load_handling().get(key)
    return Missing(f"取扱い：{item.name if item else key}", CLERK)


def rounding_at(step: str, handling: Handling) -> Rounding:
    """The rounding to `rounding_unit` at "component" or "category"; none if it is not the step."""
    return _to_unit(handling) if handling.rounding_step == step else Rounding()


def rounding_of_grant(grantor: str, handling: Handling, exact: Fraction) -> Rounding:
    """The State's grant is always rounded, the prefecture's as the municipality has registered.

    Without the step nobody knows what else is rounded before, so that neither grant is known.
    """
    found = _of_grant(grantor, handling, exact)
    if handling.rounding_step is None:
        return Rounding(missing=(*found.missing, handling_missing("rounding_step")))
    return found


def _of_grant(grantor: str, handling: Handling, exact: Fraction) -> Rounding:
    if grantor == NATIONAL:
        return _to_unit(handling)
    match handling.prefectural_rounding:
        case "same":
            return _to_unit(handling)
        case "none":
            return rounding_to_yen(handling, exact)
    return Rounding(missing=(handling_missing("prefectural_rounding"),))


def rounding_to_yen(handling: Handling, exact: Fraction) -> Rounding:
    """Asked only where a part of a yen is left."""
    if exact.denominator == 1:
        return Rounding()
    if handling.yen_rounding is None:
        return Rounding(missing=(handling_missing("yen_rounding"),))
    origin = handling.origins.get("yen_rounding", NOWHERE)
    return Rounding(unit=1, mode=handling.yen_rounding, origin=origin)


def _to_unit(handling: Handling) -> Rounding:
    missing = tuple(handling_missing(key) for key in ROUNDING if getattr(handling, key) is None)
    if missing:
        return Rounding(missing=missing)
    origin = handling.origins.get("rounding_unit", NOWHERE)
    return Rounding(unit=handling.rounding_unit, mode=handling.rounding_mode, origin=origin)
