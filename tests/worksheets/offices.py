"""Municipalities with all that a sheet needs. All amounts are made up."""

import datetime as dt

from django.utils import timezone

from subsidies.models import Determination, Snapshot
from tests.amount_factories import CostShareFactory, HandlingChoiceFactory, StandardAmountFactory
from tests.factories import CenterDesignationFactory, UserFactory
from tests.sheet_factories import SpendingItemFactory

HANDLING = {
    "rounding_unit": "1000",
    "rounding_mode": "floor",
    "rounding_step": "subsidy",
    "yen_rounding": "floor",
    "part_year": "monthly",
    "part_month": "started",
    "second_comparison": "total",
    "prefectural_rounding": "same",
}
DAY = dt.date(2025, 4, 1)


def rule(rule_id, status="met", *, missing=(), conditions=(), values=None):
    """What a determination keeps of a rule."""
    return {
        "id": rule_id,
        "name": f"要件 {rule_id}",
        "clause": "4(1)",
        "nature": "",
        "status": status,
        "missing": list(missing),
        "flags": [],
        "obligations": [],
        "values": values or {},
        "conditions": list(conditions) or [condition(f"{rule_id}.only", status, missing=missing)],
    }


def condition(condition_id, status="met", *, missing=(), evidence=(), values=None):
    return {
        "id": condition_id,
        "clause": "4(1)④",
        "description": f"条件 {condition_id}",
        "force": "required",
        "decides": True,
        "status": status,
        "reason": "見本の理由",
        "values": values or {},
        "missing": list(missing),
        "flags": [],
        "evidence": list(evidence),
        "ambiguity": "",
        "reading_clause": "",
        "obligations": [],
        "content": "",
    }


MET = (rule("basic.staff.dedicated"),)


def determine(
    center,
    rules=MET,
    *,
    center_type="basic",
    stage="plan",
    subtype="Ⅰ",
    facts=None,
    text_held=True,
    numbers=(),
    **more,
):
    """A determination that says so; `by` recorded it."""
    snapshot = Snapshot.objects.create(
        center=center,
        judged_on=DAY,
        stage=stage,
        facts=facts or {},
        digest="0" * 64,
        taken_at=timezone.now(),
        taken_by=UserFactory(),
    )
    return Determination.objects.create(
        center=center,
        center_type=center_type,
        subtype=subtype,
        fiscal_year=2025,
        stage=stage,
        judged_on=DAY,
        known_at=timezone.now(),
        engine_version="0",
        snapshot=snapshot,
        findings={
            "version": {
                "code": "R7",
                "title": "見本の要綱",
                "numbers": list(numbers),
                "text_held": text_held,
            },
            "flags": [],
            "rules": list(rules),
        },
        digest="0" * 64,
        recorded_at=timezone.now(),
        recorded_by=snapshot.taken_by,
        **more,
    )


def register(municipality, *, fiscal_year=2025, amount=7_000_000):
    """Amounts, shares and handling of a year, confirmed by a second person."""
    of = {"municipality": municipality, "fiscal_year": fiscal_year, "confirmed": True}
    StandardAmountFactory(
        center_type="basic",
        component="base",
        size_class="Ⅰ",
        unit="place_year",
        amount=amount,
        **of,
    )
    CostShareFactory(center_type="basic", **of)
    for item, value in HANDLING.items():
        HandlingChoiceFactory(item=item, value=value, **of)


def spend(center, *, stage="application", amount=9_000_000, income=0):
    """Expenditure and income of the category that is claimed."""
    of = {"center": center, "stage": stage}
    SpendingItemFactory(amount=amount, **of)
    SpendingItemFactory(side="income", subject="寄附金", amount=income, **of)


def ready(center, *, stage="application"):
    """A center whose sheet lacks nothing, of a municipality without registrations."""
    CenterDesignationFactory(center=center)
    determine(center, stage={"application": "plan", "change": "interim"}.get(stage, "actual"))
    spend(center, stage=stage)
    return center
