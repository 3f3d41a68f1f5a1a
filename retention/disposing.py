"""The disposal itself: irreversible, record by record, each in a transaction of its own.

It runs with the rights of the tables' owner (`manage.py dispose_approved`). The application's role
may delete none of these rows, and triggers let them go only while an approved disposal is told.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from accounts.models import AuditReview
from accounts.models.audit import PERSONAL_KINDS
from consultations.models import ConsultationDraft
from retention.due import event_of, kept_until, reasons_of, rule_for
from retention.enums import DisposalStatus, ItemState
from retention.models import Disposal, DisposalItem, Residue, RetentionRule
from shared import audit
from shared.municipal_context import municipal_context
from shared.retention import Part, RecordKind, find_kind, kind_of

_TELL = "SELECT set_config('tsunagi.disposal', %s, true)"
GONE = "記録がありません（先に廃棄されました）"
NOT_DUE = "保存期間の定め又は起算の事由が変わり、保存期間の途中です"
REFERRED_TO = "ほかの記録が参照しています"
UNKNOWN_KIND = "この種別の廃棄のしかたが登録されていません"


def approved() -> list[tuple[int, int]]:
    """Disposals to be carried out and their municipalities."""
    waiting = Disposal.objects.filter(status=DisposalStatus.APPROVED).order_by("pk")
    return list(waiting.values_list("pk", "municipality_id"))


def carry_out(disposal_id: int, municipality_id: int, *, at: datetime) -> Counter[str]:
    """How many records went and how many stayed. What an earlier run did is left as it is."""
    with municipal_context([municipality_id]):
        waiting = DisposalItem.objects.filter(
            disposal=disposal_id,
            disposal__status=DisposalStatus.APPROVED,
            state=ItemState.WAITING,
        )
        numbers = [item.pk for item in waiting.in_order()]
    results: Counter[str] = Counter()
    for number in numbers:
        with municipal_context([municipality_id]), _disposing(disposal_id):
            results[_settle(number, at)] += 1
    with municipal_context([municipality_id]), _disposing(disposal_id):
        _finish(disposal_id, at)
    return results


@contextmanager
def _disposing(disposal_id: int) -> Iterator[None]:
    """Tell the triggers which disposal this transaction carries out."""
    _tell(str(disposal_id))
    yield
    _tell("")


def _tell(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [words])


def _settle(number: int, at: datetime) -> str:
    items = DisposalItem.objects.select_for_update(of=("self",)).select_related("disposal")
    item = items.get(pk=number)
    if item.state != ItemState.WAITING or item.disposal.status != DisposalStatus.APPROVED:
        return str(item.state)
    kind = find_kind(item.kind)
    if kind is None:
        return _keep(item, UNKNOWN_KIND)
    reason = _why_kept(kind, item, localdate(at))
    if reason:
        return _keep(item, reason)
    try:
        with transaction.atomic():
            _dispose(kind, item, at)
            connection.check_constraints()
    except IntegrityError:
        item.refresh_from_db()
        return _keep(item, REFERRED_TO)
    return str(ItemState.DISPOSED)


def _why_kept(kind: RecordKind, item: DisposalItem, today: date) -> str:
    """Asked again, on the records as they are now; the record is locked for what follows."""
    own = kind.standing.filter(pk=item.record_id)
    if own.only("pk").select_for_update(of=("self",)).first() is None:
        return GONE
    rule = rule_for(kind, RetentionRule.objects.all().on(today, item.municipality_id))
    event_on = event_of(kind, rule, item.record_id) if rule else None
    if rule is None or event_on is None or kept_until(rule, event_on) >= today:
        return NOT_DUE
    reasons = reasons_of(kind, item.record_id, municipality_id=item.municipality_id, today=today)
    return "、".join(reasons or [])


def _keep(item: DisposalItem, reason: str) -> str:
    item.state, item.kept_because = ItemState.KEPT, reason
    item.save(update_fields=["state", "kept_because"])
    return str(item.state)


def _dispose(kind: RecordKind, item: DisposalItem, at: datetime) -> None:
    """The record with all that goes with it, and whoever nothing refers to any longer."""
    pk = item.record_id
    companions = _companions(kind, pk)
    counted = _counted(kind, pk)
    rows = _remove(kind, pk, at)
    item.state, item.disposed_at, item.rows = ItemState.DISPOSED, at, dict(rows)
    item.kept_because = ""
    item.save()
    if counted:
        Residue.objects.create(item=item, kind=kind.code, counted=counted)
    for code, number in companions:
        other = kind_of(code)
        today = localdate(at)
        if reasons_of(other, number, municipality_id=item.municipality_id, today=today) == []:
            _dispose(other, _item_of(item.disposal, code, number), at)


def _item_of(disposal: Disposal, code: str, number: int) -> DisposalItem:
    """Its own, if the list names it too: then it goes now instead of later."""
    told = {"disposal": disposal, "kind": code, "record_id": number}
    return DisposalItem.objects.filter(**told).first() or DisposalItem(**told)


def _companions(kind: RecordKind, pk: int) -> list[tuple[str, int]]:
    found: dict[tuple[str, int], None] = {}
    for code, path in kind.companions:
        numbers = kind.standing.filter(pk=pk, **{f"{path}__isnull": False}).order_by(path)
        found |= dict.fromkeys((code, number) for number in numbers.values_list(path, flat=True))
    return list(found)


def _counted(kind: RecordKind, pk: int) -> dict[str, Any]:
    if not kind.counted:
        return {}
    counted = _plain(kind.standing.values(*kind.counted).get(pk=pk))
    for besides in kind.counted_besides:
        rows = besides.rows(pk).order_by("pk").values(*besides.columns)
        counted[besides.name] = [_plain(row) for row in rows]
    return counted


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _as_json(value) for name, value in values.items()}


def _as_json(value: Any) -> Any:
    """A moment is a date too."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _remove(kind: RecordKind, pk: int, at: datetime) -> Counter[str]:
    """How many rows of each table went or forgot the record."""
    for remember in kind.before:
        remember(pk)
    rows = _forget_reviews(kind.rows._meta.label, [pk])
    drafts = [f"{prefix}{pk}" for prefix in kind.draft_prefixes]
    for part in (part for part in kind.parts if not part.after_record):
        drafts += _draft_keys(part, pk)
        if part.rows._meta.label in PERSONAL_KINDS and part.emptied is None:
            rows += _forget_reviews(part.rows._meta.label, list(_numbers(part, pk)))
        rows += clear(part, pk)
    rows += _delete(ConsultationDraft.objects.filter(form_key__in=drafts)) if drafts else Counter()
    record = kind.rows._base_manager.filter(pk=pk)  # noqa: SLF001 -- nothing filtered out
    if kind.emptied is None:
        rows += _delete(record)
    else:
        record.update(**kind.emptied, **{kind.marker: at})
        rows[kind.rows._meta.label] += 1
    for part in (part for part in kind.parts if part.after_record):
        rows += clear(part, pk)
    return rows


