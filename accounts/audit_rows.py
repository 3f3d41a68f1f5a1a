"""Entries of the trail in the words of the screen, and as rows of a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from accounts.audit_forms import kinds
from accounts.enums import Reason, Role
from accounts.models import AuditEvent, User

NUMBERS_SHOWN = 5
HEADINGS = (
    "番号",
    "日時",
    "利用者ID",
    "氏名",
    "役割",
    "操作",
    "結果",
    "対象の種類",
    "対象の番号",
    "件数",
    "理由",
    "詳細",
    "接続元",
)
WORDS = {
    "address": "接続元",
    "all_others": "ほかの端末すべて",
    "access": "理由付き閲覧",
    "arguments": "引数",
    "center": "センター",
    "command": "コマンド",
    "correction": "訂正",
    "ends_on": "終了日",
    "fields": "項目",
    "finding": "点検の結果",
    "fiscal_year": "年度",
    "household": "世帯",
    "is_open": "開所",
    "kind": "種別",
    "method": "方式",
    "month": "月",
    "named": "指名した利用者",
    "no_longer_named": "指名を終えた利用者",
    "page": "画面",
    "protection": "支援措置",
    "record": "相談記録",
    "replaced": "差し替えた番号",
    "reveal": "解除の番号",
    "revoked": "取消",
    "role": "役割",
    "reset": "管理者による再設定",
    "second_factor": "二段階認証",
    "single_sign_on": "統合認証",
    "stage": "段階",
    "starts_on": "開始日",
    "table": "表",
    "url": "画面",
    "user": "利用者",
}

REASONS = dict(Reason.choices)
ALARMING = frozenset({Reason.SPRAYED})


@dataclass(frozen=True)
class Row:
    """One entry, with the account behind its number."""

    event: AuditEvent
    actor: User | None
    kind: str
    has_review: bool = False

    @property
    def who(self) -> str:
        if self.actor:
            return self.actor.name
        return f"利用者{self.event.actor_id}" if self.event.actor_id else "－"

    @property
    def roles(self) -> str:
        return "・".join(Role(role).label for role in self.event.role.split(",") if role)

    @property
    def reason(self) -> str:
        return REASONS.get(self.event.reason, self.event.reason)

    @property
    def needs_attention(self) -> bool:
        return self.event.reason in ALARMING

    @property
    def numbers(self) -> str:
        ids = self.event.target_ids
        more = f" ほか{len(ids) - NUMBERS_SHOWN:,}件" if len(ids) > NUMBERS_SHOWN else ""
        return "、".join(map(str, ids[:NUMBERS_SHOWN])) + more

    @property
    def details(self) -> str:
        found = self.event.details.items()
        texts = [f"{WORDS.get(name, name)}：{_in_words(name, value)}" for name, value in found]
        return "　".join(text for text in texts if not text.endswith("："))


def _in_words(name: str, value: Any) -> str:
    return Role(value).label if name == "role" and value in Role.values else said(value)


def said(value: Any) -> str:
    """A value of the details as one line."""
    match value:
        case None:
            return ""
        case bool():
            return "はい" if value else "いいえ"
        case dict():
            return "、".join(
                f"{name}（{said(each)}）" if each else name for name, each in value.items()
            )
        case [before, after] if not isinstance(before, int):
            return f"{said(before) or '未入力'} → {said(after) or '未入力'}"
        case list():
            return "、".join(map(said, value))
    return str(value)


def rows_of(events: Iterable[AuditEvent]) -> list[Row]:
    found = list(events)
    people = User.objects.in_bulk({event.actor_id for event in found if event.actor_id})
    words = kinds()
    return [
        Row(
            event,
            people.get(event.actor_id or 0),
            words.get(event.target_kind, event.target_kind),
        )
        for event in found
    ]


def file_rows(rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    """Every number of an entry, where the screen shows the first few."""
    yield HEADINGS
    for row in rows:
        event = row.event
        yield (
            event.pk,
            localtime(event.occurred_at).isoformat(timespec="seconds"),
            row.actor.username if row.actor else "",
            row.who,
            row.roles,
            event.get_action_display(),
            event.get_outcome_display(),
            row.kind,
            " ".join(map(str, event.target_ids)),
            event.count,
            row.reason,
            row.details,
            event.source,
        )
