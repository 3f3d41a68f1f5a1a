"""`manage.py facts CODE --date 2025-10-01`: the facts of a center as cases that `judge` accepts."""

import json
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandError

from centers.models import Center
from shared.audited_command import AuditedCommand
from shared.municipal_context import all_municipalities
from subsidies.facts import Query, gather
from subsidies.judgement import cases_of
from subsidies.published import published_version_on


class Command(AuditedCommand):
    help = "センターの記録から判定に使う事実を集め、判定の事例（JSON）として出力します。"
    audited_options = ("center_code", "date", "stage", "known_at")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("center_code", help="センター番号（例：990019-01）")
        parser.add_argument("--date", required=True, type=date.fromisoformat, help="基準日")
        parser.add_argument("--stage", choices=["plan", "actual"], default="actual")
        parser.add_argument("--known-at", type=datetime.fromisoformat, help="記録の時点")

    def handle(self, *args: Any, **options: Any) -> None:
        with all_municipalities():  # the center's number says which one
            self._tell(options)

    def _tell(self, options: dict[str, Any]) -> None:
        center = Center.objects.filter(code=options["center_code"]).first()
        if center is None:
            raise CommandError(f"センター番号 {options['center_code']} は登録されていません。")
        query = Query(day=options["date"], stage=options["stage"], known_at=options["known_at"])
        version = published_version_on(query.day, known_at=query.known_at)
        cases = [case for facts in gather([center], query) for case in cases_of(facts, version)]
        self.stdout.write(json.dumps(cases, ensure_ascii=False, indent=1))
