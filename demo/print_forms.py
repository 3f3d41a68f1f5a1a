"""How つなぎ市 prints its sheets: fictional throughout, and declared final for the first stage only."""

from demo.period import FIRST_DAY, moment
from demo.world import World
from shared.ledger import record
from worksheets.enums import WorksheetStage
from worksheets.models import PrintForm
from worksheets.print_enums import SheetKind

OF, BY = "tsunagi", "keiri"
TITLES = {
    SheetKind.CENTER: "利用者支援事業　調書（センター別）",
    SheetKind.MUNICIPALITY: "利用者支援事業　調書（市計）",
}


def build_print_forms(world: World) -> str:
    forms = [
        record(
            PrintForm(
                municipality=world.municipalities[OF],
                kind=kind,
                stage=stage,
                title=f"{title}　{stage.label}",
                form_number=f"架空様式第{number}号（第3条関係）",
                addressee="架空県知事　様",
                sender="つなぎ市長（架空）",
                approval_roles="課長、係長、担当",
                is_final=stage != WorksheetStage.CHANGE,
                note="金額は、すべて架空です。",
            ),
            by=world.users[BY],
            at=moment(FIRST_DAY),
        )
        for number, (kind, title) in enumerate(TITLES.items(), 1)
        for stage in WorksheetStage
    ]
    return f"{len(forms)}件"
