from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from psycopg import sql

from accounts.models import AuditReview
from retention.disposing import approved, carry_out
from retention.enums import ItemState
from shared.audited_command import AuditedCommand
from shared.municipal_context import all_municipalities
from shared.retention import covered_models

TOKENS = ("row_security", "note_token")  # of the notes' search; no model has it
OWNER = """
SELECT tableowner = current_user FROM pg_tables
WHERE schemaname = 'public' AND tablename = 'retention_disposal'
"""


class Command(AuditedCommand):
    """The only way to dispose: connected as the owner of the tables, like `migrate`."""

    help = (
        "承認済みの廃棄を実行します（元に戻せません）。途中で止まっても、次の実行が残りを続けます。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(OWNER)
            is_owner = bool((cursor.fetchone() or [False])[0])
        if not is_owner:
            raise CommandError("データベースの所有者で実行してください（MIGRATION_DATABASE_URL）。")
        with all_municipalities():
            waiting = approved()
        for disposal_id, municipality_id in waiting:
            results = carry_out(disposal_id, municipality_id, at=timezone.now())
            disposed, kept = results[ItemState.DISPOSED], results[ItemState.KEPT]
            self.stdout.write(
                f"D-{disposal_id:05d}：{disposed:,}件を廃棄、{kept:,}件を残しました。"
            )
        if not waiting:
            self.stdout.write("承認済みの廃棄はありません。")
        elif not connection.in_atomic_block:
            _vacuum()


def _vacuum() -> None:
    """What was deleted is still in the files of the tables until they are swept."""
    labels = sorted(covered_models() | {AuditReview._meta.label})
    tables = [sql.Identifier(apps.get_model(label)._meta.db_table) for label in labels]
    names = sql.SQL(", ").join([*tables, sql.Identifier(*TOKENS)])
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("VACUUM {}").format(names))
