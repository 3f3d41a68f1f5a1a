"""The print form of a kind and stage: the one that stands, or how it looks before there is one."""

from centers.models import Municipality
from worksheets.enums import WorksheetStage
from worksheets.models import PrintForm
from worksheets.print_enums import SheetKind
from worksheets.print_layout import default_layout


def standing_form(municipality: Municipality, kind: str, stage: str) -> PrintForm:
    """As registered; otherwise unsaved and filled with what is printed until then."""
    standing = (
        PrintForm.objects.current()
        .filter(municipality=municipality, kind=kind, stage=stage)
        .select_related("recorded_by")
        .first()
    )
    return standing or _unregistered(municipality, kind, stage)


def kinds_without_final_form(municipality_id: int, stage: str) -> list[SheetKind]:
    """Whose sheets are marked 「内部確認用」 on paper, for good if they are submitted so."""
    final = set(
        PrintForm.objects.current()
        .filter(municipality=municipality_id, stage=stage, is_final=True)
        .values_list("kind", flat=True)
    )
    return [kind for kind in SheetKind if kind not in final]


def _unregistered(municipality: Municipality, kind: str, stage: str) -> PrintForm:
    layout = default_layout(kind, WorksheetStage(stage).label)
    return PrintForm(
        municipality=municipality,
        kind=kind,
        stage=stage,
        title=layout.title,
        approval_roles="、".join(layout.approval_roles),
    )
