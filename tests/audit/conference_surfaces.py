"""The surfaces of conferences, tasks and the board that leave an entry."""

from django.utils.timezone import localdate

from tests.audit.surface import Surface

CASE, CONFERENCE, ITEM = "casework.Case", "casework.Conference", "casework.ConferenceItem"
TASK, ISSUE, COVER = "casework.Task", "casework.CommunityIssue", "casework.AbsenceCover"
THRESHOLD = "casework.BoardThreshold"
CHIEF, OFFICER = "chief_coordinator", "municipal_officer"
TODAY = localdate().isoformat()
OF_CONFERENCE = (("conference",), "conference")
OF_TASK, OF_ISSUE = (("task",), "task"), (("issue",), "issue")
WHY = {"reason": "金糸雀さんから聞き取り済み", "version": "1"}
KEY = "5a2f0f7e-1c3d-4e5f-8a9b-0c1d2e3f4a5b"
CONFERENCE_READ = [
    Surface("cases:conference_list", "consultant", "list", CONFERENCE, ids="conference"),
    Surface("cases:conference_detail", "consultant", "read", CONFERENCE, *OF_CONFERENCE),
    *(
        Surface(f"cases:{name}", CHIEF, "read", CONFERENCE, *OF_CONFERENCE)
        for name in (
            "conference_edit",
            "conference_cancel",
            "agenda_edit",
            "minutes_edit",
            "minutes_history",
            "attendee_create",
            "attendance_edit",
            "decision_create",
        )
    ),
    *(
        Surface(f"cases:{name}", CHIEF, "read", CONFERENCE, ("item",), "conference")
        for name in ("item_edit", "intake_decide", "role_create")
    ),
    Surface("cases:item_withdraw", CHIEF, "read", CONFERENCE, ("matter",), "conference"),
    Surface("cases:attendee_edit", CHIEF, "read", CONFERENCE, ("attendee",), "conference"),
    Surface("cases:minutes_print", CHIEF, "print", CONFERENCE, *OF_CONFERENCE),
    Surface("cases:attendee_pack", CHIEF, "print", CONFERENCE, ("attendee",), "conference"),
    Surface("cases:attendee_pack", CHIEF, "read", CONFERENCE, ("stranger",), "conference"),
    Surface("cases:conference_of_case_create", CHIEF, "read", CASE, ("case",), "case"),
    Surface("cases:issue_of_case_create", CHIEF, "read", CASE, ("case",), "case"),
    Surface("cases:task_of_case_create", CHIEF, "read", CASE, ("case",), "case"),
    Surface(
        "cases:task_of_note_create",
        CHIEF,
        "read",
        "casework.SupportNote",
        ("case_note",),
        "case_note",
    ),
    Surface("cases:issue_list", "auditor", "list", ISSUE, ids="issue"),
    Surface("cases:issue_edit", OFFICER, "read", ISSUE, *OF_ISSUE),
    Surface("cases:task_list", "consultant", "list", TASK, ids="task", query="?owner=all"),
    Surface("cases:task_detail", "consultant", "read", TASK, *OF_TASK),
    *(
        Surface(f"cases:{name}", "consultant", "read", TASK, *OF_TASK)
        for name in ("task_finish", "task_move", "task_hand_over", "task_cancel")
    ),
    Surface("cases:cover_list", "consultant", "list", COVER, ids="cover"),
    Surface("cases:board", CHIEF, "list", CASE, count=0),
    Surface("cases:board_list", CHIEF, "list", TASK, ("overdue_task",), count=0),
    Surface("cases:board_overview", OFFICER, "list", CASE, count=None),
    Surface("cases:threshold_edit", OFFICER, "list", THRESHOLD, count=0),
]
CONFERENCE_WRITE = [
    Surface("cases:conference_cancel", "consultant", "withdraw", CONFERENCE, *OF_CONFERENCE, WHY),
    Surface(
        "cases:item_edit",
        "consultant",
        "change",
        ITEM,
        ("item",),
        "item",
        {"lead_agency": "金糸雀相談所", "version": "1"},
    ),
    Surface(
        "cases:item_withdraw", CHIEF, "withdraw", ITEM, ("matter",), "matter", {"version": "1"}
    ),
    Surface(
        "cases:role_create",
        "consultant",
        "create",
        "casework.AgencyRole",
        ("item",),
        data={"agency_name": "金糸雀保育園", "role": "聞き取り"},
    ),
    Surface(
        "cases:attendee_create",
        "consultant",
        "create",
        "casework.ConferenceAttendee",
        ("conference",),
        data={"kind": "other", "name": "金糸雀 花子"},
    ),
    Surface(
        "cases:attendee_edit",
        "consultant",
        "change",
        "casework.ConferenceAttendee",
        ("attendee",),
        "attendee",
        {
            "secrecy_duty": "pledge",
            "secrecy_note": "金糸雀さんの誓約書",
            "attendance": "attended",
            "version": "1",
        },
    ),
    *(
        Surface(f"cases:{name}", "consultant", "change", TASK, *OF_TASK, WHY)
        for name in ("task_finish", "task_cancel")
    ),
    Surface(
        "cases:task_move",
        "consultant",
        "change",
        TASK,
        *OF_TASK,
        {"due_on": "令和22年4月1日", **WHY},
    ),
    Surface("cases:cover_end", CHIEF, "change", COVER, ("cover",), "cover", {"x": "1"}),
    Surface(
        "cases:issue_create",
        "consultant",
        "create",
        ISSUE,
        data={
            "submission_key": KEY,
            "center": "@center",
            "field": "place",
            "extent": "often",
            "title": "聞き取りで分かった課題",
            "content": "離乳食を相談できる場がない。",
        },
    ),
    Surface(
        "cases:issue_edit",
        OFFICER,
        "change",
        ISSUE,
        *OF_ISSUE,
        {"state": "in_progress", "response": "金糸雀", "version": "1"},
    ),
    Surface(
        "cases:threshold_edit",
        OFFICER,
        "create",
        THRESHOLD,
        data={
            "municipality": "@municipality",
            "kind": "no_contact",
            "days": "60",
            "starts_on": TODAY,
            "reason": "金糸雀",
        },
    ),
]
