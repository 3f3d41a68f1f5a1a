"""The surfaces of the worksheets that leave an entry."""

from tests.audit.surface import Surface

SHEET, SPENDING = "worksheets.Worksheet", "worksheets.SpendingItem"
STAGE, TYPE = (2025, "application"), (2025, "application", "basic")
NEXT_YEAR = (2026, "application")
SPENT = {
    "seen": "",
    "side_0": "expenditure",
    "category_0": "operation",
    "subject_0": "金糸雀",
    "amount_0": "1000",
    "eligible_0": "500",
    "source_0": "金糸雀",
}
DEADLINE = {"supply_by": "R8.5.31", "submit_by": "R8.6.30", "source": "金糸雀"}
REPAID = {
    "amount": "1000",
    "decided_on": "R8.6.1",
    "document": "金糸雀第1号",
    "reason": "金糸雀",
}
WORKSHEET_READ = [
    Surface(
        "worksheets:amount_export",
        "finance_clerk",
        "export",
        "worksheets.StandardAmount",
        ("municipality", 2025, "csv"),
        count=0,
    ),
    Surface("worksheets:sheet_detail", "finance_clerk", "read", SHEET, ("sheet",), "sheet"),
    Surface("worksheets:sheet_detail", "auditor", "read", SHEET, ("sheet",), "sheet"),
    Surface(
        "worksheets:stage_list", "auditor", "list", SHEET, ("municipality", *STAGE), count=None
    ),
    Surface(
        "worksheets:center_sheet",
        "municipal_officer",
        "read",
        "centers.Center",
        ("center", *TYPE),
        "center",
    ),
    Surface(
        "worksheets:spending_edit", "finance_clerk", "list", SPENDING, ("center", *TYPE), count=0
    ),
    Surface(
        "worksheets:amount_list",
        "municipal_officer",
        "list",
        "worksheets.StandardAmount",
        ("municipality", 2025),
        count=0,
    ),
    Surface(
        "worksheets:stage_export",
        "municipal_officer",
        "export",
        SHEET,
        ("municipality", *STAGE, "csv"),
        count=None,
    ),
]
WORKSHEET_WRITE = [
    Surface(
        "worksheets:amount_create",
        "finance_clerk",
        "create",
        "worksheets.StandardAmount",
        ("municipality", 2025, "amounts"),
        data={
            "what": "family_center:coordinator",
            "unit": "person_year",
            "amount": "1,234,000",
            "starts_on": "R7.4.1",
            "source": "金糸雀",
            "source_on": "R7.4.1",
        },
    ),
    Surface(
        "worksheets:stage_prepare",
        "finance_clerk",
        "create",
        SHEET,
        ("municipality", *NEXT_YEAR),
        data={},
        count=2,
    ),
    Surface(
        "worksheets:center_prepare", "finance_clerk", "create", SHEET, ("center", *TYPE), data={}
    ),
    Surface(
        "worksheets:sheet_check",
        "municipal_officer",
        "change",
        SHEET,
        ("sheet",),
        "sheet",
        {"seen": "@checksum"},
    ),
    Surface(
        "worksheets:sheet_return",
        "municipal_officer",
        "change",
        SHEET,
        ("sheet",),
        "sheet",
        {"seen": "@checksum", "note": "金糸雀"},
    ),
    Surface(
        "worksheets:sheet_answer",
        "finance_clerk",
        "change",
        SHEET,
        ("returned_sheet",),
        "returned_sheet",
        {"seen": "@returned_checksum", "note": "金糸雀"},
    ),
    Surface(
        "worksheets:sheet_withdraw",
        "finance_clerk",
        "change",
        SHEET,
        ("sheet",),
        "sheet",
        {"seen": "@checksum", "note": "金糸雀"},
    ),
    Surface(
        "worksheets:spending_edit",
        "finance_clerk",
        "change",
        SPENDING,
        ("center", *TYPE),
        data=SPENT,
    ),
    Surface(
        "worksheets:deadline_edit",
        "finance_clerk",
        "create",
        "worksheets.StageDeadline",
        ("municipality", *NEXT_YEAR),
        data=DEADLINE,
    ),
    Surface(
        "worksheets:component_edit",
        "finance_clerk",
        "create",
        "worksheets.ComponentEntry",
        ("center", *TYPE, "base"),
        data={"word": "", "months": "6", "source": "金糸雀"},
    ),
    Surface(
        "worksheets:repayment_create",
        "finance_clerk",
        "create",
        "worksheets.Repayment",
        ("settled_sheet",),
        data=REPAID,
    ),
    Surface(
        "worksheets:repayment_withdraw",
        "finance_clerk",
        "withdraw",
        "worksheets.Repayment",
        ("repayment",),
        "repayment",
        {},
    ),
    Surface(
        "worksheets:spending_import_discard",
        "finance_clerk",
        "withdraw",
        "worksheets.SpendingImport",
        ("spending_import",),
        "spending_import",
        {},
    ),
]
