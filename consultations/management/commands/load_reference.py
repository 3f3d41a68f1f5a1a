import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from consultations.models import Topic
from shared.audited_command import AuditedCommand

TOPICS = Path(__file__).resolve().parents[2] / "data" / "topics.toml"


class Command(AuditedCommand):
    """Reference data by code: added, renamed or disabled by date, never deleted."""

    help = "相談内容の区分を登録・更新します。何度実行しても同じ結果になります。"
    audited_options = ("dry_run",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="件数だけを表示します。")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        with TOPICS.open("rb") as file:
            rows = tomllib.load(file)["topics"]
        with transaction.atomic():
            added, changed = load_topics(rows)
            transaction.set_rollback(dry_run)
        suffix = "（保存していません）" if dry_run else ""
        same = len(rows) - added - changed
        self.stdout.write(
            f"相談内容の区分：追加{added}件、変更{changed}件、変更なし{same}件{suffix}"
        )


def load_topics(rows: list[dict[str, Any]]) -> tuple[int, int]:
    """Bring the table to what the file says; return how many were added and changed."""
    standing = {topic.code: topic for topic in Topic.objects.select_for_update(of=("self",))}
    added = changed = 0
    for row in rows:
        new = Topic(code=row["code"], label=row["label"], disabled_on=row.get("disabled_on"))
        old = standing.get(new.code)
        if old is None:
            new.save(force_insert=True)
            added += 1
        elif (old.label, old.disabled_on) != (new.label, new.disabled_on):
            old.label, old.disabled_on = new.label, new.disabled_on
            old.save(update_fields=["label", "disabled_on"])
            changed += 1
    return added, changed
