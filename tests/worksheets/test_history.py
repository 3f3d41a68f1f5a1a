"""変更の履歴: what was entered before, who took it out and when; fifty at a time."""

import datetime as dt

import pytest

from tests.factories import CenterFactory
from tests.sheet_factories import (
    ComponentEntryFactory,
    RepaymentFactory,
    SpendingItemFactory,
    StageDeadlineFactory,
    WorksheetFactory,
    submitted,
)
from tests.worksheets.test_sheet_pages import center_url, sheet_url, stage_url, text_of
from worksheets.history import PAGE_SIZE

TAKEN_OUT = dt.datetime(2026, 6, 5, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def gone(finance_clerk):
    """That the clerk took it out."""
    return {"superseded_at": TAKEN_OUT, "superseded_by": finance_clerk}


def test_former_expenditure_and_entries_stand_on_the_page_of_the_center(
    client_for, auditor, finance_clerk, basic_center, gone
):
    SpendingItemFactory(center=basic_center, subject="旅費", amount=120_000, eligible=5, **gone)
    ComponentEntryFactory(center=basic_center, months=7, **gone)
    SpendingItemFactory(center=CenterFactory(), subject="よその科目", **gone)
    SpendingItemFactory(center=basic_center, subject="ほかの段階", stage="change", **gone)

    page = text_of(client_for(auditor).get(center_url(basic_center)))

    for words in (
        "収支の変更の履歴（1件）",
        "支出　運営費　旅費",
        "120,000円",
        "うち対象経費：5円",
        "補助対象ごとの入力の変更の履歴（1件）",
        "対象月数：7",
        "令和8年6月5日",
        finance_clerk.name,
    ):
        assert words in page
    assert "よその科目" not in page
    assert "ほかの段階" not in page


def test_a_former_deadline_stands_under_the_one_that_counts(
    client_for, finance_clerk, municipality, gone
):
    StageDeadlineFactory(municipality=municipality, supply_by=dt.date(2025, 5, 1), **gone)
    StageDeadlineFactory(municipality=municipality)

    page = text_of(client_for(finance_clerk).get(stage_url(municipality)))

    assert "期限の変更の履歴（1件）" in page
    assert "資料の期限：令和7年5月1日" in page


@pytest.mark.usefixtures("basic_center")
def test_a_withdrawn_repayment_can_still_be_read(client_for, auditor, center, gone):
    settled = submitted(WorksheetFactory(center=center, stage="settlement"))
    RepaymentFactory(worksheet=settled, **gone)

    page = text_of(client_for(auditor).get(sheet_url(settled)))

    assert "返還の登録はありません" in page
    for words in ("返還の変更の履歴（1件）", "見本第10号", "返還額（円）：120,000"):
        assert words in page


def test_fifty_at_a_time_from_the_latest(client_for, finance_clerk, basic_center, gone):
    for number in range(PAGE_SIZE + 1):
        day = TAKEN_OUT + dt.timedelta(days=number)
        SpendingItemFactory(
            center=basic_center, subject=f"科目{number}", **gone | {"superseded_at": day}
        )
    client = client_for(finance_clerk)

    first = client.get(center_url(basic_center)).context["histories"][0]
    address = first.next_url.partition("#")[0]
    second = client.get(center_url(basic_center) + address).context["histories"][0]

    assert (first.count, len(first.rows), first.is_open) == (51, 50, False)
    assert first.rows[0].entry.subject == f"科目{PAGE_SIZE}"
    assert ([row.entry.subject for row in second.rows], second.is_open) == (["科目0"], True)
    assert (second.next_url, second.range_text) == ("", "51件中 51～51件目")


@pytest.mark.parametrize("asked", ["x", "0", "999"])
def test_a_page_that_is_none_is_answered(client_for, finance_clerk, basic_center, gone, asked):
    SpendingItemFactory(center=basic_center, **gone)

    page = client_for(finance_clerk).get(center_url(basic_center), {"spending_history": asked})

    assert page.status_code == 200


def test_nothing_was_changed_and_nothing_is_said(client_for, finance_clerk, basic_center):
    assert "変更の履歴" not in text_of(client_for(finance_clerk).get(center_url(basic_center)))
