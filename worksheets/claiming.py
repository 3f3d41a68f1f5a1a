"""From the determination that stands to what is claimed, component by component.

Everything is handed in; nothing is asked of the database here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse

from centers.models import Center, CenterDesignation
from shared.fiscal_year import FiscalYear
from shared.wareki import format_wareki
from subsidies.evidence import CENTER, OFFICE, flag_text, missing_facts
from subsidies.judge.kleene import Status, conjunction
from subsidies.models import Determination
from worksheets.amount_units import AmountUnit
from worksheets.calculation.handling import CLERK, handling_missing
from worksheets.calculation.quantities import Quantity, quantity_of
from worksheets.calculation.shapes import Claim, Figure, Handling, Missing, Origin
from worksheets.components import Component, components_of
from worksheets.enums import ClaimWord, WorksheetStage
from worksheets.models import ComponentEntry, StageDeadline, StandardAmount
from worksheets.months import months_counted

FINANCE = CLERK
ENTERED = "入力した内容"
SUBTYPES = "basic"
AMOUNT_CHANGES = (
    "この年度に適用日の異なる基準額があります。判定の基準日に適用されるものを使っています。"
)


@dataclass(frozen=True, kw_only=True)
class ClaimSources:
    """What the claims of one center and type in one stage are made of."""

    center: Center
    center_type: str
    fiscal_year: int
    stage: WorksheetStage
    designations: Sequence[CenterDesignation]
    determination: Determination | None
    amounts: Sequence[StandardAmount]  # of this type, in force
    entries: Mapping[str, ComponentEntry]  # by component
    handling: Handling
    deadline: StageDeadline | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)  # of the determination, by id

    @property
    def supply_by(self) -> date | None:
        return self.deadline.supply_by if self.deadline else None

    @property
    def judgement_url(self) -> str:
        return reverse("subsidies:center_supplements", args=[self.center.pk, self.fiscal_year])

    @property
    def entry_url(self) -> str:
        return reverse(
            "worksheets:center_sheet",
            args=[self.center.pk, self.fiscal_year, self.stage.value, self.center_type],
        )

    @property
    def subtype(self) -> str:
        """Ⅰ, Ⅱ or Ⅲ as judged; else as designated last."""
        if self.determination is not None:
            return self.determination.subtype
        return self.designations[-1].subtype if self.designations else ""

    @property
    def amount_day(self) -> date:
        """The day whose standard amounts count: that of the judgement, or the year's last."""
        year = FiscalYear(self.fiscal_year)
        return self.determination.judged_on if self.determination else year.ends_on


@dataclass(frozen=True)
class _Status:
    """The word on a component, where it is from, and what would settle it."""

    word: str
    origin: Origin
    missing: tuple[Missing, ...] = ()


def claims_of(sources: ClaimSources) -> tuple[Claim, ...]:
    """One claim for each component that the type's texts know in the year, in printed order."""
    known = components_of(sources.center_type, sources.fiscal_year)
    return tuple(_claim(component, sources) for component in known)


def _claim(component: Component, sources: ClaimSources) -> Claim:
    entry = sources.entries.get(component.code)
    status = _status(component, sources, entry)
    is_claimed = status.word in {Status.MET, Status.UNKNOWN}
    size_class, size_missing = _size_class(component, sources, entry) if is_claimed else ("", ())
    told = _quantity(component, sources, entry) if is_claimed else Quantity(None)
    amounts = _amounts(component, size_class, told.value, sources)
    amount = amounts[-1] if amounts else None
    by_band = amount is not None and amount.unit == AmountUnit.HOURS_CLASS
    per = AmountUnit(amount.unit).per if amount else _per(component)
    months = _months(component, sources, entry)
    missing = (
        *status.missing,
        *size_missing,
        *(_due(each, sources) for each in told.missing),
        *_unset(component, amount, months, sources),
    )
    return Claim(
        component=component.code,
        label=component.label,
        category=component.category,
        clause=component.clause,
        status=status.word,
        quantity=Fraction(1) if by_band else told.value,
        unit=AmountUnit(amount.unit).counted if amount else component.unit,
        size_class=amount.size_label if by_band and amount else component.size_label(size_class),
        unit_amount=amount.amount if amount else None,
        months=months,
        quantity_figures=told.figures,
        amount_origin=_amount_origin(amount, sources) if amount else Origin(""),
        status_origin=status.origin,
        missing=tuple(dict.fromkeys(missing)) if is_claimed else (),
        flags=(
            *told.flags,
            *((AMOUNT_CHANGES,) if len({row.starts_on for row in amounts}) > 1 else ()),
        ),
        per=per,
    )


def _unset(
    component: Component, amount: StandardAmount | None, months: int | None, sources: ClaimSources
) -> list[Missing]:
    """What the municipality has not registered for the year."""
    missing = []
    if amount is None:
        what = f"{component.label}の基準額（未登録）"
        missing.append(Missing(what, FINANCE, sources.supply_by, amounts_url(sources)))
    if months is None:
        key = "part_month" if sources.handling.part_year else "part_year"
        missing.append(replace(handling_missing(key), by=sources.supply_by))
    return missing


