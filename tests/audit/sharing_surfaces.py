"""The surfaces of consents, referrals and waiting children that leave an entry."""

from tests.audit.surface import Surface

CONSENT, REFERRAL = "consultations.Consent", "consultations.Referral"
HOUSEHOLD, CONSULTATION = "consultations.Household", "consultations.Consultation"
SUGGESTION, FOLLOW_UP = "consultations.Suggestion", "consultations.WaitingListFollowUp"
OF_HOUSEHOLD = (("household",), "household")
SHARING_READ = [
    Surface("consultations:shared_list", "consultant", "list", CONSULTATION, count=0),
    Surface(
        "consents:household_consents", "consultant", "list", CONSENT, ("household",), "consent"
    ),
    Surface("consents:record_consents", "consultant", "list", CONSENT, ("record",), count=0),
    Surface("consents:consent_withdraw", "contractor", "read", CONSENT, ("consent",), "consent"),
    Surface("consents:consent_ledger_pdf", "consultant", "print", HOUSEHOLD, *OF_HOUSEHOLD),
    Surface("consents:consent_sheet_pdf", "consultant", "print", HOUSEHOLD, *OF_HOUSEHOLD),
    Surface("consents:household_consent_create", "consultant", "read", HOUSEHOLD, *OF_HOUSEHOLD),
    Surface(
        "consents:record_consent_create", "consultant", "read", CONSULTATION, ("record",), "record"
    ),
    Surface("referrals:referral_list", "consultant", "list", REFERRAL, ids="referral"),
    Surface(
        "referrals:referral_list", "consultant", "list", REFERRAL, query="?view=silent", count=0
    ),
    Surface("referrals:referral_detail", "contractor", "read", REFERRAL, ("referral",), "referral"),
    Surface(
        "referrals:referral_letter", "consultant", "print", REFERRAL, ("referral",), "referral"
    ),
    Surface(
        "referrals:household_referrals", "consultant", "list", REFERRAL, ("household",), "referral"
    ),
    Surface(
        "referrals:referral_of_household_create", "consultant", "read", HOUSEHOLD, *OF_HOUSEHOLD
    ),
    Surface(
        "referrals:referral_of_record_create",
        "consultant",
        "read",
        CONSULTATION,
        ("record",),
        "record",
    ),
    Surface("referrals:suggestion_create", "consultant", "read", HOUSEHOLD, *OF_HOUSEHOLD),
    Surface(
        "referrals:suggestion_choose",
        "consultant",
        "read",
        SUGGESTION,
        ("suggestion",),
        "suggestion",
    ),
    Surface("waiting_list:follow_up_list", "consultant", "list", FOLLOW_UP, ids="waiting"),
    Surface(
        "waiting_list:follow_up_detail",
        "consultant",
        "read",
        FOLLOW_UP,
        ("waiting",),
        "waiting",
    ),
    Surface("waiting_list:follow_up_create", "consultant", "read", HOUSEHOLD, *OF_HOUSEHOLD),
]
ANSWERED = {
    "purpose": "make",
    "submission_key": "8a1b55c4-2f0e-4f5d-8a54-1d7b4a2f8e77",
    "answer": "given",
    "answered_on": "R7.10.1",
    "manner": "oral",
    "taken_by_name": "金糸雀",
    "scope": "金糸雀",
}
SHARING_WRITE = [
    Surface(
        "consents:household_consent_create",
        "consultant",
        "create",
        CONSENT,
        ("household",),
        data=ANSWERED,
    ),
    Surface(
        "consents:record_consent_create",
        "consultant",
        "create",
        CONSENT,
        ("record",),
        data=ANSWERED,
    ),
    Surface(
        "referrals:referral_of_household_create",
        "consultant",
        "create",
        REFERRAL,
        ("household",),
        data={
            "submission_key": "6a8c0f0e-5f0c-4b43-9f5e-6d5f8f3c2b1b",
            "letter_kind": "notice",
            "recipient_kind": "agency",
            "agency": "@consent_agency",
            "secrecy": "law",
            "handed_over": ["summary"],
            "summary": "金糸雀",
            "request": "金糸雀",
            "sent_on": "R7.10.1",
        },
    ),
    Surface(
        "referrals:step_create",
        "consultant",
        "create",
        "consultations.ReferralStep",
        ("referral",),
        data={"kind": "received", "happened_on": "@today", "counterpart": "金糸雀"},
    ),
    Surface(
        "referrals:suggestion_create",
        "consultant",
        "create",
        SUGGESTION,
        ("household",),
        data={"suggested_on": "R7.10.1", "suggested": "金糸雀"},
    ),
    Surface(
        "referrals:suggestion_choose",
        "consultant",
        "change",
        SUGGESTION,
        ("suggestion",),
        "suggestion",
        {"choice": "uses", "choice_words": "金糸雀", "chosen_on": "@today"},
    ),
    Surface(
        "waiting_list:contact_create",
        "consultant",
        "create",
        "consultations.WaitingListContact",
        ("waiting",),
        data={
            "contacted_on": "@today",
            "method": "phone",
            "note": "金糸雀",
            "outcome": "moved_away",
            "outcome_note": "金糸雀",
        },
    ),
    Surface(
        "consents:consent_withdraw",
        "consultant",
        "withdraw",
        CONSENT,
        ("consent",),
        data={"answered_on": "@today", "manner": "oral", "taken_by_name": "金糸雀"},
    ),
]
