from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.sealing import read_outside
from accounts.verification import verify


class Command(BaseCommand):
    help = "監査記録の封を計算し直し、書換え・削除・入替え・追加があれば番号を示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seals", metavar="FILE", type=Path, help="外部に控えた封（既定：AUDIT_SEAL_FILE）"
        )

    def handle(self, *args: Any, seals: Path | None, **options: Any) -> None:
        if seals is not None and not seals.exists():
            raise CommandError(f"{seals}：ファイルがありません。")
        kept = seals or (Path(settings.AUDIT_SEAL_FILE) if settings.AUDIT_SEAL_FILE else None)
        try:
            outside = read_outside(kept) if kept else {}
        except (OSError, ValueError) as error:
            raise CommandError(f"{kept}：封の控えとして読めません。") from error
        report = verify(at=timezone.now(), outside=outside)
        if report.problems:
            raise CommandError(
                "\n".join([*report.problems, f"問題が{len(report.problems):,}件あります。"])
            )
        self.stdout.write(
            f"問題はありません。封{report.seals:,}個、監査記録{report.events:,}件"
            f"（封をする前の監査記録{report.waiting:,}件、外部の控え{len(outside):,}個）。"
        )
