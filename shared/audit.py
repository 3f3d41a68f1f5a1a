"""The door to the audit trail, for every app: who saw, did or was refused what.

`accounts` keeps the trail and lies above `centers`, so it registers its writer here at start-up.
An entry is written in the transaction of what it tells about: without the entry no data is shown
or changed. An entry holds numbers and codes, never what a person is called or what was said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest

Target = models.Model | type[models.Model] | None


class Action(models.TextChoices):
    """What somebody did (操作)."""

    READ = "read", "閲覧"
    LIST = "list", "一覧の表示"
    SEARCH = "search", "検索"
    REVEAL = "reveal", "非表示の解除"
    EXPORT = "export", "出力"
    PRINT = "print", "印刷"
    CREATE = "create", "登録"
    CHANGE = "change", "変更"
    WITHDRAW = "withdraw", "取消"
    SIGN_IN = "sign_in", "サインイン"
    SIGN_OUT = "sign_out", "サインアウト"
    REQUEST = "request", "画面の要求"
    RIGHTS_CHANGED = "rights_changed", "権限の変更"
    BREAK_GLASS = "break_glass", "緊急時の閲覧"
    COMMAND = "command", "コマンドの実行"


READS = (
    Action.READ,
    Action.LIST,
    Action.SEARCH,
    Action.REVEAL,
    Action.EXPORT,
    Action.PRINT,
    Action.BREAK_GLASS,
)


class Outcome(models.TextChoices):
    """How it ended (結果)."""

    DONE = "done", "完了"
    STARTED = "started", "開始"
    REFUSED = "refused", "権限なし"
    NOT_FOUND = "not_found", "該当なし・範囲外"
    FAILED = "failed", "失敗"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is written down; the writer adds who, in which role, from where and when."""

    action: Action
    outcome: Outcome = Outcome.DONE
    target_kind: str = ""
    target_ids: Sequence[int] = ()
    count: int | None = None
    municipality_id: int | None = None
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    actor: Any = None


Writer = Callable[[HttpRequest | None, Entry], None]
_writers: list[Writer] = []


def write_with(writer: Writer) -> None:
    """Name the one function that writes entries."""
    _writers[:] = [writer]


def write(request: HttpRequest | None, entry: Entry) -> None:
    [writer] = _writers  # nobody to write it: nothing may be done
    writer(request, entry)


def record(
    request: HttpRequest,
    action: Action,
    target: Target = None,
    *,
    shown: Iterable[models.Model] | None = None,
    count: int | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    """Write that `action` was done to `target`: one row, or a model and the rows of it shown.

    `count` is how many there are when only some are shown. `reason` is a code of a fixed list.
    """
    rows = [target] if isinstance(target, models.Model) else list(shown or ())
    write(
        request,
        Entry(
            action=action,
            target_kind=target._meta.label if target is not None else "",
            target_ids=list(dict.fromkeys(row.pk for row in rows)),
            count=len(rows) if count is None else count,
            municipality_id=_common_municipality(rows),
            reason=reason,
            details=details,
        ),
    )


def _common_municipality(rows: Sequence[Any]) -> int | None:
    """The one that all rows belong to."""
    found = {_municipality_of(row) for row in rows}
    return found.pop() if len(found) == 1 else None


def _municipality_of(row: Any) -> int | None:
    """Of the row itself, or of the center or staff member that it tells about."""
    if row._meta.label == "centers.Municipality":
        return int(row.pk)
    if hasattr(row, "municipality_id"):
        number: int | None = row.municipality_id
        return number
    owned_by = {"center", "staff_member"} & {each.name for each in row._meta.concrete_fields}
    owner = getattr(row, owned_by.pop()) if owned_by else None
    return None if owner is None else _municipality_of(owner)


def differences(
    old: models.Model, new: models.Model, names: Iterable[str], *, with_values: bool
) -> dict[str, list[Any] | None]:
    """The fields that differ; with before and after unless they hold text that somebody typed."""
    fields: list[Any] = [old._meta.get_field(name) for name in names]
    return {
        each.name: (
            [_value(each, old), _value(each, new)] if with_values and not _is_text(each) else None
        )
        for each in fields
        if _value(each, old) != _value(each, new)
    }


def _is_text(each: Any) -> bool:
    return isinstance(each, models.CharField | models.TextField) and not each.choices


def _value(each: Any, row: models.Model) -> str | None:
    value = getattr(row, each.attname)
    return None if value is None else str(value)
