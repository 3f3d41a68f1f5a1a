"""The surfaces of the desk that leave an entry."""

from tests.audit.surface import Surface

CONSULTATION, INTAKE = "consultations.Consultation", "consultations.AbuseIntake"
FAVOURITE = "consultations.FavouriteResource"
FOLLOW_UP, TEMPLATE = "consultations.FollowUp", "consultations.TextTemplate"
WORDS = {"shared_with": "own", "code": "kana", "body": "金糸雀のことを聞き取り、助言した。"}
DESK_READ = [
    Surface("consultations:follow_up_list", "consultant", "list", FOLLOW_UP, ids="follow_up"),
    Surface(
        "consultations:follow_up_close",
        "consultant",
        "read",
        CONSULTATION,
        ("planned",),
        "planned",
    ),
    Surface(
        "consultations:intake_raise", "consultant", "read", CONSULTATION, ("record",), "record"
    ),
    Surface(
        "consultations:given_handout",
        "consultant",
        "print",
        CONSULTATION,
        ("planned",),
        "planned",
        count=1,
    ),
    Surface("intakes:intake_list", "chief_coordinator", "list", INTAKE, ids="intake"),
    Surface("intakes:intake_detail", "consultant", "read", INTAKE, ("intake",), "intake"),
    Surface("intakes:acceptance_correct", "consultant", "read", INTAKE, ("intake",), "intake"),
    Surface("intakes:intake_withdraw", "consultant", "read", INTAKE, ("intake",), "intake"),
    Surface(
        "consultations:caller_search",
        "consultant",
        "search",
        "consultations.Person",
        (),
        "person",
        {"caller_name": "カナリア"},
    ),
    Surface(
        "consultations:record_search",
        "consultant",
        "search",
        CONSULTATION,
        (),
        "record",
        {"words": "ことばが 遅い"},
    ),
]
DESK_WRITE = [
    Surface(
        "favourites:favourite_create",
        "consultant",
        "create",
        FAVOURITE,
        data={"entry": "@resource_key", "center": "@center", "code": "kana"},
    ),
    Surface(
        "favourites:favourite_retire",
        "consultant",
        "withdraw",
        FAVOURITE,
        ("favourite",),
        "favourite",
        {},
    ),
    Surface(
        "consultations:follow_up_close",
        "consultant",
        "change",
        CONSULTATION,
        ("planned",),
        "planned",
        {"outcome": "done", "reason": "金糸雀さんから聞き取り済み", "version": "1"},
    ),
    Surface(
        "intakes:intake_detail",
        "consultant",
        "change",
        INTAKE,
        ("intake",),
        "intake",
        {"safety_check": "seen_at_home", "day": "R7.10.2", "clock": "9:00"},
    ),
    Surface(
        "intakes:acceptance_correct",
        "consultant",
        "change",
        INTAKE,
        ("intake",),
        "intake",
        {
            "day": "R7.10.1",
            "clock": "8:00",
            "reason": "金糸雀さんの聞き取りの誤り",
            "seen": "2025-10-01T00:00:00+00:00",
        },
    ),
    Surface(
        "intakes:intake_withdraw",
        "consultant",
        "withdraw",
        INTAKE,
        ("intake",),
        "intake",
        {"reason": "金糸雀さんの聞き取りの誤り"},
    ),
    Surface(
        "intakes:clock_edit",
        "municipal_officer",
        "create",
        "consultations.IntakeClock",
        data={"hours": "24", "starts_on": "R20.4.1", "reason": "金糸雀市の要領"},
    ),
    Surface("text_templates:template_create", "consultant", "create", TEMPLATE, data=WORDS),
    Surface(
        "text_templates:template_retire",
        "consultant",
        "withdraw",
        TEMPLATE,
        ("text_template",),
        "text_template",
        {},
    ),
]
