"""Rows of the ledger as lists, prints and exports show them; whom they may show is `losses`' to say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from casework.maternity_data import benefit_yen
from casework.maternity_enums import BENEFIT_DONE, BenefitAct, BenefitPayment, MaternityPhase
from casework.maternity_identity import homecomings_of, names_of
from casework.maternity_weeks import week_text
from casework.models import BenefitStep, Pregnancy, ScreeningScore


@dataclass(frozen=True)
class LedgerRow:
    """One line. `pregnancy` comes from `for_reading().with_latest()`."""

    pregnancy: Pregnancy
    name: str
    phase: MaternityPhase
    week: str
    homecoming: str
    is_late: bool

    @property
    def phase_label(self) -> str:
        return str(self.phase.label)

    @property
    def cells(self) -> list[object]:
        """For a spreadsheet."""
        row = self.pregnancy
        return [
            row.pk,
            self.name,
            row.due_on,
            self.phase_label,
            self.week,
            row.fetus_count,
            row.risk_label,
            row.worker.name if row.worker else "",
            self.homecoming,
            row.last_seen_on,
            row.next_on,
            row.next_step,
        ]


def ledger_rows(rows: Collection[Pregnancy], day: date) -> list[LedgerRow]:
    names, homecomings = names_of(rows, day), homecomings_of(rows, day)
    return [
        LedgerRow(
            row,
            names[row.pk],
            row.phase(day),
            week_text(row.due_on, day) if row.delivered_on is None else "",
            homecomings[row.pk],
            is_late=row.next_on is not None and row.next_on < day,
        )
        for row in rows
    ]


def scores_of(pregnancy: Pregnancy) -> list[ScreeningScore]:
    """As they stand; one that was put right is told beside the one that took its place."""
    return list(
        pregnancy.scores.filter(corrected_by_score=None)
        .select_related("corrects", "recorded_by")
        .order_by("-taken_on", "-pk")
    )


@dataclass(frozen=True)
class BenefitState:
    """One of the two payments: its steps, where it stands, what the statute gives."""

    payment: BenefitPayment
    steps: Sequence[BenefitStep]

    @property
    def label(self) -> str:
        return str(self.payment.label)

    @property
    def latest(self) -> BenefitStep | None:
        """The last step that is no mere note."""
        acts = [step for step in self.steps if step.act != BenefitAct.NOTE]
        return acts[-1] if acts else None

    @property
    def is_done(self) -> bool:
        return self.latest is not None and self.latest.act in BENEFIT_DONE

    @property
    def yen(self) -> int | None:
        counts = [step.fetus_count for step in self.steps if step.fetus_count]
        is_second = self.payment == BenefitPayment.SECOND
        return benefit_yen(is_second=is_second, fetus_count=counts[-1] if counts else None)

    @property
    def words(self) -> str:
        return self.latest.get_act_display() if self.latest else "まだ手続がありません"


def benefits_of(pregnancy: Pregnancy) -> list[BenefitState]:
    return benefit_states([pregnancy])[pregnancy.pk]


def benefit_states(rows: Collection[Pregnancy]) -> dict[int, list[BenefitState]]:
    """Both payments of each row; one query. Whether a loss is recorded is of no account here."""
    steps = BenefitStep.objects.filter(pregnancy__in=rows).select_related("recorded_by")
    found: dict[tuple[int, str], list[BenefitStep]] = {}
    for step in steps.order_by("acted_on", "pk"):
        found.setdefault((step.pregnancy_id, step.payment), []).append(step)
    return {
        row.pk: [
            BenefitState(payment, found.get((row.pk, payment.value), []))
            for payment in BenefitPayment
        ]
        for row in rows
    }
