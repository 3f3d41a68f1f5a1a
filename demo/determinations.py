"""The judgements that the office has made official; one of them no longer says what the log says."""

from dataclasses import dataclass
from datetime import date, time

from centers.models import Center
from demo.period import LAST_DAY, moment
from demo.world import World
from subsidies.actions import publish_version
from subsidies.determination_actions import check_determinations, record_determinations
from subsidies.enums import Stage
from subsidies.facts import Query
from subsidies.judge.versions import load_versions
from subsidies.judgement import judge_centers

OF, BY = "tsunagi", "shokan"


@dataclass(frozen=True)
class Occasion:
    """On one day the 所管課 records all centers, as the records stood that day."""

    fiscal_year: int
    stage: Stage
    judged_on: date
    recorded_on: date


OCCASIONS = (
    Occasion(2025, Stage.ACTUAL, date(2026, 3, 31), date(2026, 4, 10)),
    Occasion(2026, Stage.PLAN, date(2026, 4, 1), date(2026, 4, 20)),
    Occasion(2026, Stage.INTERIM, date(2026, 9, 30), date(2026, 10, 15)),
)
NIGHT = time(3, 30)


def build_determinations(world: World) -> str:
    for version in load_versions():
        publish_version(version, by=None, at=moment(OCCASIONS[0].recorded_on))
    recorded = sum(_recorded(world, occasion) for occasion in OCCASIONS)
    checked = check_determinations(at=moment(LAST_DAY, NIGHT))
    return f"{recorded}件（記録と一致しないもの{checked.mismatches}件）"


def _recorded(world: World, occasion: Occasion) -> int:
    at = moment(occasion.recorded_on)
    query = Query(day=occasion.judged_on, stage=occasion.stage.value, known_at=at)
    centers = Center.objects.filter(municipality=world.municipalities[OF])
    recorded = record_determinations(
        judge_centers(
            centers.operating_on(occasion.judged_on).select_related("municipality"), query
        ),
        fiscal_year=occasion.fiscal_year,
        by=world.users[BY],
        at=at,
    )
    return len(recorded.new)
