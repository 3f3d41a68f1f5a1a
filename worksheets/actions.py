"""What is done with sheets: prepared, prepared anew, checked by another, returned and answered,
submitted, withdrawn.

All of it works on many at once under one lock of the municipality.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from centers.models import Municipality
from worksheets.content import MUNICIPALITY
from worksheets.content_changes import Change, changes_between, says_more
from worksheets.drafting import Draft, Subject, latest_sheets
from worksheets.enums import CHECKING, PREPARING, WorksheetAct, WorksheetStage, WorksheetState
from worksheets.models import ComponentEntry, SpendingItem, Worksheet, WorksheetStep
from worksheets.models.worksheet import NOT_BOTH
from worksheets.printable import layout_of

BATCH = 50
OF_THE_STAGE = ("fiscal_year", "stage")
NAMES_TOLD = 3
NOT_REGISTERED = "この調書のセンターには、この年度の類型の登録がありません。提出することも、作り直すこともできません。"
GUARDS = {
    "nobody_prepares_and_checks_a_worksheet",
    "worksheet_is_checked_by_another",
    "worksheet_follows_its_steps",
}
RETURNED = "差し戻されています。作成する人が作り直すか、差戻しに回答してから、確認してください。"
ENTERED = "この調書の収支または補助対象を入力した人は、確認できません。入力していない別の人が確認してください。"
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


class AlreadyDoneError(RefusedError):
    """The same person has just taken this very step: nothing is left to do."""

    def __init__(self) -> None:
        super().__init__("この操作は、すでに済んでいます。")


class ChangedSinceError(RefusedError):
    """The records say something else than the sheet that was checked."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__(
            "確認の後に、調書の元になる記録や登録が変わりました。調書を作り直して、もう一度確認を受けてください。"
        )
        self.changes = list(changes)


@dataclass(frozen=True)
class Prepared:
    """What came of it; `own` are left because whoever prepares has checked them, `alike` because
    a next number would say what the submitted one says."""

    new: list[Worksheet] = field(default_factory=list)
    renewed: list[Worksheet] = field(default_factory=list)
    returned: list[Worksheet] = field(default_factory=list)  # of the renewed ones, before
    unchanged: list[Worksheet] = field(default_factory=list)
    submitted: list[Worksheet] = field(default_factory=list)
    own: list[Worksheet] = field(default_factory=list)
    alike: list[Worksheet] = field(default_factory=list)  # of the submitted ones

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
    even_alike: bool = False,
) -> Prepared:
    """Write the sheets that are missing, and anew those whose content is another one.

    A checked or returned sheet that is written anew is a draft again. Of a submitted one the next
    number is begun only `again`, and where nothing differs from it only `even_alike`.
    """
    _lock(municipality)
    standing = _standing(municipality, fiscal_year, stage, [draft.subject for draft in drafts])
    checkers = _parts(standing.values(), CHECKING)
    outcome = Prepared()
    for draft in drafts:
        row = standing.get(draft.subject)
        if row is None or (row.is_submitted and again and (even_alike or _differs(row, draft))):
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
            if again:
                outcome.alike.append(row)
        elif row.checksum == draft.checksum:
            outcome.unchanged.append(row)
        elif by.pk in checkers.get(row.pk, ()):
            outcome.own.append(row)
        else:
            if row.is_returned:
                outcome.returned.append(row)
            outcome.renewed.append(_written(row, draft, by=by, at=at))
    Worksheet.objects.bulk_create(outcome.new, batch_size=BATCH)
    Worksheet.objects.bulk_update(outcome.renewed, WRITTEN, batch_size=BATCH)
    _note(outcome.new, WorksheetAct.PREPARED, by=by, at=at)
    _note(outcome.renewed, WorksheetAct.RENEWED, by=by, at=at)
    return outcome


def _differs(row: Worksheet, draft: Draft) -> bool:
    return says_more(draft.content, row.content)


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
        if row.is_checked and row.checked_by_id == by.pk:
            raise AlreadyDoneError
        if row.is_returned:
            raise RefusedError(RETURNED)
        if not row.is_draft:
            raise SeenOtherwiseError
        if by.pk in _parts([row], PREPARING).get(row.pk, ()):
            raise OwnWorkError("自分が作成した調書は、確認できません。別の人が確認してください。")
        if has_entered(row, by):
            raise OwnWorkError(ENTERED)
        row.state, row.checked_at, row.checked_by = WorksheetState.CHECKED, at, by
        row.save(update_fields=["state", "checked_at", "checked_by"])
        _note([row], WorksheetAct.CHECKED, by=by, at=at)
    return row


def return_sheet(
    worksheet: Worksheet, *, seen: str, note: str, by: User, at: datetime
) -> Worksheet:
    """Give a sheet back to whoever prepares, with the reason. Raises RefusedError."""
    with _explained(), transaction.atomic():
        row = _locked(worksheet, seen, said=(WorksheetAct.RETURNED, by.pk, note))
        if row.is_returned:
            raise RefusedError("すでに差し戻されています。経過を確かめてください。")
        if not row.is_in_work:
            raise SeenOtherwiseError
        if by.pk in _parts([row], PREPARING).get(row.pk, ()):
            raise OwnWorkError("自分が作成した調書は、差し戻せません。作り直してください。")
        _move(row, WorksheetState.RETURNED, WorksheetAct.RETURNED, by=by, at=at, note=note)
    return row


