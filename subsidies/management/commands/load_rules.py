from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from shared.audited_command import AuditedCommand
from subsidies.actions import PublishedOtherwiseError, publish_version
from subsidies.judge.versions import load_versions


class Command(AuditedCommand):
    help = "要綱の版をファイルから読み込み、公開します（公開済みの版は変わりません）。"

    def handle(self, *args: Any, **options: Any) -> None:
        for version in load_versions():
            try:
                published, is_new = publish_version(version, by=None, at=timezone.now())
            except PublishedOtherwiseError as error:
                raise CommandError(
                    f"{error}：公開済みの内容と異なるため読み込みません。新しい版として登録してください。"
                ) from error
            state = "公開しました" if is_new else "公開済みです"
            self.stdout.write(f"{published.code}：{state}（{published.digest[:12]}）")
