"""The surfaces of the complaints desk that leave an entry."""

from tests.audit.surface import Surface

COMPLAINT, OFFICER = "consultations.Complaint", "consultations.ComplaintOfficer"
OF_COMPLAINT = (("complaint",), "complaint")
KEY = "0d5d9a8e-8f0a-4a51-9f10-2a0f6c3c7e11"
COMPLAINT_READ = [
    Surface("complaints:complaint_list", "chief_coordinator", "list", COMPLAINT, ids="complaint"),
    Surface("complaints:complaint_detail", "municipal_officer", "read", COMPLAINT, *OF_COMPLAINT),
    Surface("complaints:complaint_correct", "chief_coordinator", "read", COMPLAINT, *OF_COMPLAINT),
    Surface("complaints:complaint_receipt", "chief_coordinator", "print", COMPLAINT, *OF_COMPLAINT),
    Surface("complaints:desk_list", "consultant", "list", OFFICER, ids="officer"),
    Surface("complaints:desk_detail", "contractor", "list", OFFICER, ("center",), "officer"),
    Surface(
        "complaints:officer_replace", "chief_coordinator", "read", OFFICER, ("officer",), "officer"
    ),
    Surface(
        "complaints:officer_withdraw", "chief_coordinator", "read", OFFICER, ("officer",), "officer"
    ),
]
SAID = {
    "submission_key": KEY,
    "received_on": "R7.10.1",
    "received_time": "10:00",
    "channel": "phone",
    "complainant_name": "金糸雀 葉子",
    "subject_kind": "conduct",
    "wishes": ["answer"],
    "summary": "金糸雀のことば",
    "reports_to_third_party": "",
    "third_party_attends": "",
}
COMPLAINT_WRITE = [
    Surface(
        "complaints:complaint_create", "consultant", "create", COMPLAINT, ("center",), data=SAID
    ),
    Surface(
        "complaints:complaint_correct",
        "chief_coordinator",
        "change",
        COMPLAINT,
        *OF_COMPLAINT,
        data={**SAID, "summary": "カナリアのことば", "version": "1", "reason": "聞き取りの誤り"},
    ),
    Surface(
        "complaints:step_create",
        "chief_coordinator",
        "create",
        "consultations.ComplaintStep",
        ("complaint",),
        data={
            "submission_key": KEY,
            "kind": "reported",
            "happened_on": "@today",
            "handled_by_name": "金糸雀",
            "audience": ["responsible"],
            "note": "金糸雀",
        },
    ),
    Surface(
        "complaints:officer_create",
        "chief_coordinator",
        "create",
        OFFICER,
        ("center",),
        data={"role": "receiver", "name": "カナリア", "starts_on": "R7.10.1"},
    ),
    Surface(
        "complaints:officer_withdraw",
        "chief_coordinator",
        "withdraw",
        OFFICER,
        ("officer",),
        "officer",
        {},
    ),
    Surface(
        "complaints:clock_edit",
        "municipal_officer",
        "create",
        "consultations.ComplaintClock",
        data={
            "answer_days": "14",
            "closure_days": "",
            "counts_working_days": "False",
            "starts_on": "R20.4.1",
            "reason": "金糸雀市の要領",
        },
    ),
]
