from typing import Any

from django.utils import timezone

from shared.audited_command import AuditedCommand
from shared.municipal_context import all_municipalities
from subsidies.determination_actions import check_determinations


class Command(AuditedCommand):
    """A job for every night: see docs/operations.md."""

    help = "記録した判定を、いまの記録と比べます。変わったときだけ、結果を残します。"

    def handle(self, *args: Any, **options: Any) -> None:
        with all_municipalities():
            checked = check_determinations(at=timezone.now())
        self.stdout.write(
            f"判定{checked.determinations:,}件を点検しました。"
            f"記録と一致しないもの{checked.mismatches:,}件、"
            f"新しい結果{len(checked.new):,}件。"
        )
