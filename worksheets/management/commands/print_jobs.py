from typing import Any

from django.utils import timezone

from shared.audited_command import AuditedCommand
from worksheets.print_work import work


class Command(AuditedCommand):
    """The web server starts it when something waits (worksheets/regular_printing.py)."""

    help = "依頼された一括印刷を、すべて印刷します。ほかのプロセスが印刷している間は何もしません。"

    def handle(self, *args: Any, **options: Any) -> None:
        done = work(clock=timezone.now)
        if done.is_done_by_another:
            self.stdout.write("ほかのプロセスが印刷しています。")
        self.stdout.write(f"調書{done.parts:,}件を印刷し、一括印刷{done.jobs:,}件を終えました。")
