"""The surfaces of cases that leave an entry."""

from django.utils.timezone import localdate

from tests.audit.surface import Surface

CASE, NOTE, TRANSFER = "casework.Case", "casework.SupportNote", "casework.CaseTransfer"
CHIEF = "chief_coordinator"
TODAY = localdate().isoformat()
WHY = {"reason": "金糸雀さんから聞き取り済み", "version": "1"}
OF_CASE, OF_NOTE = (("case",), "case"), (("case_note",), "case_note")
CASE_READ = [
    Surface("cases:case_list", "consultant", "list", CASE, count=None),
    Surface("cases:case_overview", "municipal_officer", "list", CASE, count=None),
    Surface("cases:case_detail", "consultant", "read", CASE, *OF_CASE),
    Surface("cases:case_detail", CHIEF, "read", CASE, *OF_CASE, query="?kind=reads"),
    Surface("cases:case_pack", "consultant", "read", CASE, *OF_CASE),
    Surface("cases:case_pack", "consultant", "print", CASE, *OF_CASE, query="?parts=notes"),
    Surface("cases:hand_over", CHIEF, "list", CASE, query="?from={worker}", count=None),
    Surface("cases:hand_over_pdf", CHIEF, "print", CASE, ("case_worker_user",), count=1),
    Surface("cases:transfer_list", CHIEF, "list", TRANSFER, ids="case_arriving"),
    Surface(
        "cases:transfer_take_over", CHIEF, "read", TRANSFER, ("case_arriving",), "case_arriving"
    ),
    Surface("cases:transfer_receipt", CHIEF, "read", CASE, ("case_sent",)),
    Surface("cases:note_detail", "consultant", "read", NOTE, *OF_NOTE),
    Surface("cases:note_correct", "consultant", "read", CASE, ("case_note",), "case"),
    Surface("cases:note_withdraw", "consultant", "read", CASE, ("case_note",), "case"),
    Surface("cases:link_remove", "consultant", "read", CASE, ("case_link",), "case"),
    Surface("cases:record_detach", "consultant", "read", CASE, ("case_record",), "case"),
    Surface("cases:support_end", CHIEF, "read", CASE, ("case_support",), "case"),
    Surface(
        "cases:case_of_record_create",
        "consultant",
        "read",
        "consultations.Consultation",
        ("record",),
        "record",
    ),
    Surface(
        "cases:case_of_household_create",
        "consultant",
        "read",
        "consultations.Household",
        ("household",),
        "household",
    ),
    *(
        Surface(f"cases:{name}", CHIEF, "read", CASE, *OF_CASE)
        for name in (
            "status_change",
            "attention_change",
            "case_amend",
            "case_restrict",
            "case_worker_assign",
            "subjects_edit",
            "council_edit",
            "link_create",
            "record_attach",
            "note_create",
            "notifier_reveal",
            "transfer_create",
        )
    ),
]
CASE_WRITE = [
    Surface(
        "cases:status_change",
        "consultant",
        "change",
        CASE,
        *OF_CASE,
        {"after": "monitoring", "on": TODAY, **WHY},
    ),
    Surface(
        "cases:attention_change",
        "consultant",
        "change",
        CASE,
        *OF_CASE,
        {"after": "protection", "on": TODAY, **WHY},
    ),
    Surface("cases:case_restrict", CHIEF, "change", CASE, *OF_CASE, WHY),
    Surface(
        "cases:council_edit",
        CHIEF,
        "change",
        CASE,
        *OF_CASE,
        {"on": TODAY, "lead_agency": "金糸雀相談所", "reason": "聞き取り"},
    ),
    Surface("cases:link_remove", "consultant", "change", CASE, ("case_link",), "case", WHY),
    Surface("cases:record_detach", "consultant", "change", CASE, ("case_record",), "case", WHY),
    Surface("cases:note_withdraw", "consultant", "withdraw", NOTE, *OF_NOTE, WHY),
    Surface(
        "cases:note_create",
        "consultant",
        "create",
        NOTE,
        ("case",),
        data={
            "submission_key": "0b6f7d8e-4b7d-4c1e-9f43-2a1d5a6e7f80",
            "kind": "visit",
            "occurred_on": TODAY,
            "occurred_time": "0:00",
            "content": "金糸雀さんから聞き取り",
        },
    ),
    Surface(
        "cases:transfer_create",
        CHIEF,
        "change",
        CASE,
        *OF_CASE,
        {
            "recipient_kind": "agency",
            "recipient_name": "金糸雀児童相談所",
            "on": TODAY,
            "handed_over": "summary",
            "basis": "金糸雀さんの承諾",
            "message": "聞き取りのことば",
            "has_seen_open_matters": "on",
            "version": "1",
        },
    ),
]
