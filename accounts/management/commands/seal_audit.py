from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.sealing import append_outside, seal_new


class Command(BaseCommand):
    """Not written to the trail itself: each run would make the next one necessary."""

    help = "監査記録に封をし、最新の封を表示します（AUDIT_SEAL_FILE があれば控えも書き足します）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seals", metavar="FILE", help="封を控えるファイル（既定：AUDIT_SEAL_FILE）"
        )

    def handle(self, *args: Any, seals: str | None, **options: Any) -> None:
        sealed = seal_new(at=timezone.now())
        if file := seals or settings.AUDIT_SEAL_FILE:
            try:
                append_outside(Path(file))
            except OSError as error:
                raise CommandError(f"{file}：封の控えを書けません。") from error
        self.stdout.write(f"監査記録{sealed.events:,}件に封をしました（封{sealed.seals:,}個）。")
        if sealed.newest:
            self.stdout.write(f"最新の封：{sealed.newest.number} {sealed.newest.hash}")
