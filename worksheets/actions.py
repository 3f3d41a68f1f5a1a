"""What is done with sheets: prepared, prepared anew, checked by another, returned, submitted.

All of it works on many at once under one lock of the municipality.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from centers.models import Municipality
from worksheets.content import MUNICIPALITY
from worksheets.content_changes import Change, changes_between
from worksheets.drafting import Draft, Subject, latest_sheets
from worksheets.enums import CHECKING, PREPARING, WorksheetAct, WorksheetStage, WorksheetState
from worksheets.models import Worksheet, WorksheetStep
from worksheets.models.worksheet import NOT_BOTH
from worksheets.printable import layout_of

BATCH = 50
GUARDS = {
    "nobody_prepares_and_checks_a_worksheet",
    "worksheet_is_checked_by_another",
    "worksheet_follows_its_steps",
}
WRITTEN = (
    "content",
    "checksum",
    "version_hash",
    "determination",
    "prepared_at",
    "prepared_by",
    "state",
    "checked_at",
    "checked_by",
)

FROZEN = (
    "state",
    "submitted_at",
    "submitted_by",
    "names_at_submission",
    "layout_at_submission",
)


class RefusedError(Exception):
    """The step is not taken; the message says why."""


class SeenOtherwiseError(RefusedError):
    """The sheet is no longer what the page showed."""

    def __init__(self) -> None:
        super().__init__(
            "画面を開いた後に、調書が変わりました。最新の内容を確かめてから、もう一度押してください。"
        )


class OwnWorkError(RefusedError):
    """Whoever prepared a sheet wants to check it, or the other way round."""


class ChangedSinceError(RefusedError):
    """The records say something else than the sheet that was checked."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__(
            "確認の後に、調書の元になる記録や登録が変わりました。調書を作り直して、もう一度確認を受けてください。"
        )
        self.changes = list(changes)


@dataclass(frozen=True)
class Prepared:
    """What came of it; `own` are left because whoever prepares has checked them."""

    new: list[Worksheet] = field(default_factory=list)
    renewed: list[Worksheet] = field(default_factory=list)
    unchanged: list[Worksheet] = field(default_factory=list)
    submitted: list[Worksheet] = field(default_factory=list)
    own: list[Worksheet] = field(default_factory=list)

    @property
    def written(self) -> list[Worksheet]:
        return [*self.new, *self.renewed]


@transaction.atomic
def prepare_sheets(
    drafts: Sequence[Draft],
    *,
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    by: User,
    at: datetime,
    again: bool = False,
) -> Prepared:
    """Write the sheets that are missing, and anew those whose content is another one.

    A checked sheet that is written anew is a draft again. Of a submitted one the next number is
    begun only `again`.
    """
    _lock(municipality)
    standing = _standing(municipality, fiscal_year, stage, [draft.subject for draft in drafts])
    checkers = _parts(standing.values(), CHECKING)
    outcome = Prepared()
    for draft in drafts:
        row = standing.get(draft.subject)
        if row is None or (row.is_submitted and again):
            outcome.new.append(
                _written(
                    Worksheet(
                        municipality=municipality,
                        center=draft.center,
                        center_type=draft.center_type,
                        fiscal_year=fiscal_year,
                        stage=stage,
                        number=row.number + 1 if row else 1,
                    ),
                    draft,
                    by=by,
                    at=at,
                )
            )
        elif row.is_submitted:
            outcome.submitted.append(row)
        elif row.checksum == draft.checksum:
            outcome.unchanged.append(row)
        elif by.pk in checkers.get(row.pk, ()):
            outcome.own.append(row)
        else:
            outcome.renewed.append(_written(row, draft, by=by, at=at))
    Worksheet.objects.bulk_create(outcome.new, batch_size=BATCH)
    Worksheet.objects.bulk_update(outcome.renewed, WRITTEN, batch_size=BATCH)
    _note(outcome.new, WorksheetAct.PREPARED, by=by, at=at)
    _note(outcome.renewed, WorksheetAct.RENEWED, by=by, at=at)
    return outcome


def _lock(municipality: Municipality) -> None:
    """One at a time: a button pressed twice makes one set of sheets."""
    Municipality.objects.select_for_update(of=("self",), no_key=True).get(pk=municipality.pk)


def _standing(
    municipality: Municipality,
    fiscal_year: int,
    stage: WorksheetStage,
    subjects: Collection[Subject],
) -> dict[Subject, Worksheet]:
    rows = Worksheet.objects.filter(
        municipality=municipality, fiscal_year=fiscal_year, stage=stage
    ).latest_of_each()
    wanted = set(subjects)
    found = {(row.center_id, row.center_type): row for row in rows.defer("content")}
    return {subject: row for subject, row in found.items() if subject in wanted}


def _parts(worksheets: Collection[Worksheet], part: int) -> dict[int, set[int]]:
    """Who has had this part in which sheet."""
    rows = WorksheetStep.objects.filter(worksheet__in=worksheets, part=part)
    found: dict[int, set[int]] = {}
    for worksheet, user in rows.values_list("worksheet", "done_by"):
        found.setdefault(worksheet, set()).add(user)
    return found


