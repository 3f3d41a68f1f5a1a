"""Factories of sheets and of what is entered beside them."""

import datetime as dt

import factory
from django.db import transaction

from subsidies.actions import digest_of
from tests.factories import CenterFactory, Factory, LedgerFactory, MunicipalityFactory, UserFactory
from worksheets import models as worksheets
from worksheets.content import RulesApplied, as_plain
from worksheets.enums import WorksheetAct, WorksheetState
from worksheets.printable import layout_of

PREPARED_AT = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
LATER = dt.datetime(2025, 5, 20, tzinfo=dt.UTC)


def content_of(center, *, fiscal_year=2025, stage="application", amount=1_000_000, **more):
    """A small content of a center; complete unless `missing` is given."""
    totals = ("standard_amount", "grant_base", "national", "prefectural", "municipal")
    municipality = center.municipality
    line = {
        "key": "basic.total.standard",
        "label": "補助基準額",
        "clause": "",
        "formula": "上の行の額",
        "figures": [],
        "amount": amount,
        "missing": [],
        "level": 0,
        "flags": [],
    }
    return {
        "kind": "center",
        "municipality": {"name": municipality.name, "code": municipality.code},
        "center": {
            "name": center.name,
            "code": center.code,
            "type": "basic",
            "type_label": "基本型（Ⅰ型）",
        },
        "fiscal_year": fiscal_year,
        "stage": stage,
        "version": as_plain(RulesApplied()),
        "lines": [line],
        "totals": dict.fromkeys(totals, amount),
        "claims": [],
        "spending": [],
        "missing": [],
        "differences": [],
        "compared_with": None,
        "annex": [],
        "centers": [],
        "handling": [],
        "flags": [],
        **more,
    }


class WorksheetFactory(Factory):
    """A draft of a center with its first step."""

    class Meta:
        model = worksheets.Worksheet
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    municipality = factory.SelfAttribute("center.municipality")
    center_type = "basic"
    fiscal_year = 2025
    stage = "application"
    number = 1
    content = factory.LazyAttribute(
        lambda self: content_of(self.center, fiscal_year=self.fiscal_year, stage=self.stage)
    )
    checksum = factory.LazyAttribute(lambda self: digest_of(self.content))
    version_hash = digest_of("見本")
    prepared_at = PREPARED_AT
    prepared_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def first_step(self, create, _extracted, **_kwargs):
        if create:
            step_of(self, "prepared", by=self.prepared_by)


def step_of(worksheet, act, *, by, at=PREPARED_AT, note=""):
    return worksheets.WorksheetStep.objects.create(
        worksheet=worksheet,
        act=act,
        part=WorksheetAct(act).part,
        checksum=worksheet.checksum,
        note=note,
        done_at=at,
        done_by=by,
    )


@transaction.atomic
def checked(worksheet, *, by=None):
    """The same, looked at by somebody else."""
    worksheet.state = WorksheetState.CHECKED
    worksheet.checked_at, worksheet.checked_by = LATER, by or UserFactory()
    worksheet.save()
    step_of(worksheet, "checked", by=worksheet.checked_by, at=LATER)
    return worksheet


@transaction.atomic
def returned(worksheet, *, by=None, note="科目が違います"):
    """The same, given back with a reason by somebody else."""
    worksheet.state = WorksheetState.RETURNED
    worksheet.checked_at = worksheet.checked_by = None
    worksheet.save()
    step_of(worksheet, "returned", by=by or UserFactory(), at=LATER, note=note)
    return worksheet


@transaction.atomic
def withdrawn(worksheet):
    """The same, taken back by whoever prepared it."""
    worksheet.state = WorksheetState.WITHDRAWN
    worksheet.checked_at = worksheet.checked_by = None
    worksheet.save()
    step_of(worksheet, "withdrawn", by=worksheet.prepared_by, at=LATER, note="誤って作成した")
    return worksheet


@transaction.atomic
def submitted(worksheet, *, by=None):
    """The same, checked and submitted."""
    if not worksheet.is_checked:
        checked(worksheet)
    worksheet.layout_at_submission = layout_of(worksheet).plain()
    worksheet.state = WorksheetState.SUBMITTED
    worksheet.submitted_at, worksheet.submitted_by = LATER, by or worksheet.prepared_by
    worksheet.save()
    step_of(worksheet, "submitted", by=worksheet.submitted_by, at=LATER)
    return worksheet


class SpendingItemFactory(LedgerFactory):
    class Meta:
        model = worksheets.SpendingItem

    center = factory.SubFactory(CenterFactory)
    center_type = "basic"
    fiscal_year = 2025
    stage = "application"
    side = "expenditure"
    category = "operation"
    subject = "給料"
    amount = 9_000_000
    eligible = factory.LazyAttribute(lambda self: self.amount if self.side != "income" else None)
    source = "令和7年度予算書"


class ComponentEntryFactory(LedgerFactory):
    class Meta:
        model = worksheets.ComponentEntry

    center = factory.SubFactory(CenterFactory)
    center_type = "basic"
    fiscal_year = 2025
    stage = "application"
    component = "base"
    months = 12
    source = "見本県通知第1号"


class StageDeadlineFactory(LedgerFactory):
    class Meta:
        model = worksheets.StageDeadline

    municipality = factory.SubFactory(MunicipalityFactory)
    fiscal_year = 2025
    stage = "application"
    supply_by = dt.date(2025, 5, 31)
    submit_by = dt.date(2025, 6, 30)
    source = "見本県通知第2号"


class SpendingImportFactory(Factory):
    class Meta:
        model = worksheets.SpendingImport

    municipality = factory.SubFactory(MunicipalityFactory)
    fiscal_year = 2025
    stage = "application"
    file_name = "収支.csv"
    file_digest = digest_of("file")
    rows = factory.LazyFunction(list)
    uploaded_at = factory.LazyFunction(lambda: dt.datetime.now(dt.UTC))
    uploaded_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyAttribute(lambda self: self.uploaded_at + dt.timedelta(days=7))


class RepaymentFactory(LedgerFactory):
    """Of a sheet that has been submitted."""

    class Meta:
        model = worksheets.Repayment

    worksheet = factory.LazyFunction(lambda: submitted(WorksheetFactory(stage="settlement")))
    amount = 120_000
    decided_on = dt.date(2026, 6, 1)
    document = "見本第10号"
    reason = "実績が申請を下回ったため"
