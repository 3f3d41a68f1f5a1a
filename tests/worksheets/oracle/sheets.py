"""The sheets of the oracle in their order, with what is typed into each."""

from tests.worksheets.oracle.examples import CALCULATED
from tests.worksheets.oracle.examples_quantities import COORDINATOR_ROWS, EXTRA, PLANS, SITES
from tests.worksheets.oracle.examples_records import HOUR_ROWS, MONTH_ROWS, STAGE_ROWS, TOTAL_ROWS
from tests.worksheets.oracle.formulas import CALCULATION, Sheet
from tests.worksheets.oracle.formulas_quantities import (
    COORDINATORS,
    EXTRA_STAFF,
    SPECIFIC_PLACES,
    SUPPORT_PLANS,
)
from tests.worksheets.oracle.formulas_records import DIFFERENCES, HOURS, MONTHS, MUNICIPALITY
from tests.worksheets.oracle.rows import Row

ROWS: dict[str, list[Row]] = {
    CALCULATION.name: CALCULATED,
    EXTRA_STAFF.name: EXTRA,
    SUPPORT_PLANS.name: PLANS,
    COORDINATORS.name: COORDINATOR_ROWS,
    SPECIFIC_PLACES.name: SITES,
    MONTHS.name: MONTH_ROWS,
    HOURS.name: HOUR_ROWS,
    DIFFERENCES.name: STAGE_ROWS,
    MUNICIPALITY.name: TOTAL_ROWS,
}
SHEETS: tuple[Sheet, ...] = (
    CALCULATION,
    EXTRA_STAFF,
    SUPPORT_PLANS,
    COORDINATORS,
    SPECIFIC_PLACES,
    MONTHS,
    HOURS,
    DIFFERENCES,
    MUNICIPALITY,
)
