import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from casework.enums import CaseCodeKind
from casework.models import CaseCode
from shared.audited_command import AuditedCommand

CODES = Path(__file__).resolve().parents[2] / "data" / "codes.toml"
TOLD = ("label", "group", "position", "introduced_on", "disabled_on", "source")


class Command(AuditedCommand):
    """Reference data by code: added, renamed or disabled by date, never deleted."""

    help = "相談種別・相談経路・虐待種別を登録・更新します。何度実行しても同じ結果になります。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        with CODES.open("rb") as file:
            added, changed = load_codes(tomllib.load(file))
        self.stdout.write(f"ケースのコード：追加{added}件、変更{changed}件")


@transaction.atomic
def load_codes(lists: dict[str, Any]) -> tuple[int, int]:
    """Bring the table to what the file says; return how many were added and changed."""
    standing = {(each.kind, each.code): each for each in CaseCode.objects.all()}
    added, changed = [], []
    for kind in CaseCodeKind:
        for position, row in enumerate(lists[kind.value]["codes"], start=1):
            new = CaseCode(kind=kind, position=position, source=lists[kind.value]["source"], **row)
            old = standing.get((kind.value, new.code))
            if old is None:
                added.append(new)
            elif [getattr(old, name) for name in TOLD] != [getattr(new, name) for name in TOLD]:
                new.pk = old.pk
                changed.append(new)
    CaseCode.objects.bulk_create(added)
    CaseCode.objects.bulk_update(changed, TOLD)
    return len(added), len(changed)