def _draft_keys(part: Part, pk: int) -> list[str]:
    if not part.draft_prefixes:
        return []
    return [f"{prefix}{number}" for number in _numbers(part, pk) for prefix in part.draft_prefixes]


def _numbers(part: Part, pk: int) -> Any:
    return part.of(pk).values_list("pk", flat=True)


def _forget_reviews(label: str, numbers: list[int]) -> Counter[str]:
    """What somebody typed about a read of these rows; finding and entry stay as they are."""
    reviews = AuditReview.objects.filter(
        event__target_kind=label, event__target_ids__overlap=numbers
    )
    changed = reviews.exclude(note="").update(note="")
    return Counter({AuditReview._meta.label: changed}) if changed else Counter()


def clear(part: Part, pk: int) -> Counter[str]:
    if part.emptied is None:
        return _delete(part.of(pk))
    if not part.emptied:
        return Counter()
    changed = part.of(pk).update(**part.emptied)
    return Counter({part.rows._meta.label: changed}) if changed else Counter()


def _delete(rows: Any) -> Counter[str]:
    """By one statement: what refers to the rows is in the registry, or the database refuses."""
    number = rows._raw_delete(rows.db)  # noqa: SLF001 -- no signals, no cascade
    return Counter({rows.model._meta.label: number}) if number else Counter()


def _finish(disposal_id: int, at: datetime) -> None:
    """Once nothing waits, the register has its line, and the trail an entry."""
    disposal = Disposal.objects.select_for_update(of=("self",)).get(pk=disposal_id)
    items = DisposalItem.objects.filter(disposal=disposal)
    is_over = not items.filter(state=ItemState.WAITING).exists()
    if disposal.status != DisposalStatus.APPROVED or not is_over:
        return
    disposal.status, disposal.carried_out_at = DisposalStatus.CARRIED_OUT, at
    disposal.save(update_fields=["status", "carried_out_at"])
    audit.write(
        None,
        audit.Entry(
            action=audit.Action.CHANGE,
            target_kind=Disposal._meta.label,
            target_ids=[disposal.pk],
            count=items.filter(state=ItemState.DISPOSED).count(),
            municipality_id=disposal.municipality_id,
            details={"decision": "carried_out"},
        ),
    )
