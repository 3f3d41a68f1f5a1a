"""The surfaces of retention that leave an entry."""

from tests.audit.surface import Surface

OFFICER = "municipal_officer"
DISPOSAL, HOLD, RULE = "retention.Disposal", "retention.LegalHold", "retention.RetentionRule"
KEY = "0b8a4b0e-5f0c-4b43-9f5e-6d5f8f3c2b1a"
OF_DISPOSAL = (("disposal",), "disposal")
RETENTION_READ = [
    Surface("retention:due_list", OFFICER, "list", DISPOSAL, count=0),
    Surface("retention:due_list", "auditor", "list", DISPOSAL, count=0),
    Surface("retention:hold_list", OFFICER, "list", HOLD, ids="legal_hold"),
    Surface("retention:disposal_list", OFFICER, "list", DISPOSAL, count=2),
    Surface("retention:disposal_detail", OFFICER, "read", DISPOSAL, *OF_DISPOSAL),
    Surface("retention:certificate", "auditor", "print", DISPOSAL, ("over",), "over"),
]
RETENTION_WRITE = [
    Surface(
        "retention:retention_rule_create",
        OFFICER,
        "create",
        RULE,
        ("consultation",),
        data={
            "submission_key": KEY,
            "years": "5",
            "event": "occurred",
            "counted_from": "next_day",
            "ordinance": "金糸雀規程",
            "starts_on": "R7.4.1",
        },
    ),
    Surface(
        "retention:hold_create",
        OFFICER,
        "create",
        HOLD,
        data={
            "submission_key": KEY,
            "kind": "consultation",
            "record_id": "@record",
            "requested_by_name": "金糸雀",
            "reason": "金糸雀さんから聞き取り",
            "starts_on": "R7.4.1",
        },
    ),
    Surface(
        "retention:hold_lift",
        OFFICER,
        "withdraw",
        HOLD,
        ("legal_hold",),
        "legal_hold",
        data={"reason": "金糸雀"},
    ),
    Surface("retention:disposal_approve", OFFICER, "change", DISPOSAL, *OF_DISPOSAL, data={}),
    Surface(
        "retention:disposal_reject",
        OFFICER,
        "change",
        DISPOSAL,
        *OF_DISPOSAL,
        data={"reason": "金糸雀"},
    ),
]
