"""The whole demo, built once in one transaction."""

from collections.abc import Callable
from io import StringIO

from django.core.management import call_command

from centers.models import Municipality
from demo.activities import build_activities
from demo.amounts import build_amounts
from demo.appointments import build_appointments
from demo.cases import build_cases, build_transfers
from demo.complaints import build_complaints
from demo.conferences import build_conferences
from demo.decisions import build_decisions
from demo.determinations import build_determinations
from demo.directory import build_directory
from demo.family_records import build_family_records
from demo.log import build_log
from demo.maternity import build_maternity
from demo.municipalities import build_facts, build_municipalities, tsunagi_code
from demo.people import build_staff
from demo.places import build_centers, build_open_days, build_openings
from demo.plans import build_plans
from demo.print_forms import build_print_forms
from demo.retention import build_retention
from demo.sharing import build_sharing
from demo.sheets import build_sheets
from demo.sign_ins import build_accounts, build_grants
from demo.world import World
from shared.municipal_context import all_municipalities

DEFAULT_SEED = 20250401

STEPS: tuple[tuple[str, Callable[[World], str]], ...] = (
    ("自治体", build_municipalities),
    ("利用者アカウント", build_accounts),
    ("センター", build_centers),
    ("役割の付与", build_grants),
    ("事実", build_facts),
    ("類型・開所時間・休業など", build_openings),
    ("取組と文書", build_activities),
    ("地域資源・関係機関", build_directory),
    ("職員", build_staff),
    ("申立て・要綱の読み方", build_decisions),
    ("開所実績", build_open_days),
    ("相談記録", build_log),
    ("世帯の記録", build_family_records),
    ("承諾・つなぎ", build_sharing),
    ("苦情", build_complaints),
    ("予約", build_appointments),
    ("ケース", build_cases),
    ("アセスメント・サポートプラン", build_plans),
    ("妊産婦等支援台帳", build_maternity),
    ("会議・タスク", build_conferences),
    ("ケースの移管", build_transfers),
    ("判定の記録", build_determinations),
    ("補助基準額・負担割合・取扱い（架空）", build_amounts),
    ("調書の様式", build_print_forms),  # a sheet keeps the form that it is submitted in
    ("調書", build_sheets),
    ("保存と廃棄", build_retention),
)


def is_seeded() -> bool:
    return Municipality.objects.filter(code=tsunagi_code()).exists()


def seed(
    *, seed: int = DEFAULT_SEED, scale: float = 1.0, say: Callable[[str], object] = print
) -> None:
    """`scale` makes the log shorter for tests; everything else is always complete."""
    world = World(seed=seed, scale=scale)
    with all_municipalities():
        call_command("load_reference", stdout=StringIO())
        call_command("load_case_codes", stdout=StringIO())
        for subject, build in STEPS:
            say(f"{subject}：{build(world)}")
