from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from demo.seed import DEFAULT_SEED, is_seeded, seed
from shared.audited_command import AuditedCommand
from shared.municipal_context import all_municipalities


class Command(AuditedCommand):
    """Only in demo mode, and only once."""

    help = "架空の自治体・センター・職員・相談記録を、デモ用に登録します。"
    audited_options = ("seed", "scale")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="乱数の種")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="相談記録の件数の倍率（試験用）"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "デモデータはデモ用の環境でのみ登録できます（TSUNAGI_DEMO=1 を設定してください）。"
            )
        with all_municipalities():
            if is_seeded():
                self.stdout.write("デモデータは登録済みです。")
                return
        seed(seed=options["seed"], scale=options["scale"], say=self.stdout.write)
        self.stdout.write("デモデータを登録しました。")