def answer_return(
    worksheet: Worksheet, *, seen: str, note: str, by: User, at: datetime
) -> Worksheet:
    """Hand a returned sheet in again as it is, with a word. Raises RefusedError."""
    with _explained(), transaction.atomic():
        row = _locked(worksheet, seen, said=(WorksheetAct.ANSWERED, by.pk, note))
        if not row.is_returned:
            raise SeenOtherwiseError
        if by.pk in _parts([row], CHECKING).get(row.pk, ()):
            raise OwnWorkError("自分が確認・差戻しをした調書には、回答できません。")
        _move(row, WorksheetState.DRAFT, WorksheetAct.ANSWERED, by=by, at=at, note=note)
    return row


def withdraw_sheet(
    worksheet: Worksheet, *, seen: str, note: str, by: User, at: datetime
) -> Worksheet:
    """Take a sheet that is not submitted out of the work; the row stays. Raises RefusedError."""
    with _explained(), transaction.atomic():
        row = _locked(worksheet, seen, said=(WorksheetAct.WITHDRAWN, by.pk, note))
        if not row.is_in_work:
            raise SeenOtherwiseError
        if by.pk in _parts([row], CHECKING).get(row.pk, ()):
            raise OwnWorkError("自分が確認・差戻しをした調書は、取りやめられません。")
        _move(row, WorksheetState.WITHDRAWN, WorksheetAct.WITHDRAWN, by=by, at=at, note=note)
    return row


def _move(
    row: Worksheet, state: WorksheetState, act: WorksheetAct, *, by: User, at: datetime, note: str
) -> None:
    """To a state in which nobody has checked it, with the step and its word."""
    row.state, row.checked_at, row.checked_by = state, None, None
    row.save(update_fields=["state", "checked_at", "checked_by"])
    _note([row], act, by=by, at=at, note=note)


def has_entered(worksheet: Worksheet, user: User) -> bool:
    """Whether any of the rows that the sheet of a center is made of was entered by this person.

    The content is calculated: who enters the figures prepares them. Rows count that stood at any
    time since the sheet was prepared.
    """
    if worksheet.center_id is None:
        return False
    rows: dict[str, Any] = {
        name: getattr(worksheet, name) for name in ("center_id", "center_type", *OF_THE_STAGE)
    }
    in_force = Q(superseded_at=None) | Q(superseded_at__gt=worksheet.prepared_at)
    return any(
        model._default_manager.filter(in_force, recorded_by=user, **rows).exists()
        for model in (SpendingItem, ComponentEntry)
    )


def submit_sheet(
    worksheet: Worksheet, *, seen: str, anew: Draft | None, by: User, at: datetime
) -> Worksheet:
    """Freeze a checked sheet for good; `anew` is it as the records have it now.

    Raises RefusedError: for what is missing, for what changed since, and for the municipality's
    total while a center's sheet is not submitted.
    """
    with _explained(), transaction.atomic():
        row = _locked(worksheet, seen)
        if row.is_submitted and row.submitted_by_id == by.pk:
            raise AlreadyDoneError
        if not row.is_checked:
            raise RefusedError("確認済みの調書だけを提出できます。")
        if row.content["missing"]:
            count = len(row.content["missing"])
            raise RefusedError(f"足りないものが{count}件あるため、提出できません。")
        if anew is None:
            raise RefusedError(NOT_REGISTERED)
        changes = changes_between(row.content, anew.content)
        if changes:
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
    """Those that the total counts: a sheet of a type that is registered no more is none of them."""
    sheets = latest_sheets(row.municipality, row.fiscal_year, WorksheetStage(row.stage))
    submitted = {
        str(Worksheet(pk=sheet["pk"]))
        for sheet in sheets.values()
        if sheet["state"] == WorksheetState.SUBMITTED
    }
    lacking = [each for each in row.content["centers"] if each["sheet"] not in submitted]
    if lacking:
        names = "、".join(f"{each['name']}　{each['type_label']}" for each in lacking[:NAMES_TOLD])
        more = "など" if len(lacking) > NAMES_TOLD else ""
        raise RefusedError(
            f"提出していないセンターの調書が{len(lacking)}件あります（{names}{more}）。先に提出してください。"
        )


def _locked(
    worksheet: Worksheet, seen: str, *, said: tuple[WorksheetAct, int, str] | None = None
) -> Worksheet:
    """As the page showed it. Raises AlreadyDoneError if the last step is what is `said` again."""
    _lock(worksheet.municipality)
    last = worksheet.steps.order_by("pk").values_list("act", "done_by", "note").last()
    if said is not None and last == said:
        raise AlreadyDoneError
    rows = Worksheet.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("municipality", "prepared_by", "checked_by").get(pk=worksheet.pk)
    if row.seen != seen:
        raise SeenOtherwiseError
    later = Worksheet.objects.of_subject(row).standing().filter(number__gt=row.number)
    if row.is_withdrawn or later.exists():
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
