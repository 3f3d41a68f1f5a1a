"""The surfaces of printing that leave an entry."""

from tests.audit.surface import Surface

SHEET, JOB, FORM = "worksheets.Worksheet", "worksheets.PrintJob", "worksheets.PrintForm"
OF_CENTERS = ("municipality", "=center", "=application")
FORM_DATA = {
    "title": "金糸雀の調書",
    "addressee": "金糸雀県知事",
    "shows_approval": "True",
    "approval_roles": "課長",
    "shows_seal": "False",
    "unit": "yen",
    "digits": "half",
    "is_final": "False",
}
JOB_DATA = {
    "municipality": "@municipality",
    "fiscal_year": "2025",
    "stage": "change",
    "selection": "latest",
    "bundle": "pdf",
    "submission_key": "0d9c2b7e-3d5a-4f0e-8f5b-7a1c9b2e4d60",
}
PRINT_READ = [
    Surface("worksheets:worksheet_pdf", "finance_clerk", "print", SHEET, ("sheet",), "sheet"),
    Surface("worksheets:worksheet_xlsx", "auditor", "export", SHEET, ("sheet",), "sheet"),
    Surface("worksheets:print_form_list", "municipal_officer", "list", FORM, ids="print_form"),
    Surface(
        "worksheets:print_form_preview",
        "finance_clerk",
        "print",
        "centers.Municipality",
        OF_CENTERS,
        "municipality",
    ),
    Surface(
        "worksheets:print_form_sample",
        "finance_clerk",
        "print",
        "centers.Municipality",
        OF_CENTERS,
        "municipality",
        FORM_DATA,
    ),
    Surface("worksheets:print_job_list", "finance_clerk", "list", JOB, count=3),
    Surface(
        "worksheets:print_job_detail", "finance_clerk", "read", JOB, ("print_job",), "print_job"
    ),
    Surface("worksheets:print_job_file", "finance_clerk", "print", JOB, ("done_job",), "done_job"),
]
PRINT_WRITE = [
    Surface(
        "worksheets:print_form_edit",
        "finance_clerk",
        "change",
        FORM,
        OF_CENTERS,
        data=FORM_DATA,
    ),
    Surface("worksheets:print_job_create", "finance_clerk", "create", JOB, data=JOB_DATA),
    Surface(
        "worksheets:print_job_cancel",
        "finance_clerk",
        "withdraw",
        JOB,
        ("print_job",),
        "print_job",
        {},
    ),
    Surface(
        "worksheets:print_job_retry",
        "finance_clerk",
        "change",
        JOB,
        ("failed_job",),
        "failed_job",
        {},
    ),
]
