from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from centers.models import Municipality
from shared import municipal_code
from shared.audited_command import AuditedCommand
from shared.municipal_context import all_municipalities


class Command(AuditedCommand):
    """Name and prefecture come from the national list: nobody types them."""

    help = "全国地方公共団体コードで自治体を登録します。登録済みなら何もしません。"
    audited_options = ("code", "dry_run")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="全国地方公共団体コード（6桁）")
        parser.add_argument(
            "--dry-run", action="store_true", help="登録せずに内容だけを表示します。"
        )

    def handle(self, *args: Any, code: str, dry_run: bool, **options: Any) -> None:
        try:
            municipal_code.validate_municipal_code(code)
        except ValidationError as error:
            raise CommandError(f"{code}：{error.message}") from error
        found = municipal_code.find(code)
        if found is None:
            raise CommandError(f"{code}：この団体コードの自治体は全国の一覧にありません。")
        with all_municipalities():  # a new one is in nobody's context
            if Municipality.objects.filter(code=code).exists():
                self.stdout.write(f"{found}（{code}）は登録済みです。何も変更していません。")
                return
            if not dry_run:
                Municipality.objects.create(code=code, name=found.name, prefecture=found.prefecture)
        verb = "登録します（まだ登録していません）" if dry_run else "登録しました"
        self.stdout.write(f"{found}（{code}）を{verb}。")
