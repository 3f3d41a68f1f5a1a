"""From the determination that stands to what is claimed, component by component.

Everything is handed in; nothing is asked of the database here.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from shared.wareki import format_wareki
from subsidies.evidence import CENTER, OFFICE, flag_text
from worksheets.amount_units import AmountUnit
from worksheets.calculation.handling import handling_missing
from worksheets.calculation.quantities import Quantity, quantity_of, specific_cap
from worksheets.calculation.shapes import Claim, Figure, Handling, Missing, Origin
from worksheets.claim_amounts import NO_AMOUNT, ChosenAmount, amount_of, has_classes
from worksheets.claim_sources import ClaimSources
from worksheets.claim_status import ENTERED, FINANCE, ClaimStatus, status_of
from worksheets.components import Component, components_of
from worksheets.models import ComponentEntry, StandardAmount
from worksheets.months import months_counted

SUBTYPES = "basic"
SUBTYPE_CHANGES = (
    "この年度に基本型の型（Ⅰ・Ⅱ・Ⅲ型）が変わっています。判定の基準日の型の基準額を使っています。"
)
WITHOUT_BASE = "基本分を計上しない（要件を満たさない、又は申請しない）のに、加算を計上しています。"


@dataclass(frozen=True)
class _Counted:
    """What of a component is claimed: its size class, number, amount and months."""

    size_class: str = ""
    quantity: Quantity = Quantity(None)  # noqa: RUF009 -- immutable
    amount: ChosenAmount = NO_AMOUNT
    months: int | None = None
    missing: tuple[Missing, ...] = ()
    flags: tuple[str, ...] = ()


NOT_COUNTED = _Counted()


def claims_of(sources: ClaimSources) -> tuple[Claim, ...]:
    """One claim for each component that the type's texts know in the year, in printed order."""
    known = components_of(sources.center_type, sources.fiscal_year)
    claims = [(component, *_claim(component, sources)) for component in known]
    bases = [status for component, _, status in claims if component.is_base]
    if not bases or any(status.is_claimed for status in bases):
        return tuple(claim for _, claim, _ in claims)
    return tuple(
        replace(claim, flags=(*claim.flags, WITHOUT_BASE))
        if status.is_claimed and component.is_judged
        else claim
        for component, claim, status in claims
    )


def _claim(component: Component, sources: ClaimSources) -> tuple[Claim, ClaimStatus]:
    entry = sources.entries.get(component.code)
    status = status_of(component, sources, entry)
    counted = _counted(component, sources, entry) if status.is_claimed else NOT_COUNTED
    amount = counted.amount.row
    by_band = amount is not None and amount.unit == AmountUnit.HOURS_CLASS
    per = _per(component, amount)
    size_class = component.size_label(counted.size_class)
    missing = dict.fromkeys((*status.missing, *counted.missing))
    claim = Claim(
        component=component.code,
        label=component.label,
        category=component.category,
        clause=component.clause,
        status=status.word,
        quantity=Fraction(1) if by_band else counted.quantity.value,
        unit=AmountUnit(amount.unit).counted if amount else component.unit,
        size_class=amount.size_label if by_band and amount else size_class,
        unit_amount=amount.amount if amount else None,
        months=None if per == "once" else counted.months,
        quantity_figures=counted.quantity.figures,
        amount_origin=_amount_origin(amount, sources) if amount else Origin(""),
        status_origin=status.origin,
        missing=tuple(missing) if status.is_claimed else (),
        flags=(*status.flags, *counted.quantity.flags, *counted.amount.flags, *counted.flags),
        per=per,
    )
    return claim, status


def _counted(component: Component, sources: ClaimSources, entry: ComponentEntry | None) -> _Counted:
    size_class, size_missing = _size_class(component, sources, entry)
    told = _quantity(component, sources, entry)
    chosen = amount_of(component, size_class, told.value, sources)
    months = _months(component, sources, entry, _per(component, chosen.row))
    changes = component.size_classes and sources.center_type == SUBTYPES and sources.subtypes[1:]
    return _Counted(
        size_class=size_class,
        quantity=told,
        amount=chosen,
        months=months,
        missing=(
            *size_missing,
            *(_due(each, sources) for each in told.missing),
            *_unset(component, chosen.row, months, sources, of_class=not size_missing),
        ),
        flags=(SUBTYPE_CHANGES,) if changes else (),
    )


