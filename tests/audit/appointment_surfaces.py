"""The surfaces of appointments, rooms and publicity that leave an entry."""

from tests.audit.surface import Surface

APPOINTMENT, REMINDER = "consultations.Appointment", "consultations.AppointmentReminder"
FEED, PUBLICITY, ROOM = (
    "consultations.AppointmentFeed",
    "centers.OutreachPublicity",
    "centers.Room",
)
OF_ONE = (("appointment",), "appointment")
BOOKED = {
    "submission_key": "6a8c0f0e-5f0c-4b43-9f5e-6d5f8f3c2b1b",
    "held_on": "@today",
    "starts": "9:00",
    "ends": "10:00",
    "mode": "at_center",
    "caller_name": "金糸雀",
    "purpose": "金糸雀のこと",
    "center": "@center",
    "reminder_wish": "none",
}
MADE_KNOWN = {"medium": "bulletin", "publicised_on": "R7.4.1", "evidence": "金糸雀だより"}
A_ROOM = {"name": "金糸雀の間", "capacity": "3", "starts_on": "R7.4.1", "ends_on": ""}
APPOINTMENT_READ = [
    Surface(
        "appointments:calendar",
        "consultant",
        "list",
        APPOINTMENT,
        ids="appointment",
        query="?date=2040-04-02",
    ),
    Surface("appointments:appointment_detail", "contractor", "read", APPOINTMENT, *OF_ONE),
    Surface("appointments:appointment_change", "consultant", "read", APPOINTMENT, *OF_ONE),
    Surface("appointments:reminder_list", "consultant", "list", APPOINTMENT, count=0),
    Surface(
        "appointments:person_search",
        "consultant",
        "search",
        "consultations.Person",
        (),
        "person",
        {"caller_name": "カナリア"},
    ),
]
APPOINTMENT_WRITE = [
    Surface("appointments:appointment_create", "consultant", "create", APPOINTMENT, data=BOOKED),
    Surface(
        "appointments:appointment_change",
        "consultant",
        "change",
        APPOINTMENT,
        *OF_ONE,
        BOOKED | {"reason": "金糸雀さんの都合"},
    ),
    Surface(
        "appointments:appointment_state",
        "consultant",
        "change",
        APPOINTMENT,
        *OF_ONE,
        {"state": "cancelled", "reason": "金糸雀さんの都合"},
    ),
    Surface(
        "appointments:reminder_create",
        "consultant",
        "create",
        REMINDER,
        ("appointment",),
        data={"means": "phone", "result": "reached", "note": "金糸雀さんに"},
    ),
    Surface("appointments:feed_issue", "consultant", "create", FEED, data={}),
    Surface(
        "outreach:publicity_create",
        "chief_coordinator",
        "create",
        PUBLICITY,
        ("session",),
        data=MADE_KNOWN,
    ),
    Surface(
        "outreach:publicity_replace",
        "chief_coordinator",
        "change",
        PUBLICITY,
        ("publicity",),
        data=MADE_KNOWN,
    ),
    Surface(
        "outreach:publicity_withdraw",
        "chief_coordinator",
        "withdraw",
        PUBLICITY,
        ("publicity",),
        "publicity",
        {},
    ),
    Surface("rooms:room_create", "chief_coordinator", "create", ROOM, ("center",), data=A_ROOM),
    Surface("rooms:room_edit", "chief_coordinator", "change", ROOM, ("room",), "room", A_ROOM),
]
