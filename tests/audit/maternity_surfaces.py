"""The surfaces of the maternity ledger that leave an entry."""

from django.utils.timezone import localdate

from tests.audit.surface import Surface

PREGNANCY, INTERVIEW = "casework.Pregnancy", "casework.PregnancyInterview"
LOSS, IMPORT = "casework.LossRecord", "casework.MaternityImport"
WHO = "consultant"
TODAY = localdate().isoformat()
KEY = {"submission_key": "5b1f3e62-0f3f-4be3-9a55-7d9d1f0c3a44"}
OF_ROW, OF_INTERVIEW = (("pregnancy",), "pregnancy"), (("interview",), "interview")
MATERNITY_READ = [
    Surface("maternity:ledger_list", WHO, "list", PREGNANCY, ids="pregnancy"),
    Surface("maternity:ledger_csv", WHO, "export", PREGNANCY, ids="pregnancy"),
    Surface("maternity:stopped_list", WHO, "list", PREGNANCY),
    Surface("maternity:due_list", WHO, "list", PREGNANCY, query="?kind=before_birth"),
    Surface("maternity:due_csv", WHO, "export", PREGNANCY, query="?kind=before_birth"),
    Surface("maternity:due_print", WHO, "print", PREGNANCY, query="?kind=before_birth"),
    Surface("maternity:benefit_list", WHO, "list", PREGNANCY, count=2),
    Surface("maternity:import_list", WHO, "list", IMPORT, ids="maternity_import"),
    Surface(
        "maternity:import_detail", WHO, "read", IMPORT, ("maternity_import",), "maternity_import"
    ),
    Surface("maternity:pregnancy_detail", WHO, "read", PREGNANCY, *OF_ROW),
    Surface("maternity:invitation_print", WHO, "print", PREGNANCY, *OF_ROW),
    Surface(
        "maternity:hand_over_print",
        WHO,
        "print",
        "casework.MaternityHandOver",
        ("hand_over",),
        "hand_over",
    ),
    Surface("maternity:interview_detail", WHO, "read", INTERVIEW, *OF_INTERVIEW),
    Surface("maternity:interview_correct", WHO, "read", PREGNANCY, ("interview",), "pregnancy"),
    Surface("maternity:interview_withdraw", WHO, "read", PREGNANCY, ("interview",), "pregnancy"),
    Surface("maternity:loss_correct", WHO, "read", PREGNANCY, ("loss",)),
    Surface("maternity:continuation_create", WHO, "read", PREGNANCY, ("loss",)),
    *(
        Surface(f"maternity:{name}", WHO, "read", PREGNANCY, *OF_ROW)
        for name in (
            "pregnancy_edit",
            "risk_create",
            "score_create",
            "contact_create",
            "questionnaire_create",
            "benefit_create",
            "interview_create",
            "loss_create",
            "hand_over_create",
        )
    ),
]
MATERNITY_WRITE = [
    Surface(
        "maternity:risk_create",
        WHO,
        "create",
        "casework.MaternityRisk",
        ("pregnancy",),
        data={"level": "support", "reason": "金糸雀さんのことば", "judged_on": TODAY, **KEY},
    ),
    Surface(
        "maternity:contact_create",
        WHO,
        "create",
        "casework.MaternityContact",
        ("pregnancy",),
        data={"manner": "phone", "content": "金糸雀さんから聞き取り", "contacted_on": TODAY, **KEY},
    ),
    Surface(
        "maternity:loss_create",
        WHO,
        "create",
        LOSS,
        ("pregnancy",),
        data={
            "kind": "miscarriage",
            "told_on": TODAY,
            "told_by": "金糸雀さん",
            "remark": "ことば",
            **KEY,
        },
    ),
    Surface(
        "maternity:interview_withdraw",
        WHO,
        "withdraw",
        INTERVIEW,
        *OF_INTERVIEW,
        {"reason": "金糸雀さんから聞き取り", "version": "1"},
    ),
    Surface(
        "maternity:import_discard",
        WHO,
        "withdraw",
        IMPORT,
        ("maternity_import",),
        "maternity_import",
        data={},
    ),
]
