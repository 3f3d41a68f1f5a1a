"""作業の一覧: what is to be done for a stage, in order, and how far each of it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from shared.access import Actor, Capability
from worksheets.claim_status import CLAIMED
from worksheets.enums import WorksheetState
from worksheets.handling import unset_items
from worksheets.models import StageDeadline
from worksheets.print_enums import SheetKind
from worksheets.sheet_forms import NO_SHEET
from worksheets.stage_list import StageList

DONE, OPEN = "完了", "未了"


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


def tasks_of(
    year: StageList,
    deadline: StageDeadline | None,
    user: Actor,
    *,
    open_forms: Sequence[SheetKind],
) -> list[Task]:
    """The steps of the stage, from what is registered first to the submission; no query.

    `open_forms`: the kinds of sheets whose form is not final.
    """
    return list(_tasks(year, deadline, user, open_forms))


def _tasks(
    year: StageList, deadline: StageDeadline | None, user: Actor, open_forms: Sequence[SheetKind]
) -> Iterator[Task]:
    arguments = [year.municipality.pk, year.fiscal_year.year, year.stage.value]
    supply_by = deadline.supply_by if deadline else None
    submit_by = deadline.submit_by if deadline else None
    may_edit = user.reach(Capability.WORKSHEET_PREPARE).covers(municipality_id=year.municipality.pk)
    if not year.rows:
        yield Task(
            "センターと類型の登録",
            "この年度に類型の登録があるセンターがありません",
            is_done=False,
            url=reverse("centers:center_list"),
        )
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
        judged == len(year.rows) > 0,
        _judgements(year),
        supply_by,
    )
    told = sum(not row.lacks_spending for row in year.rows)
    yield Task(
        "収支の入力",
        _of(told, year),
        told == len(year.rows) > 0,
        "?lacking=spending#h-list",
        supply_by,
    )
    yield _form(open_forms, submit_by, reverse("worksheets:print_form_list") if may_edit else "")
    yield from _returned(year, submit_by)
    for label, states in (
        ("センターの調書の作成", (*_LATER, WorksheetState.DRAFT, WorksheetState.RETURNED)),
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
    registered = "登録済み" if year.rows else "対象のセンターがありません"
    lacking = {
        (row.case.center_type, claim.component)
        for row in year.rows
        for claim in row.claims
        if claim.unit_amount is None and claim.status in CLAIMED
    } | {(row.case.center_type, "") for row in year.rows if not row.case.case.has_amounts}
    yield Task(
        "基準額の登録と確認",
        f"{len(lacking)}件が未登録" if lacking else registered,
        bool(year.rows) and not lacking,
        url,
        by,
    )
    types = {row.case.center_type for row in year.rows if row.case.case.shares is None}
    yield Task(
        "負担割合の登録と確認",
        f"{len(types)}類型が未登録" if types else registered,
        bool(year.rows) and not types,
        url,
        by,
    )
    unset = unset_items(year.rows[0].case.case.handling) if year.rows else []
    yield Task(
        "取扱いの登録と確認",
        f"未設定：{'、'.join(unset)}" if unset else registered,
        bool(year.rows) and not unset,
        url,
        by,
    )


def _form(open_forms: Sequence[SheetKind], by: date | None, url: str) -> Task:
    """Before the first submission: a sheet keeps the form that stood then."""
    names = "、".join(kind.label for kind in open_forms)
    return Task(
        "様式の確定", f"確定していません：{names}" if names else "確定済み", not names, url, by
    )


def _returned(year: StageList, by: date | None) -> Iterator[Task]:
    """Sheets that whoever prepares has to mend or to answer for; no task where there are none."""
    count = year.count(WorksheetState.RETURNED)
    total = year.total_sheet
    if count:
        url = f"?state={WorksheetState.RETURNED.value}#h-list"
        yield Task(
            "差し戻された調書の作り直しまたは回答", f"{count}件", is_done=False, url=url, by=by
        )
    if total and total["state"] == WorksheetState.RETURNED:
        url = reverse("worksheets:sheet_detail", args=[total["pk"]])
        detail = f"理由：{total['last_note']}"
        yield Task(
            "差し戻された自治体の合計の作り直しまたは回答", detail, is_done=False, url=url, by=by
        )


def _judgements(year: StageList) -> str:
    """The list of judgements of that year, at the stage that these sheets rest on."""
    asked = {"fiscal_year": year.fiscal_year.year, "stage": year.stage.judged_as.value}
    return f"{reverse('subsidies:supplement_list')}?{urlencode(asked)}"


def _total(year: StageList, by: date | None) -> Task:
    sheet = year.total_sheet
    state = sheet["state"] if sheet else NO_SHEET
    label = dict(WorksheetState.choices).get(state, "未作成")
    url = reverse("worksheets:sheet_detail", args=[sheet["pk"]]) if sheet else "#h-prepare"
    return Task("自治体の合計の調書の提出", str(label), state == WorksheetState.SUBMITTED, url, by)


def _of(count: int, year: StageList) -> str:
    return f"{len(year.rows)}件中{count}件"
