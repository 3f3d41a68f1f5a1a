"""`manage.py record_determinations --municipality 980013 --fiscal-year 2025 --stage actual`."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import User
from centers.models import Center, Municipality
from shared.access import Capability
from shared.audited_command import AuditedCommand
from shared.fiscal_year import FiscalYear
from shared.municipal_context import all_municipalities, municipal_context
from subsidies.determination_actions import record_determinations
from subsidies.enums import Stage
from subsidies.facts import Query
from subsidies.forms import default_day
from subsidies.judgement import judge_centers


class Command(AuditedCommand):
    help = "自治体のすべてのセンターの判定を、まとめて記録します。"
    audited_options = ("municipality", "fiscal_year", "stage", "date")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", required=True, help="団体コード（6桁）")
        parser.add_argument("--fiscal-year", required=True, type=int, help="年度（例：2025）")
        parser.add_argument("--stage", required=True, choices=Stage.values, help="段階")
        parser.add_argument("--by", required=True, help="記録者の利用者ID")
        parser.add_argument("--date", type=date.fromisoformat, help="基準日（既定：画面と同じ）")
        parser.add_argument(
            "--reason", default="", help="既に記録した判定と異なるときに、やり直す理由"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with all_municipalities():  # the code says which one
            municipality = Municipality.objects.filter(code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"団体コード {options['municipality']} は登録されていません。")
        with municipal_context([municipality.pk]):
            self._record(municipality, options)

    def _record(self, municipality: Municipality, options: dict[str, Any]) -> None:
        by = _recorder(municipality, options["by"])
        year = FiscalYear(options["fiscal_year"])
        day = options["date"] or default_day(year, timezone.localdate())
        if day not in year:
            raise CommandError(f"基準日は{year.label}の日付にしてください。")
        centers = Center.objects.filter(municipality=municipality).operating_on(day)
        recorded = record_determinations(
            judge_centers(
                centers.select_related("municipality"), Query(day=day, stage=options["stage"])
            ),
            fiscal_year=year.year,
            by=by,
            at=timezone.now(),
            reason=options["reason"].strip(),
        )
        self.stdout.write(
            f"{len(recorded.new)}件を記録しました。"
            f"同じ内容で記録済み{len(recorded.unchanged)}件、見送り{len(recorded.left)}件。"
        )
        for row in recorded.left:
            self.stdout.write(
                f"{row}（{row.center.code}）：記録した判定と内容が異なります。"
                "やり直すときは --reason を付けてください。"
            )


def _recorder(municipality: Municipality, username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    may = user and user.reach(Capability.DETERMINATION_RECORD).covers(
        municipality_id=municipality.pk
    )
    if user is None or not may:
        raise CommandError(f"利用者 {username} は、この自治体の判定を記録できません。")
    return user