def _written(row: Worksheet, draft: Draft, *, by: User, at: datetime) -> Worksheet:
    row.content, row.checksum = draft.content, draft.checksum
    row.version_hash, row.determination = draft.version_hash, draft.determination
    row.prepared_at, row.prepared_by = at, by
    row.state, row.checked_at, row.checked_by = WorksheetState.DRAFT, None, None
    return row


def _note(
    rows: Sequence[Worksheet], act: WorksheetAct, *, by: User, at: datetime, note: str = ""
) -> None:
    WorksheetStep.objects.bulk_create(
        WorksheetStep(
            worksheet=row,
            act=act,
            part=act.part,
            checksum=row.checksum,
            note=note,
            done_at=at,
            done_by=by,
        )
        for row in rows
    )


def check_sheet(worksheet: Worksheet, *, seen: str, by: User, at: datetime) -> Worksheet:
    """Confirm the content whose checksum was `seen`. Raises RefusedError."""
    with _explained(), transaction.atomic():
        row = _locked(worksheet, seen)
        if not row.is_draft:
            raise SeenOtherwiseError
        if by.pk in _parts([row], PREPARING).get(row.pk, ()):
            raise OwnWorkError("自分が作成した調書は、確認できません。別の人が確認してください。")
        row.state, row.checked_at, row.checked_by = WorksheetState.CHECKED, at, by
        row.save(update_fields=["state", "checked_at", "checked_by"])
        _note([row], WorksheetAct.CHECKED, by=by, at=at)
    return row


def return_sheet(
    worksheet: Worksheet, *, seen: str, note: str, by: User, at: datetime
) -> Worksheet:
    """Give a sheet back to whoever prepares, with the reason. Raises RefusedError."""
    with _explained(), transaction.atomic():
        row = _locked(worksheet, seen)
        if row.is_submitted:
            raise SeenOtherwiseError
        if by.pk in _parts([row], PREPARING).get(row.pk, ()):
            raise OwnWorkError("自分が作成した調書は、差し戻せません。作り直してください。")
        row.state, row.checked_at, row.checked_by = WorksheetState.DRAFT, None, None
        row.save(update_fields=["state", "checked_at", "checked_by"])
        _note([row], WorksheetAct.RETURNED, by=by, at=at, note=note)
    return row


def submit_sheet(
    worksheet: Worksheet, *, seen: str, anew: Draft | None, by: User, at: datetime
) -> Worksheet:
    """Freeze a checked sheet for good; `anew` is it as the records have it now.

    Raises RefusedError: for what is missing, for what changed since, and for the municipality's
    total while a center's sheet is not submitted.
    """
    with _explained(), transaction.atomic():
        row = _locked(worksheet, seen)
        if not row.is_checked:
            raise RefusedError("確認済みの調書だけを提出できます。")
        if row.content["missing"]:
            count = len(row.content["missing"])
            raise RefusedError(f"足りないものが{count}件あるため、提出できません。")
        changes = changes_between(row.content, anew.content) if anew else []
        if changes or anew is None:
            raise ChangedSinceError(changes)
        if row.content["kind"] == MUNICIPALITY:
            _require_centers(row)
        row.layout_at_submission = layout_of(row).plain()
        row.state, row.submitted_at, row.submitted_by = WorksheetState.SUBMITTED, at, by
        row.names_at_submission = {
            "prepared": str(row.prepared_by),
            "checked": str(row.checked_by),
            "submitted": str(by),
        }
        row.save(update_fields=FROZEN)
        _note([row], WorksheetAct.SUBMITTED, by=by, at=at)
    return row


def _require_centers(row: Worksheet) -> None:
    sheets = latest_sheets(row.municipality, row.fiscal_year, WorksheetStage(row.stage))
    open_sheets = [
        sheet
        for (center_pk, _), sheet in sheets.items()
        if center_pk is not None and sheet["state"] != WorksheetState.SUBMITTED
    ]
    if open_sheets:
        raise RefusedError(
            f"提出していないセンターの調書が{len(open_sheets)}件あります。先に提出してください。"
        )


def _locked(worksheet: Worksheet, seen: str) -> Worksheet:
    _lock(worksheet.municipality)
    rows = Worksheet.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("municipality", "prepared_by", "checked_by").get(pk=worksheet.pk)
    if row.checksum != seen:
        raise SeenOtherwiseError
    latest = Worksheet.objects.of_subject(row).aggregate(latest=Max("number"))["latest"]
    if row.number != latest:
        raise SeenOtherwiseError
    return row


@contextmanager
def _explained() -> Iterator[None]:
    """What the database refuses about who does what is told in words, like all else."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if diagnosis is None or diagnosis.constraint_name not in GUARDS:
            raise
        raise OwnWorkError(NOT_BOTH) from error
