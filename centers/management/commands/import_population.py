from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from centers.actions import record_population
from centers.models import Municipality
from centers.population import PopulationFileError, read_population
from shared.audited_command import AuditedCommand
from shared.municipal_context import all_municipalities, municipal_context
from shared.table_file import TableFileError, read_table
from shared.wareki import format_wareki

REASONS_SHOWN = 20
NO_AGES = (
    "年齢は5歳きざみ（0～4歳、5～9歳 …）のため、0～5歳児人口は求められません。"
    "「0～5歳児人口（10月1日）」は登録していません。"
)


class Command(AuditedCommand):
    help = "オープンデータ「地域・年齢別人口」（CSV・XLSX）から、総人口を自治体の事実に登録します。"
    audited_options = ("municipality", "dry_run")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--municipality", metavar="CODE", required=True, help="団体コード6桁")
        parser.add_argument("--user", metavar="ID", help="登録者とする利用者ID")
        parser.add_argument("--dry-run", action="store_true", help="確かめるだけで登録しません。")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        with all_municipalities():  # which one it is stands in the code
            municipality = _found(Municipality, "団体コード", code=options["municipality"])
        with municipal_context([municipality.pk]):
            self._import(municipality, file, username=options["user"], dry_run=dry_run)

    def _import(
        self, municipality: Municipality, file: Path, *, username: Any, dry_run: bool
    ) -> None:
        user = username and _found(get_user_model(), "利用者ID", username=username)
        try:
            population = read_population(read_table(file), code=municipality.code)
            changed = record_population(
                municipality,
                population,
                source=file.name,
                by=user,
                at=timezone.now(),
                dry_run=dry_run,
            )
        except OSError as error:
            raise CommandError(f"{file}：ファイルを開けません。") from error
        except (TableFileError, PopulationFileError) as error:
            raise CommandError(_refusal(file, str(error).splitlines())) from error
        except ValidationError as error:
            raise CommandError(_refusal(file, error.messages)) from error
        self.stdout.write(
            f"{municipality}：{format_wareki(population.surveyed_on)}現在の総人口"
            f" {population.total:,}人（{population.districts:,}地域の合計）"
            f"{_outcome(changed=changed, dry_run=dry_run)}"
        )
        self.stdout.write(f"出典：{file.name}")
        self.stdout.write(NO_AGES)


def _outcome(*, changed: bool, dry_run: bool) -> str:
    if not changed:
        return "は登録済みです。何も変更していません。"
    return "を登録できます（まだ登録していません）。" if dry_run else "を登録しました。"


def _found(model: Any, label: str, **named: str) -> Any:
    try:
        return model.objects.get(**named)
    except model.DoesNotExist as error:
        raise CommandError(
            f"{label}「{next(iter(named.values()))}」は登録されていません。"
        ) from error


def _refusal(file: Path, reasons: list[str]) -> str:
    shown = reasons[:REASONS_SHOWN]
    if len(reasons) > REASONS_SHOWN:
        shown.append(f"ほか{len(reasons) - REASONS_SHOWN:,}件")
    return "\n".join([f"{file.name}：取り込めないため、何も登録していません。", *shown])