def amounts_url(sources: ClaimSources) -> str:
    """The page of the year's standard amounts."""
    return reverse(
        "worksheets:amount_list", args=[sources.center.municipality_id, sources.fiscal_year]
    )


def _per(component: Component) -> str:
    return "once" if component.once else "year"


def _status(component: Component, sources: ClaimSources, entry: ComponentEntry | None) -> _Status:
    if entry is not None and entry.word and not component.is_judged:
        return _Status(entry.word, Origin(f"{ENTERED}（{entry.source}）", sources.entry_url))
    if entry is not None and entry.word == ClaimWord.NOT_CLAIMED:
        return _Status(entry.word, Origin(f"申請しない（{entry.source}）", sources.entry_url))
    return _judged(component, sources) if component.is_judged else _unjudged(component, sources)


def _unjudged(component: Component, sources: ClaimSources) -> _Status:
    """Nobody has said anything. What prepares an opening is not asked of a center long open."""
    year = FiscalYear(sources.fiscal_year)
    if component.once and sources.center.opened_on < year.starts_on:
        opened = format_wareki(sources.center.opened_on)
        return _Status(Status.NOT_APPLICABLE, Origin(f"事業開始日 {opened}"))
    return _Status(
        Status.UNKNOWN,
        Origin("未入力"),
        (Missing(f"{component.label}：申請の有無", FINANCE, sources.supply_by, sources.entry_url),),
    )


def _judged(component: Component, sources: ClaimSources) -> _Status:
    row = sources.determination
    if row is None:
        missing = Missing(
            f"{sources.stage.judged_as.label}の判定の記録",
            OFFICE,
            sources.supply_by,
            sources.judgement_url,
        )
        return _Status(Status.UNKNOWN, Origin("判定の記録がありません"), (missing,))
    origin = Origin(
        f"判定{row}（基準日 {format_wareki(row.judged_on)}）",
        reverse("subsidies:determination_detail", args=[row.pk]),
    )
    version = row.findings["version"]
    if version is None or not version["text_held"]:
        text = Missing("要綱の本文の登録", OFFICE, sources.supply_by, reverse("rules:version_list"))
        return _Status(Status.UNKNOWN, origin, (text,))
    rules = [sources.rules[each] for each in component.rules if each in sources.rules]
    if len(rules) < len(component.rules):
        return _Status(Status.NOT_APPLICABLE, origin)  # this version has no such supplement
    parts = parts_of(component, rules)
    status = conjunction(Status(part["status"]) for part in parts)
    keys = [key for part in parts for key in part["missing"]]
    by, url = sources.supply_by, sources.judgement_url
    lacking = [
        Missing(f"{component.label}：{fact.name}", fact.supplier, by, url)
        for fact in missing_facts(dict.fromkeys(keys))
    ]
    if status == Status.UNKNOWN and not lacking:
        lacking = [Missing(f"{component.label}：人の判断", OFFICE, by, url)]
    return _Status(status, origin, tuple(lacking) if status == Status.UNKNOWN else ())


def parts_of(component: Component, rules: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rules as a whole, or of them only the conditions that are this component's."""
    if not component.conditions:
        return list(rules)
    return [
        part for rule in rules for part in rule["conditions"] if part["id"] in component.conditions
    ]


def _size_class(
    component: Component, sources: ClaimSources, entry: ComponentEntry | None
) -> tuple[str, tuple[Missing, ...]]:
    if not component.size_classes:
        return "", ()
    known = dict(component.size_classes)
    found = entry.size_class if entry is not None and entry.size_class else ""
    if not found and sources.center_type == SUBTYPES:
        return (sources.subtype if sources.subtype in known else ""), ()
    if not found:
        values = {rule["values"].get("class") for rule in sources.rules.values()} & set(known)
        found = values.pop() if len(values) == 1 else ""
    if found:
        return found, ()
    missing = Missing(
        f"{component.label}：規模の区分", OFFICE, sources.supply_by, sources.entry_url
    )
    return "", (missing,)


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
    )


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


def _amounts(
    component: Component, size_class: str, quantity: Fraction | None, sources: ClaimSources
) -> list[StandardAmount]:
    """Those that began by the day that counts, the latest last; of the size class before others."""
    rows = [row for row in sources.amounts if row.component == component.code]
    of_size = [row for row in rows if row.size_class == size_class]
    rows = of_size or [row for row in rows if not row.size_class]
    begun = sorted(
        (row for row in rows if row.starts_on <= sources.amount_day),
        key=lambda row: row.starts_on,
    )
    bands = [row for row in begun if row.unit == AmountUnit.HOURS_CLASS]
    if not bands:
        return begun
    if quantity is None:
        return []
    hours = Decimal(quantity.numerator) / Decimal(quantity.denominator)
    return [row for row in begun if row not in bands or row.holds_hours(hours)]


def _amount_origin(row: StandardAmount, sources: ClaimSources) -> Origin:
    text = f"{row.source}（{format_wareki(row.source_on)}）"
    return Origin(text, amounts_url(sources))


def _months(
    component: Component, sources: ClaimSources, entry: ComponentEntry | None
) -> int | None:
    if entry is not None and entry.months is not None:
        return entry.months
    if component.once:
        return months_counted((), sources.fiscal_year, Handling())
    return months_counted(sources.designations, sources.fiscal_year, sources.handling)
