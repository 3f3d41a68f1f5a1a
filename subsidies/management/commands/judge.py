"""manage.py judge FILE [--check]: cases in, results out. A shell around `subsidies.judge.cli`."""

import sys

from django.core.management.base import BaseCommand

from subsidies.judge.cli import main


class Command(BaseCommand):
    help = "事例のJSONを読み、判定の結果をJSONで出力します。データベースを使いません。"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help="事例のファイル（標準入力は /dev/stdin）")
        parser.add_argument("--check", action="store_true", help="expect と比べます")

    def handle(self, *args, **options):
        sys.exit(main(options["file"], check=options["check"]))
