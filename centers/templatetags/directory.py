"""How pages write what the directory knows."""

from datetime import datetime

from django import template
from django.utils import timezone

from centers.directory import cards
from centers.directory.comparison import Line, State
from centers.directory.plain import LABELS, shown
from centers.enums import AgeClass, ImportStage
from centers.models import LocalResource, ResourceImport
from shared.wareki import format_wareki

register = template.Library()

OUTCOMES = {
    "new": "新規",
    "changed": "変更",
    "unchanged": "変更なし",
    "broken": "取り込めなかった行",
    "kept": "手で直した内容を残した項目",
}
IN_SUMMARY = ("kind", "address", "phone", "weekdays", "opens_at", "closes_at", "ages_note", "fee")


@register.filter
def hours(resource: LocalResource) -> str:
    return cards.hours_text(resource)


@register.filter
def ages(resource: LocalResource) -> str:
    return cards.ages_text(resource)


@register.filter
def fee(resource: LocalResource) -> str:
    return cards.fee_text(resource)


@register.filter
def age_classes(_nothing: str) -> list[str]:
    return [str(age_class.label) for age_class in AgeClass]


@register.filter
def stage_at(resource_import: ResourceImport, moment: datetime) -> str:
    """確認待ち only while it may still be confirmed."""
    waits = resource_import.stage == ImportStage.PREVIEW
    if waits and not resource_import.is_waiting_at(moment):
        return "期限切れ"
    return str(resource_import.get_stage_display())


@register.filter
def outcome(resource_import: ResourceImport) -> str:
    """新規12件、変更1件."""
    told = resource_import.outcome
    return "、".join(f"{word}{told[name]:,}件" for name, word in OUTCOMES.items() if told.get(name))


@register.filter
def result_items(resource_import: ResourceImport) -> list[cards.Item]:
    """What came of an import that is over."""
    ended = resource_import.ended_at
    by = resource_import.ended_by
    is_confirmed = resource_import.stage == ImportStage.CONFIRMED
    counts = [
        cards.Item(word, f"{resource_import.outcome.get(name, 0):,}件")
        for name, word in OUTCOMES.items()
        if is_confirmed
    ]
    return [
        cards.Item("ファイル", resource_import.file_name),
        cards.Item(
            "状態",
            "取り込み済み" if is_confirmed else "取り込まずに終わりました（取りやめか期限切れ）",
        ),
        *(
            [
                cards.Item(
                    "終えた日", format_wareki(timezone.localtime(ended).date()), note=str(by or "")
                )
            ]
            if ended
            else []
        ),
        *counts,
    ]


@register.filter
def is_new(line: Line) -> bool:
    return line.state == State.NEW


@register.filter
def summary(line: Line) -> str:
    """The values of a new row that tell it from others."""
    values = line.row.values
    pairs = [(LABELS[name], shown(name, values.get(name))) for name in IN_SUMMARY]
    return "、".join(f"{label}：{text}" for label, text in pairs if text)
