"""The whole demo, built once in one transaction."""

from collections.abc import Callable
from io import StringIO

from django.core.management import call_command

from centers.models import Municipality
from demo.activities import build_activities
from demo.appointments import build_appointments
from demo.complaints import build_complaints
from demo.decisions import build_decisions
from demo.determinations import build_determinations
from demo.directory import build_directory
from demo.family_records import build_family_records
from demo.log import build_log
from demo.municipalities import build_facts, build_municipalities, tsunagi_code
from demo.people import build_staff
from demo.places import build_centers, build_open_days, build_openings
from demo.sharing import build_sharing
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
    ("判定の記録", build_determinations),
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
        for subject, build in STEPS:
            say(f"{subject}：{build(world)}")
