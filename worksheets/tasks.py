"""作業の一覧: what is to be done for a stage, in order, and how far each of it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from shared.access import Actor, Capability
from worksheets.enums import WorksheetState
from worksheets.handling import unset_items
from worksheets.models import StageDeadline
from worksheets.sheet_forms import NO_SHEET
from worksheets.stage_list import StageList, StageRow

DONE, OPEN = "完了", "未了"
CLAIMED = ("met", "unknown")


@dataclass(frozen=True)
class Task:
    """One step. `state` is one of two words; `detail` says how far it is."""

    label: str
    detail: str
    is_done: bool
    url: str = ""
    by: date | None = None

    @property
    def state(self) -> str:
        return DONE if self.is_done else OPEN


def tasks_of(year: StageList, deadline: StageDeadline | None, user: Actor) -> list[Task]:
    """The steps of the stage, from what is registered first to the submission; no query."""
    return list(_tasks(year, deadline, user))


def _tasks(year: StageList, deadline: StageDeadline | None, user: Actor) -> Iterator[Task]:
    arguments = [year.municipality.pk, year.fiscal_year.year, year.stage.value]
    supply_by = deadline.supply_by if deadline else None
    submit_by = deadline.submit_by if deadline else None
    may_edit = user.reach(Capability.WORKSHEET_PREPARE).covers(municipality_id=year.municipality.pk)
    yield Task(
        "期限の登録",
        "登録済み" if deadline else "登録がありません",
        deadline is not None,
        reverse("worksheets:deadline_edit", args=arguments) if may_edit else "",
    )
    yield from _registered(year, supply_by)
    judged = sum(row.case.determination is not None for row in year.rows)
    yield Task(
        "判定の記録",
        _of(judged, year),
        judged == len(year.rows),
        reverse("subsidies:supplement_list"),
        supply_by,
    )
    told = sum(_is_told(row) for row in year.rows)
    yield Task(
        "収支の入力",
        _of(told, year),
        told == len(year.rows),
        "?lacking=spending#h-list",
        supply_by,
    )
    for label, states in (
        ("センターの調書の作成", (*_LATER, WorksheetState.DRAFT)),
        ("センターの調書の確認（作成した人とは別の人）", _LATER),
        ("センターの調書の提出", (WorksheetState.SUBMITTED,)),
    ):
        count = year.count(*states)
        yield Task(label, _of(count, year), count == len(year.rows) > 0, "#h-list", submit_by)
    yield _total(year, submit_by)


_LATER = (WorksheetState.CHECKED, WorksheetState.SUBMITTED)


def _registered(year: StageList, by: date | None) -> Iterator[Task]:
    """Standard amounts, shares and handling: of this very year, confirmed by a second person."""
    url = reverse("worksheets:amount_list", args=[year.municipality.pk, year.fiscal_year.year])
    lacking = {
        (row.case.center_type, claim.component)
        for row in year.rows
        for claim in row.claims
        if claim.unit_amount is None and claim.status in CLAIMED
    }
    yield Task(
        "基準額の登録と確認",
        f"{len(lacking)}件が未登録" if lacking else "登録済み",
        not lacking,
        url,
        by,
    )
    types = {row.case.center_type for row in year.rows if row.case.case.shares is None}
    yield Task(
        "負担割合の登録と確認",
        f"{len(types)}類型が未登録" if types else "登録済み",
        not types,
        url,
        by,
    )
    unset = unset_items(year.rows[0].case.case.handling) if year.rows else []
    yield Task(
        "取扱いの登録と確認",
        f"未設定：{'、'.join(unset)}" if unset else "登録済み",
        bool(year.rows) and not unset,
        url,
        by,
    )


def _is_told(row: StageRow) -> bool:
    """Whether each category that is claimed has its expenditure and income."""
    case = row.case.case
    claimed = {claim.category for claim in case.claims if claim.status in CLAIMED}
    return all(
        None not in {each.eligible, each.total, each.income}
        for each in case.spending
        if each.category in claimed
    )


def _total(year: StageList, by: date | None) -> Task:
    sheet = year.total_sheet
    state = sheet["state"] if sheet else NO_SHEET
    label = dict(WorksheetState.choices).get(state, "未作成")
    url = reverse("worksheets:sheet_detail", args=[sheet["pk"]]) if sheet else "#h-prepare"
    return Task("自治体の合計の調書の提出", str(label), state == WorksheetState.SUBMITTED, url, by)


def _of(count: int, year: StageList) -> str:
    return f"{len(year.rows)}件中{count}件"
