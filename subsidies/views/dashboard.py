"""集計: the figures of the centers within reach, on screen and as CSV."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from centers.models import Center
from consultations.figures import FIGURES
from consultations.forms.selection import SelectionForm
from shared import audit
from shared.access import Capability, requires
from shared.csv_safety import write_csv
from subsidies.overview import Overview, gather
from subsidies.overview_tables import TABLES
from subsidies.overview_tiles import tiles


@require_safe
@requires(Capability.STATISTICS_VIEW)
def dashboard(request: UserRequest) -> HttpResponse:
    """With `?csv=<table>`, that table of the same overview."""
    today = timezone.localdate()
    centers = list(
        Center.objects.visible_to(request.user, Capability.STATISTICS_VIEW).order_by("code", "pk")
    )
    form = SelectionForm(request.GET, centers=centers, today=today)
    overview = None
    if form.is_valid():
        overview = gather(request.user, centers, form.selection)
        if table := request.GET.get("csv"):
            return _table_as_csv(request, overview, table)
    context = {
        "form": form,
        "centers": centers,
        "overview": overview,
        "tiles": tuple(tiles(overview)) if overview else (),
        "figures": FIGURES,
    }
    return TemplateResponse(request, "subsidies/dashboard.html", context)


def _table_as_csv(request: UserRequest, overview: Overview, table: str) -> HttpResponse:
    if table not in TABLES:
        raise Http404(table)
    name = f"tsunagi_{table}_{overview.selection.as_of:%Y%m%d}.csv"
    rows = [list(row) for row in TABLES[table](overview)]
    audit.record(request, audit.Action.EXPORT, count=len(rows) - 1, table=table)
    return HttpResponse(
        write_csv(rows),
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )
