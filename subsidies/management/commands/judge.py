"""manage.py judge FILE [--check]: cases in, results out. A shell around `subsidies.judge.cli`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from subsidies.judge.cli import main
from subsidies.judge.versions import load_overlays
from subsidies.published import catalogue_of, published_versions


class Command(BaseCommand):
    help = "事例のJSONを読み、判定の結果をJSONで出力します。--published のほかはデータベースを使いません。"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help="事例のファイル（標準入力は /dev/stdin）")
        parser.add_argument("--check", action="store_true", help="expect と比べます")

        parser.add_argument(
            "--published",
            action="store_true",
            help="画面から公開した要綱の版も使います（データベースを読みます）",
        )

    def handle(self, *args, **options):
        sys.exit(
            main(options["file"], check=options["check"], **_known(published=options["published"]))
        )


def _known(*, published: bool) -> dict[str, Any]:
    if not published:
        return {}
    versions = published_versions()
    return {"versions": (*versions, *load_overlays()), "catalogue": catalogue_of(versions)}
