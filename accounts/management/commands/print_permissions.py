from typing import Any

from django.core.management.base import BaseCommand

from accounts.permissions_document import permissions_document


class Command(BaseCommand):
    help = "権限表をMarkdownで書き出します（docs/permissions.md）。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(permissions_document(), ending="")
