"""The first account of a municipality; every other one is created on the screen."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions import create_account
from accounts.enums import Role
from accounts.models import RoleGrant, User
from centers.models import Municipality
from shared.fiscal_year import FiscalYear
from shared.municipal_context import all_municipalities


class Command(BaseCommand):
    help = "自治体の最初のシステム管理者を登録し、初期パスワードを一度だけ表示します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="利用者ID")
        parser.add_argument("name", help="氏名")
        parser.add_argument("municipality", help="自治体コード（6桁）")

    def handle(self, *_: Any, **options: Any) -> None:
        with all_municipalities():  # which one it is stands in the code
            password = self._create(options)
        self.stdout.write(f"初期パスワード：{password}")

    def _create(self, options: dict[str, Any]) -> str:
        now = timezone.now()
        today = timezone.localdate(now)
        municipality = Municipality.objects.filter(code=options["municipality"]).first()
        if municipality is None:
            raise CommandError("この自治体コードの自治体は登録されていません。")
        user = User(username=options["username"], name=options["name"])
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        grant = RoleGrant(
            role=Role.SYSTEM_ADMINISTRATOR,
            municipality=municipality,
            starts_on=today,
            ends_on=FiscalYear.of(today).ends_on,
        )
        return create_account(user, grant, by=None, at=now)