def _unset(
    component: Component,
    amount: StandardAmount | None,
    months: int | None,
    sources: ClaimSources,
    *,
    of_class: bool,
) -> list[Missing]:
    """What the municipality has not registered for the year; while the size class is not known,
    nobody can say whether its amount is."""
    missing = []
    if amount is None and of_class:
        what = f"{component.label}の基準額（未登録）"
        missing.append(Missing(what, FINANCE, sources.supply_by, sources.amounts_url))
    if months is None:
        key = "part_month" if sources.handling.part_year or _is_monthly(amount) else "part_year"
        missing.append(replace(handling_missing(key), by=sources.supply_by))
    return missing


def _is_monthly(amount: StandardAmount | None) -> bool:
    return amount is not None and AmountUnit(amount.unit).per == "month"


def _per(component: Component, amount: StandardAmount | None) -> str:
    if amount is not None:
        return AmountUnit(amount.unit).per
    return "once" if component.once else "year"


def _size_class(
    component: Component, sources: ClaimSources, entry: ComponentEntry | None
) -> tuple[str, tuple[Missing, ...]]:
    if not component.size_classes:
        return "", ()
    known = dict(component.size_classes)
    found = entry.size_class if entry is not None and entry.size_class else ""
    if not found and sources.center_type == SUBTYPES:
        found = sources.subtype if sources.subtype in known else ""
        if not found and not has_classes(component, sources):
            return "", ()  # one amount for all of them
    if not found:
        values = {rule["values"].get("class") for rule in sources.rules.values()} & set(known)
        found = values.pop() if len(values) == 1 else ""
    if found:
        return found, ()
    what = f"{component.label}：規模等（{'・'.join(known.values())}の別）"
    return "", (Missing(what, OFFICE, sources.supply_by, sources.entry_url),)


def _quantity(
    component: Component, sources: ClaimSources, entry: ComponentEntry | None
) -> Quantity:
    row = sources.determination
    if row is None and component.is_judged:
        computed = Quantity(None)  # that nothing is determined yet says it all
    else:
        facts = row.snapshot.facts if row is not None else {}
        computed = quantity_of(component, sources.rules, facts)
    computed = replace(computed, flags=tuple(map(flag_text, computed.flags)))
    if entry is None or entry.quantity is None:
        return computed
    entered = Fraction(entry.quantity)
    figure = Figure(
        "入力した数量",
        entered,
        component.unit,
        Origin(f"{ENTERED}（{entry.source}）", sources.entry_url),
    )
    differs = computed.value is not None and computed.value != entered
    flag = f"{component.label}：入力した数量（{_text(entered)}）と、記録による数量（{_text(computed.value)}）が異なります。"
    return Quantity(
        entered,
        figures=(figure, *computed.figures),
        flags=(*computed.flags, *((flag,) if differs else ())),
        missing=_beyond_cap(component, sources),
    )


def _beyond_cap(component: Component, sources: ClaimSources) -> tuple[Missing, ...]:
    """All places of 特定型 entered by hand together: never more than the cap (4(2)②ただし書)."""
    if component.quantity != "specific_places":
        return ()
    cap, places = specific_cap(sources.rules), sources.elsewhere.specific_places
    if cap is None or places <= cap:
        return ()
    what = f"特定型のか所数：入力した数量の計{places}か所が、上限{cap}か所を超えています"
    return (Missing(what, FINANCE, sources.supply_by, sources.entry_url),)


def _text(value: Fraction | None) -> str:
    if value is None:
        return "不明"
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):g}"


def _due(missing: Missing, sources: ClaimSources) -> Missing:
    return Missing(
        missing.what,
        missing.who or CENTER,
        missing.by or sources.supply_by,
        missing.url or sources.judgement_url,
    )


def _amount_origin(row: StandardAmount, sources: ClaimSources) -> Origin:
    text = f"{row.source}（{format_wareki(row.source_on)}）"
    return Origin(text, sources.amounts_url)


def _months(
    component: Component, sources: ClaimSources, entry: ComponentEntry | None, per: str
) -> int | None:
    if component.once or per == "once":
        return months_counted((), sources.fiscal_year, Handling())
    entered = entry.months if entry is not None else None
    return months_counted(
        sources.designations, sources.fiscal_year, sources.handling, per=per, entered=entered
    )
