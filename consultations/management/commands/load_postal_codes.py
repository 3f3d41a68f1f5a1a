from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from consultations.postal_codes import load_postal_codes, read_postal_codes
from shared.audited_command import AuditedCommand
from shared.table_file import TableFileError


class Command(AuditedCommand):
    help = "日本郵便の郵便番号データ（KEN_ALL、又は見出しのあるCSV）を取り込みます。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            places = read_postal_codes(file)
        except OSError as error:
            raise CommandError(f"{file}：ファイルを開けません。") from error
        except TableFileError as error:
            raise CommandError(
                f"{file.name}：取り込めないため、何も登録していません。\n{error}"
            ) from error
        added = load_postal_codes(places)
        self.stdout.write(f"郵便番号：{len(places):,}件を確かめ、{added:,}件を登録しました。")
